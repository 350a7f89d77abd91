/* SPDX-License-Identifier: Apache-2.0 */

/* Last part of a generated module in SIMD form: takes the trials of one thread from their start to their
 * records, as many at a time as a register has lanes.
 *
 *                 lane 0   lane 1   lane 2   lane 3
 *   now          [  12.5     80.0      0.0    365.0 ]    a block: each number of a trial is one lane of a
 *   date[slot]   [  ...                             ]    word, each condition one lane of a mask
 *   in[m][state] [   1        0         0        1  ]
 *
 * Each round takes every lane of several words to its next event, in passes over all words: while one waits
 * for its numbers the processor goes on with the next (reference model: 150 ns a trial with one word, 93 with
 * eight).
 *
 *   commit    the event of each lane, slot by slot: the one place where the state changes; lanes beyond the
 *             horizon end, and where states alone decide (ENDS_AT_EVENTS) those that an outcome ends
 *   fill      idle lanes take new trials, for which all draws of the start have been made ahead, many at a
 *             time
 *   react     the instant settles, outcomes are looked at if they have not been, lanes end; lanes whose
 *             hazards move ask for bounds over windows
 *   windows   these bounds, found for the lanes of all words close together
 *   renew     bounds that changed, budgets, dates
 *
 * There is no branch on what a trial does: a step that concerns no lane is left out (not if it nearly always
 * concerns some: OFTEN), any other is done for all lanes and stored for those that it concerns. Lanes know
 * nothing of each other. */

/* ---- records ---- */

/* Records of trials that ended wait in a list, so that they are handed over many in a row. */
INLINE void end_lanes(pool *p, block *s, mask over)
{
    ended *q = &p->ended;
    const int at = q->n;
    compress_bits(q->number + at, over, s->number);
    compress_bits(q->outcome + at, over, pick_bits(s->bad, (bits_word){0} - 1, s->outcome));
    compress(q->end + at, over, s->now);
    for (int i = 0; i < N_MEASURES; i++) {
        compress(q->measure[i] + at, over, s->measure[i]);
    }
    for (int i = 0; i < N_SERIES; i++) {
        compress(q->reached[i] + at, over, s->reached[i]);
        compress(q->rest[i] + at, over, s->rest[i]);
    }
    for (int i = 0; i < N_POINTS && lanes_of(over); i++) {
        compress(q->points[i] + at, over, *(const word *)(const void *)s->points[i]);
    }
    q->n += __builtin_popcount(lanes_of(over));
    q->any_bad |= lanes_of(over & s->bad) != 0;
    s->alive &= ~over;
}

/* Of trials that end at the horizon without more to tell, only the number is kept. */
INLINE void end_late(pool *p, block *s, mask late)
{
    if (ENDS_AT_EVENTS) {
        compress_bits(p->late.number + p->late.n, late, s->number);
        p->late.n += __builtin_popcount(lanes_of(late));
        s->alive &= ~late;
    }
}

/* Rows of the block from `row` on, as many as fit, of the records from k on; how many they are. */
static int put_rows(brink_i_block *block, const ended *q, int k)
{
    const int row = block->n, n = q->n - k < block->room - row ? q->n - k : block->room - row;
    memcpy(block->trial + row, q->number + k, (size_t)n * sizeof *block->trial);
    memcpy(block->end + row, q->end + k, (size_t)n * sizeof *block->end);
    for (int i = 0; i < n; i++) {
        block->outcome[row + i] = (int32_t)q->outcome[k + i];
    }
    for (int i = 0; i < N_MEASURES; i++) {
        memcpy(block->measures[i] + row, q->measure[i] + k, (size_t)n * sizeof(double));
    }
    for (int i = 0; i < N_SERIES; i++) {
        for (int r = 0; r < n; r++) {
            block->reached[i][row + r] = (int32_t)q->reached[i][k + r];
        }
        memcpy(block->rest[i] + row, q->rest[i] + k, (size_t)n * sizeof(double));
    }
    for (int i = 0; i < N_POINTS; i++) {
        memcpy(block->points[i] + row, q->points[i] + k, (size_t)n * sizeof(double));
    }
    block->n += n;
    return n;
}

static brink_status hand_over_full(const brink_i_receiver *to)
{
    return to->block->n < to->block->room ? BRINK_OK : brink_i_receiver_flush(to);
}

static brink_status hand_over_late(brink_i_native_job *job, late *q)
{
    brink_i_block *block = job->to->block;
    brink_status status = BRINK_OK;
    for (int k = 0; k < q->n && status == BRINK_OK;) {
        for (; k < q->n && block->n < block->room; k++, block->n++) {
            block->trial[block->n] = q->number[k];
            block->outcome[block->n] = OTHERWISE;
            block->end[block->n] = HORIZON;
        }
        status = hand_over_full(job->to);
    }
    q->n = 0;
    return status;
}

