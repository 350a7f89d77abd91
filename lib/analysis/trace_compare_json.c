/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "analysis/trace_compare.h"
#include "base/floats.h"
#include "result/json_writer.h"

/* A comparison of one trial as JSON; docs/compare.md describes it. */

enum { FORMAT = 1 };
static const char *const KEYS[] = {"first", "second"};

static void add_value(brink_i_json *json, const char *key, const brink_model *model,
                      const brink_i_reading *reading, double value)
{
    if (reading->kind == BRINK_I_READ_MACHINE) {
        brink_i_json_string(json, key, model->machines[reading->index].states[(int)value]);
    } else {
        brink_i_json_number(json, key, value);
    }
}

static void add_readings(brink_i_json *json, const char *key, const brink_model *model,
                         const brink_i_readings *reads)
{
    brink_i_json_open(json, key, '[');
    for (int i = 0; i < reads->n; i++) {
        const brink_i_reading *reading = &reads->list[i];
        const brink_i_param *param =
            reading->kind == BRINK_I_READ_PARAM ? &model->params[reading->index] : NULL;
        const brink_i_stock *stock =
            reading->kind == BRINK_I_READ_STOCK ? &model->stocks[reading->index] : NULL;
        bool define = reading->kind == BRINK_I_READ_DEFINE;
        const brink_i_unit *unit = param    ? param->unit
                                   : stock  ? stock->unit
                                   : define ? model->defines[reading->index]->unit
                                            : NULL;
        brink_i_json_open(json, NULL, '{');
        brink_i_json_string(json, "kind",
                            param    ? (param->lever ? "lever" : "parameter")
                            : stock  ? "stock"
                            : define ? "definition"
                                     : "machine");
        brink_i_json_string(json, "name",
                            param    ? param->name
                            : stock  ? stock->name
                            : define ? model->define_names[reading->index]
                                     : model->machines[reading->index].name);
        brink_i_json_string(json, "unit",
                            reading->kind == BRINK_I_READ_MACHINE ? NULL
                            : unit                                ? brink_i_unit_text(unit)
                                                                  : "1");
        for (int h = 0; h < 2; h++) {
            add_value(json, KEYS[h], model, reading, reading->values[h]);
        }
        brink_i_json_close(json, '{');
    }
    brink_i_json_close(json, '[');
}

static brink_status add_numbers(brink_i_json *json, brink_i_divergence *divergence)
{
    const brink_model *model = divergence->halves[0].model;
    const brink_i_sight *sights[] = {&divergence->halves[0].numbers, &divergence->halves[1].numbers};
    brink_i_readings reads;
    if (!divergence->numbers) {
        brink_i_json_null(json, "numbers");
        return BRINK_OK;
    }
    brink_status status = brink_i_divergence_numbers_reads(divergence, &reads);
    if (status != BRINK_OK) {
        return status;
    }
    brink_i_json_open(json, "numbers", '{');
    brink_i_json_number(json, "time", divergence->numbers_time);
    brink_i_json_open(json, "stocks", '[');
    for (int i = 0; i < model->n_stocks; i++) {
        bool value =
            sights[0]->stocks[i] < sights[1]->stocks[i] || sights[0]->stocks[i] > sights[1]->stocks[i];
        bool slope =
            sights[0]->slopes[i] < sights[1]->slopes[i] || sights[0]->slopes[i] > sights[1]->slopes[i];
        if (!value && !slope) {
            continue;
        }
        brink_i_json_open(json, NULL, '{');
        brink_i_json_string(json, "name", model->stocks[i].name);
        for (int h = 0; h < 2; h++) {
            brink_i_json_open(json, KEYS[h], '{');
            brink_i_json_number(json, "value", sights[h]->stocks[i]);
            brink_i_json_number(json, "slope", sights[h]->slopes[i]);
            brink_i_json_close(json, '{');
        }
        brink_i_json_close(json, '{');
    }
    brink_i_json_close(json, '[');
    add_readings(json, "reads", model, &reads);
    brink_i_json_close(json, '{');
    return BRINK_OK;
}

/* The words of docs/driver.md for events. */
static const char *cause_name(brink_i_trace_kind cause)
{
    switch (cause) {
    case BRINK_I_TRACE_START:
        return "start";
    case BRINK_I_TRACE_TIMER:
        return "timer";
    case BRINK_I_TRACE_WHEN:
        return "when";
    case BRINK_I_TRACE_HAZARD:
        return "hazard";
    case BRINK_I_TRACE_CHOICE:
        return "choice";
    case BRINK_I_TRACE_PROCESS:
        return "process";
    case BRINK_I_TRACE_END:
        return "end";
    default:
        return NULL;
    }
}

static const char *rule_of(const brink_model *model, const brink_i_step *step)
{
    switch (step->cause) {
    case BRINK_I_TRACE_TIMER:
    case BRINK_I_TRACE_WHEN:
    case BRINK_I_TRACE_HAZARD:
        return model->machines[step->index].transitions[step->item].label;
    case BRINK_I_TRACE_CHOICE:
        return model->machines[step->index].choices[step->item].label;
    case BRINK_I_TRACE_PROCESS:
        return model->processes[step->index].name;
    default:
        return NULL;
    }
}

