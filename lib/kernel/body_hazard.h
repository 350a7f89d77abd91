/* SPDX-License-Identifier: Apache-2.0 */

/* Chance (docs/semantics.md section 8): each machine carries a unit-rate exponential budget that its hazards
 * use up. Hazards that move are sampled by thinning (Lewis & Shedler 1979; Ogata 1981) under interval bounds
 * over windows. Included by the kernel's instruction-set files only. */

/* Adds a transition's hazard to a row; lanes where it is negative, infinite or NaN are faulty. */
static void add_hazard(brink_i_worker *w, const brink_i_transition_code *code, double *total, brink_i_mask on)
{
    const double *row = value(w, &code->value, on);
    brink_i_mask good = 0;
    EACH_WORD (v, lane_mask, on) {
        brink_i_word hazard = word_at(row, v);
        good |= (brink_i_mask)(word_mask((hazard >= 0.0) & (hazard < (double)INFINITY)) & lane_mask)
                << (BRINK_I_WORD * v);
        word_put_some(total, v, lane_mask, word_at(total, v) + hazard);
    }
    w->faulted |= on & ~good;
}

/* Windows over which few candidates will be lost, and the bounds over them. */
static void bound_over_windows(brink_i_worker *w, int m, const brink_i_state_code *state, brink_i_mask on)
{
    const brink_i_machine_code *code = &w->program->machines[m];
    const double horizon = w->program->model->horizon;
    _Alignas(64) double window[BRINK_I_LANES], until[BRINK_I_LANES], low[BRINK_I_LANES], high[BRINK_I_LANES];
    brink_i_mask whole = 0, empty = 0, open;
    EACH_WORD (v, lane_mask, on) {
        brink_i_word now = word_at(w->now, v), length = horizon - now,
                     twice = 2 * word_at(ROW(w->window, m), v);
        unsigned shorter = word_mask((twice < length) & (now + twice > now)) & lane_mask;
        unsigned none = ~word_mask(length > 0.0) & lane_mask;
        word_put(window, v, word_select(shorter & ~none, twice, length));
        whole |= (brink_i_mask)(lane_mask & ~shorter) << (BRINK_I_WORD * v);
        empty |= (brink_i_mask)none << (BRINK_I_WORD * v);
        word_put_some(ROW(w->bound, m), v, none, word_set(0.0));
        word_put_some(ROW(w->window_end, m), v, none, now);
    }
    on &= ~empty;
    open = on;
    for (int narrowings = 0; open; narrowings++) {
        EACH_WORD (v, lane_mask, open) {
            word_put_some(until, v, lane_mask, word_at(w->now, v) + word_at(window, v));
            word_put_some(low, v, lane_mask, word_set(0.0));
            word_put_some(high, v, lane_mask, word_set(0.0));
        }
        for (int i = 0; i < state->n_hazards; i++) {
            add_range(w, &code->transitions[state->hazards[i]].value, until, low, high, open);
        }
        brink_i_mask loose = 0;
        EACH_WORD (v, lane_mask, open) {
            brink_i_word now = word_at(w->now, v), length = word_at(window, v), l = word_at(low, v),
                         h = word_at(high, v);
            brink_i_word lost = (h - word_pick(l > 0.0, l, word_set(0.0))) * length;
            unsigned some = (~word_finite(h) | word_mask(lost > BRINK_I_MOST_LOST)) &
                            word_mask(now + length / 2 > now) & lane_mask;
            loose |= (brink_i_mask)some << (BRINK_I_WORD * v);
        }
        open = narrowings < BRINK_I_MOST_NARROWINGS ? loose : 0;
        whole &= ~open;
        EACH_WORD (v, lane_mask, open) {
            brink_i_word l = word_at(low, v), h = word_at(high, v), half = word_at(window, v) / 2;
            brink_i_word enough = BRINK_I_MOST_LOST / (h - word_pick(l > 0.0, l, word_set(0.0)));
            unsigned wider = word_finite(h) & word_mask(enough > half);
            word_put_some(window, v, lane_mask, word_select(wider, enough, half));
        }
    }
    EACH_WORD (v, lane_mask, on) {
        unsigned bounded = word_finite(word_at(high, v)) & lane_mask,
                 all = (unsigned)(whole >> (BRINK_I_WORD * v)) & BRINK_I_LANE_MASK;
        word_put_some(ROW(w->bound, m), v, bounded, word_at(high, v) * BRINK_I_BOUND_MARGIN);
        word_put_some(ROW(w->window_end, m), v, bounded,
                      word_select(all, word_set(horizon), word_at(w->now, v) + word_at(window, v)));
        word_put_some(ROW(w->window, m), v, bounded, word_at(window, v));
        w->faulted |= (brink_i_mask)(lane_mask & ~bounded) << (BRINK_I_WORD * v);
    }
}

