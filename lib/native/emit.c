/* SPDX-License-Identifier: Apache-2.0 */
#include "native/emit.h"

#include <stdlib.h>
#include <string.h>

#include "native/emit_simd.h"
#include "native/prelude.h"

/* State of a lane, and how many of them a thread holds: as many as its nearest cache takes, so that small
 * models, whose steps are short, have others to overlap with. */
static void emit_lanes(brink_i_emitter *e)
{
    EMIT(e,
         "enum { LANES = sizeof(trial) > 4096 ? 1 : sizeof(trial) > 512 ? 16384 / sizeof(trial) : 32 };\n"
         "#define SLOT_OF(s) ((s)->slot & 63)\n"
         "#define PART %s\n",
         e->small ? "INLINE" : "static");
}

/* What the emitted functions share; after the state, which they work on. */
static void emit_helpers(brink_i_emitter *e)
{
    EMIT(e, "INLINE bool any(const uint64_t *set, int n)\n"
            "{\n"
            "    uint64_t bits = 0;\n"
            "    for (int i = 0; i < n; i++) {\n"
            "        bits |= set[i];\n"
            "    }\n"
            "    return bits != 0;\n"
            "}\n"
            "/* The budget of a machine whose bound is new, where it has none and a hazard asks for one; its "
            "candidate and its date. */\n"
            "INLINE void set_date(trial *s, int m, int slot, double left, double bound, double end)\n"
            "{\n"
            "    double candidate = NEVER;\n"
            "    if (bound > 0) {\n"
            "        if (TEST(spent, m)) {\n"
            "            left = brink_i_stream_exponential(&s->stream[m]);\n"
            "            DROP(spent, m);\n"
            "        }\n"
            "        candidate = s->now + left / bound;\n"
            "    }\n"
            "    s->left[m] = left;\n"
            "    s->candidate[m] = candidate;\n"
            "    s->date[slot] = end > s->now ? candidate <= end ? candidate : end : NEVER;\n"
            "}\n"
            "/* Between events nothing is due. Saying so lets the compiler follow what an event sets, and "
            "leave out the rest. */\n"
            "INLINE void NOTHING_IS_DUE(trial *s)\n"
            "{\n"
            "    memset(s->stock_due, 0, sizeof s->stock_due);\n"
            "    memset(s->jumped, 0, sizeof s->jumped);\n"
            "    memset(s->comparison_due, 0, sizeof s->comparison_due);\n"
            "    memset(s->by_value, 0, sizeof s->by_value);\n"
            "    memset(s->pending, 0, sizeof s->pending);\n"
            "    memset(s->renew, 0, sizeof s->renew);\n"
            "    memset(s->look, 0, sizeof s->look);\n"
            "}\n"
            "/* Something happened at this instant; too much is an endless loop. */\n"
            "INLINE void count(trial *s)\n"
            "{\n"
            "    s->bad |= ++s->changes > BRINK_I_INSTANT_LIMIT;\n"
            "}\n"
            "/* The value now of a stock that relaxes: computed once for each date. */\n"
            "INLINE double level_of(trial *s, int i)\n"
            "{\n"
            "    if (s->level_at[i] != s->now) {\n"
            "        s->level_at[i] = s->now;\n"
            "        s->level[i] = brink_i_segment_at(&s->stock[i], s->now);\n"
            "    }\n"
            "    return s->level[i];\n"
            "}\n"
            "INLINE brink_i_range stock_range(const trial *s, int i, double until)\n"
            "{\n"
            "    const double a = saturate(brink_i_segment_at(&s->stock[i], s->now), s->min[i], s->max[i]);\n"
            "    const double b = saturate(brink_i_segment_at(&s->stock[i], until), s->min[i], s->max[i]);\n"
            "    return (brink_i_range){a < b ? a : b, a < b ? b : a};\n"
            "}\n"
            "INLINE brink_i_dual stock_dual(trial *s, int i, bool relaxes)\n"
            "{\n"
            "    const double x = relaxes ? level_of(s, i) : brink_i_segment_at(&s->stock[i], s->now);\n"
            "    return (brink_i_dual){x, brink_i_segment_slope(&s->stock[i], x)};\n"
            "}\n"
            "INLINE double triangular(double u, double width, double rise, double fall, double low, double "
            "high)\n"
            "{\n"
            "    const bool rising = u <= rise; /* one root, no branch: either side is as likely */\n"
            "    const double part = width * sqrt(rising ? u * rise : (1.0 - u) * fall);\n"
            "    return saturate(rising ? low + part : high - part, low, high);\n"
            "}\n"
            "INLINE void take_least(trial *s, int i, double x)\n"
            "{\n"
            "    if (!TEST(watching, i) || x < s->watch[i]) {\n"
            "        s->watch[i] = x;\n"
            "    }\n"
            "    ADD(watching, i);\n"
            "}\n"
            "INLINE void take_most(trial *s, int i, double x)\n"
            "{\n"
            "    if (!TEST(watching, i) || x > s->watch[i]) {\n"
            "        s->watch[i] = x;\n"
            "    }\n"
            "    ADD(watching, i);\n"
            "}\n"
            "INLINE void watch_time(trial *s, int i, bool on)\n"
            "{\n"
            "    if (on && !TEST(watching, i)) {\n"
            "        s->since[i] = s->now;\n"
            "        ADD(watching, i);\n"
            "    } else if (!on && TEST(watching, i)) {\n"
            "        s->watch[i] += s->now - s->since[i];\n"
            "        DROP(watching, i);\n"
            "    }\n"
            "}\n");
}

