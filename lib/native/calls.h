/* SPDX-License-Identifier: Apache-2.0 */

/* Third part of a generated module, behind the headers that it shares with the library. */

static double brink_i_log10(double x) { return brink_native_host->log10(x); }
static double brink_i_sin(double x) { return brink_native_host->sin(x); }
static double brink_i_cos(double x) { return brink_native_host->cos(x); }

#define INLINE static inline __attribute__((always_inline))
#define NEVER INFINITY
INLINE double saturate(double x, double min, double max) { return x < min ? min : x > max ? max : x; }

INLINE bool is_hazard(double x) { return x >= 0.0 && x < INFINITY; }

/* A trial that went wrong: the oracle plays it again, and can tell how. */
INLINE brink_status replay(brink_i_native_job *job, uint64_t number)
{
    const brink_status status = job->replay(job->replay_context, number);
    if (status != BRINK_ERR_FAULT) {
        return status;
    }
    /* Trials before it are still to be played. */
    job->bad = number < job->bad ? number : job->bad;
    job->end = job->bad < job->end ? job->bad : job->end;
    return BRINK_OK;
}
