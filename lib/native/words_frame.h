/* SPDX-License-Identifier: Apache-2.0 */

/* Last part of a generated module that works in words: takes the trials of one thread through their events, as many at a time as a
 * register has lanes.
 *
 *                 lane 0   lane 1   lane 2   lane 3          a block: each number of a trial is one lane of a word,
 *   now          [  12.5     80.0      0.0    365.0 ]        each condition one lane of a mask
 *   date[slot]   [  ...                             ]
 *   state[m]     [   0        2         0        1  ]
 *
 * Each round takes every lane to its next event:
 *
 *   commit    the event of each lane, slot by slot: the one place where the state changes; lanes beyond the horizon end
 *   start     idle lanes take new trials, half a word of them at a time: starting one costs what starting all does
 *   after     the instant settles, outcomes are looked at, lanes end; bounds of hazards that changed, budgets, dates
 *
 * There is no branch on what a trial does: a step that concerns no lane is left out, any other is done for all lanes and stored for
 * those that it concerns. Lanes know nothing of each other. */

__attribute__((visibility("default"))) const uint64_t brink_native_size = sizeof(block), brink_native_lanes = 1;

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
    mask fresh = NONE;
    for (unsigned idle = ~lanes_of(s->alive) & ((1u << WORD) - 1); idle && job->next < job->end; idle &= idle - 1) {
        const int l = __builtin_ctz(idle);
        s->number[l] = job->next++;
        fresh[l] = -1;
    }
    return fresh;
}

__attribute__((visibility("default"))) int brink_native_run(brink_i_native_job *job)
{
    block *s = job->lanes;
    s->job = job;
    s->alive = s->bad = NONE;
    job->bad = UINT64_MAX;
    for (;;) {
        mask happened = NONE;
        if (lanes_of(s->alive)) {
            const mask over = commit(s, &happened);
            if (lanes_of(over)) {
                const int status = hand_over(job, s, lanes_of(over));
                if (status != 0) {
                    return status;
                }
                s->alive &= ~over;
            }
        }
        const int idle = WORD - __builtin_popcount(lanes_of(s->alive));
        if (idle >= (WORD + 1) / 2 && job->next < job->end) {
            const mask fresh = take_trials(job, s);
            start(s, fresh);
            s->alive |= fresh;
            happened |= fresh;
        }
        if (!lanes_of(s->alive)) {
            return 0;
        }
        const mask ended = after(s, happened);
        if (lanes_of(ended)) {
            const int status = hand_over(job, s, lanes_of(ended));
            if (status != 0) {
                return status;
            }
            s->alive &= ~ended;
        }
    }
}
