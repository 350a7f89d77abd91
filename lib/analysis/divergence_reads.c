/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "analysis/divergence.h"

/* Which of the things that rules read are not the same in both halves. */

/* What some rules read, together. */
typedef struct marks {
    const brink_model *model;
    bool *params, *stocks, *machines;
} marks;

static bool marks_new(brink_i_divergence *divergence, marks *out)
{
    const brink_model *model = divergence->halves[0].model;
    brink_i_arena *arena = &divergence->arena;
    *out = (marks){.model = model,
                   .params = BRINK_I_NEW_ARRAY(arena, bool, (size_t)model->n_params),
                   .stocks = BRINK_I_NEW_ARRAY(arena, bool, (size_t)model->n_stocks),
                   .machines = BRINK_I_NEW_ARRAY(arena, bool, (size_t)model->n_machines)};
    return out->params && out->stocks && out->machines;
}

/* A tracked comparison stands for what is inside it. */
static void mark_reads(marks *m, const brink_i_reads *reads)
{
    for (int i = 0; i < reads->n_params; i++) {
        m->params[reads->params[i]] = true;
    }
    for (int i = 0; i < reads->n_stocks; i++) {
        m->stocks[reads->stocks[i]] = true;
    }
    for (int i = 0; i < reads->n_machines; i++) {
        m->machines[reads->machines[i]] = true;
    }
    for (int i = 0; i < reads->n_comparisons; i++) {
        mark_reads(m, &m->model->comparisons[reads->comparisons[i]].reads);
    }
}

static void mark(marks *m, const brink_i_rule *rule)
{
    if (rule->expr) {
        mark_reads(m, &rule->reads);
    }
}

static void mark_targets(marks *m, const brink_i_target *to, int n)
{
    for (int i = 0; i < n; i++) {
        mark(m, &to[i].weight);
    }
}

/* Conditions of all effects; the new values of one stock, of every stock if it is -1, of none if it is -2. */
enum { EVERY_STOCK = -1, NO_STOCK = -2 };
static void mark_effects(marks *m, const brink_i_effect *effects, int n, int stock)
{
    for (int i = 0; i < n; i++) {
        const brink_i_effect *effect = &effects[i];
        bool assigns = effect->kind == BRINK_I_ASSIGN && (stock == EVERY_STOCK || effect->target == stock);
        if (assigns || effect->kind == BRINK_I_WHEN_IF) {
            mark(m, &effect->value);
        }
        if (effect->kind == BRINK_I_WHEN_IF) {
            mark_effects(m, effect->then_do, effect->n_then, stock);
            mark_effects(m, effect->else_do, effect->n_else, stock);
        }
    }
}

/* ---- differences ---------------------------------------------------------------------------------- */

static bool same_number(double a, double b)
{
    a += 0.0; /* the two zeros are the same number */
    b += 0.0;
    return memcmp(&a, &b, sizeof a) == 0;
}

static bool add_reading(brink_i_divergence *divergence, brink_i_readings *out, brink_i_reading reading)
{
    const brink_model *model = divergence->halves[0].model;
    if (!out->list) {
        out->list = BRINK_I_NEW_ARRAY(&divergence->arena, brink_i_reading,
                                      (size_t)(model->n_params + model->n_stocks + model->n_machines));
    }
    if (out->list) {
        out->list[out->n++] = reading;
    }
    return out->list != NULL;
}

/* Of everything that is marked, what differs between the two sights. */
static brink_status differences(brink_i_divergence *divergence, const marks *m, const brink_i_sight *a,
                                const brink_i_sight *b, brink_i_readings *out)
{
    const double *x = divergence->halves[0].params, *y = divergence->halves[1].params;
    bool good = true;
    *out = (brink_i_readings){0};
    for (int i = 0; i < m->model->n_params && good; i++) {
        if (m->params[i] && !same_number(x[i], y[i])) {
            good = add_reading(divergence, out, (brink_i_reading){BRINK_I_READ_PARAM, i, {x[i], y[i]}});
        }
    }
    bool seen = a->seen && b->seen;
    for (int i = 0; seen && i < m->model->n_stocks && good; i++) {
        if (m->stocks[i] && !same_number(a->stocks[i], b->stocks[i])) {
            good = add_reading(divergence, out,
                               (brink_i_reading){BRINK_I_READ_STOCK, i, {a->stocks[i], b->stocks[i]}});
        }
    }
    for (int i = 0; seen && i < m->model->n_machines && good; i++) {
        if (m->machines[i] && a->states[i] != b->states[i]) {
            good = add_reading(divergence, out,
                               (brink_i_reading){BRINK_I_READ_MACHINE, i, {a->states[i], b->states[i]}});
        }
    }
    return good ? BRINK_OK : BRINK_ERR_MEMORY;
}