/* Lanes whose total is what it was when their candidate was drawn, and does not move: nothing has changed for
 * them. */
static brink_i_mask unchanged(const brink_i_worker *w, int m, const double *total, brink_i_mask on)
{
    const double *bound = ROW(w->bound, m), *window_end = ROW(w->window_end, m);
    brink_i_mask same = 0;
    EACH_WORD (v, lane_mask, on) {
        brink_i_word sum = word_at(total, v);
        unsigned as_before = word_mask(((brink_i_iword)sum == (brink_i_iword)word_at(bound, v)) &
                                       (word_at(window_end, v) >= (double)INFINITY));
        unsigned asks = (unsigned)(w->spent[m] >> (BRINK_I_WORD * v)) & word_mask(sum > 0.0);
        same |= (brink_i_mask)(as_before & ~asks & lane_mask) << (BRINK_I_WORD * v);
    }
    return same;
}

/* Takes from the budgets what the hazards have used up since `taken`. */
static void use_up(brink_i_worker *w, int m, brink_i_mask on)
{
    double *budget = ROW(w->budget, m), *bound = ROW(w->bound, m), *taken = ROW(w->taken, m);
    EACH_WORD (v, lane_mask, on) {
        brink_i_word now = word_at(w->now, v);
        brink_i_word rest = word_at(budget, v) - word_at(bound, v) * (now - word_at(taken, v));
        word_put_some(budget, v, lane_mask, word_pick(rest > 0.0, rest, word_set(0.0)));
        word_put_some(taken, v, lane_mask, now);
    }
}

/* Budgets where there is none and a hazard asks for one. */
static void draw_budgets(brink_i_worker *w, int m, brink_i_mask on)
{
    uint64_t *stream = w->machine_state + (size_t)m * BRINK_I_LANES,
             *inc = w->machine_inc + (size_t)m * BRINK_I_LANES;
    brink_i_mask drawn = 0;
    EACH_WORD (v, lane_mask, on & w->spent[m]) {
        unsigned needed = word_mask(word_at(ROW(w->bound, m), v) > 0.0) & lane_mask;
        if (needed) {
            word_put_some(ROW(w->budget, m), v, needed,
                          word_exponential(word_next_uniform(stream, inc, v, needed)));
            drawn |= (brink_i_mask)needed << (BRINK_I_WORD * v);
        }
    }
    w->spent[m] &= ~drawn;
}