static void emit_model(brink_i_emitter *e)
{
    brink_i_emit_state(e);
    emit_lanes(e);
    emit_helpers(e);
    brink_i_emit_cells(e);
    brink_i_emit_before(e);
    brink_i_emit_inputs(e);
    brink_i_emit_stocks(e);
    brink_i_emit_comparisons(e);
    brink_i_emit_moves(e);
    brink_i_emit_hazards(e);
    brink_i_emit_settle(e);
    brink_i_emit_observe(e);
    brink_i_emit_candidates(e);
    brink_i_emit_start(e);
    brink_i_emit_step(e);
}

/* For tests and benchmarks BRINK_CODE_FORM says which form: trials, or words where they can be had at all. */
static bool is_in_words(const brink_i_program *program)
{
#if !defined(__SSE2__)
    return false; /* words.h has no words for this machine */
#endif
    const char *form = getenv("BRINK_CODE_FORM");
    if (form && strcmp(form, "trials") == 0) {
        return false;
    }
    return brink_i_emit_simd_suits(program, form && strcmp(form, "words") == 0);
}

static void add_lines(brink_i_emitter *e, const char *const *lines)
{
    for (int i = 0; lines[i]; i++) {
        brink_i_text_add(&e->out, lines[i]);
    }
}

brink_status brink_i_emit(const brink_i_program *program, char **out, const brink_i_dist ***dists)
{
    brink_i_emitter e = {.p = program, .model = program->model};
    *out = NULL;
    *dists = NULL;
    brink_i_text_init(&e.out);
    /* Beyond these sizes inlining everything everywhere would take the compiler too long. */
    e.small = program->n_slots <= 12 && program->n_cells <= 120 && program->model->n_measures <= 16;
    brink_status status = brink_i_emit_plan(&e);
    if (status == BRINK_OK) {
        bool in_words = is_in_words(program);
        add_lines(&e, brink_i_native_prelude);
        if (in_words || brink_i_emit_draws_together(&e)) {
            add_lines(&e, brink_i_native_words);
        }
        if (in_words) {
            brink_i_emit_simd(&e);
        } else {
            emit_model(&e);
            add_lines(&e, brink_i_native_frame);
        }
        *out = brink_i_text_take(&e.out);
        status = *out && !e.failed ? BRINK_OK : BRINK_ERR_MEMORY;
    }
    if (status == BRINK_OK) {
        *dists = e.dists;
        e.dists = NULL;
    } else {
        free(*out);
        *out = NULL;
    }
    brink_i_text_free(&e.out);
    free(e.uses);
    free(e.start_uses);
    free(e.cost);
    free(e.kept);
    free(e.value_code);
    free(e.range_code);
    free((void *)e.code_of);
    free((void *)e.dists);
    return status;
}
