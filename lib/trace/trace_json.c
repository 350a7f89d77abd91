/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>

#include "expr/decimal.h"
#include "base/floats.h"
#include "trace/trace_common.h"

/* A trial as JSON: {"title", "hash", "seed", "trial", "time_unit", "horizon", "parameters": [{name, value,
 * unit, percentile}], "events": [{time, event, ...}], "outcome", "end", "measures": {name: {value, unit}},
 * "series": {name: {every, unit, values}}, "fault", "note"}. */

typedef struct writer {
    const brink_model *model;
    brink_i_text out;
    bool events; /* the list of events was begun */
    bool first;  /* nothing stands yet in the list or object that is being written */
} writer;

/* ---- values ------------------------------------------------------------------------------------- */

static void add_string(brink_i_text *out, const char *text)
{
    if (!text) {
        brink_i_text_add(out, "null");
        return;
    }
    brink_i_text_add(out, "\"");
    for (const char *p = text; *p; p++) {
        unsigned char c = (unsigned char)*p;
        if (c == '"' || c == '\\') {
            brink_i_text_addf(out, "\\%c", c);
        } else if (c < 0x20) {
            brink_i_text_addf(out, "\\u%04x", c);
        } else {
            brink_i_text_add_bytes(out, p, 1);
        }
    }
    brink_i_text_add(out, "\"");
}

static void add_number(brink_i_text *out, double x)
{
    char text[BRINK_I_DECIMAL_ROOM] = "null";
    if (isfinite(x)) {
        brink_i_decimal_write(text, x);
    }
    brink_i_text_add(out, text);
}

static void key(writer *w, const char *name)
{
    if (!w->first) {
        brink_i_text_add(&w->out, ", ");
    }
    w->first = false;
    add_string(&w->out, name);
    brink_i_text_add(&w->out, ": ");
}

static void put_string(writer *w, const char *name, const char *text)
{
    key(w, name);
    add_string(&w->out, text);
}

static void put_number(writer *w, const char *name, double x)
{
    key(w, name);
    add_number(&w->out, x);
}

/* An array whose members are named: {"a": 1, "b": 2}. */
static void put_stocks(writer *w, const char *name, const double *values)
{
    key(w, name);
    brink_i_text_add(&w->out, "{");
    w->first = true;
    for (int i = 0; i < w->model->n_stocks; i++) {
        put_number(w, w->model->stocks[i].name, values[i]);
    }
    brink_i_text_add(&w->out, "}");
    w->first = false;
}

static void put_states(writer *w, const int *states)
{
    key(w, "states");
    brink_i_text_add(&w->out, "{");
    w->first = true;
    for (int m = 0; m < w->model->n_machines; m++) {
        put_string(w, w->model->machines[m].name, w->model->machines[m].states[states[m]]);
    }
    brink_i_text_add(&w->out, "}");
    w->first = false;
}

/* ---- events ------------------------------------------------------------------------------------- */

static const char *const EVENT_NAMES[] = {[BRINK_I_TRACE_PARAMETER] = "parameter",
                                          [BRINK_I_TRACE_START] = "start",
                                          [BRINK_I_TRACE_BOUND] = "bound",
                                          [BRINK_I_TRACE_CROSSING] = "crossing",
                                          [BRINK_I_TRACE_DELAY] = "delay",
                                          [BRINK_I_TRACE_TIMER] = "timer",
                                          [BRINK_I_TRACE_REVIEW] = "review",
                                          [BRINK_I_TRACE_CHOICE] = "choice",
                                          [BRINK_I_TRACE_PROCESS] = "process",
                                          [BRINK_I_TRACE_HAZARD] = "hazard",
                                          [BRINK_I_TRACE_LOST] = "lost",
                                          [BRINK_I_TRACE_WINDOW] = "window",
                                          [BRINK_I_TRACE_RENEW] = "renew",
                                          [BRINK_I_TRACE_WHEN] = "when",
                                          [BRINK_I_TRACE_TARGET] = "target",
                                          [BRINK_I_TRACE_MOVE] = "move",
                                          [BRINK_I_TRACE_ASSIGN] = "assign",
                                          [BRINK_I_TRACE_SETTLED] = "settled",
                                          [BRINK_I_TRACE_END] = "end"};

