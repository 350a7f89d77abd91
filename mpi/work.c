/* SPDX-License-Identifier: Apache-2.0 */
#include "work.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Seconds that a block takes, the fewest that are worth a message, and the first block, of which nobody knows
 * how long it takes. */
static const double USUAL = 10, FEWEST = 0.1;
/* As many times as what it costs to begin one and to add it up, which takes a second in large comparisons. */
static const double USUAL_TOLLS = 30, FEWEST_TOLLS = 3;
enum { FIRST = 1000, GROWTH = 16 };

bool work_open(work_list *self, int ranks)
{
    *self = (work_list){.ranks = ranks, .faulty = UINT64_MAX};
    self->held = calloc((size_t)ranks, sizeof *self->held);
    self->speed = calloc((size_t)ranks, sizeof *self->speed);
    self->toll = calloc((size_t)ranks, sizeof *self->toll);
    self->last = calloc((size_t)ranks, sizeof *self->last);
    return self->held && self->speed && self->toll && self->last;
}

void work_close(work_list *self)
{
    free(self->left);
    free(self->held);
    free(self->speed);
    free(self->toll);
    free(self->last);
    *self = (work_list){0};
}

bool work_add(work_list *self, span more)
{
    if (more.count == 0) {
        return true;
    }
    if (self->n_left == self->room) {
        const size_t room = self->room > 0 ? 2 * self->room : 16;
        span *grown = realloc(self->left, room * sizeof *grown);
        if (!grown) {
            return false;
        }
        self->left = grown;
        self->room = room;
    }
    size_t at = self->n_left++;
    while (at > 0 && self->left[at - 1].first > more.first) {
        self->left[at] = self->left[at - 1];
        at--;
    }
    self->left[at] = more;
    return true;
}

uint64_t work_left(const work_list *self)
{
    uint64_t count = 0;
    for (size_t i = 0; i < self->n_left; i++) {
        count += self->left[i].count;
    }
    return count;
}

static uint64_t at_most(double x, uint64_t most) { return x < (double)most ? (uint64_t)x : most; }

static uint64_t size_of(const work_list *self, int rank)
{
    const double speed = self->speed[rank];
    if (!(speed > 0)) {
        return FIRST;
    }
    /* Half of what would be its share if all were as fast. */
    const double toll = self->toll[rank], usually = fmax(USUAL, USUAL_TOLLS * toll),
                 at_least = fmax(FEWEST, FEWEST_TOLLS * toll);
    const uint64_t share = work_left(self) / (2 * (uint64_t)self->ranks),
                   usual = at_most(speed * usually, UINT64_MAX / GROWTH),
                   fewest = at_most(speed * at_least, UINT64_MAX / GROWTH) + 1;
    uint64_t size = share < usual ? share : usual;
    size = size < fewest ? fewest : size;
    const uint64_t grown = self->last[rank] < UINT64_MAX / GROWTH ? GROWTH * self->last[rank] : UINT64_MAX;
    return size < grown ? size : grown;
}

work_answer work_next(work_list *self, int rank, span *block)
{
    if (self->stopped || self->n_left == 0 || self->left[0].first > self->faulty) {
        return WORK_END;
    }
    span *from = &self->left[0];
    const uint64_t size = size_of(self, rank);
    *block = (span){from->first, from->count < size ? from->count : size};
    from->first += block->count;
    from->count -= block->count;
    if (from->count == 0) {
        self->n_left--;
        memmove(self->left, self->left + 1, self->n_left * sizeof *self->left);
    }
    self->held[rank] = *block;
    return WORK_BLOCK;
}

bool work_report(work_list *self, int rank, uint64_t played, double seconds, double toll)
{
    const span held = self->held[rank];
    self->held[rank] = (span){0};
    if (held.count == 0) {
        return true;
    }
    self->done += played;
    self->last[rank] = held.count;
    self->toll[rank] = toll;
    self->speed[rank] = (double)played / (seconds > 1e-6 ? seconds : 1e-6);
    return work_add(self, (span){held.first + played, held.count - played});
}

void work_fault(work_list *self, uint64_t trial)
{
    self->faulty = trial < self->faulty ? trial : self->faulty;
}

void work_stop(work_list *self) { self->stopped = true; }
