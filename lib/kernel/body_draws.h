/* SPDX-License-Identifier: Apache-2.0 */

/* Luck in words: opening streams and drawing from distributions whose arguments are constants, for many lanes
 * at once. The frequent families are done here by the formulas of lib/random and so with the same bits; the
 * others lane by lane. Included by the kernel's instruction-set files only. */

/* brink_i_stream_open in the lanes of the mask. */
static void open_streams(uint64_t *state, uint64_t *inc, brink_i_owner_key key, const uint64_t *trial,
                         brink_i_mask on)
{
    EACH_WORD (v, lane_mask, on) {
        brink_i_uword t = *(const brink_i_uword *)(const void *)(trial + BRINK_I_WORD * v);
        brink_i_uword *s = (brink_i_uword *)(void *)(state + BRINK_I_WORD * v),
                      *i = (brink_i_uword *)(void *)(inc + BRINK_I_WORD * v);
        brink_i_uword bits = (brink_i_uword)word_bits(lane_mask);
        *s = (word_mix(key.a + BRINK_I_TRIAL_STRIDE_A * t) & bits) | (*s & ~bits);
        *i = ((word_mix(key.b + BRINK_I_TRIAL_STRIDE_B * t) | 1) & bits) | (*i & ~bits);
    }
}

/* From the line of the metalog to its bounds; see lib/random/dist_elicited.c. */
WORD_INLINE brink_i_word from_line_word(const brink_i_dist *d, brink_i_word m)
{
    if (d->n == 3) {
        return m;
    }
    brink_i_word e = word_exp(m);
    double low = d->k[3], high = d->k[4];
    if (d->n == 4) {
        return low + e;
    }
    return word_pick(m <= 0.0, low + (high - low) * (e / (1.0 + e)), high - (high - low) / (1.0 + e));
}

/* Quantiles of a prepared distribution, as brink_i_dist_quantile; false if the family is not done in words.
 */
WORD_INLINE bool quantile_word(const brink_i_dist *d, brink_i_word u, brink_i_word *out)
{
    brink_i_word p = d->p_low + u * d->p_width, q = d->q_high + (1.0 - u) * d->q_width, x = u;
    switch (d->kind) {
    case BRINK_I_DIST_UNIFORM:
        x = d->k[0] + p * d->k[1];
        break;
    case BRINK_I_DIST_TRIANGULAR:
        x = word_pick(p <= d->k[1], d->k[4] + d->k[0] * word_sqrt(p * d->k[1]),
                      d->k[5] - d->k[0] * word_sqrt(q * d->k[2]));
        break;
    case BRINK_I_DIST_ELICITED: {
        brink_i_word line = word_log(p) - word_log(q), center = word_pick(p <= q, p - 0.5, 0.5 - q);
        x = from_line_word(d, d->k[0] + (d->k[1] + d->k[2] * center) * line);
        break;
    }
    default:
        return false;
    }
    const brink_i_word low = word_set(d->low), high = word_set(d->high);
    *out = word_pick(x < low, low, word_pick(x > high, high, x));
    return true;
}

/* One draw in each lane of the mask. */
static void draw_prepared(const brink_i_dist *d, uint64_t *state, const uint64_t *inc, double *out,
                          brink_i_mask on)
{
    EACH_WORD (v, lane_mask, on) {
        brink_i_word u = word_next_uniform(state, inc, v, lane_mask), x = u;
        if (!quantile_word(d, u, &x)) {
            for (int i = 0; i < BRINK_I_WORD; i++) {
                x[i] = lane_mask >> i & 1 ? brink_i_dist_quantile(d, u[i]) : 0.0;
            }
        }
        word_put(out, v, x);
    }
}
