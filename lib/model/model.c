/* SPDX-License-Identifier: Apache-2.0 */
/* Reading and freeing a model. */
#include "model/model.h"

#include <math.h>
#include <stdlib.h>

void brink_model_free(brink_model *model)
{
    if (model) {
        brink_i_units_free(model->units);
        brink_i_arena_free(&model->arena);
        free(model);
    }
}

const char *brink_model_title(const brink_model *model) { return model ? model->title : NULL; }

const char *brink_model_about(const brink_model *model) { return model ? model->about : NULL; }

const char *brink_model_time_unit(const brink_model *model)
{
    return model ? brink_i_unit_text(model->time_unit) : NULL;
}

double brink_model_horizon(const brink_model *model) { return model ? model->horizon : (double)NAN; }

const char *brink_model_hash(const brink_model *model) { return model ? model->hash : NULL; }

int brink_model_outcome_count(const brink_model *model) { return model ? model->n_outcomes : 0; }

const char *brink_model_outcome_name(const brink_model *model, int i)
{
    return model && i >= 0 && i < model->n_outcomes ? model->outcomes[i].name : NULL;
}

int brink_model_measure_count(const brink_model *model) { return model ? model->n_measures : 0; }

const char *brink_model_measure_name(const brink_model *model, int i)
{
    return model && i >= 0 && i < model->n_measures ? model->measures[i].name : NULL;
}

int brink_model_series_count(const brink_model *model) { return model ? model->n_series : 0; }

const char *brink_model_series_name(const brink_model *model, int i)
{
    return model && i >= 0 && i < model->n_series ? model->series[i].name : NULL;
}

int brink_model_parameter_count(const brink_model *model) { return model ? model->n_params : 0; }

const char *brink_model_parameter_name(const brink_model *model, int i)
{
    return model && i >= 0 && i < model->n_params ? model->params[i].name : NULL;
}

static const brink_i_param *param_at(const brink_model *model, int i)
{
    return model && i >= 0 && i < model->n_params ? &model->params[i] : NULL;
}

static const char *or_empty(const char *text) { return text ? text : ""; }

const char *brink_model_variant(const brink_model *model) { return model ? or_empty(model->variant) : NULL; }

const char *brink_model_as_of(const brink_model *model) { return model ? or_empty(model->as_of) : NULL; }

const char *brink_model_parameter_value(const brink_model *model, int i)
{
    const brink_i_param *param = param_at(model, i);
    return param ? or_empty(param->value.text) : NULL;
}

const char *brink_model_parameter_unit(const brink_model *model, int i)
{
    const brink_i_param *param = param_at(model, i);
    return param ? brink_i_unit_text(param->unit) : NULL;
}

const char *brink_model_parameter_about(const brink_model *model, int i)
{
    const brink_i_param *param = param_at(model, i);
    return param ? or_empty(param->about) : NULL;
}

const char *brink_model_parameter_source(const brink_model *model, int i)
{
    const brink_i_param *param = param_at(model, i);
    return param ? or_empty(param->source) : NULL;
}

const char *brink_model_parameter_file(const brink_model *model, int i)
{
    const brink_i_param *param = param_at(model, i);
    return param ? or_empty(param->where.file) : NULL;
}

bool brink_model_parameter_is_lever(const brink_model *model, int i)
{
    const brink_i_param *param = param_at(model, i);
    return param && param->lever;
}

const char *brink_model_parameter_set_by(const brink_model *model, int i)
{
    const brink_i_param *param = param_at(model, i);
    return param ? or_empty(param->origin) : NULL;
}

const char *brink_model_parameter_declared(const brink_model *model, int i)
{
    const brink_i_param *param = param_at(model, i);
    return param ? or_empty(param->overridden ? param->original_text : param->value.text) : NULL;
}

bool brink_model_parameter_range(const brink_model *model, int i, double *low, double *high)
{
    const brink_i_param *param = param_at(model, i);
    if (!param || !param->has_range) {
        return false;
    }
    if (low) {
        *low = param->low;
    }
    if (high) {
        *high = param->high;
    }
    return true;
}

int brink_model_mechanism_count(const brink_model *model) { return model ? model->n_places : 0; }

static const brink_i_place *place_at(const brink_model *model, int i)
{
    return model && i >= 0 && i < model->n_places ? &model->places[i] : NULL;
}

const char *brink_model_mechanism_name(const brink_model *model, int i)
{
    const brink_i_place *place = place_at(model, i);
    return place ? place->mechanism : NULL;
}

const char *brink_model_mechanism_place(const brink_model *model, int i)
{
    const brink_i_place *place = place_at(model, i);
    return place ? place->name : NULL;
}

const char *brink_model_mechanism_about(const brink_model *model, int i)
{
    const brink_i_place *place = place_at(model, i);
    return place ? or_empty(place->about) : NULL;
}

brink_where brink_model_mechanism_where(const brink_model *model, int i)
{
    const brink_i_place *place = place_at(model, i);
    return place ? place->where : (brink_where){NULL, 0, 0};
}
