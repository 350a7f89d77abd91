/* SPDX-License-Identifier: Apache-2.0 */
/* Results and comparisons to bytes, and back. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/comparison.h"
#include "analysis/paired_packed.h"
#include "base/floats.h"
#include "brink/scenario.h"
#include "result/tally_packed.h"
#include "store/layout.h"

/* ---- packing ------------------------------------------------------------------------------------------ */

/* What a reader must find to make sense of the tallies. */
static void put_shape(brink_i_text *out, const brink_model *model)
{
    brink_i_put_count(out, (uint64_t)model->n_outcomes);
    brink_i_put_count(out, (uint64_t)model->n_measures);
    brink_i_put_count(out, (uint64_t)model->n_points);
    brink_i_put_count(out, (uint64_t)model->n_expects);
}

static brink_status pack_tally(brink_i_text *out, const brink_result *result)
{
    const brink_status status = brink_i_result_settle(result);
    put_shape(out, result->model);
    if (status == BRINK_OK) {
        brink_i_tally_pack(out, &result->tally);
    }
    return status;
}

static brink_status give_up(brink_i_text *out, brink_status status)
{
    brink_i_text_free(out);
    return status;
}

brink_status brink_result_pack(const brink_result *result, unsigned char **bytes, size_t *n)
{
    BRINK_I_OWN_FLOATS;
    if (bytes) {
        *bytes = NULL;
    }
    if (n) {
        *n = 0;
    }
    if (!result || !bytes || !n) {
        return BRINK_ERR_ARGUMENT;
    }
    const brink_variant only = {.model = result->model};
    const brink_i_head head = {.variants = &only,
                               .n = 1,
                               .some = result->some,
                               .made = &result->made,
                               .fingerprint = result->fingerprint,
                               .ranges = result->ranges.items,
                               .n_ranges = result->ranges.n};
    brink_i_text out;
    brink_i_file_begin(&out, &head);
    const brink_status status = pack_tally(&out, result);
    return status == BRINK_OK ? brink_i_file_end(&out, bytes, n) : give_up(&out, status);
}

brink_status brink_comparison_pack(const brink_comparison *comparison, unsigned char **bytes, size_t *n)
{
    BRINK_I_OWN_FLOATS;
    if (bytes) {
        *bytes = NULL;
    }
    if (n) {
        *n = 0;
    }
    if (!comparison || !bytes || !n) {
        return BRINK_ERR_ARGUMENT;
    }
    const brink_result *first = comparison->results[0];
    const brink_i_head head = {.variants = comparison->variants,
                               .n = comparison->n,
                               .comparison = true,
                               .some = comparison->some,
                               .made = &first->made,
                               .fingerprint = first->fingerprint,
                               .ranges = first->ranges.items,
                               .n_ranges = first->ranges.n};
    brink_i_text out;
    brink_status status = BRINK_OK;
    brink_i_file_begin(&out, &head);
    for (int i = 0; i < comparison->n && status == BRINK_OK; i++) {
        status = pack_tally(&out, comparison->results[i]);
    }
    if (status != BRINK_OK) {
        return give_up(&out, status);
    }
    brink_i_pairs_pack(&out, &comparison->paired);
    return brink_i_file_end(&out, bytes, n);
}

/* ---- the models --------------------------------------------------------------------------------------- */

static brink_status load_model(const brink_stored_variant *v, brink_i_hold *hold, brink_model **out,
                               brink_store_failure *failure)
{
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    if (!diagnostics) {
        return BRINK_ERR_MEMORY;
    }
    brink_scenario_options options = BRINK_SCENARIO_OPTIONS_INIT;
    options.variant = v->variant;
    options.sets = v->sets;
    options.n_sets = v->n_sets;
    const brink_status status = brink_scenario_load_text("the stored scenario", v->scenario,
                                                         strlen(v->scenario), &options, diagnostics, out);
    if (status == BRINK_OK) {
        brink_i_hold_model(hold, *out);
    }
    const char *why = "";
    for (size_t i = brink_diagnostics_count(diagnostics); i-- > 0;) {
        const brink_diagnostic *item = brink_diagnostics_get(diagnostics, i);
        why = item->severity == BRINK_ERROR ? item->message : why;
    }
    if (status == BRINK_ERR_INVALID) {
        (void)brink_i_store_fail(failure, "this version of Brink cannot read the stored scenario: %s", why);
    }
    brink_diagnostics_free(diagnostics);
    return status;
}

