/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_SCHEMA_H
#define BRINK_DRIVER_SCHEMA_H

/* The file of the JSON Schema of scenarios, as installed or in the source tree, as an absolute path; free().
 * NULL: there is none, or no memory. */
char *schema_address(void);

#endif
