/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_CODEGEN_EMIT_H
#define BRINK_CODEGEN_EMIT_H

#include "engine/plan.h"

/* The expressions of a model as C: a function for each value, bound and crossing that the body asks for, and
 * the tables of them (engine/trial.h, brink_i_compiled). Nothing of the semantics is in this text: it is
 * arithmetic, and which kept cell is stale. Parameters that are plain numbers are not in it, so that variants
 * share their code. The caller frees *out. BRINK_OK or BRINK_ERR_MEMORY. */
brink_status brink_i_emit_expressions(const brink_i_plan *plan, char **out);

#endif
