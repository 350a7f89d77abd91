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
    *self = (progress_line){!quiet && terminal_is_capable(STDERR_FILENO), false, terminal_unicode(), until, now()};
}

/* The share of the work that is done. With `until` intervals shrink with the square root of the trials, so the count that
 * is needed can be told from the widest one so far. */
static double share_done(const progress_line *self, const brink_progress *progress)
{
    double done = (double)progress->done, all = (double)progress->trials;
    if (self->until > 0 && progress->widest > 0) {
        double ratio = progress->widest / self->until;
        all = fmin(all, fmax(done, done * ratio * ratio));
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

void progress_draw(void *context, const brink_progress *progress)
{
    progress_line *self = context;
    double seconds = now() - self->start;
    if (!self->wanted || seconds < patience || progress->done == 0) {
        return;
    }
    double share = share_done(self, progress), rate = (double)progress->done / seconds;
    /* Before the first check of `until` nobody knows how long it takes. */
    bool known = !(self->until > 0) || progress->widest > 0;
    char bar[4 * BAR + 1], done[NUMBER_ROOM], speed[NUMBER_ROOM], left[NUMBER_ROOM], extra[64] = "", line[LINE];
    make_bar(self, known ? share : 0, bar, sizeof bar);
    if (self->until > 0 && known) {
        snprintf(extra, sizeof extra, ", widest interval +-%.3g %% of +-%.3g %%", 100 * progress->widest,
                 100 * self->until);
    }
    int n = snprintf(line, sizeof line, "%3.0f %% %s %s trials, %s/s%s", known ? floor(100 * share) : 0.0, bar,
                     number_write_short((double)progress->done, done), number_write_short(rate, speed), extra);
    if (known && share > 0 && n > 0 && (size_t)n < sizeof line) {
        snprintf(line + n, sizeof line - (size_t)n, ", %s left",
                 number_write_seconds(seconds * (1 - share) / share, left));
    }
    /* A line that wraps cannot be drawn over. Without the bar it is shorter; in a very narrow window there is none. */
    int columns = terminal_width(STDERR_FILENO);
    int shown = (int)strlen(line) - (self->unicode ? 2 * BAR : 0);
    if (columns > 0 && shown >= columns) {
        snprintf(line, sizeof line, "%3.0f %%", known ? floor(100 * share) : 0.0);
    }
    fprintf(stderr, "\r\033[K%s", line);
    fflush(stderr);
    self->drawn = true;
}

void progress_end(progress_line *self)
{
    if (self->drawn) {
        fputs("\r\033[K", stderr);
        fflush(stderr);
        self->drawn = false;
    }
}
