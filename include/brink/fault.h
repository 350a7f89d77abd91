/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_FAULT_H
#define BRINK_FAULT_H

#include <stdint.h>

#include "brink/diagnostics.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What went wrong in a trial. Several trials may fault; a run reports the one with the smallest number. */
typedef enum brink_fault_kind {
    BRINK_FAULT_NONE = 0,
    BRINK_FAULT_HAZARD, /**< negative, infinite or NaN hazard (or a chance outside [0, 1), or its period not
                           positive) */
    BRINK_FAULT_UNBOUNDED, /**< a hazard of moving quantities without a finite bound */
    BRINK_FAULT_DELAY,     /**< negative, infinite or NaN delay */
    BRINK_FAULT_WEIGHT,    /**< negative, infinite or NaN weight or utility, or weights that sum to zero */
    BRINK_FAULT_VALUE, /**< NaN or infinite value given to a stock or parameter, flow, bad decay, period not
                          positive, min above max */
    BRINK_FAULT_DISTRIBUTION, /**< arguments that the distribution does not allow */
    BRINK_FAULT_LOOP,         /**< more than 1,000 instant transitions at one instant */
    BRINK_FAULT_BOUND,        /**< a hazard exceeded its own bound: a bug in Brink */
    BRINK_FAULT_UNFINISHED /**< nothing is wrong, but the trial is long: a run that was cancelled had to drop
                            it (with BRINK_ERR_CANCELLED), or its story is told up to there only. `time` says
                            how far it had come */
} brink_fault_kind;

/** By value, no allocation: filled by the trial that faults. Texts are NUL-terminated, cut to fit. */
typedef struct brink_fault {
    brink_fault_kind kind;
    uint64_t seed, trial;
    double time;       /**< in the model's time unit */
    brink_where where; /**< of the rule in the scenario file (file is owned by the model) */
    char place[160];   /**< "rate of blockade: imposed -> lifted" */
    char message[320]; /**< what is wrong, with the offending value */
    char values[1024]; /**< "oil = 12.5 Mbbl, blockade = imposed, resolve = 2": what the rule read */
} brink_fault;

#ifdef __cplusplus
}
#endif
#endif
