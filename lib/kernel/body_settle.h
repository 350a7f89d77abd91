/* SPDX-License-Identifier: Apache-2.0 */

/* Instants: stocks, comparisons, moves, effects, entries, `when` (docs/semantics.md sections 4 to 7).
 * Included by the kernel's instruction-set files only. */

/* Counts something that happened at this instant; lanes beyond the limit are faulty. */
static void count_instant(brink_i_worker *w, brink_i_mask on)
{
    EACH_WORD (v, lane_mask, on) {
        brink_i_word count = word_at(w->instant_count, v) + word_truth(lane_mask);
        word_put(w->instant_count, v, count);
        w->faulted |= (brink_i_mask)(word_mask(count > (double)BRINK_I_INSTANT_LIMIT) & lane_mask)
                      << (BRINK_I_WORD * v);
    }
}

/* ---- Stocks (semantics 4) ---- */

static void start_segment(brink_i_worker *w, int i, size_t l, double x, double f, double d)
{
    size_t at = (size_t)i * BRINK_I_LANES + l;
    brink_i_segment segment = {x, w->now[l], f, d};
    w->seg_x[at] = x;
    w->seg_t[at] = w->now[l];
    w->seg_f[at] = f;
    w->seg_d[at] = d;
    ROW(w->dates, w->program->stocks[i].slot)
    [l] = brink_i_bound_date(&segment, w->min[at], w->max[at], &w->limit[at]);
}

static void update_motion(brink_i_worker *w, int i, brink_i_mask on)
{
    const brink_i_stock_code *code = &w->program->stocks[i];
    const brink_i_stock *stock = code->stock;
    w->stock_due[i] &= ~on;
    const double *flow = code->flow.rule->expr ? value(w, &code->flow, on) : NULL;
    const double *decay = stock->decays ? value(w, &code->decay, on) : NULL;
    brink_i_mask restarted = 0;
    EACH_LANE (l, on) {
        double f = flow ? flow[l] : 0, d = decay ? decay[l] : 0;
        if (!isfinite(f) || !isfinite(d) || d < 0) {
            fault_if(w, l, true);
            continue;
        }
        size_t at = (size_t)i * BRINK_I_LANES + l;
        brink_i_segment old = segment_of(w, i, l);
        double x = brink_i_segment_at(&old, w->now[l]);
        brink_i_rest(x, w->min[at], w->max[at], &f, &d);
        if ((w->stock_jumped[i] >> l & 1) || !brink_i_same_bits(f, old.f) || !brink_i_same_bits(d, old.d)) {
            start_segment(w, i, l, x, f, d);
            restarted |= (brink_i_mask)1 << l;
        }
    }
    w->stock_jumped[i] &= ~on;
    if (restarted) {
        changed(w, brink_i_input_motion(w->program, i), restarted);
    }
}

static double saturate(double x, double min, double max) { return x < min ? min : x > max ? max : x; }

/* New values in some lanes; nothing happens where the bits are the old ones. */
static void jump(brink_i_worker *w, int i, const double *values, brink_i_mask on)
{
    const brink_i_stock_code *code = &w->program->stocks[i];
    brink_i_mask jumped = 0;
    EACH_LANE (l, on) {
        size_t at = (size_t)i * BRINK_I_LANES + l;
        double x = saturate(values[l], w->min[at], w->max[at]), old;
        if (code->slot < 0) {
            old = ROW(w->values, code->cell)[l];
        } else {
            brink_i_segment segment = segment_of(w, i, l);
            old = brink_i_segment_at(&segment, w->now[l]);
        }
        if (brink_i_same_bits(x, old)) {
            continue;
        }
        jumped |= (brink_i_mask)1 << l;
        if (code->slot < 0) {
            ROW(w->values, code->cell)[l] = x;
        } else {
            w->seg_x[at] = x;
            w->seg_t[at] = w->now[l];
        }
    }
    if (jumped && code->slot >= 0) {
        w->stock_jumped[i] |= jumped;
        w->stock_due[i] |= jumped;
        w->any_due |= jumped;
    }
    if (jumped) {
        changed(w, brink_i_input_jump(w->program, i), jumped);
    }
}