/* Without those of bad trials: the oracle plays them again. */
static brink_status hand_over(brink_i_native_job *job, ended *q)
{
    brink_status status = BRINK_OK;
    for (int k = 0; k < q->n && q->any_bad; k++) {
        if ((int)q->outcome[k] < 0) {
            status = status == BRINK_OK ? replay(job, q->number[k]) : status;
            q->n--;
            q->number[k] = q->number[q->n];
            q->outcome[k] = q->outcome[q->n];
            q->end[k] = q->end[q->n];
            for (int i = 0; i < N_MEASURES; i++) {
                q->measure[i][k] = q->measure[i][q->n];
            }
            for (int i = 0; i < N_SERIES; i++) {
                q->reached[i][k] = q->reached[i][q->n];
                q->rest[i][k] = q->rest[i][q->n];
            }
            for (int i = 0; i < N_POINTS; i++) {
                q->points[i][k] = q->points[i][q->n];
            }
            k--;
        }
    }
    for (int k = 0; k < q->n && status == BRINK_OK;) {
        k += put_rows(job->to->block, q, k);
        status = hand_over_full(job->to);
    }
    q->n = 0;
    q->any_bad = false;
    return status;
}

/* ---- the start (section 3) ---- */

/* What is drawn for the next trials, many at a time. */
static void draw_ahead(brink_i_native_job *job, pool *p)
{
    waiting *q = &p->waiting;
    block draft, *s = &draft;
    const uint64_t left = job->next < job->end ? job->end - job->next : 0;
    s->job = job;
    q->at = 0;
    q->n = left < POOL ? (int)left : POOL;
    for (int at = 0; at < q->n; at += WORD) {
        s->number = job->next + (uint64_t)at + FIRST_NUMBERS;
        s->bad = NONE;
        draw_parameters(s);
        EACH (i, N_STOCKS) {
            const stock_table *t = &stocks[i];
            const word min = least_of(s, i), max = most_of(s, i), x = initial_of(s, i),
                       first = word_saturate(x, min, max);
            s->bad |= ~(at_most(min, max) & is_finite(x));
            if (t->least >= 0) {
                s->drawn[t->least] = min;
            }
            if (t->most >= 0) {
                s->drawn[t->most] = max;
            }
            if (t->slot >= 0) {
                WORD_AT(q->line[t->place]) = first;
            } else {
                WORD_AT(q->plain[t->place]) = first;
            }
        }
        EACH (m, N_MACHINES) {
            if (machines[m].hazard_slot >= 0) {
                const brink_i_owner_key *key = &job->machine_keys[m];
                BITS_AT(q->stream[m]) = word_mix(key->a + BRINK_I_TRIAL_STRIDE_A * s->number);
                BITS_AT(q->inc[m]) = word_mix(key->b + BRINK_I_TRIAL_STRIDE_B * s->number) | 1;
            }
        }
        EACH (i, N_DRAWN) {
            WORD_AT(q->drawn[i]) = s->drawn[i];
        }
        BITS_AT(q->number) = s->number;
        WORD_AT(q->bad) = truth_of(s->bad);
    }
    job->next += (uint64_t)q->n;
}

/* The next trials that wait, in these lanes. Those that end at once. */
INLINE mask start(pool *p, block *s, mask on)
{
    waiting *q = &p->waiting;
    const int at = q->at;
    q->at += __builtin_popcount(lanes_of(on));
    PUT(s->repeats, on, SET(0.0));
    EACH (i, (N_FLAGS + 7) / 8) {
        uint64_t values;
        memcpy(&values, first_flags + 8 * i, 8);
        set_flags(s->flags + 8 * i, N_FLAGS - 8 * i < 8 ? N_FLAGS - 8 * i : 8, on, values);
    }
    EACH (i, SMALL ? N_KNOWN : N_SLOTS) { /* or those of hazards are found in any case */
        PUT(s->date[i], on, SET(INFINITY));
    }
    EACH (i, N_SERIES) {
        PUT(s->reached[i], on, SET(0.0));
    }
    EACH (i, N_MEASURES) {
        PUT(s->watch[i], on, measures[i].kind == FIRST ? SET((double)NAN) : SET(0.0));
    }
    EACH (i, N_LINES) {
        PUT(s->line[i].t0, on, SET(0.0));
        PUT(s->line[i].f, on, SET(0.0));
        s->line[i].x0 = expand(q->line[i] + at, on, s->line[i].x0);
    }
    EACH (i, N_PLAIN) {
        s->plain[i] = expand(q->plain[i] + at, on, s->plain[i]);
    }
    EACH (i, N_DRAWN) {
        s->drawn[i] = expand(q->drawn[i] + at, on, s->drawn[i]);
    }
    EACH (m, N_MACHINES) {
        const machine_table *machine = &machines[m];
        if (machine->timed >= 0) {
            PUT(s->entered[machine->timed], on, SET(0.0));
        }
        if (machine->hazard_slot >= 0) {
            PUT(s->bound[m], on, SET(0.0));
            s->stream[m] = expand_bits(q->stream[m] + at, on, s->stream[m]);
            s->inc[m] = expand_bits(q->inc[m] + at, on, s->inc[m]);
        }
        if (machine->moving >= 0) {
            PUT(s->window[machine->moving], on, SET(INFINITY));
            PUT(s->window_end[machine->moving], on, SET(INFINITY));
        }
    }
    s->number = expand_bits(q->number + at, on, s->number);
    s->bad = (s->bad & ~on) | (on & above(expand(q->bad + at, on, SET(0.0)), SET(0.0)));
    PUT(s->now, on, SET(0.0));
    return ENDS_AT_EVENTS ? ended_by(s, on) : NONE;
}