/* The model of variant i: the caller's, or the stored one; the part of it that was asked for. */
static brink_status find_model(const brink_stored *s, int i, const brink_model *given, brink_i_hold *hold,
                               const brink_model **out, brink_store_failure *failure)
{
    const brink_stored_variant *v = &s->variants[i];
    brink_model *loaded = NULL, *part = NULL;
    brink_status status = BRINK_OK;
    if (!given && !v->scenario) {
        return brink_i_store_fail(
            failure, "no scenario is stored, for its model was built by a program: give that model");
    }
    if (!given) {
        status = load_model(v, hold, &loaded, failure);
    }
    *out = given ? given : loaded;
    if (status == BRINK_OK && s->some) {
        status = brink_i_part_new(*out, s->only, s->n_only, NULL, &part);
        status = status == BRINK_ERR_ARGUMENT
                     ? brink_i_store_fail(failure, "the model lacks some of the stored measures and series")
                     : status;
    }
    if (part) {
        brink_i_hold_part(hold, part);
        *out = part;
    }
    const char *hash = *out && (*out)->hash ? (*out)->hash : "";
    /* One that is loaded from the stored text may have another: what is hashed, and how, may change with
     * versions. */
    if (status == BRINK_OK && given && strcmp(hash, v->hash) != 0) {
        return brink_i_store_fail(failure, "what is stored is of the scenario %s, the model is %s", v->hash,
                                  hash);
    }
    return status;
}

/* ---- unpacking ---------------------------------------------------------------------------------------- */

static const char damaged[] = "the file makes no sense: its tally is none of this scenario's";

static bool shape_fits(brink_i_reader *in, const brink_model *model)
{
    const int own[] = {model->n_outcomes, model->n_measures, model->n_points, model->n_expects};
    bool fits = true;
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        fits &= brink_i_get_count(in) == (uint64_t)own[i];
    }
    return fits && !in->broken;
}

/* `tally` is initialised here, and empty after a failure. */
static brink_status get_tally(const brink_stored *s, brink_i_reader *in, const brink_model *model,
                              brink_i_tally *tally, brink_store_failure *failure)
{
    if (!shape_fits(in, model)) {
        return brink_i_store_fail(failure, damaged);
    }
    brink_status status = brink_i_tally_unpack(in, s->info.trials, tally);
    return status == BRINK_OK && in->broken ? brink_i_store_fail(failure, damaged) : status;
}

static brink_provenance made_of(const brink_stored *s)
{
    return (brink_provenance){.engine = BRINK_I_SAVED,
                              .instruction_set = "unknown",
                              .seed = s->info.seed,
                              .trials_asked = s->info.trials_asked,
                              .first_trial = s->info.first_trial,
                              .until = s->info.until,
                              .look = s->info.look,
                              .parts = s->info.parts};
}

static brink_status get_ranges(const brink_stored *s, brink_i_ranges *ranges)
{
    return brink_i_ranges_copy(ranges, s->info.ranges, s->info.n_ranges);
}

/* What the file says and not the build. */
static brink_status sign(const brink_stored *s, int i, brink_i_hold *hold, brink_result *result)
{
    result->made.version = brink_i_arena_strdup(&hold->arena, s->info.version);
    result->made.scenario_hash = brink_i_arena_strdup(&hold->arena, s->variants[i].hash);
    result->made.commit = "unknown";
    result->fingerprint = s->info.fingerprint;
    result->some = s->some;
    result->hold = brink_i_hold_use(hold);
    return result->made.version && result->made.scenario_hash ? BRINK_OK : BRINK_ERR_MEMORY;
}