static void reach_bound(brink_i_worker *w, int i, brink_i_mask on)
{
    double *date = ROW(w->dates, w->program->stocks[i].slot);
    EACH_LANE (l, on) {
        size_t at = (size_t)i * BRINK_I_LANES + l;
        w->seg_x[at] = w->limit[at];
        w->seg_t[at] = w->now[l];
        date[l] = INFINITY;
    }
    w->stock_jumped[i] |= on;
    w->stock_due[i] |= on;
    w->any_due |= on;
    changed(w, brink_i_input_jump(w->program, i), on);
}

/* ---- Tracked comparisons (semantics 5) ---- */

static void set_truth(brink_i_worker *w, int k, brink_i_mask truth, brink_i_mask on)
{
    brink_i_mask other = (w->truths[k] ^ truth) & on;
    if (other) {
        int cell = w->program->comparisons[k].cell;
        w->truths[k] ^= other;
        put_truth(ROW(w->values, cell), w->truths[k], other);
        w->valid[cell] |= other;
        changed(w, brink_i_input_comparison(w->program, k), other);
    }
}

static void renew_crossing(brink_i_worker *w, int k, brink_i_mask on)
{
    const brink_i_comparison_code *code = &w->program->comparisons[k];
    const double *left = value(w, &code->left, on), *right = value(w, &code->right, on);
    double *dates = ROW(w->dates, code->slot);
    EACH_LANE (l, on) {
        double slope = slope_of(w, &code->left, l) - slope_of(w, &code->right, l);
        double decay = code->decaying >= 0 ? ROW(w->seg_d, code->decaying)[l] : 0;
        double date = brink_i_crossing_date(code->op, w->truths[k] >> l & 1, w->now[l], left[l] - right[l],
                                            slope, decay);
        for (int i = 0; i < code->n_bound_slots && date < INFINITY; i++) {
            if (brink_i_crossing_yields(date, ROW(w->dates, code->bound_slots[i])[l])) {
                date = INFINITY;
            }
        }
        dates[l] = date;
    }
}

static void cross(brink_i_worker *w, int k, brink_i_mask on)
{
    count_instant(w, on);
    set_truth(w, k, ~w->truths[k], on);
    renew_crossing(w, k, on);
}

/* All comparisons that cross at `now`, or so close to it that rounding cannot tell: one event. */
static void cross_together(brink_i_worker *w, brink_i_mask on)
{
    for (int k = 0; k < w->program->model->n_comparisons; k++) {
        const double *dates = ROW(w->dates, w->program->comparisons[k].slot);
        brink_i_mask due = 0;
        EACH_WORD (v, lane_mask, on) {
            brink_i_word now = word_at(w->now, v), size = word_pick(now > 1.0, now, word_set(1.0));
            due |= (brink_i_mask)(word_mask(word_at(dates, v) <= now + BRINK_I_TIE * size) & lane_mask)
                   << (BRINK_I_WORD * v);
        }
        if (due) {
            cross(w, k, due);
        }
    }
}

static void update_comparison(brink_i_worker *w, int k, brink_i_mask on)
{
    w->comparison_due[k] &= ~on;
    brink_i_mask by_value = w->by_value[k] & on;
    if (by_value) {
        brink_i_mask truth = comparison_by_value(w, k, by_value);
        w->by_value[k] &= ~by_value;
        w->valid[w->program->comparisons[k].cell] &= ~by_value;
        set_truth(w, k, truth, by_value);
    }
    renew_crossing(w, k, on);
    const double *dates = ROW(w->dates, w->program->comparisons[k].slot);
    brink_i_mask now = 0;
    EACH_WORD (v, lane_mask, on) {
        now |= (brink_i_mask)(word_mask(word_at(dates, v) <= word_at(w->now, v)) & lane_mask)
               << (BRINK_I_WORD * v);
    }
    if (now) {
        cross(w, k, now);
    }
}

