/* SPDX-License-Identifier: Apache-2.0 */

/* Last part of a generated module: takes the lanes of one thread through their trials.
 *
 *      lane 0      lane 1      ...  lane n        each lane is one `trial`, a structure of some hundred bytes
 *   +-----------+-----------+-----+-----------+
 *   | slot 3    | slot 0    |     | slot 3    |   slot: what happens next in it, at date `next`
 *   +-----------+-----------+-----+-----------+
 *
 * Each round takes every lane through its next event: commit, settle, observe, renew, next (trial_step). Lanes with the same slot go one
 * after the other: they run through the same code, so that its branches are predicted and their waits overlap. A lane whose
 * trial ended takes the next one at once. Lanes know nothing of each other, so that their order cannot matter. */

__attribute__((visibility("default"))) const uint64_t brink_native_size = sizeof(trial), brink_native_lanes = LANES;

static int hand_over(brink_i_native_job *job, trial *s)
{
    if (s->bad) { /* the caller finds out what is wrong */
        job->bad = s->number < job->bad ? s->number : job->bad;
        job->end = job->bad < job->end ? job->bad : job->end;
        return 0;
    }
    const brink_i_record record = {s->outcome, s->now, s->measures, s->points};
    return job->take(job->context, s->number, &record);
}

/* Lanes by the slot of their next event: a list for each slot, a bit for each list that is not empty. */
typedef struct order {
    uint64_t used;
    int head[64], next[LANES];
} order;

INLINE void put_in_order(order *o, int slot, int lane)
{
    uint64_t bit = UINT64_C(1) << slot;
    o->next[lane] = o->used & bit ? o->head[slot] : -1;
    o->head[slot] = lane;
    o->used |= bit;
}

/* -1: no more trials. */
INLINE int begin(brink_i_native_job *job, order *o, int lane, int *status)
{
    trial *s = (trial *)job->lanes + lane;
    while (job->next < job->end) {
        s->job = job;
        s->number = job->next++;
        if (trial_start(s) == MORE && !s->bad) {
            put_in_order(o, SLOT_OF(s), lane);
            return 0;
        }
        if ((*status = hand_over(job, s)) != 0) {
            return -1;
        }
    }
    return -1;
}

__attribute__((visibility("default"))) int brink_native_run(brink_i_native_job *job)
{
    order now = {0}, then;
    int status = 0;
    job->bad = UINT64_MAX;
    for (int lane = 0; lane < LANES && status == 0; lane++) {
        begin(job, &now, lane, &status);
    }
    while (now.used && status == 0) {
        then.used = 0;
        for (uint64_t slots = now.used; slots; slots &= slots - 1) {
            for (int lane = now.head[__builtin_ctzll(slots)]; lane >= 0; lane = now.next[lane]) {
                trial *s = (trial *)job->lanes + lane;
                if (trial_step(s) == MORE && !s->bad) {
                    put_in_order(&then, SLOT_OF(s), lane);
                    continue;
                }
                if ((status = hand_over(job, s)) != 0) {
                    return status;
                }
                begin(job, &then, lane, &status);
            }
        }
        now = then;
    }
    return status;
}
