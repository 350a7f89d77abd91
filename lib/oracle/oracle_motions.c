/* SPDX-License-Identifier: Apache-2.0 */
#include "oracle/inside.h"

/* Sections 4 and 5 of docs/semantics.md: how stocks move, and when tracked comparisons cross. */

double brink_i_oracle_saturate(const brink_i_oracle *o, int stock, double x)
{
    const brink_i_oracle_stock *s = &o->stocks[stock];
    return x < s->min ? s->min : x > s->max ? s->max : x;
}

/* The new value counts at once; flow, decay and bound date follow when the motion is updated. */
void brink_i_oracle_jump(brink_i_oracle *o, int stock, double t, double value)
{
    o->stocks[stock].segment.x0 = value;
    o->stocks[stock].segment.t0 = t;
    o->jumped[stock] = ++o->stamp;
}

static bool motion_needs_update(const brink_i_oracle *o, int i)
{
    const brink_i_stock *stock = &o->model->stocks[i];
    if (!stock->flow.expr && !stock->decay.expr) {
        return false;
    }
    uint64_t since = o->stocks[i].updated;
    return o->jumped[i] > since ||
           (stock->flow.expr && brink_i_oracle_changed(o, &stock->flow.reads, since)) ||
           (stock->decay.expr && brink_i_oracle_changed(o, &stock->decay.reads, since));
}

/* Section 4, "Updating the motion". */
static bool update_motion(brink_i_oracle *o, int i, double t)
{
    const brink_i_stock *stock = &o->model->stocks[i];
    brink_i_oracle_stock *s = &o->stocks[i];
    double f = stock->flow.expr ? brink_i_oracle_value(o, stock->flow.expr, t) : 0;
    double d = stock->decay.expr ? brink_i_oracle_value(o, stock->decay.expr, t) : 0;
    if (!isfinite(f)) {
        return brink_i_oracle_fail(o, BRINK_FAULT_VALUE, t, stock->where, stock->name, &stock->flow,
                                   "the flow of %s is %g", stock->name, f);
    }
    if (!(d >= 0) || !isfinite(d)) {
        return brink_i_oracle_fail(o, BRINK_FAULT_VALUE, t, stock->where, stock->name, &stock->decay,
                                   "the decay of %s is %g", stock->name, d);
    }
    double x = brink_i_segment_at(&s->segment, t);
    brink_i_rest(x, s->min, s->max, &f, &d);
    if (o->jumped[i] > s->updated || !brink_i_same_bits(f, s->segment.f) ||
        !brink_i_same_bits(d, s->segment.d)) {
        s->segment = (brink_i_segment){.x0 = x, .t0 = t, .f = f, .d = d};
        s->bound_date = brink_i_bound_date(&s->segment, s->min, s->max, &s->bound);
        o->restarted[i] = ++o->stamp;
    }
    s->updated = ++o->stamp;
    return true;
}

/* Section 5, "Crossing date". */
static double crossing_date(brink_i_oracle *o, int k, double t)
{
    const brink_i_comparison *comparison = &o->model->comparisons[k];
    brink_i_env *env = brink_i_oracle_look(o, t);
    for (int i = 0; i < o->model->n_stocks; i++) {
        o->slopes[i] = brink_i_segment_slope(&o->stocks[i].segment, env->stocks[i]);
    }
    brink_i_dual a = brink_i_expr_slope(comparison->expr->args[0], env, o->slopes);
    brink_i_dual b = brink_i_expr_slope(comparison->expr->args[1], env, o->slopes);
    double decay = comparison->decaying >= 0 ? o->stocks[comparison->decaying].segment.d : 0;
    double date = brink_i_crossing_date(comparison->expr->op, o->truths[k] != 0, t, a.value - b.value,
                                        a.slope - b.slope, decay);
    for (int i = 0; i < comparison->reads.n_stocks; i++) {
        if (brink_i_crossing_yields(date, o->stocks[comparison->reads.stocks[i]].bound_date)) {
            return INFINITY;
        }
    }
    return date;
}

static void set_truth(brink_i_oracle *o, int k, double t, bool truth)
{
    o->truths[k] = truth;
    o->truth_changed[k] = ++o->stamp;
    brink_i_oracle_tell(o, t,
                        (brink_i_trace_event){.kind = BRINK_I_TRACE_CROSSING, .index = k, .yes = truth});
}

/* A date was reached: the truth becomes the other, whatever rounding says. */
static bool toggle(brink_i_oracle *o, int k, double t)
{
    set_truth(o, k, t, !o->truths[k]);
    return brink_i_oracle_count(o, t, o->model->comparisons[k].expr->where, o->comparisons[k].text);
}

static bool cross(brink_i_oracle *o, int comparison, double t)
{
    if (!toggle(o, comparison, t)) {
        return false;
    }
    o->comparisons[comparison].date = crossing_date(o, comparison, t);
    return true;
}

bool brink_i_oracle_cross_together(brink_i_oracle *o, double t)
{
    for (int k = 0; k < o->model->n_comparisons; k++) {
        if (o->comparisons[k].date <= BRINK_I_INSTANT_END(t) && !cross(o, k, t)) {
            return false;
        }
    }
    return true;
}

/* Section 5, "Updating comparison k". */
static bool update_comparison(brink_i_oracle *o, int k, double t)
{
    const brink_i_comparison *comparison = &o->model->comparisons[k];
    if (brink_i_oracle_truth_changed(o, &comparison->reads, o->comparisons[k].updated)) {
        brink_i_oracle_look(o, t);
        unsigned char kept = o->by_value[k];
        o->by_value[k] = 1;
        bool truth = brink_i_expr_eval(comparison->expr, &o->env) != 0;
        o->by_value[k] = kept;
        if (truth != (o->truths[k] != 0)) {
            set_truth(o, k, t, truth);
        }
    }
    o->comparisons[k].updated = ++o->stamp;
    o->comparisons[k].date = crossing_date(o, k, t);
    if (o->comparisons[k].date <= t) {
        return cross(o, k, t);
    }
    return true;
}

/* Section 6, step 1: all stocks, then all comparisons, again as long as a truth has changed. */
bool brink_i_oracle_update(brink_i_oracle *o, double t)
{
    for (bool again = true; again;) {
        again = false;
        for (int i = 0; i < o->model->n_stocks; i++) {
            if (motion_needs_update(o, i) && !update_motion(o, i, t)) {
                return false;
            }
        }
        for (int k = 0; k < o->model->n_comparisons; k++) {
            uint64_t since =
                o->comparisons[k].updated; /* 0: never; a comparison may read nothing but the time */
            if (since == 0 || brink_i_oracle_changed(o, &o->model->comparisons[k].reads, since)) {
                if (!update_comparison(o, k, t)) {
                    return false;
                }
                again = again || o->truth_changed[k] > since;
            }
        }
    }
    return true;
}