static void update_moving(brink_i_worker *w)
{
    const brink_i_program *p = w->program;
    while (w->any_due) {
        w->any_due = 0;
        for (int i = 0; i < p->n_moving_stocks; i++) {
            int stock = p->moving_stocks[i];
            if (w->stock_due[stock]) {
                update_motion(w, stock, w->stock_due[stock]);
            }
        }
        for (int k = 0; k < p->model->n_comparisons; k++) {
            if (w->comparison_due[k]) {
                update_comparison(w, k, w->comparison_due[k]);
            }
        }
        w->any_due &= ~w->faulted;
    }
}

/* ---- Moves, effects, firing (semantics 7) ---- */

static void fill(double *row, double x, brink_i_mask on)
{
    EACH_WORD (v, lane_mask, on) {
        word_put_some(row, v, lane_mask, word_set(x));
    }
}

static void enter(brink_i_worker *w, int m, int state, brink_i_mask on)
{
    const brink_i_program *p = w->program;
    const brink_i_machine_code *code = &p->machines[m];
    brink_i_mask *in_state = w->in_state + w->kernel->first_state[m];
    brink_i_mask other = on & ~in_state[state];
    for (int s = 0; s < code->machine->n_states; s++) {
        in_state[s] &= ~on;
    }
    in_state[state] |= on;
    EACH_WORD (v, lane_mask, on) {
        word_put_some(ROW(w->entered, m), v, lane_mask, word_at(w->now, v));
    }
    w->pending[m] |= on;
    w->any_pending |= on;
    for (int s = 0; s < code->n_slots; s++) {
        fill(ROW(w->dates, code->first_slot + s), INFINITY, on);
    }
    w->renew[m] |= on;
    fill(ROW(w->window, m), INFINITY, on);
    if (other) {
        changed(w, brink_i_input_state(p, m), other);
    }
    changed(w, brink_i_input_entry(p, m), on);
    for (int i = 0; i < p->model->n_measures; i++) {
        const brink_i_measure *measure = &p->model->measures[i];
        if (measure->kind == BRINK_MEASURE_COUNT && measure->machine == m && (measure->states >> state & 1)) {
            EACH_LANE (l, on) {
                ROW(w->watch_value, i)[l] += 1;
            }
        }
    }
}

static void run_effects(brink_i_worker *w, const brink_i_effect_code *effects, int n, uint64_t *state,
                        const uint64_t *inc, brink_i_mask on)
{
    for (int i = 0; i < n; i++) {
        const brink_i_effect *effect = effects[i].effect;
        on &= ~w->faulted;
        if (!on) {
            return;
        }
        if (effect->kind == BRINK_I_MOVE) {
            enter(w, effect->target, effect->state, on);
            continue;
        }
        const double *row = value_drawn(w, &effects[i].value, state, inc, on);
        brink_i_mask good = 0, yes = 0;
        EACH_WORD (v, lane_mask, on) {
            good |= (brink_i_mask)(word_finite(word_at(row, v)) & lane_mask) << (BRINK_I_WORD * v);
            yes |= (brink_i_mask)(word_mask(word_at(row, v) > 0.0) & lane_mask) << (BRINK_I_WORD * v);
        }
        if (effect->kind == BRINK_I_WHEN_IF) {
            run_effects(w, effects[i].then_do, effect->n_then, state, inc, on & yes);
            run_effects(w, effects[i].else_do, effect->n_else, state, inc, on & ~yes);
            continue;
        }
        w->faulted |= on & ~good;
        jump(w, effect->target, row, on & good);
    }
}

WORD_INLINE double lane_uniform(uint64_t *state, const uint64_t *inc, size_t l)
{
    brink_i_stream stream = {state[l], inc[l]};
    double u = brink_i_stream_uniform(&stream);
    state[l] = stream.state;
    return u;
}

