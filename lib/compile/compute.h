/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_COMPILE_COMPUTE_H
#define BRINK_COMPILE_COMPUTE_H

/* The value of a cell from the values of its arguments: the primitives of expr/primitive.h, which the oracle
 * uses too. Cells that read the state of a trial (stocks, machines, time, tracked comparisons) are the
 * kernel's business. */

#include <math.h>

#include "compile/program.h"
#include "expr/primitive.h"

static inline double brink_i_compute(const brink_i_cell *cell, const double *values,
                                     const brink_i_table *tables)
{
    double a = cell->arg[0] >= 0 ? values[cell->arg[0]] : 0, b = cell->arg[1] >= 0 ? values[cell->arg[1]] : 0;
    switch (cell->op) {
    case BRINK_I_OP_CONST:
        return cell->number;
    case BRINK_I_OP_TABLE:
        return brink_i_table_at(&tables[cell->index], a);
    case BRINK_I_OP_QUANTILE:
    case BRINK_I_OP_CDF:
        return brink_i_cell_answer(cell, values);
    case BRINK_I_CELL_CHANCE:
        return brink_i_chance_hazard(a, b);
    default:
        return brink_i_apply((brink_i_op)cell->op, a, b, cell->arg[2] >= 0 ? values[cell->arg[2]] : 0);
    }
}

#endif
