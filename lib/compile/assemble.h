/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_COMPILE_ASSEMBLE_H
#define BRINK_COMPILE_ASSEMBLE_H

/* The steps of compiling; program.c calls them in order. Each returns BRINK_OK or BRINK_ERR_MEMORY. */

#include "compile/cells.h"

/* Codes of everything in the model, and the slots. */
brink_status brink_i_assemble(brink_i_program *program, brink_i_cells *cells);
/* Which cells keep their value. */
brink_status brink_i_keep(brink_i_program *program, brink_i_cell *cells);
/* For each input, what its change touches; needs the final list of cells. */
brink_status brink_i_connect(brink_i_program *program);

#endif
