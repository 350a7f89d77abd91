/* SPDX-License-Identifier: Apache-2.0 */

/* Trials from their start to their end (docs/semantics.md sections 3 and 10). Included by the kernel's
 * instruction-set files only. */

/* ---- Start (semantics 3): each step for all fresh lanes ---- */

static const double *opening_values(brink_i_worker *w, const brink_i_code *code, brink_i_owner_key key,
                                    brink_i_mask on)
{
    if (!code->tree) {
        return value(w, code, on);
    }
    _Alignas(64) uint64_t state[BRINK_I_LANES], inc[BRINK_I_LANES];
    open_streams(state, inc, key, w->luck, on);
    return value_drawn(w, code, state, inc, on);
}

static const double *parameter_values(brink_i_worker *w, int i, brink_i_mask on)
{
    const brink_i_code *code = &w->program->params[i];
    const brink_i_owner_key key = w->kernel->param_keys[i];
    if (!code->tree) {
        return value(w, code, on);
    }
    _Alignas(64) uint64_t state[BRINK_I_LANES], inc[BRINK_I_LANES];
    open_streams(state, inc, key, w->origin, on);
    EACH_LANE (l, w->trials->addresses ? on : 0) {
        const brink_i_stream own =
            brink_i_address_stream(&w->trials->addresses[w->trial[l] - w->trials->first], i, key);
        state[l] = own.state;
        inc[l] = own.inc;
    }
    return value_drawn(w, code, state, inc, on);
}

/* Cells that are fixed for the trial, below cell number `end`. */
static int compute_trial_cells(brink_i_worker *w, int next, int end, brink_i_mask on)
{
    const brink_i_program *p = w->program;
    for (; next < p->n_trial_cells && p->trial_cells[next] < end; next++) {
        int number = p->trial_cells[next];
        if (p->cells[number].op == BRINK_I_OP_PARAM) {
            EACH_WORD (v, lane_mask, on) {
                word_put_some(ROW(w->values, number), v, lane_mask,
                              word_at(ROW(w->params, p->cells[number].index), v));
            }
        } else {
            compute_cell(w, number, on);
        }
    }
    return next;
}

static void start_parameters(brink_i_worker *w, brink_i_mask on)
{
    const brink_i_program *p = w->program;
    int next = 0;
    for (int k = 0; k < p->model->n_params; k++) {
        int i = p->model->param_order[k];
        next = compute_trial_cells(w, next, p->param_cells[k], on);
        const double *row = parameter_values(w, i, on);
        EACH_WORD (v, lane_mask, on) {
            brink_i_word x = word_at(row, v);
            word_put_some(ROW(w->params, i), v, lane_mask, x);
            w->faulted |= (brink_i_mask)(lane_mask & ~word_finite(x)) << (BRINK_I_WORD * v);
        }
    }
    compute_trial_cells(w, next, p->n_cells, on);
}

static void start_stock(brink_i_worker *w, int i, brink_i_mask on)
{
    const brink_i_stock_code *code = &w->program->stocks[i];
    const brink_i_stock *stock = code->stock;
    const double *min = stock->min.expr ? value(w, &code->min, on) : NULL,
                 *max = stock->max.expr ? value(w, &code->max, on) : NULL;
    const double *initial = opening_values(w, &code->initial, w->kernel->stock_keys[i], on);
    double *row = code->slot < 0 ? ROW(w->values, code->cell) : ROW(w->seg_x, i);
    EACH_LANE (l, on) {
        size_t at = (size_t)i * BRINK_I_LANES + l;
        w->min[at] = min ? min[l] : -INFINITY;
        w->max[at] = max ? max[l] : INFINITY;
        fault_if(w, l, !(w->min[at] <= w->max[at]) || !isfinite(initial[l]));
        row[l] = saturate(initial[l], w->min[at], w->max[at]);
        w->seg_t[at] = w->seg_f[at] = w->seg_d[at] = 0;
    }
    w->stock_due[i] &= ~on;
    w->stock_jumped[i] &= ~on;
    if (code->slot >= 0) {
        w->stock_due[i] |= on;
        w->stock_jumped[i] |= on;
        w->any_due |= on;
    }
}

