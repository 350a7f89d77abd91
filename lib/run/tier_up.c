/* SPDX-License-Identifier: Apache-2.0 */
#include "run/tier_up.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "run/proof.h"

/* Compiling starts when the run has lasted for a moment and is expected to last longer than compiling takes.
 */
static const double A_MOMENT = 0.25, TIMES = 1.5;
/* From so many seconds on it is worth a word that there is no code. */
static const double LONG = 2.0;

struct brink_i_tier_up {
    const brink_i_kernel *kernel;
    brink_i_native *native;
    uint64_t trials;
    double opened, compiling; /* when, and how many seconds it is expected to take */
    _Atomic uint64_t asked;   /* trials that threads have taken on */
    _Atomic uint64_t by_kernel, by_code;
    atomic_int state;    /* brink_i_module_state, as all threads may know it */
    atomic_bool refused; /* the code computed something else */
    bool starved;        /* there was no memory to check the code */
    atomic_flag busy;    /* guards the module, and that */
};

static double clock_now(void)
{
    struct timespec time;
    if (clock_gettime(CLOCK_MONOTONIC, &time) != 0) {
        return 0.0;
    }
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* What the module's state comes to: code that is ready is checked before anybody uses it for the first time.
 */
static brink_i_module_state proved(brink_i_tier_up *tier_up, brink_i_module_state state)
{
    brink_i_module *module = brink_i_native_module(tier_up->native);
    bool same = false;
    if (state != BRINK_I_MODULE_READY || brink_i_module_is_proved(module)) {
        return state;
    }
    if (brink_i_proof(tier_up->kernel, tier_up->native, &same) != BRINK_OK) {
        tier_up->starved = true; /* which says nothing about the code */
        return BRINK_I_MODULE_FAILED;
    }
    if (same) {
        brink_i_module_note_proof(module);
        return state;
    }
    brink_i_module_refuse(module);
    atomic_store_explicit(&tier_up->refused, true, memory_order_relaxed);
    return BRINK_I_MODULE_FAILED;
}

brink_status brink_i_tier_up_new(const brink_i_kernel *kernel, uint64_t trials, bool now,
                                 const volatile int *cancel, brink_i_tier_up **out)
{
    *out = NULL;
    brink_i_tier_up *tier_up = calloc(1, sizeof *tier_up);
    if (!tier_up) {
        return BRINK_ERR_MEMORY;
    }
    brink_status status = brink_i_native_new(kernel, NULL, &tier_up->native);
    if (status != BRINK_OK) {
        free(tier_up);
        return status;
    }
    tier_up->kernel = kernel;
    atomic_init(&tier_up->refused, false);
    brink_i_module *module = brink_i_native_module(tier_up->native);
    tier_up->compiling = 0.5 + (double)strlen(brink_i_native_text(tier_up->native)) / 6e4;
    /* Runs that are too short to be worth compiling may be many, as an optimiser's are: when they have
     * together interpreted for as long as compiling takes, it is done (at most twice the time of whoever had
     * known). */
    bool wait = now || brink_i_module_asked(module) > tier_up->compiling;
    if (wait) {
        brink_i_module_start(module);
    }
    brink_i_module_state state =
        proved(tier_up, wait ? brink_i_module_wait(module, cancel) : brink_i_module_poll(module));
    tier_up->trials = trials;
    tier_up->opened = clock_now();
    atomic_init(&tier_up->asked, 0);
    atomic_init(&tier_up->by_kernel, 0);
    atomic_init(&tier_up->by_code, 0);
    atomic_init(&tier_up->state, (int)state);
    atomic_flag_clear(&tier_up->busy);
    if (tier_up->starved || (now && state != BRINK_I_MODULE_READY && !tier_up->refused)) {
        status = tier_up->starved ? BRINK_ERR_MEMORY : BRINK_OK;
        brink_i_tier_up_free(tier_up);
        return status != BRINK_OK                  ? status
               : state == BRINK_I_MODULE_COMPILING ? BRINK_ERR_CANCELLED
                                                   : BRINK_ERR_NOT_FOUND;
    }
    *out = tier_up;
    return BRINK_OK;
}

void brink_i_tier_up_free(brink_i_tier_up *tier_up)
{
    if (tier_up) {
        if (atomic_load_explicit(&tier_up->by_kernel, memory_order_relaxed) > 0) {
            brink_i_module_note_asked(brink_i_native_module(tier_up->native), clock_now() - tier_up->opened);
        }
        brink_i_native_free(tier_up->native);
        free(tier_up);
    }
}

static bool is_worth_while(brink_i_tier_up *tier_up, uint64_t asked)
{
    double lasted = clock_now() - tier_up->opened;
    if (lasted < A_MOMENT || asked == 0 || asked >= tier_up->trials) {
        return false;
    }
    return lasted * (double)(tier_up->trials - asked) / (double)asked > TIMES * tier_up->compiling;
}

/* One thread at a time looks after the module; the others sample on. */
static void look_after(brink_i_tier_up *tier_up, uint64_t asked)
{
    if (atomic_flag_test_and_set_explicit(&tier_up->busy, memory_order_acquire)) {
        return;
    }
    brink_i_module *module = brink_i_native_module(tier_up->native);
    brink_i_module_state state = brink_i_module_poll(module);
    if (state == BRINK_I_MODULE_ABSENT && is_worth_while(tier_up, asked)) {
        brink_i_module_start(module);
        state = brink_i_module_poll(module);
    }
    atomic_store_explicit(&tier_up->state, (int)proved(tier_up, state), memory_order_release);
    atomic_flag_clear_explicit(&tier_up->busy, memory_order_release);
}

const brink_i_native *brink_i_tier_up_native(brink_i_tier_up *tier_up, uint64_t count, bool plain)
{
    uint64_t asked = atomic_fetch_add_explicit(&tier_up->asked, count, memory_order_relaxed);
    int state = atomic_load_explicit(&tier_up->state, memory_order_acquire);
    if (state != BRINK_I_MODULE_READY && state != BRINK_I_MODULE_FAILED) {
        look_after(tier_up, asked);
        state = atomic_load_explicit(&tier_up->state, memory_order_acquire);
    }
    bool code = state == BRINK_I_MODULE_READY && (plain || brink_i_native_takes_all(tier_up->native));
    atomic_fetch_add_explicit(code ? &tier_up->by_code : &tier_up->by_kernel, count, memory_order_relaxed);
    return code ? tier_up->native : NULL;
}

const char *brink_i_tier_up_made_by(const brink_i_tier_up *tier_up)
{
    if (atomic_load_explicit(&tier_up->refused, memory_order_relaxed)) {
        return "kernel (generated code was refused: it computed other numbers)";
    }
    if (atomic_load_explicit(&tier_up->by_code, memory_order_relaxed) == 0) {
        const bool failed =
            atomic_load_explicit(&tier_up->state, memory_order_relaxed) == BRINK_I_MODULE_FAILED;
        const bool wanted = brink_i_native_is_wanted(tier_up->native) && clock_now() - tier_up->opened > LONG;
        return failed && wanted ? "kernel (no code could be compiled)" : "kernel";
    }
    return atomic_load_explicit(&tier_up->by_kernel, memory_order_relaxed) ? "kernel and generated code"
                                                                           : "generated code";
}

const char *brink_i_tier_up_compiler(const brink_i_tier_up *tier_up)
{
    const bool used = atomic_load_explicit(&tier_up->by_code, memory_order_relaxed) > 0 ||
                      atomic_load_explicit(&tier_up->refused, memory_order_relaxed);
    return used ? brink_i_module_code_of(brink_i_native_module(tier_up->native))->compiler : "";
}