static void put_parameter(writer *w, const brink_i_trace_event *event)
{
    const brink_i_param *param = &w->model->params[event->index];
    put_string(w, "name", param->name);
    put_number(w, "value", event->after);
    put_string(w, "unit", brink_i_unit_text(param->unit));
    bool known = !isnan(event->uniform) && brink_i_trace_is_percentile(param->value.expr);
    put_number(w, "percentile", known ? 100 * event->uniform : (double)NAN);
}

static void put_transition(writer *w, const brink_i_trace_event *event)
{
    const brink_i_machine *machine = &w->model->machines[event->index];
    put_string(w, "machine", machine->name);
    if (event->item >= 0) {
        put_string(w, "transition", machine->transitions[event->item].label);
    }
}

static void put_hazards(writer *w, const brink_i_trace_event *event)
{
    const brink_i_machine *machine = &w->model->machines[event->index];
    put_number(w, "bound", event->after);
    key(w, "hazards");
    brink_i_text_add(&w->out, "[");
    bool any = false;
    for (int i = 0; i < event->n_weights; i++) {
        const brink_i_transition *transition = &machine->transitions[i];
        if ((transition->trigger == BRINK_RATE || transition->trigger == BRINK_CHANCE) &&
            (transition->from >> event->states[event->index] & 1) != 0) {
            brink_i_text_add(&w->out, any ? ", {" : "{");
            w->first = true;
            put_string(w, "transition", transition->label);
            put_number(w, "hazard", event->weights[i]);
            brink_i_text_add(&w->out, "}");
            any = true;
        }
    }
    brink_i_text_add(&w->out, "]");
    w->first = false;
}

static void put_choice(writer *w, const brink_i_trace_event *event, bool taken)
{
    const brink_i_machine *machine = &w->model->machines[event->index];
    const brink_i_choice *choice = &machine->choices[event->item];
    put_string(w, "machine", machine->name);
    put_string(w, "choice", choice->label);
    put_string(w, "by", choice->by);
    if (!taken) {
        return;
    }
    int state = choice->options[event->to].state;
    put_string(w, "took", state < 0 ? "stay" : machine->states[state]);
    key(w, "options");
    brink_i_text_add(&w->out, "[");
    for (int i = 0; i < choice->n_options; i++) {
        state = choice->options[i].state;
        brink_i_text_add(&w->out, i ? ", {" : "{");
        w->first = true;
        put_string(w, "to", state < 0 ? "stay" : machine->states[state]);
        put_number(w, "probability", event->weights[i]);
        brink_i_text_add(&w->out, "}");
    }
    brink_i_text_add(&w->out, "]");
    w->first = false;
}

static void put_targets(writer *w, const brink_i_trace_event *event)
{
    const brink_i_machine *machine = &w->model->machines[event->index];
    const brink_i_target *to = machine->transitions[event->item].to;
    put_string(w, "to", machine->states[to[event->to].state]);
    key(w, "targets");
    brink_i_text_add(&w->out, "[");
    for (int i = 0; i < event->n_weights; i++) {
        brink_i_text_add(&w->out, i ? ", {" : "{");
        w->first = true;
        put_string(w, "to", machine->states[to[i].state]);
        put_number(w, "probability", event->weights[i]);
        brink_i_text_add(&w->out, "}");
    }
    brink_i_text_add(&w->out, "]");
    w->first = false;
}

static void put_crossing(writer *w, const brink_i_trace_event *event)
{
    char *text = NULL;
    if (brink_i_expr_print(w->model->comparisons[event->index].expr, &w->model->names, &text) != BRINK_OK) {
        w->out.failed = true;
    }
    put_string(w, "comparison", text);
    put_string(w, "becomes", event->yes ? "true" : "false");
    free(text);
}