static void start_machine(brink_i_worker *w, int m, brink_i_mask on)
{
    const brink_i_machine_code *code = &w->program->machines[m];
    brink_i_mask *in_state = w->in_state + w->kernel->first_state[m];
    uint64_t *state = w->machine_state + (size_t)m * BRINK_I_LANES,
             *inc = w->machine_inc + (size_t)m * BRINK_I_LANES;
    open_streams(state, inc, w->kernel->machine_keys[m], w->luck, on);
    pick_targets(w, code->initial, code->machine->n_initial, state, inc, on);
    for (int s = 0; s < code->machine->n_states; s++) {
        in_state[s] &= ~on;
    }
    for (int i = 0; i < code->machine->n_initial; i++) {
        in_state[code->initial[i].state] |= w->picked[i];
    }
    in_state[0] |= on & w->faulted; /* somewhere, until they are dropped */
    w->pending[m] |= on;
    w->any_pending |= on;
    w->renew[m] |= on;
    w->spent[m] |= on;
    EACH_WORD (v, lane_mask, on) {
        brink_i_word zero = word_set(0.0), never = word_set(INFINITY);
        word_put_some(ROW(w->entered, m), v, lane_mask, zero);
        word_put_some(ROW(w->bound, m), v, lane_mask, zero);
        word_put_some(ROW(w->taken, m), v, lane_mask, zero);
        word_put_some(ROW(w->window_end, m), v, lane_mask, never);
        word_put_some(ROW(w->window, m), v, lane_mask, never);
        word_put_some(ROW(w->candidate, m), v, lane_mask, never);
    }
}

static void start_process(brink_i_worker *w, int i, brink_i_mask on)
{
    const brink_i_process_code *code = &w->program->processes[i];
    const double *every = value(w, &code->every, on);
    open_streams(w->process_state + (size_t)i * BRINK_I_LANES, w->process_inc + (size_t)i * BRINK_I_LANES,
                 w->kernel->process_keys[i], w->luck, on);
    EACH_LANE (l, on) {
        fault_if(w, l, !isfinite(every[l]) || !(every[l] > 0));
        ROW(w->process_counts, i)[l] = 1;
        ROW(w->dates, code->slot)[l] = every[l];
    }
}

static void start_watches(brink_i_worker *w, brink_i_mask on)
{
    const brink_model *model = w->program->model;
    for (int i = 0; i < model->n_measures; i++) {
        fill(ROW(w->watch_value, i), model->measures[i].kind == BRINK_MEASURE_FIRST ? (double)NAN : 0.0, on);
        w->watch_on[i] &= ~on;
    }
    for (int i = 0; i < model->n_series; i++) {
        fill(ROW(w->next_point, i), 0.0, on);
    }
    EACH_LANE (l, on) {
        w->outcome[l] = -1;
    }
}

static void start(brink_i_worker *w, brink_i_mask on)
{
    const brink_i_program *p = w->program;
    const brink_model *model = p->model;
    fill(w->now, 0.0, on);
    fill(w->instant, 0.0, on);
    fill(w->instant_count, 0.0, on);
    for (int c = 0; c < p->n_cells; c++) {
        w->valid[c] &= ~on;
    }
    for (int s = 0; s < p->n_slots; s++) {
        fill(ROW(w->dates, s), INFINITY, on);
    }
    for (int k = 0; k < model->n_comparisons; k++) {
        w->truths[k] &= ~on;
        w->by_value[k] |= on;
        w->comparison_due[k] |= on;
        w->any_due |= on;
    }
    start_watches(w, on);
    start_parameters(w, on);
    for (int i = 0; i < model->n_stocks; i++) {
        if (p->stocks[i].slot < 0) {
            w->valid[p->stocks[i].cell] |= on;
        }
        start_stock(w, i, on);
    }
    for (int m = 0; m < model->n_machines; m++) {
        start_machine(w, m, on);
    }
    for (int i = 0; i < model->n_processes; i++) {
        start_process(w, i, on);
    }
}

/* Starting one lane costs as much as starting eight, mostly parameters; measured: taiwan-blockade 8 % faster
 * than with 1, 16 is slower. */
enum { IDLE_LANES = 8 };

