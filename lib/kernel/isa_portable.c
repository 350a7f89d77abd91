/* SPDX-License-Identifier: Apache-2.0 */

#define BRINK_I_ISA_PORTABLE

#include "kernel/body.h"

const brink_i_isa brink_i_isa_portable = {"portable", run};
