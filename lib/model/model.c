/* SPDX-License-Identifier: Apache-2.0 */
/* Reading and freeing a model. */
#include "model/model.h"

#include <stdlib.h>

void brink_model_free(brink_model *model)
{
    if (model) {
        brink_i_units_free(model->units);
        brink_i_arena_free(&model->arena);
        free(model);
    }
}

const char *brink_model_title(const brink_model *model) { return model->title; }

const char *brink_model_about(const brink_model *model) { return model->about; }

const char *brink_model_time_unit(const brink_model *model) { return brink_i_unit_text(model->time_unit); }

double brink_model_horizon(const brink_model *model) { return model->horizon; }

const char *brink_model_hash(const brink_model *model) { return model->hash; }

int brink_model_outcome_count(const brink_model *model) { return model->n_outcomes; }

const char *brink_model_outcome_name(const brink_model *model, int i)
{
    return i >= 0 && i < model->n_outcomes ? model->outcomes[i].name : NULL;
}

int brink_model_measure_count(const brink_model *model) { return model->n_measures; }

const char *brink_model_measure_name(const brink_model *model, int i)
{
    return i >= 0 && i < model->n_measures ? model->measures[i].name : NULL;
}

int brink_model_series_count(const brink_model *model) { return model->n_series; }

const char *brink_model_series_name(const brink_model *model, int i)
{
    return i >= 0 && i < model->n_series ? model->series[i].name : NULL;
}

int brink_model_parameter_count(const brink_model *model) { return model->n_params; }

const char *brink_model_parameter_name(const brink_model *model, int i)
{
    return i >= 0 && i < model->n_params ? model->params[i].name : NULL;
}