/* Lanes that are free take the next trials; none beyond a trial that failed. */
static brink_i_mask refill(brink_i_worker *w)
{
    brink_i_mask fresh = 0;
    EACH_LANE (l, ~w->alive) {
        if (w->next_trial >= w->end_trial) {
            break;
        }
        const brink_i_address *address =
            w->trials->addresses ? &w->trials->addresses[w->next_trial - w->trials->first] : NULL;
        w->trial[l] = w->next_trial++;
        w->origin[l] = address ? address->params : w->trial[l];
        w->luck[l] = address ? address->luck : w->trial[l];
        fresh |= (brink_i_mask)1 << l;
    }
    if (fresh) {
        w->faulted &= ~fresh;
        w->alive |= fresh;
        start(w, fresh);
    }
    return fresh;
}

/* ---- The next event (semantics 10) ---- */

/* The first smallest date of each lane, and its slot (as a double; -1: none). */
static void earliest(const brink_i_worker *w, double *dates, double *slots)
{
    const double *row = w->dates;
    int n = w->program->n_slots;
    EACH_WORD (v, lane_mask, w->alive) {
        brink_i_word best = word_set(INFINITY), slot = word_set(-1);
        for (int s = 0; s < n; s++) {
            brink_i_word date = word_at(ROW(row, s), v);
            brink_i_iword sooner = date < best;
            best = word_pick(sooner, date, best);
            slot = word_pick(sooner, word_set(s), slot);
        }
        word_put(dates, v, best);
        word_put(slots, v, slot);
    }
}

static void review(brink_i_worker *w, int slot, int m, int number, brink_i_mask on)
{
    const double *every = value(w, &w->program->machines[m].choices[number].every, on);
    EACH_LANE (l, on) {
        ROW(w->reviews, slot)[l] += 1;
        ROW(w->dates, slot)[l] = ROW(w->entered, m)[l] + ROW(w->reviews, slot)[l] * every[l];
    }
    choose(w, m, number, on);
}

static void act(brink_i_worker *w, int slot, int i, brink_i_mask on)
{
    const brink_i_process_code *code = &w->program->processes[i];
    const double *every = value(w, &code->every, on);
    EACH_LANE (l, on) {
        ROW(w->process_counts, i)[l] += 1;
        ROW(w->dates, slot)[l] = ROW(w->process_counts, i)[l] * every[l];
    }
    run_effects(w, code->effects, code->process->n_effects, w->process_state + (size_t)i * BRINK_I_LANES,
                w->process_inc + (size_t)i * BRINK_I_LANES, on);
}

/* Chance events of a machine. The lanes in which something happened: not those of a window's end or a lost
 * candidate. */
static brink_i_mask commit_hazard(brink_i_worker *w, int m, brink_i_mask on)
{
    const brink_i_machine_code *code = &w->program->machines[m];
    brink_i_mask due = 0, *accepted = w->accepted;
    EACH_WORD (v, lane_mask, on) {
        due |= (brink_i_mask)(word_mask(word_at(ROW(w->candidate, m), v) <= word_at(w->now, v)) & lane_mask)
               << (BRINK_I_WORD * v);
    }
    int n = code->machine->n_transitions;
    memset(accepted, 0, (size_t)n * sizeof *accepted);
    brink_i_mask happened = due ? candidates(w, m, due, accepted) : 0;
    if (happened) {
        observe_before(w, happened);
    }
    for (int i = 0; i < n; i++) {
        if (accepted[i]) {
            fire(w, m, i, accepted[i]);
        }
    }
    return happened;
}

/* The only place where events change the state: those of one slot, in the lanes that it won. */
static brink_i_mask commit(brink_i_worker *w, int number, brink_i_mask on)
{
    const brink_i_slot *slot = &w->program->slots[number];
    if (slot->kind == BRINK_I_SLOT_HAZARD) {
        return commit_hazard(w, slot->index, on);
    }
    if (slot->kind == BRINK_I_SLOT_BOUND) {
        reach_bound(w, slot->index, on);
        return on;
    }
    observe_before(w, on);
    if (slot->kind == BRINK_I_SLOT_CROSSING) {
        cross_together(w, on);
    } else if (slot->kind == BRINK_I_SLOT_TIMER) {
        fire(w, slot->index, slot->number, on);
    } else if (slot->kind == BRINK_I_SLOT_REVIEW) {
        review(w, number, slot->index, slot->number, on);
    } else {
        act(w, number, slot->index, on);
    }
    return on;
}

