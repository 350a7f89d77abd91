/* SPDX-License-Identifier: Apache-2.0 */

/* First part of a generated module: what stands before the model's own code. Not compiled by itself:
 * write_prelude.cmake puts the text of these headers, one after the other, into the library. */

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct brink_i_native_host;
__attribute__((visibility("default")))
const struct brink_i_native_host *brink_native_host; /* set once, when the module is loaded */

static double brink_i_log10(double x);
static double brink_i_sin(double x);
static double brink_i_cos(double x);
