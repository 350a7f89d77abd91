/* SPDX-License-Identifier: Apache-2.0 */

#define BRINK_I_ISA_AVX512

#include "kernel/body.h"

const brink_i_isa brink_i_isa_avx512 = {"avx512", run};