static void add_step(brink_i_json *json, const char *key, const brink_i_half *half, const brink_i_step *step)
{
    const brink_model *model = half->model;
    brink_i_json_open(json, key, '{');
    brink_i_json_number(json, "time", step->time);
    switch (step->kind) {
    case BRINK_I_STEP_MOVE:
        brink_i_json_string(json, "event", "move");
        brink_i_json_string(json, "machine", model->machines[step->machine].name);
        brink_i_json_string(json, "from",
                            step->from < 0 ? NULL : model->machines[step->machine].states[step->from]);
        brink_i_json_string(json, "to", model->machines[step->machine].states[step->to]);
        break;
    case BRINK_I_STEP_END:
        brink_i_json_string(json, "event", "end");
        brink_i_json_string(json, "outcome", model->outcomes[step->to].name);
        break;
    case BRINK_I_STEP_FAULT:
        brink_i_json_string(json, "event", "fault");
        brink_i_json_string(json, "message", half->fault.message);
        break;
    }
    bool fault = step->kind == BRINK_I_STEP_FAULT;
    brink_i_json_string(json, "cause", fault ? NULL : cause_name(step->cause));
    brink_i_json_string(json, "rule", fault ? half->fault.place : rule_of(model, step));
    brink_i_json_close(json, '{');
}

static brink_status add_divergence(brink_i_json *json, brink_i_divergence *divergence)
{
    brink_i_readings reads, through;
    if (!divergence->diverges) {
        brink_i_json_null(json, "divergence");
        return BRINK_OK;
    }
    brink_status status = brink_i_divergence_reads(divergence, &reads);
    status = status == BRINK_OK ? brink_i_divergence_through(divergence, &through) : status;
    if (status != BRINK_OK) {
        return status;
    }
    brink_i_json_open(json, "divergence", '{');
    brink_i_json_number(json, "time", divergence->time);
    for (int h = 0; h < 2; h++) {
        add_step(json, KEYS[h], &divergence->halves[h], brink_i_divergence_step(divergence, h));
    }
    add_readings(json, "through", divergence->halves[0].model, &through);
    add_readings(json, "reads", divergence->halves[0].model, &reads);
    brink_i_json_close(json, '{');
    return BRINK_OK;
}

/* The whole trial, as `brink trace` tells it alone. */
static brink_status add_trace(brink_i_json *json, const char *key, const brink_i_divergence *divergence,
                              int which)
{
    char *text = NULL;
    brink_status status =
        brink_trace_json(divergence->halves[which].model, &divergence->options, &text, NULL);
    if (text) {
        brink_i_json_raw(json, key, text);
    }
    free(text);
    return status == BRINK_ERR_FAULT ? BRINK_OK : status;
}

static brink_status write_document(brink_i_divergence *divergence, char **out)
{
    const brink_model *model = divergence->halves[0].model;
    brink_i_readings params;
    brink_i_json json;
    brink_i_json_init(&json);
    brink_i_json_open(&json, NULL, '{');
    brink_i_json_count(&json, "brink_trace_comparison", FORMAT);
    brink_i_json_string(&json, "title", model->title ? model->title : "");
    brink_i_json_count(&json, "seed", divergence->options.seed);
    brink_i_json_count(&json, "trial", divergence->options.trial);
    brink_i_json_string(&json, "time_unit", brink_i_unit_text(model->time_unit));
    for (int h = 0; h < 2; h++) {
        brink_i_json_string(&json, KEYS[h], divergence->halves[h].variant->name);
    }
    brink_status status = brink_i_divergence_params(divergence, &params);
    if (status == BRINK_OK) {
        add_readings(&json, "parameters", model, &params);
        status = add_numbers(&json, divergence);
    }
    if (status == BRINK_OK) {
        status = add_divergence(&json, divergence);
    }
    for (int h = 0; h < 2 && status == BRINK_OK; h++) {
        status = add_trace(&json, h == 0 ? "first_trace" : "second_trace", divergence, h);
    }
    brink_i_json_string(&json, "note", brink_i_trace_note);
    brink_i_json_close(&json, '{');
    *out = brink_i_json_take(&json);
    if (status == BRINK_OK && *out) {
        return BRINK_OK;
    }
    free(*out);
    *out = NULL;
    return status == BRINK_OK ? BRINK_ERR_MEMORY : status;
}

brink_status brink_trace_compare_json(const brink_variant *first, const brink_variant *second,
                                      const brink_trace_options *options, char **out,
                                      brink_compare_failure *failure)
{
    BRINK_I_OWN_FLOATS;
    brink_compare_failure ignored;
    failure = failure ? failure : &ignored;
    brink_i_divergence divergence;
    if (!out) {
        return BRINK_ERR_ARGUMENT;
    }
    *out = NULL;
    brink_status status = brink_i_trace_compare_open(&divergence, first, second, options, failure);
    if (status != BRINK_OK) {
        return status;
    }
    status = write_document(&divergence, out);
    if (status == BRINK_OK) {
        status = brink_i_trace_compare_status(&divergence, failure);
    }
    brink_i_divergence_close(&divergence);
    return status;
}
