/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_DESIGN_RUN_H
#define BRINK_DRIVER_DESIGN_RUN_H

#include "brink/result.h"
#include "design.h"
#include "form.h"
#include "load.h"
#include "records.h"

/* brink run --params: the scenario once for each row of a design, each on the same trials, so that rows
 * differ by their values alone. */

typedef struct design_request {
    scenario_choice choice; /* the scenario; its sets go before those of the rows */
    const char *params;     /* the file of the design */
    brink_run_options run;  /* trials: of rows that do not say */
    const form *form;
    records_choice records;
    bool all, quiet;
} design_request;

/* What is kept of one row's result. */
typedef struct design_row {
    uint64_t trials;
    bool partial;
    uint64_t *counts;            /* [n_outcomes] */
    brink_estimate *probability; /* [n_outcomes] */
    uint64_t *known;             /* [n_measures] */
    brink_estimate *mean;        /* [n_measures] */
    double *sd;                  /* [n_measures] */
} design_row;

typedef struct design_results {
    const design *design;
    const char *scenario;     /* as it was named */
    const brink_model *model; /* without any row's values */
    char **outcomes;          /* [n_outcomes] */
    char **measures, **units; /* [n_measures] */
    bool *headline;           /* [n_measures] */
    int n_outcomes, n_measures;
    design_row *rows; /* [n] */
    size_t n;         /* that were played */
    uint64_t seed, first_trial;
    brink_provenance made; /* of the last row; its texts are of the library */
} design_results;

/* An exit status. `loaded` is the scenario without any row's values. */
int design_run(design_request *request, const scenario *loaded);

/* The results in each form; free(). NULL when out of memory. */
char *design_page(const design_results *results, bool all, int width);
char *design_csv(const design_results *results);
char *design_json(const design_results *results);

#endif
