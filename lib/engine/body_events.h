/* SPDX-License-Identifier: Apache-2.0 */

/* The events of a trial, to its end (docs/semantics.md section 10). Included by the body's instances only. */

/* The first smallest date of a block of 1 << shift, at least eight. */
INLINE void sort_block(trial *s, int block)
{
    const double *date = s->date + ((size_t)block << s->shift);
    int n = (1 << s->shift) / BRINK_I_WORD, first = 0;
    brink_i_word smaller = word_at(date, 0);
    for (int v = 1; v < n; v++) {
        brink_i_word next = word_at(date, v);
        smaller = word_pick(next < smaller, next, smaller);
    }
    double least = smaller[0];
    for (int i = 1; i < BRINK_I_WORD; i++) {
        least = smaller[i] < least ? smaller[i] : least;
    }
    for (int v = 0; v < n; v++) {
        unsigned same = word_mask(word_at(date, v) == word_set(least));
        if (same) {
            first = v * BRINK_I_WORD + __builtin_ctz(same);
            break;
        }
    }
    s->least[block] = least;
    s->first[block] = (block << s->shift) + first;
}

/* The slot of the first smallest date; -1 if there is none. */
INLINE int find_earliest(trial *s)
{
    for (; s->unsorted; s->unsorted &= s->unsorted - 1) {
        sort_block(s, __builtin_ctzll(s->unsorted));
    }
    int slot = -1;
    double date = NEVER;
    for (int block = 0; block < s->n_blocks; block++) {
        if (s->least[block] < date) {
            date = s->least[block];
            slot = s->first[block];
        }
    }
    return slot;
}

/* Whether one of the first n numbers is at most the limit; they are the first of whole words. */
INLINE bool any_at_most(const double *numbers, int n, double limit)
{
    unsigned found = 0;
    for (int v = 0; v * BRINK_I_WORD < n; v++) {
        int left = n - v * BRINK_I_WORD;
        unsigned asked = left < BRINK_I_WORD ? (1U << left) - 1U : ~0U;
        found |= word_mask(word_at(numbers, v) <= word_set(limit)) & asked;
    }
    return found != 0;
}

/* Whether no slot before this one has a date of the instant that begins with it: nearly always. */
INLINE bool is_alone(const trial *s, int slot)
{
    int block = slot >> s->shift, first = block << s->shift;
    return !any_at_most(s->least, block, s->instant_end) &&
           !any_at_most(s->date + first, slot - first, s->instant_end);
}

/* The first slot whose event happens now; -1 if there is none. */
static int find_due(const trial *s)
{
    double now = s->view.now, end = s->instant_end, latest = end > now ? end : now;
    for (int block = 0; block < s->n_blocks; block++) {
        if (s->least[block] <= latest) {
            for (int i = block << s->shift; i < (block + 1) << s->shift; i++) {
                if (s->date[i] <= (s->plan->by_draw[i] ? now : end)) {
                    return i;
                }
            }
        }
    }
    return -1;
}

/* The slot of the next event, which happens at the new `now`; -1 if there is none up to the horizon. */
static int find_next(trial *s)
{
    int earliest = find_earliest(s);
    double date = earliest < 0 ? NEVER : s->date[earliest];
    int slot = date <= s->view.now || date <= s->instant_end ? find_due(s) : -1;
    if (slot < 0) { /* the instant is over */
        bool beyond = date > s->horizon, drawn = !beyond && s->plan->by_draw[earliest];
        s->view.now = beyond ? s->horizon : date;
        s->instant_end = drawn ? -INFINITY : BRINK_I_INSTANT_END(s->view.now);
        slot = drawn || (!beyond && is_alone(s, earliest)) ? earliest : find_due(s);
    }
    if (slot >= 0 && s->plan->by_draw[slot]) {
        s->instant_end = -INFINITY;
        s->late = 0;
    } else if (slot >= 0) {
        s->late = (s->date[slot] - s->view.now) + s->rest[slot];
    }
    return slot;
}

static void act(trial *s, int slot, int i)
{
    const brink_i_process_code *code = &s->plan->program->processes[i];
    s->times[slot] += 1;
    set_date(s, slot, s->times[slot] * value(s, &code->every));
    run_effects(s, code->effects, code->process->n_effects, &s->process[i]);
}

static void review(trial *s, int slot, int m, int number)
{
    s->times[slot] += 1;
    double every = value(s, &s->machines[m].choices[number].every);
    const brink_i_machine_now *machine = &s->view.machine[m];
    set_date_after(s, slot, (brink_i_date){machine->entered, machine->entered_rest}, s->times[slot] * every);
    choose(s, m, number);
}

/* The one place where events change the state. False: one that settles nothing and observes nothing. */
static bool commit(trial *s, int number)
{
    const brink_i_slot *slot = &s->slots[number];
    switch (slot->kind) {
    case BRINK_I_SLOT_BOUND: /* an extreme beyond the bound would be one of rounding: taken when it has
                                arrived */
        for (int i = 0; i < s->plan->n_moving_extremes; i++) {
            ADD(extremes, s->plan->moving_extremes[i]);
        }
        reach_bound(s, slot->index);
        return true;
    case BRINK_I_SLOT_CROSSING:
        watch_before(s);
        cross_together(s);
        return true;
    case BRINK_I_SLOT_TIMER:
        watch_before(s);
        fire(s, slot->index, slot->number);
        return true;
    case BRINK_I_SLOT_REVIEW:
        watch_before(s);
        review(s, number, slot->index, slot->number);
        return true;
    case BRINK_I_SLOT_PROCESS:
        watch_before(s);
        act(s, number, slot->index);
        return true;
    case BRINK_I_SLOT_HAZARD:
        break;
    }
    return meet_candidate(s, slot->index);
}

/* One trial, from its start to its record. A trial that goes wrong ends at once, without one, and so does one
 * that is to be dropped. */
static brink_status play(trial *s)
{
    double span = BRINK_I_COUNT_SPAN * s->horizon;
    bool happened = true;
    start(s);
    while (!s->bad) {
        if (++s->rounds % BRINK_I_STOP_ROUNDS == 0 && brink_i_stop_asked(s->stop)) {
            return BRINK_ERR_CANCELLED;
        }
        if (happened) {
            settle(s);
            int outcome = s->bad ? -1 : observe(s);
            if (outcome >= 0) {
                return finish(s, outcome);
            }
        }
        renew_all(s);
        if (s->bad) {
            break;
        }
        double last = s->view.now;
        int slot = find_next(s);
        if (slot < 0) {
            record_points(s, last, s->horizon, true);
            s->view.now = s->horizon;
            watch_before(s);
            return finish(s, s->model->otherwise);
        }
        record_points(s, last, s->view.now, !s->plan->by_draw[slot]);
        if (s->view.now > s->instant + span) {
            s->instant = s->view.now;
            s->changes = 0;
        }
        happened = commit(s, slot);
    }
    return BRINK_ERR_FAULT;
}

static brink_status run(trial *s, const brink_i_trials *trials, uint64_t *bad)
{
    s->view.draw_waiting = draw_waiting;
    s->stop = trials->stop;
    for (uint64_t i = 0; i < trials->count; i++) {
        uint64_t number = trials->first + i;
        s->address =
            trials->addresses ? trials->addresses[i] : (brink_i_address){.params = number, .luck = number};
        s->to->block->trial[s->to->block->n] = number;
        s->view.now = 0;
        brink_status status = brink_i_stop_asked(s->stop) ? BRINK_ERR_CANCELLED : play(s);
        if (status != BRINK_OK) {
            *bad = number;
            return status;
        }
    }
    return BRINK_OK;
}
