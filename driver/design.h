/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_DESIGN_H
#define BRINK_DRIVER_DESIGN_H

#include <stddef.h>
#include <stdint.h>

#include "brink/model.h"

/* A design: sets of values for parameters and levers, one in each row of a CSV file. Its first line names
 * them, `reserve [day]` or `reserve` for a number in the scenario's own unit; a column `trials` gives each
 * row its own number of trials. Lines that are empty or begin with `#` are left out. */

typedef struct design_column {
    char *name;
    char *unit; /* as given; NULL: the scenario's own */
    int line, column;
    int param; /* of the model */
} design_column;

typedef struct design {
    const char *path;
    design_column *columns; /* [n]: without `trials` */
    size_t n;
    size_t rows, room;
    double *values;   /* [rows * n] */
    uint64_t *trials; /* [rows]; 0: not given */
    int *lines;       /* [rows]: where it stands */
    int *places;      /* [rows * n]: and where in it each value */
} design;

/* Reads it for a model; says all that is wrong, each with its place. An exit status; on anything but
 * STATUS_OK there is nothing to free. */
int design_read(design *self, const char *command, const char *path, const brink_model *model);
void design_free(design *self);

/* What `--set` would say for the value in a row: "reserve=60 day"; free(), NULL when out of memory. */
char *design_set(const design *self, size_t row, size_t column);

#endif