static void put_details(writer *w, const brink_i_trace_event *event)
{
    const brink_model *model = w->model;
    switch (event->kind) {
    case BRINK_I_TRACE_PARAMETER:
        put_parameter(w, event);
        break;
    case BRINK_I_TRACE_START:
    case BRINK_I_TRACE_SETTLED:
        put_states(w, event->states);
        put_stocks(w, "stocks", event->stocks);
        put_stocks(w, "slopes", event->slopes);
        break;
    case BRINK_I_TRACE_BOUND:
        put_string(w, "stock", model->stocks[event->index].name);
        put_number(w, "value", event->after);
        break;
    case BRINK_I_TRACE_CROSSING:
        put_crossing(w, event);
        break;
    case BRINK_I_TRACE_DELAY:
        put_transition(w, event);
        put_number(w, "due", event->after);
        break;
    case BRINK_I_TRACE_TIMER:
    case BRINK_I_TRACE_WHEN:
        put_transition(w, event);
        break;
    case BRINK_I_TRACE_REVIEW:
    case BRINK_I_TRACE_CHOICE:
        put_choice(w, event, event->kind == BRINK_I_TRACE_CHOICE);
        break;
    case BRINK_I_TRACE_PROCESS:
        put_string(w, "process", model->processes[event->index].name);
        break;
    case BRINK_I_TRACE_HAZARD:
    case BRINK_I_TRACE_LOST:
        put_transition(w, event);
        put_hazards(w, event);
        break;
    case BRINK_I_TRACE_WINDOW:
        put_string(w, "machine", model->machines[event->index].name);
        break;
    case BRINK_I_TRACE_RENEW:
        put_string(w, "machine", model->machines[event->index].name);
        put_number(w, "bound", event->after);
        put_number(w, "budget", event->before);
        put_number(w, "candidate", event->uniform);
        break;
    case BRINK_I_TRACE_TARGET:
        put_transition(w, event);
        put_targets(w, event);
        break;
    case BRINK_I_TRACE_MOVE:
        put_string(w, "machine", model->machines[event->index].name);
        put_string(w, "from", model->machines[event->index].states[event->from]);
        put_string(w, "to", model->machines[event->index].states[event->to]);
        break;
    case BRINK_I_TRACE_ASSIGN:
        put_string(w, "stock", model->stocks[event->index].name);
        put_number(w, "before", event->before);
        put_number(w, "after", event->after);
        break;
    case BRINK_I_TRACE_END:
        put_string(w, "outcome", model->outcomes[event->index].name);
        break;
    }
}

static void begin_events(writer *w)
{
    if (!w->events) {
        w->events = true;
        brink_i_text_add(&w->out, "\n ],\n \"events\": [");
        w->first = true;
    }
}

static void on_event(void *self, const brink_i_trace_event *event)
{
    writer *w = self;
    if (event->kind != BRINK_I_TRACE_PARAMETER) {
        begin_events(w);
    }
    brink_i_text_add(&w->out, w->first ? "\n  {" : ",\n  {");
    w->first = true;
    if (event->kind != BRINK_I_TRACE_PARAMETER) {
        put_number(w, "time", event->time);
        put_string(w, "event", EVENT_NAMES[event->kind]);
    }
    put_details(w, event);
    brink_i_text_add(&w->out, "}");
    w->first = false;
}

/* ---- around them -------------------------------------------------------------------------------- */

static void put_count(writer *w, const char *name, uint64_t n)
{
    key(w, name);
    brink_i_text_addf(&w->out, "%llu", (unsigned long long)n);
}

/* Where parameters come from, if from another trial. */
static void put_address(writer *w, const brink_trace_options *options)
{
    if (options->parameters_of) {
        put_count(w, "parameters_of", *options->parameters_of);
    }
    if (options->n_exceptions == 0) {
        return;
    }
    key(w, "exceptions");
    for (size_t i = 0; i < options->n_exceptions; i++) {
        const brink_trace_exception *exception = &options->exceptions[i];
        brink_i_text_add(&w->out, i > 0 ? ", {" : "[{");
        w->first = true;
        put_string(w, "parameter", exception->parameter);
        if (exception->at_u) {
            put_number(w, "u", exception->u);
        } else {
            put_count(w, "trial", exception->trial);
        }
        brink_i_text_add(&w->out, "}");
    }
    brink_i_text_add(&w->out, "]");
    w->first = false;
}

