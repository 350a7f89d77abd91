/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "brink/scenario.h"
#include "support/one_trial.h"

brink_model *one_trial_model(const char *yaml)
{
    brink_i_text text;
    brink_i_text_init(&text);
    brink_i_text_addf(&text, "brink: 1\n%s", yaml);
    assert_false(text.failed);
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink_model *model = NULL;
    char *problems = NULL;
    brink_status status =
        brink_scenario_load_text("test.yaml", text.bytes, text.length, NULL, diagnostics, &model);
    if (status != BRINK_OK && brink_diagnostics_text(diagnostics, false, &problems) == BRINK_OK) {
        print_error("%s", problems);
    }
    free(problems);
    brink_diagnostics_free(diagnostics);
    brink_i_text_free(&text);
    assert_int_equal(status, BRINK_OK);
    return model;
}

brink_model *one_trial_load(char *yaml)
{
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink_model *model = NULL;
    assert_non_null(yaml);
    assert_int_equal(brink_scenario_load_text("random.yaml", yaml, strlen(yaml), NULL, diagnostics, &model),
                     BRINK_OK);
    brink_diagnostics_free(diagnostics);
    free(yaml);
    return model;
}

void one_trial_open(one_trial *one, const char *yaml, uint64_t seed)
{
    *one = (one_trial){.model = one_trial_model(yaml)};
    one->record.measures = calloc((size_t)one->model->n_measures + 1, sizeof(double));
    one->record.points = calloc((size_t)one->model->n_points + 1, sizeof(double));
    assert_non_null(one->record.measures);
    assert_non_null(one->record.points);
    assert_int_equal(brink_i_oracle_new(one->model, seed, &one->oracle), BRINK_OK);
}

void one_trial_close(one_trial *one)
{
    brink_i_oracle_free(one->oracle);
    brink_model_free(one->model);
    free(one->record.measures);
    free(one->record.points);
}

void one_trial_run(one_trial *one, uint64_t trial)
{
    brink_status status = brink_i_oracle_trial(one->oracle, trial, &one->record, &one->fault);
    if (status != BRINK_OK) {
        print_error("%s: %s (%s)\n", one->fault.place, one->fault.message, one->fault.values);
    }
    assert_int_equal(status, BRINK_OK);
}

const brink_fault *one_trial_fault(one_trial *one, uint64_t trial)
{
    assert_int_equal(brink_i_oracle_trial(one->oracle, trial, &one->record, &one->fault), BRINK_ERR_FAULT);
    assert_int_equal(one->fault.trial, trial);
    return &one->fault;
}

const char *one_trial_outcome(const one_trial *one) { return one->model->outcomes[one->record.outcome].name; }

double one_trial_measure(const one_trial *one, const char *name)
{
    for (int i = 0; i < one->model->n_measures; i++) {
        if (strcmp(one->model->measures[i].name, name) == 0) {
            return one->record.measures[i];
        }
    }
    fail_msg("no measure %s", name);
    return 0;
}

double one_trial_point(const one_trial *one, const char *series, int point)
{
    for (int i = 0; i < one->model->n_series; i++) {
        if (strcmp(one->model->series[i].name, series) == 0) {
            assert_in_range(point, 0, one->model->series[i].n_points - 1);
            return one->record.points[one->model->series[i].first + point];
        }
    }
    fail_msg("no series %s", series);
    return 0;
}
