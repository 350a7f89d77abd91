/* SPDX-License-Identifier: Apache-2.0 */

#define BRINK_I_ISA_AVX512
#include "engine/body.h"

const brink_i_scalar_run_fn brink_i_scalar_interpreted_avx512 = run;
