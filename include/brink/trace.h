/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_TRACE_H
#define BRINK_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/fault.h"
#include "brink/model.h"

#ifdef __cplusplus
extern "C" {
#endif

/** How much of a trial is told. */
typedef enum brink_trace_level {
    BRINK_TRACE_BRIEF = 0, /**< moves of machines, the outcome */
    BRINK_TRACE_STORY = 1, /**< also why, what was drawn, the stocks around it, the measures */
    BRINK_TRACE_ALL =
        2 /**< everything: all parameters, delays, assignments, lost candidates, bounds of hazards */
} brink_trace_level;

/** A parameter that does not come from the trial that the others come from. */
typedef struct brink_trace_exception {
    const char *parameter; /**< its name */
    bool at_u; /**< it stands at the u-quantile of its own distribution; else it is that of `trial` */
    double u;  /**< in [0, 1]; for a parameter that is drawn by exactly one draw */
    uint64_t trial;
} brink_trace_exception;

/** Which trial, and how to tell it. Initialise with BRINK_TRACE_OPTIONS_INIT, then set what differs. */
typedef struct brink_trace_options {
    size_t size;             /**< sizeof(brink_trace_options) */
    uint64_t seed;           /**< default 1 */
    uint64_t trial;          /**< default 0 */
    brink_trace_level level; /**< of the text; default BRINK_TRACE_STORY. JSON always has everything */
    bool colour;             /**< the text with ANSI colours; default no */
    /** The trial has the luck of `trial`, and the parameters of this one: if not NULL, else of the same. */
    const uint64_t *parameters_of;
    const brink_trace_exception *exceptions; /**< n_exceptions, each of another parameter */
    size_t n_exceptions;
    uint64_t events; /**< a trial with more events than about this many is told up to there; default
                        BRINK_TRACE_EVENTS */
} brink_trace_options;

enum { BRINK_TRACE_EVENTS = 100000 };

#define BRINK_TRACE_OPTIONS_INIT                                                                       \
    {                                                                                                  \
        sizeof(brink_trace_options), 1, 0, BRINK_TRACE_STORY, false, NULL, NULL, 0, BRINK_TRACE_EVENTS \
    }

/** Runs one trial again and tells its story: what was drawn, then the dated events, why each happened, how
 * the stocks stood, the outcome and the measures. `options` NULL: defaults. *out is owned by the caller
 * (free()).
 *
 *  BRINK_ERR_FAULT: the trial failed, or has more than `events` (BRINK_FAULT_UNFINISHED); *out is its story
 * up to there, which ends with what went wrong, and *fault holds the same. `fault` may be NULL; its kind is
 * BRINK_FAULT_NONE after any other status. *out is NULL after any other failure (BRINK_ERR_ARGUMENT: also an
 * exception that cannot be made). The trial is the same as in brink_run() with that seed. */
BRINK_API BRINK_NODISCARD brink_status brink_trace_text(const brink_model *model,
                                                        const brink_trace_options *options, char **out,
                                                        brink_fault *fault);

/** The same as JSON, in full: an object with title, hash, seed, trial, time_unit, horizon, parameters,
 * events, outcome, end, measures, series, fault (null if none), note. Numbers are exact; undefined ones are
 * null; docs/driver.md lists the events. */
BRINK_API BRINK_NODISCARD brink_status brink_trace_json(const brink_model *model,
                                                        const brink_trace_options *options, char **out,
                                                        brink_fault *fault);

/** The first trial from `first_trial` on, among `limit`, that ends with the outcome of that name. Looks at
 * one trial after the other with the reference engine; brink_run_find() is much faster.
 *
 *  BRINK_ERR_ARGUMENT: the model has no such outcome. BRINK_ERR_NOT_FOUND: none of the trials ends so.
 *  BRINK_ERR_FAULT: trial *trial failed before one was found. */
BRINK_API BRINK_NODISCARD brink_status brink_trace_find(const brink_model *model, uint64_t seed,
                                                        const char *outcome, uint64_t first_trial,
                                                        uint64_t limit, uint64_t *trial);

#ifdef __cplusplus
}
#endif
#endif
