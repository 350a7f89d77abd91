/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stdio.h>

#include "model/values.h"
#include "oracle/inside.h"

static bool any_later(const uint64_t *stamps, const int *items, int n, uint64_t since)
{
    for (int i = 0; i < n; i++) {
        if (stamps[items[i]] > since) {
            return true;
        }
    }
    return false;
}

/* Section 7, last paragraph: a jump, a move or an entry makes a comparison uncertain at once. */
static bool awaits(const brink_i_oracle *o, const brink_i_reads *reads, uint64_t since)
{
    return any_later(o->state_changed, reads->machines, reads->n_machines, since) ||
           any_later(o->entry_changed, reads->entries, reads->n_entries, since) ||
           any_later(o->jumped, reads->stocks, reads->n_stocks, since);
}

bool brink_i_oracle_truth_changed(const brink_i_oracle *o, const brink_i_reads *reads, uint64_t since)
{
    return awaits(o, reads, since) ||
           any_later(o->truth_changed, reads->comparisons, reads->n_comparisons, since);
}

bool brink_i_oracle_changed(const brink_i_oracle *o, const brink_i_reads *reads, uint64_t since)
{
    return brink_i_oracle_truth_changed(o, reads, since) ||
           any_later(o->restarted, reads->stocks, reads->n_stocks, since);
}

brink_i_env *brink_i_oracle_look(brink_i_oracle *o, double t)
{
    if (o->looked_stamp == o->stamp && o->looked_time == t) {
        return &o->env;
    }
    const brink_model *model = o->model;
    for (int i = 0; i < model->n_stocks; i++) {
        o->values[i] = brink_i_segment_at(&o->stocks[i].segment, t);
    }
    for (int k = 0; k < model->n_comparisons; k++) {
        o->by_value[k] = awaits(o, &model->comparisons[k].reads, o->comparisons[k].updated);
    }
    o->env.time = t;
    o->looked_stamp = o->stamp;
    o->looked_time = t;
    return &o->env;
}

double brink_i_oracle_value(brink_i_oracle *o, const brink_i_expr *expr, double t)
{
    return brink_i_expr_eval(expr, brink_i_oracle_look(o, t));
}

bool brink_i_oracle_draw(brink_i_oracle *o, const brink_i_rule *rule, double t, brink_i_stream *stream,
                         brink_where where, const char *place, double *value)
{
    brink_i_env *env = brink_i_oracle_look(o, t);
    env->stream = stream;
    env->fault = NULL;
    *value = brink_i_expr_eval(rule->expr, env);
    env->stream = NULL;
    if (env->fault) {
        return brink_i_oracle_fail(o, BRINK_FAULT_DISTRIBUTION, t,
                                   env->fault_at ? env->fault_at->where : where, place, rule, "%s",
                                   env->fault);
    }
    return true;
}

bool brink_i_oracle_fail(brink_i_oracle *o, brink_fault_kind kind, double t, brink_where where,
                         const char *place, const brink_i_rule *rule, const char *format, ...)
{
    char message[sizeof o->fault->message];
    va_list args;
    va_start(args, format);
    int length = vsnprintf(message, sizeof message, format, args);
    va_end(args);
    brink_i_fault_set(o->fault, kind, o->trial, t, where, place, "%s", length < 0 ? format : message);
    o->fault->seed = o->seed;
    if (rule) {
        brink_i_fault_values(o->fault, o->model, &rule->reads, brink_i_oracle_look(o, t));
    }
    return false;
}

/* The newest change but `back`. */
static const char *change(const brink_i_oracle *o, int back)
{
    return o->changes[(o->n_changes - 1 - back) % BRINK_I_ORACLE_KEPT_CHANGES];
}

/* How many of the newest changes repeat themselves; all that are kept if none do. */
static int loop_length(const brink_i_oracle *o)
{
    for (int length = 1; length <= BRINK_I_ORACLE_KEPT_CHANGES / 2; length++) {
        bool repeats = true;
        for (int back = 0; repeats && back + length < BRINK_I_ORACLE_KEPT_CHANGES; back++) {
            repeats = change(o, back) == change(o, back + length);
        }
        if (repeats) {
            return length;
        }
    }
    return BRINK_I_ORACLE_KEPT_CHANGES;
}

bool brink_i_oracle_count(brink_i_oracle *o, double t, brink_where where, const char *name)
{
    o->changes[o->n_changes % BRINK_I_ORACLE_KEPT_CHANGES] = name;
    o->n_changes++;
    if (o->n_changes <= BRINK_I_INSTANT_LIMIT) {
        return true;
    }
    char loop[sizeof o->fault->message] = "";
    size_t used = 0;
    for (int back = loop_length(o) - 1; back >= 0 && used < sizeof loop; back--) {
        int more = snprintf(loop + used, sizeof loop - used, "%s%s", used ? ", then " : "", change(o, back));
        used += more > 0 ? (size_t)more : 0;
    }
    if (t > o->instant) { /* no loop at one date, but more than the clock was made for */
        const char *unit = brink_i_unit_text(o->model->time_unit);
        return brink_i_oracle_fail(o, BRINK_FAULT_LOOP, t, where, name, NULL,
                                   "more than %d changes within %.3g %s, which is less than a horizon of "
                                   "%.6g %s can resolve (%.3g %s): %s. "
                                   "A shorter horizon, or slower events",
                                   BRINK_I_INSTANT_LIMIT, t - o->instant, unit, o->model->horizon, unit,
                                   BRINK_I_COUNT_SPAN * o->model->horizon, unit, loop);
    }
    return brink_i_oracle_fail(o, BRINK_FAULT_LOOP, t, where, name, NULL,
                               "more than %d changes at one instant, which repeat: %s", BRINK_I_INSTANT_LIMIT,
                               loop);
}
