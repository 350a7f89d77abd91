/* SPDX-License-Identifier: Apache-2.0 */

/* Last part of a generated module: takes the lanes of one thread through their trials.
 *
 *      lane 0      lane 1      ...  lane n        each lane is one `trial`, a structure of some hundred bytes
 *   +-----------+-----------+-----+-----------+
 *   | slot 3    | slot 0    |     | slot 3    |   slot: what happens next in it, at date `next`
 *   +-----------+-----------+-----+-----------+
 *
 * Each round takes every lane to its next event, in three passes:
 *
 *   act      slot by slot: the event (the one place where a trial's state changes), the instant settles, outcomes are looked at, bounds of hazards
 *            that changed are taken. Lanes with the same slot go one after the other: they run through the same code, so that its
 *            branches are predicted and their waits overlap. A lane whose trial ended starts the next one at once.
 *   luck     budgets of all machines of all lanes that need one: a loop without branches, which the compiler turns into words
 *   next     dates of all renewed machines; the next event of each lane
 *
 * Lanes know nothing of each other, so that their order cannot matter. */

__attribute__((visibility("default"))) const uint64_t brink_native_size = sizeof(trial), brink_native_lanes = LANES;

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
    int status, running;
    int lane[LANES]; /* those that run on */
    renewals list;
} round_of;

static int hand_over(brink_i_native_job *job, trial *s)
{
    if (s->bad) { /* the kernel can say what is wrong; trials before it are still to be played */
        const int status = job->replay(job->context, s->number);
        if (status == 1) {
            job->bad = s->number < job->bad ? s->number : job->bad;
            job->end = job->bad < job->end ? job->bad : job->end;
        }
        return status == 1 ? 0 : status;
    }
    const brink_i_record record = {s->outcome, s->now, s->measures, s->points};
    return job->take(job->context, s->number, &record);
}

/* A free lane takes the next trial that does not end where it begins. */
INLINE void begin(round_of *r, int lane)
{
    trial *s = (trial *)r->job->lanes + lane;
    while (r->job->next < r->job->end && r->status == 0) {
        int renewed = r->list.n;
        s->job = r->job;
        s->number = r->job->next++;
        if (trial_start(s, &r->list) == MORE && !s->bad) {
            r->lane[r->running++] = lane;
            return;
        }
        r->list.n = renewed;
        r->status = hand_over(r->job, s);
    }
}

INLINE void act(round_of *r, int lane)
{
    trial *s = (trial *)r->job->lanes + lane;
    int renewed = r->list.n;
    if (trial_step(s, &r->list) == MORE && !s->bad) {
        r->lane[r->running++] = lane;
        return;
    }
    r->list.n = renewed;
    r->status = hand_over(r->job, s);
    begin(r, lane);
}

/* Words of lanes, as wide as a register: the kernel's (kernel/words.h), for the one loop that is the same for all models. */
#if defined(__AVX512F__)
enum { WORD = 8 };
#elif defined(__AVX2__)
enum { WORD = 4 };
#else
enum { WORD = 2 };
#endif
typedef double word __attribute__((vector_size(8 * WORD)));
typedef int64_t signed_word __attribute__((vector_size(8 * WORD)));
typedef uint64_t bits_word __attribute__((vector_size(8 * WORD)));

#define REAL word
#define BITS bits_word
#define NAME(f) word_##f
#define SET(c) ((word){0} + (c))
#define PICK(condition, yes, no) ((word)(((signed_word)(yes) & (condition)) | ((signed_word)(no) & ~(condition))))
#include "base/elementary.h"
#undef REAL
#undef BITS
#undef NAME
#undef SET
#undef PICK

/* -log(u) of the next uniform of n streams, as brink_i_stream_exponential; the arrays have room for a whole last word. */
INLINE void draw_budgets(uint64_t *state, const uint64_t *inc, double *budget, int n)
{
    for (int i = 0; i < n; i += WORD) {
        const bits_word x = *(const bits_word *)(const void *)(state + i);
        *(bits_word *)(void *)(state + i) = x * BRINK_I_PCG_MULTIPLIER + *(const bits_word *)(const void *)(inc + i);
        bits_word bits = ((x >> ((x >> 59) + 5)) ^ x) * UINT64_C(12605985483714917081);
        bits ^= bits >> 43;
        /* k in [0, 2^52) becomes 1 + k*2^-52 by its bits; minus 1 and plus half a cell are exact. */
        const word u = ((word)((bits >> 12) | UINT64_C(0x3FF0000000000000)) - 1.0) + 0x1p-53;
        *(word *)(void *)(budget + i) = -word_log_normal(u);
    }
}

static __attribute__((noinline)) void luck(renewals *list)
{
    enum { MOST = LANES * (N_MACHINES + 1) + WORD };
    _Alignas(64) uint64_t state[MOST], inc[MOST];
    _Alignas(64) double budget[MOST];
    int who[MOST], n = 0;
    for (int i = 0; i < list->n; i++) {
        trial *s = list->of[i].s;
        int m = list->of[i].machine;
        who[n] = i;
        state[n] = s->stream[m].state;
        inc[n] = s->stream[m].inc;
        n += TEST(spent, m) && s->bound[m] > 0;
    }
    for (int i = n; i < n + WORD; i++) {
        state[i] = inc[i] = 0;
    }
    draw_budgets(state, inc, budget, n);
    for (int k = 0; k < n; k++) {
        trial *s = list->of[who[k]].s;
        int m = list->of[who[k]].machine;
        s->stream[m].state = state[k];
        s->left[m] = budget[k];
        DROP(spent, m);
    }
    for (int i = 0; i < list->n; i++) {
        trial *s = list->of[i].s;
        int m = list->of[i].machine;
        const double bound = s->bound[m], end = s->window_end[m], now = s->now;
        const double candidate = bound > 0 ? now + s->left[m] / bound : NEVER;
        s->candidate[m] = candidate;
        s->date[hazard_slot[m]] = end > now ? candidate <= end ? candidate : end : NEVER;
    }
    list->n = 0;
}

__attribute__((visibility("default"))) int brink_native_run(brink_i_native_job *job)
{
    round_of r;
    order o;
    r.job = job;
    r.status = r.running = r.list.n = 0;
    job->bad = UINT64_MAX;
    for (int lane = 0; lane < LANES; lane++) {
        begin(&r, lane);
    }
    while (r.running > 0 && r.status == 0) {
        luck(&r.list);
        o.used = 0;
        for (int i = 0; i < r.running; i++) {
            trial *s = (trial *)job->lanes + r.lane[i];
            find_next(s);
            put_in_order(&o, SLOT_OF(s), r.lane[i]);
        }
        r.running = 0;
        for (uint64_t slots = o.used; slots; slots &= slots - 1) {
            for (int lane = o.head[__builtin_ctzll(slots)]; lane >= 0 && r.status == 0; lane = o.next[lane]) {
                act(&r, lane);
            }
        }
    }
    return r.status;
}
