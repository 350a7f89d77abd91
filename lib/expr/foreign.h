/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_EXPR_FOREIGN_H
#define BRINK_EXPR_FOREIGN_H

/* What people of R, Python, Excel and MATLAB type, and what it is called here. The nearest name of the
 * language would lead them astray: 'expon' is not 'exp'. */

/* The hint for a name that is not known here, NULL if nothing is known of it. Case does not matter. */
const char *brink_i_foreign_hint(const char *name);

#endif
