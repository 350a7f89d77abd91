/* SPDX-License-Identifier: Apache-2.0 */
/* When a run that goes on until its intervals are narrow looks at them. */
#include <math.h>

#include "result/result.h"

enum { LOOK_EVERY = 65536 };
static const double LEVEL = 0.95;

double brink_i_until_widest(const brink_i_tally *const *tallies, int n)
{
    double widest = 0.0;
    int outcomes = 1;
    for (int i = 0; i < outcomes; i++) {
        uint64_t count = 0, trials = 0;
        for (int k = 0; k < n; k++) {
            if (tallies[k]) {
                outcomes = tallies[k]->model->n_outcomes;
                count += tallies[k]->outcomes[i].count;
                trials += tallies[k]->trials;
            }
        }
        const brink_i_interval interval = brink_i_interval_probability(count, trials, LEVEL);
        widest = fmax(widest, 0.5 * (interval.high - interval.low));
    }
    return widest;
}

uint64_t brink_i_until_first(uint64_t trials) { return trials < LOOK_EVERY ? trials : LOOK_EVERY; }

/* Widths shrink as 1/sqrt(n), so the last look tells about how many trials are needed; going half the way to
 * there makes few looks (at each of them all threads wait) and does not overshoot. */
uint64_t brink_i_until_next(uint64_t done, double widest, double until, uint64_t trials)
{
    const double ratio = widest / until;
    const double ahead = 0.5 * (double)done * (ratio * ratio - 1.0) / LOOK_EVERY;
    const uint64_t room = (trials - done) / LOOK_EVERY;
    const uint64_t looks = ahead >= (double)room ? room : (uint64_t)ahead;
    const uint64_t look = done + (looks > 0 ? looks : 1) * LOOK_EVERY;
    return look > trials || look < done ? trials : look;
}

void brink_i_until_look(brink_result *result)
{
    brink_provenance *made = &result->made;
    const brink_i_ranges *ranges = &result->ranges;
    made->until_met = false;
    if (!(made->until > 0.0) || ranges->n != 1 || ranges->items[0].first != made->first_trial ||
        ranges->items[0].count != made->look) {
        return;
    }
    const brink_i_tally *const all = &result->tally;
    const double widest = brink_i_until_widest(&all, 1);
    made->until_met = widest <= made->until;
    if (!made->until_met && made->look < made->trials_asked) {
        made->look = brink_i_until_next(made->look, widest, made->until, made->trials_asked);
    }
}
