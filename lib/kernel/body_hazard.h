/* SPDX-License-Identifier: Apache-2.0 */

/* Chance (docs/semantics.md section 8): each machine carries a unit-rate exponential budget that its hazards use up. Hazards
 * that move are sampled by thinning (Lewis & Shedler 1979; Ogata 1981) under interval bounds over windows. Included by the
 * kernel's instruction-set files only. */

enum { HALVINGS_MOST = 60 };
static const double LOST_CANDIDATES_MOST = 0.5, MARGIN = 1 + 0x1p-40, BROKEN_BOUND = 1 + 1e-9;

static void hazard_fault(brink_i_worker *w, const brink_i_transition_code *code, const double *row, brink_i_mask on)
{
    EACH_LANE(l, on)
    {
        brink_i_lane_fault(w, l, BRINK_FAULT_HAZARD, code->transition->where, code->transition->label, code->value.rule,
                           "the hazard is %g", row[l]);
    }
}

/* Adds a transition's hazard to a row; lanes where it is negative, infinite or NaN fault. */
static void add_hazard(brink_i_worker *w, const brink_i_transition_code *code, double *total, brink_i_mask on)
{
    const double *row = value(w, &code->value, on);
    brink_i_mask good = 0;
    EACH_WORD(v, byte, on)
    {
        brink_i_word hazard = word_at(row, v);
        good |= (brink_i_mask)(word_byte((hazard >= 0.0) & (hazard < (double)INFINITY)) & byte) << (BRINK_I_WORD * v);
        word_put_some(total, v, byte, word_at(total, v) + hazard);
    }
    if (__builtin_expect((on & ~good) != 0, 0)) {
        hazard_fault(w, code, row, on & ~good);
    }
}

static double earliest_known_date(const brink_i_worker *w, size_t l)
{
    double earliest = w->program->model->horizon;
    for (int s = 0; s < w->program->n_known; s++) {
        double date = ROW(w->dates, s)[l];
        earliest = date < earliest ? date : earliest;
    }
    return earliest;
}

static brink_i_range bound_hazards(brink_i_worker *w, const brink_i_machine_code *code, const brink_i_state_code *state, double until,
                                   size_t l)
{
    brink_i_range sum = {0, 0};
    for (int i = 0; i < state->n_hazards; i++) {
        const brink_i_code *hazard = &code->transitions[state->hazards[i]].value;
        brink_i_range range = hazard->binding == BRINK_I_MOVING ? range_of(w, hazard, until, l)
                                                                : brink_i_range_point(ROW(w->values, hazard->root)[l]);
        sum.low += range.low;
        sum.high += range.high;
    }
    return sum;
}

/* A window over which few candidates will be lost, and the bound over it. */
static void bound_over_window(brink_i_worker *w, int m, const brink_i_state_code *state, size_t l)
{
    const brink_i_machine_code *code = &w->program->machines[m];
    double now = w->now[l], known = earliest_known_date(w, l), window = known - now, last = ROW(w->window, m)[l];
    double *bound = &ROW(w->bound, m)[l], *window_end = &ROW(w->window_end, m)[l];
    bool whole = true;
    if (!(window > 0)) {
        *bound = 0;
        *window_end = now;
        return;
    }
    if (2 * last < window && now + 2 * last > now) {
        window = 2 * last;
        whole = false;
    }
    int halvings = 0;
    brink_i_range sum = bound_hazards(w, code, state, now + window, l);
    while (halvings < HALVINGS_MOST && now + window / 2 > now &&
           (!isfinite(sum.high) || (sum.high - (sum.low > 0 ? sum.low : 0)) * window > LOST_CANDIDATES_MOST)) {
        window /= 2;
        whole = false;
        halvings++;
        sum = bound_hazards(w, code, state, now + window, l);
    }
    if (!isfinite(sum.high)) {
        const brink_i_transition_code *first = &code->transitions[state->hazards[0]];
        brink_i_lane_fault(w, l, BRINK_FAULT_UNBOUNDED, first->transition->where, first->transition->label, first->value.rule,
                           "the hazards of this state have no finite bound, however short the time ahead");
        return;
    }
    *bound = sum.high * MARGIN;
    *window_end = whole ? known : now + window;
    ROW(w->window, m)[l] = window;
}