static brink_status get_result(const brink_stored *s, const brink_model *model, brink_i_hold *hold,
                               brink_result **out, brink_store_failure *failure)
{
    brink_i_tally tally;
    brink_i_ranges ranges = {0};
    brink_i_reader in = {s->tallies, s->tallies + s->length, false};
    brink_status status = brink_i_tally_init(&tally, model);
    status = status == BRINK_OK ? get_tally(s, &in, model, &tally, failure) : status;
    if (status == BRINK_OK && brink_i_left(&in) > 0) {
        status = brink_i_store_fail(failure, damaged);
    }
    status = status == BRINK_OK ? get_ranges(s, &ranges) : status;
    if (status != BRINK_OK) {
        brink_i_tally_free(&tally);
        return status;
    }
    const brink_provenance made = made_of(s);
    status = brink_i_result_new(model, &tally, &ranges, &made, out);
    return status == BRINK_OK ? sign(s, 0, hold, *out) : status;
}

brink_status brink_stored_result(const brink_stored *stored, const brink_model *model, brink_result **out,
                                 brink_store_failure *failure)
{
    BRINK_I_OWN_FLOATS;
    brink_i_store_forget(failure);
    if (out) {
        *out = NULL;
    }
    if (!stored || !out) {
        return BRINK_ERR_ARGUMENT;
    }
    if (stored->info.comparison) {
        return brink_i_store_fail(failure, "what is stored is a comparison of %d variants, not one result",
                                  stored->info.n_variants);
    }
    brink_i_hold *hold = brink_i_hold_new(1);
    const brink_model *found = NULL;
    brink_status status = hold ? find_model(stored, 0, model, hold, &found, failure) : BRINK_ERR_MEMORY;
    status = status == BRINK_OK ? get_result(stored, found, hold, out, failure) : status;
    if (status != BRINK_OK) {
        brink_result_free(*out);
        *out = NULL;
    }
    brink_i_hold_drop(hold);
    return status;
}

/* The variants of a comparison, with the models found; texts belong to the hold. */
static brink_status find_variants(const brink_stored *s, const brink_variant *given, brink_i_hold *hold,
                                  brink_variant *out, brink_store_failure *failure)
{
    brink_status status = BRINK_OK;
    for (int i = 0; i < s->info.n_variants && status == BRINK_OK; i++) {
        const brink_stored_variant *v = &s->variants[i];
        if (given && (!given[i].name || !given[i].model || strcmp(given[i].name, v->name) != 0 ||
                      given[i].against != v->against)) {
            return brink_i_store_fail(failure, "variant %d is %.60s in the file", i + 1, v->name);
        }
        status = find_model(s, i, given ? given[i].model : NULL, hold, &out[i].model, failure);
        out[i].name = brink_i_arena_strdup(&hold->arena, v->name);
        out[i].about = brink_i_arena_strdup(&hold->arena, v->about);
        out[i].against = v->against;
        status = status == BRINK_OK && (!out[i].name || !out[i].about) ? BRINK_ERR_MEMORY : status;
        if (status == BRINK_OK && i > 0) {
            char message[320];
            status = brink_i_comparable(&out[0], &out[i], message, sizeof message)
                         ? BRINK_OK
                         : brink_i_store_fail(failure, "%s", message);
        }
    }
    return status;
}

static brink_status get_comparison(const brink_stored *s, const brink_variant *variants, brink_i_hold *hold,
                                   brink_comparison **out, brink_store_failure *failure)
{
    brink_i_paired paired;
    brink_i_reader in = {s->tallies, s->tallies + s->length, false};
    brink_status status = brink_i_paired_init(&paired, variants, s->info.n_variants);
    if (status != BRINK_OK) {
        return status;
    }
    for (int i = 0; i < s->info.n_variants && status == BRINK_OK; i++) {
        status = get_tally(s, &in, variants[i].model, &paired.tallies[i], failure);
    }
    status = status == BRINK_OK ? brink_i_pairs_unpack(&in, s->info.trials, &paired) : status;
    if (status == BRINK_OK && (in.broken || brink_i_left(&in) > 0)) {
        status = brink_i_store_fail(failure, damaged);
    }
    brink_i_ranges ranges = {0};
    status = status == BRINK_OK ? get_ranges(s, &ranges) : status;
    if (status != BRINK_OK) {
        brink_i_paired_free(&paired);
        return status;
    }
    const brink_provenance made = made_of(s);
    status = brink_i_comparison_new(variants, &paired, &ranges, &made, out);
    brink_i_ranges_free(&ranges);
    for (int i = 0; i < s->info.n_variants && status == BRINK_OK; i++) {
        status = sign(s, i, hold, (*out)->results[i]);
    }
    if (status == BRINK_OK) {
        (*out)->hold = brink_i_hold_use(hold);
        (*out)->some = s->some;
    }
    return status;
}

