/* SPDX-License-Identifier: Apache-2.0 */
#include "run/stretches.h"

/* Stretches change seldom enough for merging to cost nothing, and often enough for little to be lost: after
 * half of the time that the run has taken so far, within these bounds. */
static const double SHORTEST = 0.02, LONGEST = 0.5;

bool brink_i_stretches_init(brink_i_stretches *s, double now)
{
    *s = (brink_i_stretches){.older = 1, .started = now, .changed = now};
    return pthread_mutex_init(&s->lock, NULL) == 0;
}

void brink_i_stretches_free(brink_i_stretches *s) { pthread_mutex_destroy(&s->lock); }

bool brink_i_stretches_claim(brink_i_stretches *s, uint64_t count, uint64_t most, int threads,
                             brink_i_claim *claim)
{
    pthread_mutex_lock(&s->lock);
    const bool any = s->next < count;
    if (any) {
        const uint64_t share = (count - s->next) / (2 * (uint64_t)threads) + 1;
        *claim =
            (brink_i_claim){.begin = s->next, .size = most < share ? most : share, .stretch = s->older + 1};
        s->next += claim->size;
        s->under_way[1]++;
    }
    pthread_mutex_unlock(&s->lock);
    return any;
}

/* The older stretch is done. */
static void change(brink_i_stretches *s)
{
    s->older++;
    s->begin[0] = s->begin[1];
    s->begin[1] = s->next;
    s->under_way[0] = s->under_way[1];
    s->under_way[1] = 0;
}

static bool is_time(const brink_i_stretches *s, double now)
{
    const double half = 0.5 * (now - s->started), since = now - s->changed;
    return since >= SHORTEST && (since >= LONGEST || since >= half);
}

void brink_i_stretches_done(brink_i_stretches *s, const brink_i_claim *claim, double now)
{
    pthread_mutex_lock(&s->lock);
    s->under_way[claim->stretch - s->older]--;
    if (s->under_way[0] == 0 && is_time(s, now)) {
        change(s);
        s->changed = now;
    }
    pthread_mutex_unlock(&s->lock);
}

uint64_t brink_i_stretches_whole(brink_i_stretches *s)
{
    pthread_mutex_lock(&s->lock);
    const uint64_t whole = s->older;
    pthread_mutex_unlock(&s->lock);
    return whole;
}

void brink_i_stretches_cut(brink_i_stretches *s)
{
    for (int i = 0; i < 2 && s->under_way[0] == 0; i++) {
        change(s);
    }
    s->next = s->begin[1] = s->begin[0];
    s->under_way[0] = s->under_way[1] = 0;
}