static void renew_machine(brink_i_worker *w, int m, brink_i_mask on)
{
    const brink_i_machine_code *code = &w->program->machines[m];
    const brink_i_mask *in_state = w->in_state + w->kernel->first_state[m];
    uint64_t *stream = w->machine_state + (size_t)m * BRINK_I_LANES, *inc = w->machine_inc + (size_t)m * BRINK_I_LANES;
    double *left = ROW(w->left, m), *bound = ROW(w->bound, m), *taken = ROW(w->taken, m), *window_end = ROW(w->window_end, m),
           *candidate = ROW(w->candidate, m), *dates = ROW(w->dates, code->hazard_slot);
    brink_i_mask spent = w->spent[m] & on;
    w->renew[m] &= ~on;
    w->spent[m] &= ~on;
    EACH_WORD(v, byte, on)
    {
        brink_i_word now = word_at(w->now, v);
        brink_i_word rest = word_at(left, v) - word_at(bound, v) * (now - word_at(taken, v));
        rest = word_pick(rest > 0.0, rest, word_set(0.0));
        unsigned drawn = (unsigned)(spent >> (BRINK_I_WORD * v)) & BRINK_I_BYTE;
        if (drawn) {
            rest = word_select(drawn, -word_log(word_uniform(stream, inc, v, drawn)), rest);
        }
        word_put_some(left, v, byte, rest);
        word_put_some(taken, v, byte, now);
        word_put_some(bound, v, byte, word_set(0.0));
        word_put_some(window_end, v, byte, word_set(INFINITY));
    }
    for (int s = 0; s < code->machine->n_states; s++) {
        const brink_i_state_code *here = &code->states[s];
        brink_i_mask there = on & in_state[s];
        for (int i = 0; i < here->n_hazards && there; i++) {
            add_hazard(w, &code->transitions[here->hazards[i]], bound, there);
        }
        if (here->moving) {
            EACH_LANE(l, there & ~w->faulted)
            {
                bound_over_window(w, m, here, l);
            }
        }
    }
    EACH_WORD(v, byte, on)
    {
        brink_i_word now = word_at(w->now, v), limit = word_at(bound, v), end = word_at(window_end, v), never = word_set(INFINITY);
        brink_i_word date = word_pick(limit > 0.0, now + word_at(left, v) / limit, never);
        word_put_some(candidate, v, byte, date);
        /* An empty window waits for the known event that is due. */
        word_put_some(dates, v, byte, word_pick(end > now, word_pick(date <= end, date, end), never));
    }
}

static void renew_all(brink_i_worker *w)
{
    for (int m = 0; m < w->program->model->n_machines; m++) {
        const brink_i_machine_code *code = &w->program->machines[m];
        if (code->hazard_slot < 0) {
            continue;
        }
        brink_i_mask on = w->renew[m] & w->alive;
        if (code->moving) {
            EACH_WORD(v, byte, w->alive)
            {
                on |= (brink_i_mask)(word_byte(word_at(w->now, v) >= word_at(ROW(w->window_end, m), v)) & byte) << (BRINK_I_WORD * v);
            }
        }
        if (on) {
            renew_machine(w, m, on);
        }
    }
}

/* Candidates of a machine: `accepted[i]` are the lanes in which its transition i fires. The lanes of all of them. */
static brink_i_mask candidates(brink_i_worker *w, int m, brink_i_mask on, brink_i_mask *accepted)
{
    const brink_i_machine_code *code = &w->program->machines[m];
    const brink_i_mask *in_state = w->in_state + w->kernel->first_state[m];
    uint64_t *stream = w->machine_state + (size_t)m * BRINK_I_LANES, *inc = w->machine_inc + (size_t)m * BRINK_I_LANES;
    const double *bound = ROW(w->bound, m);
    double *level = w->drawn + BRINK_I_LANES, *sum = w->drawn + 2 * BRINK_I_LANES;
    brink_i_mask all = 0, broken = 0;
    w->spent[m] |= on;
    w->renew[m] |= on;
    EACH_WORD(v, byte, on)
    {
        word_put(level, v, word_uniform(stream, inc, v, byte) * word_at(bound, v));
        word_put(sum, v, word_set(0.0));
    }
    for (int s = 0; s < code->machine->n_states; s++) {
        const brink_i_state_code *here = &code->states[s];
        brink_i_mask there = on & in_state[s];
        for (int i = 0; i < here->n_hazards && there; i++) {
            int number = here->hazards[i];
            add_hazard(w, &code->transitions[number], sum, there);
            brink_i_mask hit = 0;
            EACH_WORD(v, byte, there & ~all)
            {
                hit |= (brink_i_mask)(word_byte(word_at(sum, v) > word_at(level, v)) & byte) << (BRINK_I_WORD * v);
            }
            accepted[number] |= hit & ~w->faulted; /* a transition may leave several states */
            all |= hit;
        }
        if (here->moving) {
            EACH_WORD(v, byte, there)
            {
                broken |= (brink_i_mask)(word_byte(word_at(sum, v) > word_at(bound, v) * BROKEN_BOUND) & byte) << (BRINK_I_WORD * v);
            }
        }
    }
    EACH_LANE(l, broken)
    {
        brink_i_lane_fault(w, l, BRINK_FAULT_BOUND, code->machine->where, code->machine->name, NULL,
                           "its hazards sum to %.17g, above their bound %.17g: please report this as a bug", sum[l], bound[l]);
    }
    return all & ~w->faulted;
}