static void put_head(void *self, const brink_trace_options *options)
{
    writer *w = self;
    brink_i_text_add(&w->out, "{");
    w->first = true;
    put_string(w, "title", w->model->title);
    put_string(w, "version", BRINK_VERSION);
    put_string(w, "hash", w->model->hash);
    put_string(w, "variant", w->model->variant ? w->model->variant : "");
    put_count(w, "seed", options->seed);
    put_count(w, "trial", options->trial);
    put_address(w, options);
    put_string(w, "time_unit", brink_i_unit_text(w->model->time_unit));
    put_number(w, "horizon", w->model->horizon);
    brink_i_text_add(&w->out, ",\n \"parameters\": [");
    w->first = true;
}

static void put_fault(writer *w, const brink_fault *fault)
{
    key(w, "fault");
    if (fault->kind == BRINK_FAULT_NONE) {
        brink_i_text_add(&w->out, "null");
        return;
    }
    brink_i_text_add(&w->out, "{");
    w->first = true;
    put_number(w, "time", fault->time);
    put_string(w, "file", fault->where.file);
    put_number(w, "line", fault->where.line);
    put_number(w, "column", fault->where.column);
    put_string(w, "place", fault->place);
    put_string(w, "message", fault->message);
    put_string(w, "values", fault->values);
    brink_i_text_add(&w->out, "}");
    w->first = false;
}

static void put_measures(writer *w, const brink_i_record *record)
{
    key(w, "measures");
    brink_i_text_add(&w->out, "{");
    for (int i = 0; i < w->model->n_measures; i++) {
        w->first = i == 0;
        key(w, w->model->measures[i].name);
        brink_i_text_add(&w->out, "{");
        w->first = true;
        put_number(w, "value", record->measures[i]);
        put_string(w, "unit", brink_i_unit_text(w->model->measures[i].unit));
        brink_i_text_add(&w->out, "}");
    }
    brink_i_text_add(&w->out, "}");
    w->first = false;
}

static void put_series(writer *w, const brink_i_record *record)
{
    key(w, "series");
    brink_i_text_add(&w->out, "{");
    for (int i = 0; i < w->model->n_series; i++) {
        const brink_i_series *series = &w->model->series[i];
        w->first = i == 0;
        key(w, series->name);
        brink_i_text_add(&w->out, "{");
        w->first = true;
        put_number(w, "every", series->every);
        put_string(w, "unit", brink_i_unit_text(series->unit));
        key(w, "values");
        for (int j = 0; j < series->n_points; j++) {
            brink_i_text_add(&w->out, j ? ", " : "[");
            add_number(&w->out, record->points[series->first + j]);
        }
        brink_i_text_add(&w->out, series->n_points > 0 ? "]}" : "[]}");
    }
    brink_i_text_add(&w->out, "}");
    w->first = false;
}

static void put_tail(void *self, const brink_i_record *record, const brink_fault *fault)
{
    writer *w = self;
    begin_events(w);
    brink_i_text_add(&w->out, "\n ],\n ");
    w->first = true;
    bool complete = fault->kind == BRINK_FAULT_NONE;
    put_string(w, "outcome", complete ? w->model->outcomes[record->outcome].name : NULL);
    put_number(w, "end", complete ? record->end : (double)NAN);
    if (complete) {
        put_measures(w, record);
        put_series(w, record);
    }
    put_fault(w, fault);
    put_string(w, "note", brink_i_trace_note);
    brink_i_text_add(&w->out, "}\n");
}

brink_status brink_trace_json(const brink_model *model, const brink_trace_options *given, char **out,
                              brink_fault *fault)
{
    BRINK_I_OWN_FLOATS;
    brink_trace_options options;
    if (!brink_i_trace_asked(model, given, out, fault, &options)) {
        return BRINK_ERR_ARGUMENT;
    }
    writer w = {.model = model};
    brink_i_text_init(&w.out);
    const brink_i_teller teller = {.self = &w, .begin = put_head, .event = on_event, .end = put_tail};
    brink_status status = brink_i_trace_tell(model, &options, &teller, &w.out, out, fault);
    brink_i_text_free(&w.out);
    return status;
}
