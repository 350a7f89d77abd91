/* SPDX-License-Identifier: Apache-2.0 */

/* Part of a generated module in SIMD form: bounds of hazards that move, over windows (docs/semantics.md
 * section 8). They cost more than all else, and few lanes of a word ask for one at a time: so for each state
 * that has such hazards the lanes of all words that ask are put close together in a list (`ask`), worked
 * through
 * (`find_windows`), and read back by the words (`take_window` in simd_body.h). */

INLINE void ask(pool *p, block *s, int m, int k, mask on)
{
    const int number = states[k].window;
    window_list *q = &p->list[number];
    const int at = q->n;
    s->place[number] = at;
    q->n += __builtin_popcount(lanes_of(on));
    compress(q->now + at, on, s->now);
    compress(q->last + at, on, s->window[machines[m].moving]);
    carry(s, q, number, at, on);
}

/* One narrowing of the windows of a word that are open. */
INLINE mask narrow_windows(window_list *q, int k, int at, mask open, bool last)
{
    const word now = WORD_AT(q->now);
    word window = WORD_AT(q->window);
    const word until = now + window;
    mask odd = NONE, doubt = NONE;
    word low = SET(0.0), high = SET(0.0);
    EACH (i, states[k].n_hazards) {
        const int number = hazards[states[k].first_hazard + i];
        const band h = band_of(q, at, states[k].first_hazard + i, now, until, &odd);
        low = low + h.low;
        high = high + h.high;
        doubt |= transitions[number].moving ? ~at_least(h.low, SET(0.0)) : NONE;
    }
    high = pick(odd | (mask)~is_finite(high), SET((double)NAN), high);
    PUT(WORD_AT(q->bound), open, high);
    PUT(WORD_AT(q->doubt), open, truth_of(doubt));
    const word loose = high - pick(above(low, SET(0.0)), low, SET(0.0)), half = window / 2,
               enough = BRINK_I_MOST_LOST / loose;
    open &= above(loose * window, SET(BRINK_I_MOST_LOST)) & above(now + half, now);
    open = last ? NONE : open;
    window = pick(open, pick(above(enough, half), enough, half), window);
    WORD_AT(q->window) = window;
    PUT(WORD_AT(q->end), open, now + window);
    return open;
}

/* The window over which few candidates will be lost, for all that ask: one narrowing of all words after the
 * other, since within a word each narrowing has to wait for the last. */
INLINE void find_windows_of(window_list *q, int k)
{
    mask open[WORDS], any = NONE;
    for (int at = 0; at < q->n; at += WORD) {
        const word now = WORD_AT(q->now), last = WORD_AT(q->last), rest = HORIZON - now, twice = 2 * last;
        const mask there = q->n - at >= WORD ? ALL : mask_of((1u << (q->n - at)) - 1);
        const mask inside = there & below(now, SET(HORIZON)),
                   again = below(twice, rest) & above(now + twice, now);
        WORD_AT(q->window) = pick(inside, pick(again, twice, rest), last);
        WORD_AT(q->end) = pick(inside, pick(again, now + twice, SET(HORIZON)), now);
        WORD_AT(q->bound) = SET(0.0);
        WORD_AT(q->doubt) = SET(1.0);
        open[at / WORD] = inside;
        any |= inside;
    }
    for (int narrowings = 0; ANY(any); narrowings++) {
        any = NONE;
        for (int at = 0; at < q->n; at += WORD) {
            if (ANY(open[at / WORD])) {
                open[at / WORD] =
                    narrow_windows(q, k, at, open[at / WORD], narrowings == BRINK_I_MOST_NARROWINGS);
                any |= open[at / WORD];
            }
        }
    }
    for (int at = 0; at < q->n; at += WORD) {
        WORD_AT(q->bound) = WORD_AT(q->bound) * BRINK_I_BOUND_MARGIN;
    }
    q->n = 0;
}

static void find_windows(pool *p)
{
    EACH (k, N_STATES) {
        if (states[k].window >= 0) {
            find_windows_of(&p->list[states[k].window], k);
        }
    }
}
