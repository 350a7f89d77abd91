/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_MODEL_PART_H
#define BRINK_MODEL_PART_H

/* The part of a model that gives what somebody asked for: its other measures and series are not there, and
 * parameters that nothing reads any more are not drawn. Streams belong to their owners, so that what is left
 * has the same bits. */

#include "model/model.h"

/* The names of the measures and series to keep; "outcomes" names none of them and is always there. The part
 * borrows from the model, which must outlive it. BRINK_ERR_ARGUMENT: a name that the model does not have.
 * `drawn`, [n_params]: parameters that are kept although nothing may read them; NULL: none. */
brink_status brink_i_part_new(const brink_model *model, const char *const *only, size_t n_only,
                              const bool *drawn, brink_model **out);
void brink_i_part_free(brink_model *part);

#endif
