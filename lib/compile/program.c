/* SPDX-License-Identifier: Apache-2.0 */
#include "compile/program.h"

#include <string.h>

#include "compile/assemble.h"
#include "compile/compute.h"

/* CONSTANT cells are computed now, once for all trials. */
static brink_status fold(brink_i_program *program)
{
    double *values = BRINK_I_NEW_ARRAY(&program->arena, double, (size_t)program->n_cells);
    int *trial_cells = BRINK_I_NEW_ARRAY(&program->arena, int, (size_t)program->n_cells);
    if (!values || !trial_cells) {
        return BRINK_ERR_MEMORY;
    }
    for (int i = 0; i < program->n_cells; i++) {
        const brink_i_cell *cell = &program->cells[i];
        if (cell->binding == BRINK_I_CONSTANT) {
            values[i] = brink_i_compute(cell, values, program->model->tables);
        } else if (cell->binding == BRINK_I_TRIAL) {
            trial_cells[program->n_trial_cells++] = i;
        }
    }
    program->template_values = values;
    program->trial_cells = trial_cells;
    return BRINK_OK;
}

brink_status brink_i_program_build(brink_i_program *program, const brink_model *model)
{
    *program = (brink_i_program){.model = model};
    brink_i_arena_init(&program->arena);
    brink_i_cells cells;
    brink_status status = brink_i_cells_init(&cells, &program->arena, model);
    if (status == BRINK_OK) {
        status = brink_i_assemble(program, &cells);
    }
    if (status == BRINK_OK) {
        brink_i_cell *list = BRINK_I_NEW_ARRAY(&program->arena, brink_i_cell, (size_t)cells.n);
        if (!list) {
            status = BRINK_ERR_MEMORY;
        } else {
            if (cells.n) {
                memcpy(list, cells.list, (size_t)cells.n * sizeof *list);
            }
            program->cells = list;
            program->n_cells = cells.n;
            status = brink_i_keep(program, list);
        }
    }
    brink_i_cells_free(&cells);
    if (status == BRINK_OK) {
        status = brink_i_connect(program);
    }
    return status == BRINK_OK ? fold(program) : status;
}

void brink_i_program_free(brink_i_program *program)
{
    brink_i_arena_free(&program->arena);
    *program = (brink_i_program){0};
}