brink_status brink_i_divergence_params(brink_i_divergence *divergence, brink_i_readings *out)
{
    static const brink_i_sight nothing;
    marks m;
    if (!marks_new(divergence, &m)) {
        return BRINK_ERR_MEMORY;
    }
    for (int i = 0; i < m.model->n_params; i++) {
        m.params[i] = true;
    }
    return differences(divergence, &m, &nothing, &nothing, out);
}

/* ---- numbers -------------------------------------------------------------------------------------- */

/* What the event that was behind an instant does to a stock. */
static void mark_cause(marks *m, brink_i_trace_kind cause, int index, int item, int option, int stock)
{
    const brink_model *model = m->model;
    const brink_i_transition *transition;
    switch (cause) {
    case BRINK_I_TRACE_TIMER:
    case BRINK_I_TRACE_WHEN:
    case BRINK_I_TRACE_HAZARD:
        transition = &model->machines[index].transitions[item];
        mark_effects(m, transition->effects, transition->n_effects, stock);
        break;
    case BRINK_I_TRACE_CHOICE: {
        const brink_i_option *taken = &model->machines[index].choices[item].options[option];
        mark_effects(m, taken->effects, taken->n_effects, stock);
        break;
    }
    case BRINK_I_TRACE_PROCESS:
        mark_effects(m, model->processes[index].effects, model->processes[index].n_effects, stock);
        break;
    default:
        break;
    }
}

brink_status brink_i_divergence_numbers_reads(brink_i_divergence *divergence, brink_i_readings *out)
{
    const brink_i_half *a = &divergence->halves[0], *b = &divergence->halves[1];
    marks m;
    if (!marks_new(divergence, &m)) {
        return BRINK_ERR_MEMORY;
    }
    for (int i = 0; i < m.model->n_stocks; i++) {
        const brink_i_stock *stock = &m.model->stocks[i];
        bool jumped = !same_number(a->numbers.stocks[i], b->numbers.stocks[i]);
        if (!jumped && same_number(a->numbers.slopes[i], b->numbers.slopes[i])) {
            continue;
        }
        mark(&m, &stock->flow);
        mark(&m, &stock->decay);
        mark(&m, &stock->min);
        mark(&m, &stock->max);
        if (jumped && a->numbers_cause == BRINK_I_TRACE_START) {
            mark(&m, &stock->initial);
        }
        for (int k = 0; jumped && k < 2; k++) {
            const brink_i_half *half = &divergence->halves[k];
            if (!(half->numbers.time < divergence->numbers_time)) {
                mark_cause(&m, half->numbers_cause, half->numbers_index, half->numbers_item,
                           half->numbers_option, i);
            }
        }
    }
    /* Until now all stocks were the same: what differs in them is what is to be explained. */
    for (int i = 0; i < m.model->n_stocks; i++) {
        m.stocks[i] = false;
    }
    return differences(divergence, &m, &a->numbers, &b->numbers, out);
}

/* ---- divergence -------------------------------------------------------------------------------------- */

static bool same_cause(const brink_i_step *a, const brink_i_step *b)
{
    return a->cause == b->cause && a->index == b->index && a->item == b->item && a->option == b->option;
}

static void mark_hazards(marks *m, const brink_i_machine *machine, int state)
{
    for (int i = 0; i < machine->n_transitions; i++) {
        const brink_i_transition *transition = &machine->transitions[i];
        bool hazard = transition->trigger == BRINK_RATE || transition->trigger == BRINK_CHANCE;
        if (hazard && (transition->from >> state & 1) != 0) {
            mark(m, &transition->value);
            mark(m, &transition->within);
        }
    }
}

static void mark_choice(marks *m, const brink_i_choice *choice)
{
    mark(m, &choice->precision);
    for (int i = 0; i < choice->n_options; i++) {
        mark(m, &choice->options[i].utility);
    }
}

/* What decides that the step happens, at its date. */
static void mark_step(marks *m, const brink_i_step *step, const brink_i_sight *sight)
{
    const brink_model *model = m->model;
    if (step->kind == BRINK_I_STEP_FAULT) {
        return;
    }
    switch (step->cause) {
    case BRINK_I_TRACE_START:
        mark_targets(m, model->machines[step->machine].initial, model->machines[step->machine].n_initial);
        break;
    case BRINK_I_TRACE_TIMER:
    case BRINK_I_TRACE_WHEN:
        mark(m, &model->machines[step->index].transitions[step->item].value);
        break;
    case BRINK_I_TRACE_HAZARD:
        if (sight->seen) {
            mark_hazards(m, &model->machines[step->index], sight->states[step->index]);
        }
        break;
    case BRINK_I_TRACE_CHOICE:
        mark_choice(m, &model->machines[step->index].choices[step->item]);
        break;
    case BRINK_I_TRACE_END:
        mark(m, &model->outcomes[step->to].condition);
        break;
    default:
        break;
    }
}