brink_status brink_stored_comparison(const brink_stored *stored, const brink_variant *variants, int n,
                                     brink_comparison **out, brink_store_failure *failure)
{
    BRINK_I_OWN_FLOATS;
    brink_i_store_forget(failure);
    if (out) {
        *out = NULL;
    }
    if (!stored || !out || (variants && n < 2)) {
        return BRINK_ERR_ARGUMENT;
    }
    const int stored_n = stored->info.n_variants;
    if (!stored->info.comparison) {
        return brink_i_store_fail(failure, "what is stored is one result, not a comparison");
    }
    if (variants && n != stored_n) {
        return brink_i_store_fail(failure, "the file has %d variants, not %d", stored_n, n);
    }
    brink_i_hold *hold = brink_i_hold_new((size_t)stored_n);
    brink_variant *found = calloc((size_t)stored_n, sizeof *found);
    brink_status status =
        hold && found ? find_variants(stored, variants, hold, found, failure) : BRINK_ERR_MEMORY;
    status = status == BRINK_OK ? get_comparison(stored, found, hold, out, failure) : status;
    if (status != BRINK_OK) {
        brink_comparison_free(*out);
        *out = NULL;
    }
    free(found);
    brink_i_hold_drop(hold);
    return status;
}

brink_status brink_result_unpack(const void *bytes, size_t n, const brink_model *model, brink_result **out,
                                 brink_store_failure *failure)
{
    brink_stored *stored;
    if (out) {
        *out = NULL;
    }
    brink_status status = out ? brink_stored_read(bytes, n, &stored, failure) : BRINK_ERR_ARGUMENT;
    if (status == BRINK_OK) {
        status = brink_stored_result(stored, model, out, failure);
        brink_stored_free(stored);
    }
    return status;
}

brink_status brink_comparison_unpack(const void *bytes, size_t n, const brink_variant *variants,
                                     int n_variants, brink_comparison **out, brink_store_failure *failure)
{
    brink_stored *stored;
    if (out) {
        *out = NULL;
    }
    brink_status status = out ? brink_stored_read(bytes, n, &stored, failure) : BRINK_ERR_ARGUMENT;
    if (status == BRINK_OK) {
        status = brink_stored_comparison(stored, variants, n_variants, out, failure);
        brink_stored_free(stored);
    }
    return status;
}

/* Of variants whose columns are those of this model. */
static brink_status hash_question(const brink_variant *variants, int n, const brink_model *columns, bool some,
                                  char out[BRINK_HASH_ROOM])
{
    size_t n_only = 0;
    const char **only = brink_i_columns_of(columns, &n_only);
    brink_stored_variant *asked = calloc((size_t)n, sizeof *asked);
    brink_status status = only && asked ? BRINK_OK : BRINK_ERR_MEMORY;
    for (int i = 0; i < n && status == BRINK_OK; i++) {
        asked[i].name = n > 1 ? variants[i].name : NULL;
        asked[i].against = variants[i].against;
        asked[i].hash = variants[i].model->hash;
    }
    status = status == BRINK_OK ? brink_i_question(asked, n, some, only, n_only, out) : status;
    free(asked);
    free((void *)only);
    return status;
}

brink_status brink_question_hash(const brink_variant *variants, int n, const char *const *only, size_t n_only,
                                 char out[BRINK_HASH_ROOM])
{
    if (out) {
        out[0] = '\0';
    }
    if (!out || !variants || n < 1 || (!only && n_only > 0)) {
        return BRINK_ERR_ARGUMENT;
    }
    for (int i = 0; i < n; i++) {
        if (!variants[i].model || (n > 1 && !variants[i].name)) {
            return BRINK_ERR_ARGUMENT;
        }
    }
    if (!only) {
        return hash_question(variants, n, variants[0].model, false, out);
    }
    brink_model *part;
    brink_status status = brink_i_part_new(variants[0].model, only, n_only, NULL, &part);
    if (status == BRINK_OK) {
        status = hash_question(variants, n, part, true, out);
        brink_i_part_free(part);
    }
    return status;
}
