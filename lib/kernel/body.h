/* SPDX-License-Identifier: Apache-2.0 */

/* The kernel, written once: each instruction-set file defines its words (kernel/words.h) and includes this.
 */

#include <math.h>

#include "compile/compute.h"
#include "expr/range_table.h"
#include "kernel/lanes.h"
#include "model/motion.h"

#include "kernel/body_draws.h"
#include "kernel/body_values.h"
#include "kernel/body_range.h"
#include "kernel/body_settle.h"
#include "kernel/body_hazard.h"
#include "kernel/body_observe.h"
#include "kernel/body_loop.h"
