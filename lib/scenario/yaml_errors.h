/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_SCENARIO_YAML_ERRORS_H
#define BRINK_SCENARIO_YAML_ERRORS_H

/* What libfyaml reports, said so that a reader who is no YAML expert can mend it. */

#include "scenario/input.h"

struct fy_diag;

/* Adds one diagnostic, always: the first of diag's errors, or a general one at byte `reached`. */
void brink_i_yaml_errors(brink_diagnostics *diagnostics, brink_i_input *source, struct fy_diag *diag,
                         size_t reached);

#endif