/* ---- the loop ---- */

/* Idle lanes take the trials that wait, as far as they go. */
INLINE void fill(brink_i_native_job *job, pool *p, block *s)
{
    if (p->waiting.at == p->waiting.n && job->next < job->end) {
        draw_ahead(job, p);
    }
    unsigned idle = ~lanes_of(s->alive) & EVERY_LANE;
    for (int n = __builtin_popcount(idle), left = p->waiting.n - p->waiting.at; n > left; n--) {
        idle &= idle - 1;
    }
    const mask on = mask_of(idle);
    if (ANY(on)) { /* in long trials rarely */
        const mask ended = start(p, s, on);
        s->alive |= on;
        s->happened |= on;
        if (RARE(ended)) {
            end_lanes(p, s, ended);
        }
    }
}

/* Trials under way are to be dropped: says which is the first of them. */
static brink_status drop(brink_i_native_job *job, const pool *p)
{
    job->dropped = p->waiting.at < p->waiting.n ? p->waiting.number[p->waiting.at] : job->next;
    job->dropped_at = 0;
    for (int w = 0; w < WORDS; w++) {
        const block *s = &p->block[w];
        for (int lane = 0; lane < WORD; lane++) {
            if ((lanes_of(s->alive) >> lane & 1) && s->number[lane] < job->dropped) {
                job->dropped = s->number[lane];
                job->dropped_at = s->now[lane];
            }
        }
    }
    return BRINK_ERR_CANCELLED;
}

__attribute__((visibility("default"))) const uint64_t brink_native_size = sizeof(pool),
                                                      brink_native_lanes = 1;

__attribute__((visibility("default"))) brink_status brink_native_run(brink_i_native_job *job)
{
    pool *p = job->lanes;
    p->ended.n = p->late.n = p->waiting.at = p->waiting.n = 0;
    p->ended.any_bad = false;
    for (int w = 0; w < WORDS; w++) {
        p->block[w].job = job;
        p->block[w].alive = p->block[w].bad = NONE;
    }
    job->bad = UINT64_MAX;
    for (unsigned rounds = 1;; rounds++) {
        unsigned alive = 0;
        if (rounds % BRINK_I_STOP_ROUNDS == 0 && brink_i_stop_asked(job->stop)) {
            return drop(job, p);
        }
        for (int w = 0; w < WORDS; w++) {
            block *s = &p->block[w];
            s->happened = NONE;
            if (lanes_of(s->alive)) {
                const ends e = commit(s);
                end_lanes(p, s, e.ended);
                end_late(p, s, e.late);
            }
            fill(job, p, s);
        }
        for (int w = 0; w < WORDS; w++) {
            block *s = &p->block[w];
            if (lanes_of(s->alive)) {
                end_lanes(p, s, react(p, s));
            }
            alive |= lanes_of(s->alive);
        }
        find_windows(p);
        for (int w = 0; w < WORDS; w++) {
            if (lanes_of(p->block[w].alive)) {
                renew(p, &p->block[w]);
            }
        }
        draw_budgets(&p->budgets);
        for (int w = 0; w < WORDS; w++) {
            if (lanes_of(p->block[w].alive)) {
                date(p, &p->block[w]);
            }
        }
        brink_status status = p->ended.n ? hand_over(job, &p->ended) : BRINK_OK;
        status = status == BRINK_OK && p->late.n ? hand_over_late(job, &p->late) : status;
        if (status != BRINK_OK || (!alive && p->waiting.at == p->waiting.n && job->next >= job->end)) {
            return status;
        }
    }
}
