/* SPDX-License-Identifier: Apache-2.0 */
#include "progress.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "number.h"
#include "terminal.h"

enum { BAR = 24, LINE = 256 };
static const double patience = 0.5; /* seconds before the line appears */

static double now(void)
{
    struct timespec t;
    return clock_gettime(CLOCK_MONOTONIC, &t) == 0 ? (double)t.tv_sec + 1e-9 * (double)t.tv_nsec : 0;
}

void progress_start(progress_line *self, bool quiet, double until)
{
    *self = (progress_line){.wanted = !quiet && terminal_is_capable(STDERR_FILENO),
                            .unicode = terminal_unicode(),
                            .until = until,
                            .start = now()};
}

/* The share of the work that is done. With `until` intervals shrink with the square root of the trials, so
 * the count that is needed can be told from the widest one at the last check. */
static double share_done(progress_line *self, const brink_progress *progress)
{
    double done = (double)progress->done, all = (double)progress->trials;
    if (self->until > 0 && progress->widest > 0) {
        if (progress->widest < self->widest || self->checked == 0) {
            self->widest = progress->widest;
            self->checked = progress->done;
        }
        double ratio = self->widest / self->until;
        all = fmin(all, fmax(done, (double)self->checked * ratio * ratio));
    }
    return all > 0 ? done / all : 0;
}

static void make_bar(const progress_line *self, double share, char *out, size_t room)
{
    const char *full = self->unicode ? "\xe2\x96\x88" : "#", *empty = self->unicode ? "\xe2\x96\x91" : "-";
    int filled = (int)(share * BAR);
    out[0] = '\0';
    for (int i = 0; i < BAR; i++) {
        strncat(out, i < filled ? full : empty, room - strlen(out) - 1);
    }
}

/* Columns of a text in UTF-8: bytes that do not continue a character. */
static int columns_of(const char *text)
{
    int columns = 0;
    for (; *text; text++) {
        columns += ((unsigned char)*text & 0xC0) != 0x80;
    }
    return columns;
}

/* What is known about the run: how far, how fast, how long still. */
struct state {
    double share, rate, left;
    bool known; /* before the first check of `until` nobody knows how long it takes */
    uint64_t done;
};

static void make_line(const progress_line *self, const struct state *now_is, bool full, char out[LINE])
{
    char bar[4 * BAR + 2] = "", done[NUMBER_ROOM], rate[NUMBER_ROOM], left[NUMBER_ROOM], widest[64] = "";
    if (full) {
        make_bar(self, now_is->share, bar, sizeof bar - 1);
        strcat(bar, " ");
    }
    if (full && self->until > 0 && now_is->known) {
        const char *sign = self->unicode ? "\xc2\xb1" : "+-";
        snprintf(widest, sizeof widest, ", widest interval %s%.3g %% of %s%.3g %%", sign, 100 * self->widest,
                 sign, 100 * self->until);
    }
    number_write_short((double)now_is->done, done);
    number_write_short(now_is->rate, rate);
    number_write_seconds(now_is->left, left);
    snprintf(out, LINE, "%3.0f %% %s%s trials, %s/s%s%s%s%s", floor(100 * now_is->share), bar, done, rate,
             widest, now_is->known ? ", " : "", now_is->known ? left : "", now_is->known ? " left" : "");
}

void progress_draw(void *context, const brink_progress *progress)
{
    progress_line *self = context;
    const double seconds = now() - self->start;
    if (!self->wanted || seconds < patience || progress->done == 0) {
        return;
    }
    const double share = share_done(self, progress);
    struct state state = {share, (double)progress->done / seconds, 0, true, progress->done};
    state.known = share > 0 && (!(self->until > 0) || progress->widest > 0);
    state.share = state.known ? share : 0;
    state.left = state.known ? seconds * (1 - share) / share : 0;
    /* A line that wraps cannot be drawn over: in a narrow window it says less. */
    const int columns = terminal_width(STDERR_FILENO);
    char line[LINE];
    make_line(self, &state, true, line);
    if (columns > 0 && columns_of(line) >= columns) {
        make_line(self, &state, false, line);
    }
    if (columns == 0 || columns_of(line) < columns) {
        fprintf(stderr, "\r\033[K%s", line);
        fflush(stderr);
        self->drawn = true;
    }
}

void progress_end(progress_line *self)
{
    if (self->drawn) {
        fputs("\r\033[K", stderr);
        fflush(stderr);
        self->drawn = false;
    }
}