/* The target drawn in each lane: w->picked[i] are the lanes that go to target i. */
static void pick_targets(brink_i_worker *w, const brink_i_target_code *targets, int n, uint64_t *state,
                         const uint64_t *inc, brink_i_mask on)
{
    brink_i_mask *picked = w->picked;
    double *weights = w->weights;
    memset(picked, 0, (size_t)n * sizeof *picked);
    if (n == 1) {
        picked[0] = on;
        return;
    }
    const double **rows = w->rows;
    for (int i = 0; i < n; i++) {
        rows[i] = value(w, &targets[i].weight, on);
    }
    EACH_LANE (l, on) {
        double total = 0;
        bool good = true;
        for (int i = 0; i < n && good; i++) {
            weights[i] = rows[i][l];
            good = isfinite(weights[i]) && weights[i] >= 0;
            total += weights[i];
        }
        if (!(good && total > 0 && isfinite(total))) {
            fault_if(w, l, true);
        } else {
            picked[brink_i_pick(weights, n, total, lane_uniform(state, inc, l))] |= (brink_i_mask)1 << l;
        }
    }
}

static void fire(brink_i_worker *w, int m, int number, brink_i_mask on)
{
    const brink_i_transition_code *code = &w->program->machines[m].transitions[number];
    const brink_i_transition *transition = code->transition;
    uint64_t *state = w->machine_state + (size_t)m * BRINK_I_LANES,
             *inc = w->machine_inc + (size_t)m * BRINK_I_LANES;
    pick_targets(w, code->to, transition->n_to, state, inc, on);
    for (int i = 0; i < transition->n_to; i++) {
        if (w->picked[i]) {
            enter(w, m, code->to[i].state, w->picked[i]);
        }
    }
    run_effects(w, code->effects, transition->n_effects, state, inc, on);
}

/* Logit quantal response (McKelvey & Palfrey 1995). */
static void choose(brink_i_worker *w, int m, int number, brink_i_mask on)
{
    const brink_i_choice_code *code = &w->program->machines[m].choices[number];
    const brink_i_choice *choice = code->choice;
    uint64_t *state = w->machine_state + (size_t)m * BRINK_I_LANES,
             *inc = w->machine_inc + (size_t)m * BRINK_I_LANES;
    const double *precision = value(w, &code->precision, on), **rows = w->rows;
    double *weights = w->weights;
    brink_i_mask *picked = w->picked;
    memset(picked, 0, (size_t)choice->n_options * sizeof *picked);
    for (int i = 0; i < choice->n_options; i++) {
        rows[i] = value(w, &code->options[i].utility, on);
    }
    EACH_LANE (l, on) {
        double most = -INFINITY, total = 0;
        bool good = true;
        for (int i = 0; i < choice->n_options && good; i++) {
            weights[i] = precision[l] * rows[i][l];
            most = weights[i] > most ? weights[i] : most;
            good = isfinite(weights[i]);
        }
        fault_if(w, l, !good);
        if (good) {
            for (int i = 0; i < choice->n_options; i++) {
                weights[i] = brink_i_exp(weights[i] - most);
                total += weights[i];
            }
            picked[brink_i_pick(weights, choice->n_options, total, lane_uniform(state, inc, l))] |=
                (brink_i_mask)1 << l;
        }
    }
    for (int i = 0; i < choice->n_options; i++) {
        if (picked[i] && choice->options[i].state >= 0) {
            enter(w, m, choice->options[i].state, picked[i]);
        }
        run_effects(w, code->options[i].effects, choice->options[i].n_effects, state, inc, picked[i]);
    }
}

/* ---- Settling (semantics 6) ---- */

static void start_timer(brink_i_worker *w, const brink_i_transition_code *timer, uint64_t *state,
                        const uint64_t *inc, brink_i_mask on)
{
    const double *delay = value_drawn(w, &timer->value, state, inc, on);
    double *dates = ROW(w->dates, timer->slot);
    EACH_WORD (v, lane_mask, on) {
        brink_i_word d = word_at(delay, v);
        unsigned good = word_finite(d) & word_mask(d >= 0.0) & lane_mask;
        word_put_some(dates, v, good, word_at(w->now, v) + d);
        w->faulted |= (brink_i_mask)(lane_mask & ~good) << (BRINK_I_WORD * v);
    }
}