/* Moves lanes to their dates; counting of instants begins anew where time has advanced. */
static void advance(brink_i_worker *w, const double *dates)
{
    double span = BRINK_I_INSTANT_SPAN * w->program->model->horizon;
    EACH_WORD (v, lane_mask, w->alive) {
        brink_i_word date = word_at(dates, v), instant = word_at(w->instant, v);
        unsigned later = word_mask(date > instant + span) & lane_mask;
        word_put_some(w->now, v, lane_mask, date);
        word_put_some(w->instant, v, later, date);
        word_put_some(w->instant_count, v, later, word_set(0.0));
    }
}

static void drop_faulted(brink_i_worker *w)
{
    if (__builtin_expect((w->faulted & w->alive) != 0, 0)) {
        EACH_LANE (l, w->faulted & w->alive) {
            w->bad = w->trial[l] < w->bad ? w->trial[l] : w->bad;
        }
        w->alive &= ~w->faulted;
        w->any_due &= ~w->faulted;
        w->any_pending &= ~w->faulted;
        for (int i = 0; i < w->program->model->n_stocks; i++) {
            w->stock_due[i] &= ~w->faulted;
        }
        for (int k = 0; k < w->program->model->n_comparisons; k++) {
            w->comparison_due[k] &= ~w->faulted;
        }
        for (int m = 0; m < w->program->model->n_machines; m++) {
            w->pending[m] &= ~w->faulted;
        }
        w->end_trial = w->bad < w->end_trial ? w->bad : w->end_trial;
    }
}

static brink_status run(brink_i_worker *w)
{
    const brink_model *model = w->program->model;
    _Alignas(64) double dates[BRINK_I_LANES], slots[BRINK_I_LANES], horizon[BRINK_I_LANES];
    for (int l = 0; l < BRINK_I_LANES; l++) {
        horizon[l] = model->horizon;
        dates[l] = slots[l] = 0;
    }
    brink_i_mask happened = 0;
    for (;;) {
        if (__builtin_popcountll(~w->alive) >= IDLE_LANES && w->next_trial < w->end_trial) {
            happened |= refill(w);
            drop_faulted(w);
        }
        happened &= w->alive;
        if (happened) {
            settle(w, happened);
            drop_faulted(w);
            brink_i_mask ended = observe(w, happened & w->alive);
            if (ended) {
                finish(w, ended);
            }
        }
        renew_all(w);
        drop_faulted(w);
        if (!w->alive) {
            if (w->next_trial >= w->end_trial) {
                break;
            }
            happened = 0;
            continue;
        }
        earliest(w, dates, slots);
        brink_i_mask over = 0;
        EACH_WORD (v, lane_mask, w->alive) {
            over |= (brink_i_mask)(word_mask(word_at(dates, v) > model->horizon) & lane_mask)
                    << (BRINK_I_WORD * v);
        }
        if (over) {
            record_points(w, horizon, over);
            fill(w->now, model->horizon, over);
            observe_before(w, over);
            EACH_LANE (l, over) {
                w->outcome[l] = model->otherwise;
            }
            finish(w, over);
        }
        record_points(w, dates, w->alive);
        advance(w, dates);
        happened = 0;
        for (brink_i_mask rest = w->alive; rest;) {
            double slot = slots[__builtin_ctzll(rest)];
            brink_i_mask here = 0;
            EACH_WORD (v, lane_mask, rest) {
                here |= (brink_i_mask)(word_mask(word_at(slots, v) == slot) & lane_mask)
                        << (BRINK_I_WORD * v);
            }
            happened |= commit(w, (int)slot, here);
            rest &= ~here;
        }
        drop_faulted(w);
        if (w->take_status != BRINK_OK) {
            return w->take_status;
        }
    }
    return w->take_status != BRINK_OK ? w->take_status : w->bad != UINT64_MAX ? BRINK_ERR_FAULT : BRINK_OK;
}
