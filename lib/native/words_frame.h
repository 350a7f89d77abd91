/* SPDX-License-Identifier: Apache-2.0 */

/* Last part of a generated module that works in words: takes the trials of one thread through their events, as many at a time as a
 * register has lanes.
 *
 *                 lane 0   lane 1   lane 2   lane 3          a block: each number of a trial is one lane of a word,
 *   now          [  12.5     80.0      0.0    365.0 ]        each condition one lane of a mask
 *   date[slot]   [  ...                             ]
 *   in[m][state] [   1        0         0        1  ]
 *
 * Each round takes every lane to its next event:
 *
 *   commit    the event of each lane, slot by slot: the one place where the state changes; lanes beyond the horizon end
 *   start     idle lanes take new trials, some of them at a time: starting one costs what starting all does
 *   react     the instant settles, outcomes are looked at, lanes end; lanes whose hazards move ask for bounds over windows
 *
 * and when all words have done so,
 *
 *   windows   these bounds, found for the lanes of all words together
 *   renew     bounds that changed, budgets, dates
 *
 * There is no branch on what a trial does: a step that concerns no lane is left out, any other is done for all lanes and stored for
 * those that it concerns. Lanes know nothing of each other. */

__attribute__((visibility("default"))) const uint64_t brink_native_size = sizeof(pool), brink_native_lanes = 1;

/* Records of trials that ended wait in a list, so that they are handed over many in a row. */
INLINE void end_lanes(pool *p, block *s, mask over)
{
    const int at = p->ended;
    squeeze_bits(p->number + at, over, s->number);
    squeeze_bits(p->outcome + at, over, pick_bits(s->bad, (bits_word){0} - 1, s->outcome));
    squeeze(p->end + at, over, s->now);
    for (int i = 0; i < N_MEASURES; i++) {
        squeeze(p->measure[i] + at, over, s->measure[i]);
    }
    p->ended += __builtin_popcount(lanes_of(over));
    s->alive &= ~over;
}

/* A trial that went wrong is played again by the kernel, which can tell how. */
static int replay(brink_i_native_job *job, uint64_t number)
{
    const int status = job->replay(job->context, number);
    if (status != 1) {
        return status;
    }
    job->bad = number < job->bad ? number : job->bad;
    job->end = job->bad < job->end ? job->bad : job->end;
    return 0;
}

static int hand_over(brink_i_native_job *job, pool *p)
{
    double measures[N_MEASURES + 1];
    for (int k = 0; k < p->ended; k++) {
        for (int i = 0; i < N_MEASURES; i++) {
            measures[i] = p->measure[i][k];
        }
        const brink_i_record record = {(int)p->outcome[k], p->end[k], measures, measures};
        const int status = record.outcome < 0 ? replay(job, p->number[k]) : job->take(job->context, p->number[k], &record);
        if (status != 0) {
            return status;
        }
    }
    p->ended = 0;
    return 0;
}

/* Idle lanes that take new trials: the first of them, where fewer are left. */
INLINE mask take_trials(brink_i_native_job *job, block *s)
{
    const uint64_t left = job->next < job->end ? job->end - job->next : 0;
    unsigned idle = ~lanes_of(s->alive) & EVERY_LANE;
    int n = __builtin_popcount(idle);
    for (; (uint64_t)n > left; n--) {
        idle &= ~(1u << (31 - __builtin_clz(idle)));
    }
    bits_word next;
    for (int k = 0; k < WORD; k++) {
        next[k] = job->next + (uint64_t)k;
    }
    s->number = spread_bits(next, mask_of(idle), s->number);
    job->next += (uint64_t)n;
    return mask_of(idle);
}

/* One word's events, new trials for its idle lanes, and what follows. */
INLINE void step(brink_i_native_job *job, pool *p, block *s)
{
    s->happened = NONE;
    if (lanes_of(s->alive)) {
        end_lanes(p, s, commit(s));
    }
    const int idle = WORD - __builtin_popcount(lanes_of(s->alive));
    if (idle >= FEWEST_NEW && job->next < job->end) {
        const mask fresh = take_trials(job, s);
        start(s, fresh);
        s->alive |= fresh;
        s->happened |= fresh;
    }
    if (lanes_of(s->alive)) {
        end_lanes(p, s, react(p, s));
    }
}

__attribute__((visibility("default"))) int brink_native_run(brink_i_native_job *job)
{
    pool *p = job->lanes;
    p->ended = 0;
    for (int w = 0; w < WORDS; w++) {
        p->block[w].job = job;
        p->block[w].alive = p->block[w].bad = NONE;
    }
    job->bad = UINT64_MAX;
    for (;;) {
        unsigned alive = 0;
        for (int w = 0; w < WORDS; w++) {
            step(job, p, &p->block[w]);
            alive |= lanes_of(p->block[w].alive);
        }
        find_windows(p);
        for (int w = 0; w < WORDS; w++) {
            if (lanes_of(p->block[w].alive)) {
                renew(p, &p->block[w]);
            }
        }
        const int status = p->ended ? hand_over(job, p) : 0;
        if (status != 0 || (!alive && job->next >= job->end)) {
            return status;
        }
    }
}