static void start_review(brink_i_worker *w, const brink_i_choice_code *review, brink_i_mask on)
{
    const double *every = value(w, &review->every, on);
    EACH_LANE (l, on) {
        if (!isfinite(every[l]) || !(every[l] > 0)) {
            fault_if(w, l, true);
        } else {
            ROW(w->reviews, review->slot)[l] = 1;
            ROW(w->dates, review->slot)[l] = w->now[l] + every[l];
        }
    }
}

/* Handles pending entries of a machine; the lanes that took a choice, after which everything is updated
 * first. */
static brink_i_mask arrive(brink_i_worker *w, int m, brink_i_mask on)
{
    const brink_i_machine_code *code = &w->program->machines[m];
    const brink_i_mask *in_state = w->in_state + w->kernel->first_state[m];
    uint64_t *state = w->machine_state + (size_t)m * BRINK_I_LANES,
             *inc = w->machine_inc + (size_t)m * BRINK_I_LANES;
    brink_i_mask chose = 0;
    w->pending[m] &= ~on;
    count_instant(w, on);
    for (int s = 0; s < code->machine->n_states; s++) {
        const brink_i_state_code *here = &code->states[s];
        brink_i_mask there = on & in_state[s] & ~w->faulted & ~chose;
        if (!there || !(here->n_timers | here->n_reviews | here->n_entry_choices)) {
            continue;
        }
        for (int i = 0; i < here->n_timers; i++) {
            start_timer(w, &code->transitions[here->timers[i]], state, inc, there & ~w->faulted);
        }
        for (int i = 0; i < here->n_reviews; i++) {
            start_review(w, &code->choices[here->reviews[i]], there & ~w->faulted);
        }
        for (int i = 0; i < here->n_entry_choices; i++) {
            brink_i_mask asked = there & ~w->faulted & ~w->pending[m];
            choose(w, m, here->entry_choices[i], asked);
            chose |= asked;
        }
    }
    return chose;
}

/* Fires in each lane the first `when` whose condition is true; the lanes that did. */
static brink_i_mask fire_whens(brink_i_worker *w, brink_i_mask on)
{
    const brink_i_program *p = w->program;
    brink_i_mask fired = 0;
    for (int m = 0; m < p->model->n_machines; m++) {
        const brink_i_machine_code *code = &p->machines[m];
        if (!code->whens) {
            continue;
        }
        for (int s = 0; s < code->machine->n_states; s++) {
            brink_i_mask there = w->in_state[w->kernel->first_state[m] + s] & on & ~fired;
            const brink_i_state_code *here = &code->states[s];
            for (int i = 0; i < here->n_whens && there; i++) {
                int number = here->whens[i];
                brink_i_mask now = holds(w, &code->transitions[number].value, there);
                if (now) {
                    count_instant(w, now);
                    fire(w, m, number, now & ~w->faulted);
                    fired |= now;
                    there &= ~now;
                }
            }
        }
    }
    return fired;
}

static void settle(brink_i_worker *w, brink_i_mask on)
{
    while (on) {
        update_moving(w);
        brink_i_mask busy = 0;
        if (w->any_pending) {
            brink_i_mask waiting = 0;
            for (int m = 0; m < w->program->model->n_machines; m++) {
                brink_i_mask here = w->pending[m] & ~w->faulted;
                if (here) {
                    busy |= arrive(w, m, here);
                }
            }
            for (int m = 0; m < w->program->model->n_machines; m++) {
                waiting |= w->pending[m];
            }
            w->any_pending = waiting & ~w->faulted;
            busy |= w->any_pending;
        }
        on = (busy | fire_whens(w, on & ~busy & ~w->faulted)) & ~w->faulted;
    }
}