/* The same event in both, and yet not the same step: what the event does depends on more. */
static void mark_consequences(marks *m, const brink_i_step *step)
{
    if (step->cause == BRINK_I_TRACE_TIMER || step->cause == BRINK_I_TRACE_WHEN ||
        step->cause == BRINK_I_TRACE_HAZARD) {
        const brink_i_transition *transition = &m->model->machines[step->index].transitions[step->item];
        mark_targets(m, transition->to, transition->n_to);
    }
    mark_cause(m, step->cause, step->index, step->item, step->option, NO_STOCK);
}

brink_status brink_i_divergence_reads(brink_i_divergence *divergence, brink_i_readings *out)
{
    const brink_i_half *a = &divergence->halves[0], *b = &divergence->halves[1];
    const brink_i_step *x = brink_i_divergence_step(divergence, 0),
                       *y = brink_i_divergence_step(divergence, 1);
    const brink_i_step *step = brink_i_divergence_step(divergence, divergence->leader);
    marks m;
    if (!marks_new(divergence, &m)) {
        return BRINK_ERR_MEMORY;
    }
    bool together = !(x->time < y->time) && !(x->time > y->time);
    mark_step(&m, step, &divergence->halves[divergence->leader].divergence);
    if (together) {
        mark_step(&m, y, &b->divergence);
        if (same_cause(x, y)) {
            mark_consequences(&m, step);
        }
    }
    /* A delay is decided when it is drawn. */
    bool drawn = step->cause == BRINK_I_TRACE_TIMER && a->delay.seen && b->delay.seen;
    return drawn ? differences(divergence, &m, &a->delay, &b->delay, out)
                 : differences(divergence, &m, &a->divergence, &b->divergence, out);
}

/* ---- through which definitions -------------------------------------------------------------------- */

/* Those that the expression reads and that differ, each before those that it reads itself. */
static void walk(brink_i_divergence *divergence, const brink_i_expr *expr, bool *seen, brink_i_readings *out)
{
    const double *x = divergence->halves[0].defines, *y = divergence->halves[1].defines;
    if (expr->op == BRINK_I_OP_DEFINE) {
        int i = expr->index;
        if (seen[i]) {
            return;
        }
        seen[i] = true;
        if (!same_number(x[i], y[i]) && !(isnan(x[i]) && isnan(y[i]))) {
            out->list[out->n++] = (brink_i_reading){BRINK_I_READ_DEFINE, i, {x[i], y[i]}};
        }
    }
    for (int i = 0; i < expr->n; i++) {
        walk(divergence, expr->args[i], seen, out);
    }
}

/* Models of different files may have different ones. */
static bool same_defines(const brink_model *a, const brink_model *b)
{
    bool same = a->n_defines == b->n_defines;
    for (int i = 0; same && i < a->n_defines; i++) {
        same = strcmp(a->define_names[i], b->define_names[i]) == 0;
    }
    return same;
}

brink_status brink_i_divergence_through(brink_i_divergence *divergence, brink_i_readings *out)
{
    const brink_model *model = divergence->halves[0].model;
    const brink_i_step *step = brink_i_divergence_step(divergence, divergence->leader);
    *out = (brink_i_readings){0};
    if (!divergence->halves[0].defined || !divergence->halves[1].defined ||
        !same_defines(model, divergence->halves[1].model)) {
        return BRINK_OK;
    }
    bool *seen = BRINK_I_NEW_ARRAY(&divergence->arena, bool, (size_t)model->n_defines);
    out->list = BRINK_I_NEW_ARRAY(&divergence->arena, brink_i_reading, (size_t)model->n_defines);
    if (!seen || !out->list) {
        return BRINK_ERR_MEMORY;
    }
    if (step->cause == BRINK_I_TRACE_CHOICE) {
        const brink_i_choice *choice = &model->machines[step->index].choices[step->item];
        for (int i = 0; i < choice->n_options; i++) {
            walk(divergence, choice->options[i].utility.expr, seen, out);
        }
    } else if (step->cause == BRINK_I_TRACE_END) {
        const brink_i_rule *condition = &model->outcomes[step->to].condition;
        if (condition->expr) {
            walk(divergence, condition->expr, seen, out);
        }
    } else if (step->cause == BRINK_I_TRACE_HAZARD || step->cause == BRINK_I_TRACE_TIMER ||
               step->cause == BRINK_I_TRACE_WHEN) {
        const brink_i_transition *transition = &model->machines[step->index].transitions[step->item];
        walk(divergence, transition->value.expr, seen, out);
        if (transition->within.expr) {
            walk(divergence, transition->within.expr, seen, out);
        }
    }
    return BRINK_OK;
}
