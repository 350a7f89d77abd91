/* SPDX-License-Identifier: Apache-2.0 */
#include "run/extent.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "result/alike.h"
#include "run/threads.h"

static const char given[] = "the run", earlier[] = "the earlier result";

/* Whether trials of both belong together. */
static bool fits(const brink_model *model, const brink_run_options *options, const brink_result *base,
                 char *message, size_t room)
{
    const brink_i_identity was = brink_i_identity_of(base);
    const brink_i_identity is = {.version = brink_i_build_version(),
                                 .hash = model->hash ? model->hash : "",
                                 .seed = options->seed,
                                 .until = options->until,
                                 .model = model};
    return brink_i_identity_alike(&was, &is, earlier, given, message, room);
}

/* Whether they are the first of those that this call is for. */
static bool begins(const brink_run_options *options, const brink_result *base, const brink_i_extent *extent,
                   char *message, size_t room)
{
    const brink_trial_range *own = base->ranges.items;
    if (base->ranges.n != 1) {
        (void)snprintf(message, room, "%s has gaps between its trials", earlier);
    } else if (own->first != extent->first) {
        (void)snprintf(message, room, "%s begins with trial %llu, %s with trial %llu", earlier,
                       (unsigned long long)own->first, given, (unsigned long long)extent->first);
    } else if (own->count > extent->count) {
        (void)snprintf(message, room, "%s has %llu trials, %s asks for %llu only", earlier,
                       (unsigned long long)own->count, given, (unsigned long long)extent->count);
    } else if (options->until > 0.0 && base->made.trials_asked != options->trials) {
        (void)snprintf(
            message, room,
            "%s asked for %llu trials at most, %s for %llu: that changes when intervals are looked at",
            earlier, (unsigned long long)base->made.trials_asked, given, (unsigned long long)options->trials);
    } else {
        return true;
    }
    return false;
}

brink_status brink_i_extent_of(const brink_model *model, const brink_run_options *options,
                               const brink_result *base, char *message, size_t room, brink_i_extent *out)
{
    const brink_run_part *part = options->part;
    *out = (brink_i_extent){.first = options->first_trial, .count = options->trials};
    if (part) {
        const uint64_t before = part->first - options->first_trial;
        if (part->first < options->first_trial || part->count == 0 || before >= options->trials ||
            part->count > options->trials - before || part->of == 0) {
            return BRINK_ERR_ARGUMENT;
        }
        *out = (brink_i_extent){.first = part->first, .count = part->count};
    }
    if (options->until > 0.0) {
        out->look = part ? part->look : base ? base->made.look : brink_i_until_first(options->trials);
    }
    if (!base) {
        return BRINK_OK;
    }
    if (!fits(model, options, base, message, room) || !begins(options, base, out, message, room)) {
        return BRINK_ERR_INVALID;
    }
    out->done = base->ranges.items[0].count;
    return BRINK_OK;
}

uint64_t brink_i_extent_left(const brink_run_options *options, const brink_result *base)
{
    const uint64_t all = options->part ? options->part->count : options->trials,
                   done = base ? base->made.trials : 0;
    return all > done ? all - done : 0;
}

void brink_i_extent_sign(const brink_i_extent *extent, const brink_run_options *options,
                         brink_provenance *made)
{
    made->seed = options->seed;
    made->trials_asked = options->trials;
    made->first_trial = options->first_trial;
    made->until = options->until > 0.0 ? options->until : 0.0;
    made->look = extent->look;
    made->parts = options->part ? options->part->of : 0;
    made->threads_asked = brink_i_threads_meant(options->threads);
}

brink_status brink_i_options_read(const brink_run_options *from, brink_run_options *out)
{
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    if (from) {
        if (from->size < offsetof(brink_run_options, trials) || from->size > sizeof options) {
            return BRINK_ERR_ARGUMENT;
        }
        memcpy(&options, from, from->size);
    }
    const bool good = options.trials >= 1 && options.first_trial <= UINT64_MAX - options.trials &&
                      options.threads >= 0 && options.threads <= BRINK_THREADS_MOST && options.until >= 0.0 &&
                      isfinite(options.until) && options.checkpoint_seconds >= 0.0 &&
                      isfinite(options.checkpoint_seconds) && (options.only || options.n_only == 0);
    *out = options;
    return good ? BRINK_OK : BRINK_ERR_ARGUMENT;
}

uint64_t brink_run_first_look(uint64_t trials) { return brink_i_until_first(trials); }
