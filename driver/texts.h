/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_TEXTS_H
#define BRINK_DRIVER_TEXTS_H

/* Pages of the documentation, line by line, NULL after the last (cmake/write_texts.cmake). */
extern const char *const text_format[];        /* docs/scenario-format.md */
extern const char *const text_distributions[]; /* docs/distributions.md */
extern const char *const text_schema[];        /* docs/scenario.schema.json */
extern const char *const text_new[];           /* docs/new-scenario.yaml */

#endif
