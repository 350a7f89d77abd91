/* SPDX-License-Identifier: Apache-2.0 */

/* Last part of a generated module: takes the lanes of one thread through their trials.
 *
 *      lane 0      lane 1      ...  lane n        each lane is one `trial`, a structure of some hundred bytes
 *   +-----------+-----------+-----+-----------+
 *   | slot 3    | slot 0    |     | slot 3    |   slot: what happens next in it, at date `next`
 *   +-----------+-----------+-----+-----------+
 *
 * Each round takes every lane to its next event, in two passes:
 *
 *   next     the next event of each lane, and the lanes in order of their slots
 *   act      slot by slot: the event (the one place where a trial's state changes), the instant settles,
 * outcomes are looked at, hazards that changed are renewed. Lanes with the same slot go one after the other:
 * they run through the same code, so that its branches are predicted and their waits overlap. A lane whose
 * trial ended starts the next one at once. (Measured on the reference model: 32 lanes in this order take 18 %
 * less time than one trial after the other.)
 *
 * Lanes know nothing of each other, so that their order cannot matter. */

__attribute__((visibility("default"))) const uint64_t brink_native_size = sizeof(trial),
                                                      brink_native_lanes = LANES;

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

typedef struct round_of {
    brink_i_native_job *job;
    brink_status status;
    int running;
    int lane[LANES]; /* those that run on */
} round_of;

static brink_status hand_over(brink_i_native_job *job, trial *s)
{
    if (s->bad) { /* the oracle can say what is wrong */
        return replay(job, s->number);
    }
    brink_i_block *block = job->to->block;
    const int row = block->n;
    block->trial[row] = s->number;
    block->outcome[row] = s->outcome;
    block->end[row] = s->now;
    for (int i = 0; i < N_MEASURES; i++) {
        block->measures[i][row] = s->measures[i];
    }
    put_series(s, block, row);
    return brink_i_receiver_row(job->to);
}

/* A free lane takes the next trial that does not end where it begins. */
INLINE void begin(round_of *r, int lane)
{
    trial *s = (trial *)r->job->lanes + lane;
    while (r->job->next < r->job->end && r->status == BRINK_OK) {
        s->job = r->job;
        s->number = r->job->next++;
        if (trial_start(s) == MORE && !s->bad) {
            r->lane[r->running++] = lane;
            return;
        }
        r->status = hand_over(r->job, s);
    }
}

INLINE void act(round_of *r, int lane)
{
    trial *s = (trial *)r->job->lanes + lane;
    if (trial_step(s) == MORE && !s->bad) {
        r->lane[r->running++] = lane;
        return;
    }
    r->status = hand_over(r->job, s);
    begin(r, lane);
}

__attribute__((visibility("default"))) brink_status brink_native_run(brink_i_native_job *job)
{
    round_of r;
    order o;
    r.job = job;
    r.status = BRINK_OK;
    r.running = 0;
    job->bad = UINT64_MAX;
    for (int lane = 0; lane < LANES; lane++) {
        begin(&r, lane);
    }
    while (r.running > 0 && r.status == BRINK_OK) {
        o.used = 0;
        for (int i = 0; i < r.running; i++) {
            trial *s = (trial *)job->lanes + r.lane[i];
            find_next(s);
            put_in_order(&o, SLOT_OF(s), r.lane[i]);
        }
        r.running = 0;
        for (uint64_t slots = o.used; slots; slots &= slots - 1) {
            for (int lane = o.head[__builtin_ctzll(slots)]; lane >= 0 && r.status == BRINK_OK;
                 lane = o.next[lane]) {
                act(&r, lane);
            }
        }
    }
    return r.status;
}
