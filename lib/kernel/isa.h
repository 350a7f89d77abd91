/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_KERNEL_ISA_H
#define BRINK_KERNEL_ISA_H

#include "kernel/lanes.h"

/* Instances of the kernel's body; which of them are compiled in is the build's choice (BRINK_I_HAVE_*). */
extern const brink_i_isa brink_i_isa_portable, brink_i_isa_avx2, brink_i_isa_avx512;

#endif
