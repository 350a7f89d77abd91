/* SPDX-License-Identifier: Apache-2.0 */

/* Last part of a generated module that works in words: takes the trials of one thread through their events,
 * as many at a time as a register has lanes.
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

__attribute__((visibility("default"))) const uint64_t brink_native_size = sizeof(pool),
                                                      brink_native_lanes = 1;

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

/* Without those of bad trials: the kernel plays them again. */
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

/* Idle lanes take the trials that wait, as far as they go. */
INLINE mask fill(brink_i_native_job *job, pool *p, block *s)
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
        if (RARE(ended)) {
            end_lanes(p, s, ended);
        }
    }
    return on;
}

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
    for (;;) {
        unsigned alive = 0;
        for (int w = 0; w < WORDS; w++) {
            block *s = &p->block[w];
            s->happened = NONE;
            if (lanes_of(s->alive)) {
                const ends e = commit(s);
                end_lanes(p, s, e.ended);
                end_late(p, s, e.late);
            }
            s->happened |= fill(job, p, s);
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
