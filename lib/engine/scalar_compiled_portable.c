/* SPDX-License-Identifier: Apache-2.0 */

#define BRINK_I_COMPILED

#include "engine/body.h"

const brink_i_scalar_run_fn brink_i_scalar_compiled_portable = run;
