/* SPDX-License-Identifier: Apache-2.0 */

#include "engine/body.h"

const brink_i_scalar_run_fn brink_i_scalar_interpreted_portable = run;
