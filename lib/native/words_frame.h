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
 *   start     idle lanes take new trials, half a word of them at a time: starting one costs what starting all does
 *   after     the instant settles, outcomes are looked at, lanes end; bounds of hazards that changed, budgets, dates
 *
 * There is no branch on what a trial does: a step that concerns no lane is left out, any other is done for all lanes and stored for
 * those that it concerns. Lanes know nothing of each other. */

__attribute__((visibility("default"))) const uint64_t brink_native_size = sizeof(pool), brink_native_lanes = 1;

/* Hands over the records of the lanes that ended. */
static int hand_over(brink_i_native_job *job, block *s, unsigned lanes)
{
    double measures[N_MEASURES + 1];
    const unsigned bad = lanes_of(s->bad);
    for (; lanes; lanes &= lanes - 1) {
        const int l = __builtin_ctz(lanes);
        int status;
        if (bad >> l & 1) {
            status = job->replay(job->context, s->number[l]);
            if (status == 1) {
                job->bad = s->number[l] < job->bad ? s->number[l] : job->bad;
                job->end = job->bad < job->end ? job->bad : job->end;
                status = 0;
            }
        } else {
            for (int i = 0; i < N_MEASURES; i++) {
                measures[i] = s->measure[i][l];
            }
            const brink_i_record record = {(int)s->outcome[l], s->now[l], measures, measures};
            status = job->take(job->context, s->number[l], &record);
        }
        if (status != 0) {
            return status;
        }
    }
    return 0;
}

/* Idle lanes that take new trials. */
INLINE mask take_trials(brink_i_native_job *job, block *s)
{
    unsigned fresh = 0;
    for (unsigned idle = ~lanes_of(s->alive) & EVERY_LANE; idle && job->next < job->end; idle &= idle - 1) {
        s->number[__builtin_ctz(idle)] = job->next++;
        fresh |= idle & -idle;
    }
    return mask_of(fresh);
}

/* Ends the trials of some lanes. */
INLINE int end_lanes(brink_i_native_job *job, block *s, mask over)
{
    s->alive &= ~over;
    return lanes_of(over) ? hand_over(job, s, lanes_of(over)) : 0;
}

INLINE int step(brink_i_native_job *job, pool *p, block *s)
{
    int status = 0;
    s->happened = NONE;
    if (lanes_of(s->alive)) {
        status = end_lanes(job, s, commit(s));
    }
    const int idle = WORD - __builtin_popcount(lanes_of(s->alive));
    if (status == 0 && idle >= (WORD + 1) / 2 && job->next < job->end) {
        const mask fresh = take_trials(job, s);
        start(s, fresh);
        s->alive |= fresh;
        s->happened |= fresh;
    }
    return status == 0 && lanes_of(s->alive) ? end_lanes(job, s, react(p, s)) : status;
}

__attribute__((visibility("default"))) int brink_native_run(brink_i_native_job *job)
{
    pool *p = job->lanes;
    for (int w = 0; w < WORDS; w++) {
        p->block[w].job = job;
        p->block[w].alive = p->block[w].bad = NONE;
    }
    job->bad = UINT64_MAX;
    for (;;) {
        unsigned alive = 0;
        for (int w = 0; w < WORDS; w++) {
            const int status = step(job, p, &p->block[w]);
            if (status != 0) {
                return status;
            }
            alive |= lanes_of(p->block[w].alive);
        }
        if (!alive && job->next >= job->end) {
            return 0;
        }
        find_windows(p);
        for (int w = 0; w < WORDS; w++) {
            if (lanes_of(p->block[w].alive)) {
                renew(p, &p->block[w]);
            }
        }
    }
}