static void renew_machine(brink_i_worker *w, int m, brink_i_mask on)
{
    const brink_i_machine_code *code = &w->program->machines[m];
    const brink_i_mask *in_state = w->in_state + w->kernel->first_state[m];
    _Alignas(64) double total[BRINK_I_LANES];
    brink_i_mask moving = 0;
    w->renew[m] &= ~on;
    EACH_WORD (v, lane_mask, on) {
        word_put_some(total, v, lane_mask, word_set(0.0));
    }
    for (int s = 0; s < code->machine->n_states; s++) {
        const brink_i_state_code *here = &code->states[s];
        brink_i_mask there = on & in_state[s];
        for (int i = 0; i < here->n_hazards && there; i++) {
            add_hazard(w, &code->transitions[here->hazards[i]], total, there);
        }
        moving |= here->moving ? there : 0;
    }
    on &= ~unchanged(w, m, total, on & ~moving);
    use_up(w, m, on);
    double *bound = ROW(w->bound, m), *window_end = ROW(w->window_end, m),
           *dates = ROW(w->dates, code->hazard_slot);
    EACH_WORD (v, lane_mask, on) {
        word_put_some(bound, v, lane_mask, word_at(total, v));
        word_put_some(window_end, v, lane_mask, word_set(INFINITY));
    }
    for (int s = 0; s < code->machine->n_states && moving; s++) {
        if (code->states[s].moving) {
            bound_over_windows(w, m, &code->states[s], on & in_state[s] & ~w->faulted);
        }
    }
    draw_budgets(w, m, on);
    EACH_WORD (v, lane_mask, on) {
        brink_i_word now = word_at(w->now, v), limit = word_at(bound, v), end = word_at(window_end, v),
                     never = word_set(INFINITY);
        brink_i_word date = word_pick(limit > 0.0, now + word_at(ROW(w->budget, m), v) / limit, never);
        word_put_some(ROW(w->candidate, m), v, lane_mask, date);
        /* At the horizon itself the window is empty, and nothing more can happen by chance. */
        word_put_some(dates, v, lane_mask, word_pick(end > now, word_pick(date <= end, date, end), never));
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
            EACH_WORD (v, lane_mask, w->alive) {
                on |= (brink_i_mask)(word_mask(word_at(w->now, v) >= word_at(ROW(w->window_end, m), v)) &
                                     lane_mask)
                      << (BRINK_I_WORD * v);
            }
        }
        if (on) {
            renew_machine(w, m, on);
        }
    }
}

/* Candidates of a machine: `accepted[i]` are the lanes in which its transition i fires. The lanes of all of
 * them. */
static brink_i_mask candidates(brink_i_worker *w, int m, brink_i_mask on, brink_i_mask *accepted)
{
    const brink_i_machine_code *code = &w->program->machines[m];
    const brink_i_mask *in_state = w->in_state + w->kernel->first_state[m];
    uint64_t *stream = w->machine_state + (size_t)m * BRINK_I_LANES,
             *inc = w->machine_inc + (size_t)m * BRINK_I_LANES;
    const double *bound = ROW(w->bound, m);
    double *level = w->drawn + BRINK_I_LANES, *sum = w->drawn + 2 * BRINK_I_LANES;
    brink_i_mask all = 0, broken = 0;
    w->spent[m] |= on;
    w->renew[m] |= on;
    for (int s = 0; s < code->machine->n_states; s++) {
        const brink_i_state_code *here = &code->states[s];
        if (here->n_hazards == 1 && !here->moving) { /* nothing to decide: no uniform */
            all |= accepted[here->hazards[0]] |= on & in_state[s];
        }
    }
    on &= ~all;
    EACH_WORD (v, lane_mask, on) {
        word_put(level, v, word_next_uniform(stream, inc, v, lane_mask) * word_at(bound, v));
        word_put(sum, v, word_set(0.0));
    }
    for (int s = 0; s < code->machine->n_states; s++) {
        const brink_i_state_code *here = &code->states[s];
        brink_i_mask there = on & in_state[s];
        for (int i = 0; i < here->n_hazards && there; i++) {
            int number = here->hazards[i];
            add_hazard(w, &code->transitions[number], sum, there);
            brink_i_mask hit = 0;
            EACH_WORD (v, lane_mask, there & ~all) {
                hit |= (brink_i_mask)(word_mask(word_at(sum, v) > word_at(level, v)) & lane_mask)
                       << (BRINK_I_WORD * v);
            }
            accepted[number] |= hit & ~w->faulted; /* a transition may leave several states */
            all |= hit;
        }
        if (here->moving) {
            EACH_WORD (v, lane_mask, there) {
                broken |=
                    (brink_i_mask)(word_mask(word_at(sum, v) > word_at(bound, v) * BRINK_I_BROKEN_BOUND) &
                                   lane_mask)
                    << (BRINK_I_WORD * v);
            }
        }
    }
    w->faulted |= broken;
    return all & ~w->faulted;
}
