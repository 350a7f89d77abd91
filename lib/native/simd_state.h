/* SPDX-License-Identifier: Apache-2.0 */

/* Part of a generated module in SIMD form, behind the model's tables: the state of trials under way, and what
 * the threads' words share. The model's expressions follow, which read it. */

/* Events closer than this are counted together. */
#define COUNT_SPAN (BRINK_I_COUNT_SPAN * HORIZON)

/* A block: neighbouring trials, one in each lane. simd_body.h has the picture. */
typedef struct block {
    const brink_i_native_job *job;
    bits_word number, outcome;
    mask alive, bad, happened;
    word now, repeats; /* events that followed each other within an instant */
    word date[SOME(N_SLOTS)];
    mask fresh[SOME(N_MACHINES)], need[SOME(N_MACHINES)];
    int budget_place;
    union {
        struct { /* in the order of `first_flags` */
            mask spent[SOME(N_MACHINES)], renew[SOME(N_MACHINES)], in[SOME(N_STATES)];
            mask stock_due[SOME(N_STOCKS)], jumped[SOME(N_STOCKS)];
            mask truth[SOME(N_COMPARISONS)], comparison_due[SOME(N_COMPARISONS)],
                by_value[SOME(N_COMPARISONS)];
            mask watching[SOME(N_MEASURES)];
        };
        mask flags[(N_FLAGS + 7) / 8 * 8];
    };
    bits_word stream[SOME(N_MACHINES)], inc[SOME(N_MACHINES)];
    word left[SOME(N_MACHINES)], bound[SOME(N_MACHINES)], taken[SOME(N_MACHINES)];
    word candidate[SOME(N_MOVING)], window_end[SOME(N_MOVING)], window[SOME(N_MOVING)];
    int place[SOME(N_WINDOWS)];
    word entered[SOME(N_TIMED)];
    line line[SOME(N_LINES)];
    word plain[SOME(N_PLAIN)];
    word drawn[SOME(N_DRAWN)]; /* numbers of the trial that are read later */
    word draft[SOME(N_DRAFT)]; /* ... that are only read at its start */
    word watch[SOME(N_MEASURES)], since[SOME(N_MEASURES)], measure[SOME(N_MEASURES)];
    word reached[SOME(N_SERIES)], rest[SOME(N_SERIES)]; /* points so far; the value of all later ones */
    double points[SOME(N_POINTS)][WORD];
} block;

/* Words share the nearest cache with all else: 20 KiB of it are best for the embedded system of the
 * benchmarks (0.40 ms a trial; 0.45 with 28, 0.67 with 44). But windows want many lanes, to fill words of
 * their own: for the reference model 44 are best (81 ns; 88 with 28). */
enum {
    WORDS = WORDS_OF(offsetof(block, points), (N_WINDOWS ? 44 : 20) << 10),
    POOL = WORDS * WORD,
    ROOM = 2 * POOL
};
typedef LIST(number, row, POOL);
typedef LIST(uint64_t, bits_row, POOL);

/* What lanes bring along that ask for a bound over a window. */
typedef struct window_list {
    int n;
    row now, last, bound, end, window, doubt;
    row carried[SOME(MOST_CARRIED)];
} window_list;

typedef struct waiting { /* drawn ahead: trials [at, n) */
    int at, n;
    bits_row number, stream[SOME(N_MACHINES)], inc[SOME(N_MACHINES)];
    row bad, line[SOME(N_LINES)], plain[SOME(N_PLAIN)], drawn[SOME(N_DRAWN)];
} waiting;

typedef struct budgets { /* of all lanes that need one: the stream's state, and then its next; what was drawn
                          */
    int n;
    LIST(uint64_t, stream, SOME(N_MACHINES) * POOL);
    LIST(uint64_t, inc, SOME(N_MACHINES) * POOL);
    LIST(number, budget, SOME(N_MACHINES) * POOL);
} budgets;

typedef struct ended { /* records of trials that ended in this round */
    int n;
    bool any_bad;
    LIST(uint64_t, number, ROOM);
    LIST(uint64_t, outcome, ROOM);
    LIST(double, end, ROOM);
    LIST(double, measure[N_MEASURES + 1], ROOM);
    LIST(double, reached[SOME(N_SERIES)], ROOM);
    LIST(double, rest[SOME(N_SERIES)], ROOM);
    LIST(double, points[SOME(N_POINTS)], ROOM);
} ended;

typedef struct late { /* the same where it is known: trials that ended at the horizon */
    int n;
    LIST(uint64_t, number, ROOM);
} late;

/* What one thread has. */
typedef struct pool {
    block block[WORDS];
    waiting waiting;
    budgets budgets;
    ended ended;
    late late;
    window_list list[SOME(N_WINDOWS)];
} pool;

/* In a model of few parts some lane of a word nearly always needs a step, and nobody can foresee when none
 * does: then asking costs more than it saves (reference model: 77 ns a trial with, 70 without). In a large
 * one most steps concern no lane in a round (embedded system with its 6 machines: 0.44 ms without, 0.28
 * with). */
#define OFTEN(m) (SMALL || ANY(m))

/* Lanes in which the machine is in one of these states. */
INLINE mask in_states(const block *s, int m, uint64_t states)
{
    mask any = states == UINT64_MAX ? ALL : NONE;
    EACH (k, machines[m].n_states) {
        any |= states != UINT64_MAX && states >> k & 1 ? s->in[machines[m].first_state + k] : NONE;
    }
    return any;
}

INLINE word elapsed(const block *s, int m) { return s->now - s->entered[machines[m].timed]; }

INLINE word number_of(const block *s, int parameter) { return SET(s->job->numbers[parameter]); }

INLINE word stock_now(const block *s, int i) { return line_at(&s->line[stocks[i].place], s->now); }

/* The uniform that a number takes which is drawn at the start, from a stream of its own. */
INLINE word first_uniform(const block *s, const brink_i_owner_key *key)
{
    return word_uniform(word_mix(key->a + BRINK_I_TRIAL_STRIDE_A * s->number));
}

INLINE word draw(word u, const struct brink_i_dist *dist)
{
    word x;
    for (int l = 0; l < WORD; l++) {
        x[l] = brink_native_host->quantile(dist, u[l]);
    }
    return x;
}

/* A parameter that was drawn. */
INLINE word take_parameter(block *s, word x)
{
    s->bad |= ~is_finite(x);
    return x;
}

/* A number of the list, for a word of lanes. */
INLINE word carried_at(const window_list *q, int at, int i) { return WORD_AT(q->carried[i]); }

INLINE band carried_stock(const window_list *q, int at, int i, word min, word max, word now, word until)
{
    const line stock = {carried_at(q, at, i), carried_at(q, at, i + 1), carried_at(q, at, i + 2)};
    return stock_band(&stock, min, max, now, until);
}

INLINE band carried_clock(const window_list *q, int at, int i, word now, word until)
{
    return (band){now - carried_at(q, at, i), until - carried_at(q, at, i)};
}

INLINE word entered(const block *s, int m) { return s->entered[machines[m].timed]; }

#define CARRY(i, x) compress(q->carried[i] + at, on, x)

/* A tracked comparison, as it is known; where that is not up to date, by the values of its sides. */
#define TRUTH(k)                                                                            \
    INLINE mask truth_##k(block *s)                                                         \
    {                                                                                       \
        const mask open = s->by_value[k];                                                   \
        return RARE(open) ? (s->truth[k] & ~open) | (by_value_##k(s) & open) : s->truth[k]; \
    }
