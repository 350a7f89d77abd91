/* SPDX-License-Identifier: Apache-2.0 */
/* The head of a result file: what was asked, and which trials are there. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random/fingerprint.h"
#include "store/layout.h"

void brink_i_store_forget(brink_store_failure *failure)
{
    if (failure) {
        failure->message[0] = '\0';
    }
}

brink_status brink_i_store_fail(brink_store_failure *failure, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (failure) {
        (void)vsnprintf(failure->message, sizeof failure->message, format, args);
    }
    va_end(args);
    return BRINK_ERR_INVALID;
}

/* ---- what is asked ------------------------------------------------------------------------------------ */

static const char *text_or_empty(const char *text) { return text ? text : ""; }

static void put_meaning(brink_i_text *out, const char *name, int against, const char *hash)
{
    brink_i_put_text(out, text_or_empty(name));
    brink_i_put_count(out, (uint64_t)against);
    brink_i_put_text(out, text_or_empty(hash));
}

static void put_only(brink_i_text *out, bool some, const char *const *names, size_t n)
{
    brink_i_put_count(out, some ? 1 + (uint64_t)n : 0);
    for (size_t i = 0; some && i < n; i++) {
        brink_i_put_text(out, names[i]);
    }
}

brink_status brink_i_question(const brink_stored_variant *variants, int n, bool some, const char *const *only,
                              size_t n_only, char out[BRINK_HASH_ROOM])
{
    brink_i_text all;
    brink_i_text_init(&all);
    brink_i_put_count(&all, n > 1);
    for (int i = 0; i < n; i++) {
        put_meaning(&all, variants[i].name, variants[i].against, variants[i].hash);
    }
    put_only(&all, some, only, n_only);
    const brink_status status = all.failed ? BRINK_ERR_MEMORY : BRINK_OK;
    (void)snprintf(out, BRINK_HASH_ROOM, "%016llx",
                   status == BRINK_OK ? (unsigned long long)brink_i_digest(all.bytes, all.length) : 0ULL);
    brink_i_text_free(&all);
    return status;
}

const char **brink_i_columns_of(const brink_model *model, size_t *n)
{
    *n = 0;
    const char **names =
        (const char **)calloc((size_t)model->n_measures + (size_t)model->n_series + 1, sizeof *names);
    for (int i = 0; names && i < model->n_measures; i++) {
        names[(*n)++] = model->measures[i].name;
    }
    for (int i = 0; names && i < model->n_series; i++) {
        names[(*n)++] = model->series[i].name;
    }
    return names;
}

/* ---- writing ------------------------------------------------------------------------------------------ */

/* The number of the variant's scenario among those before it, from 1; 0: it has none. */
static int scenario_of(const brink_i_head *head, int variant, bool *first)
{
    const char *text = head->variants[variant].model->closed;
    int number = 0;
    *first = text != NULL;
    for (int i = 0; text && i <= variant; i++) {
        const char *other = head->variants[i].model->closed;
        bool known = !other;
        for (int k = 0; k < i && !known; k++) {
            known = head->variants[k].model->closed && strcmp(head->variants[k].model->closed, other) == 0;
        }
        number += !known;
        if (other && strcmp(other, text) == 0) {
            *first = i == variant;
            return number;
        }
    }
    return 0;
}

static void put_variant(brink_i_text *out, const brink_i_head *head, int i)
{
    const brink_variant *variant = &head->variants[i];
    const brink_model *model = variant->model;
    bool first;
    put_meaning(out, variant->name, variant->against, model->hash);
    brink_i_put_text(out, head->comparison ? text_or_empty(variant->about) : "");
    const int scenario = scenario_of(head, i, &first);
    brink_i_put_count(out, (uint64_t)scenario);
    if (first) {
        brink_i_put_text(out, model->closed);
    }
    brink_i_put_count(out, model->variant != NULL);
    if (model->variant) {
        brink_i_put_text(out, model->variant);
    }
    brink_i_put_count(out, model->n_sets);
    for (size_t k = 0; k < model->n_sets; k++) {
        brink_i_put_text(out, model->sets[k]);
    }
}

void brink_i_file_begin(brink_i_text *out, const brink_i_head *head)
{
    const brink_provenance *made = head->made;
    brink_i_text_init(out);
    brink_i_text_add_bytes(out, BRINK_I_MAGIC, BRINK_I_MAGIC_SIZE);
    brink_i_put_fixed(out, BRINK_I_FORMAT, 4);
    brink_i_put_fixed(out, 0, 8); /* the length, once it is known */
    brink_i_put_text(out, made->version);
    brink_i_put_fixed(out, head->fingerprint != 0 ? head->fingerprint : brink_i_fingerprint(), 8);
    brink_i_put_count(out, head->comparison);
    brink_i_put_count(out, made->seed);
    brink_i_put_count(out, made->first_trial);
    brink_i_put_count(out, made->trials_asked);
    brink_i_put_number(out, made->until);
    brink_i_put_count(out, made->look);
    brink_i_put_count(out, made->parts);
    size_t n_columns;
    const char **columns = brink_i_columns_of(head->variants[0].model, &n_columns);
    out->failed |= !columns;
    put_only(out, head->some, columns, n_columns);
    free((void *)columns);
    brink_i_put_count(out, (uint64_t)head->n);
    for (int i = 0; i < head->n; i++) {
        put_variant(out, head, i);
    }
    brink_i_put_count(out, head->n_ranges);
    uint64_t before = 0;
    for (size_t i = 0; i < head->n_ranges; i++) {
        brink_i_put_count(out, head->ranges[i].first - before);
        brink_i_put_count(out, head->ranges[i].count);
        before = head->ranges[i].first + head->ranges[i].count;
    }
}

brink_status brink_i_file_end(brink_i_text *out, unsigned char **bytes, size_t *n)
{
    const uint64_t length = out->length - BRINK_I_FRAME;
    for (int i = 0; i < 8 && !out->failed; i++) {
        out->bytes[BRINK_I_MAGIC_SIZE + 4 + i] = (char)(length >> (8 * i) & 0xff);
    }
    const uint64_t sum = out->failed ? 0 : brink_i_digest(out->bytes, out->length);
    brink_i_put_fixed(out, sum, BRINK_I_SUM);
    *n = out->length;
    *bytes = (unsigned char *)brink_i_text_take(out);
    *n = *bytes ? *n : 0;
    return *bytes ? BRINK_OK : BRINK_ERR_MEMORY;
}

/* ---- reading ------------------------------------------------------------------------------------------ */

static const char *get_text(brink_i_arena *arena, brink_i_reader *in, bool *failed)
{
    size_t length;
    const char *bytes = brink_i_get_text(in, &length);
    const char *text = brink_i_arena_strndup(arena, length > 0 ? bytes : "", length);
    *failed |= !text;
    return text ? text : "";
}

static void *get_array(brink_i_arena *arena, size_t n, size_t size, bool *failed)
{
    void *array = brink_i_arena_array(arena, n > 0 ? n : 1, size);
    *failed |= !array;
    return array;
}

static void get_only(brink_stored *s, brink_i_reader *in, bool *failed)
{
    const size_t n = brink_i_get_amount(in);
    s->some = n > 0;
    s->n_only = n > 0 ? n - 1 : 0;
    s->only = get_array(&s->arena, s->n_only, sizeof *s->only, failed);
    for (size_t i = 0; i < s->n_only && !*failed && !in->broken; i++) {
        s->only[i] = get_text(&s->arena, in, failed);
    }
}

static void get_variant(brink_stored *s, brink_i_reader *in, int i, const char **scenarios,
                        size_t *n_scenarios, bool *failed)
{
    brink_stored_variant *v = &s->variants[i];
    v->name = get_text(&s->arena, in, failed);
    v->against = (int)brink_i_get_count_to(in, i > 0 ? (uint64_t)i - 1 : 0);
    v->hash = get_text(&s->arena, in, failed);
    v->about = get_text(&s->arena, in, failed);
    const size_t scenario = (size_t)brink_i_get_count_to(in, *n_scenarios + 1);
    if (scenario > *n_scenarios && !*failed) {
        scenarios[(*n_scenarios)++] = get_text(&s->arena, in, failed);
    }
    v->scenario = scenario > 0 ? scenarios[scenario - 1] : NULL;
    v->variant = brink_i_get_count_to(in, 1) ? get_text(&s->arena, in, failed) : NULL;
    v->n_sets = brink_i_get_amount(in);
    const char **sets = get_array(&s->arena, v->n_sets, sizeof *sets, failed);
    for (size_t k = 0; k < v->n_sets && !*failed && !in->broken; k++) {
        sets[k] = get_text(&s->arena, in, failed);
    }
    v->sets = sets;
}

static void get_variants(brink_stored *s, brink_i_reader *in, bool *failed)
{
    const size_t n = brink_i_get_amount(in);
    in->broken |= s->info.comparison ? n < 2 || n > INT32_MAX : n != 1;
    s->info.n_variants = in->broken ? 0 : (int)n;
    s->variants = get_array(&s->arena, (size_t)s->info.n_variants, sizeof *s->variants, failed);
    const char **scenarios = get_array(&s->arena, (size_t)s->info.n_variants, sizeof *scenarios, failed);
    size_t n_scenarios = 0;
    for (int i = 0; i < s->info.n_variants && !*failed && !in->broken; i++) {
        get_variant(s, in, i, scenarios, &n_scenarios, failed);
    }
}

static void get_ranges(brink_stored *s, brink_i_reader *in, bool *failed)
{
    brink_stored_info *info = &s->info;
    info->n_ranges = brink_i_get_amount(in);
    brink_trial_range *ranges = get_array(&s->arena, info->n_ranges, sizeof *ranges, failed);
    uint64_t at = 0;
    for (size_t i = 0; i < info->n_ranges && !*failed && !in->broken; i++) {
        const uint64_t gap = brink_i_get_count_to(in, UINT64_MAX - at);
        ranges[i].first = at + gap;
        ranges[i].count = brink_i_get_count_to(in, UINT64_MAX - ranges[i].first);
        in->broken |= ranges[i].count == 0 || (i > 0 && gap == 0);
        at = ranges[i].first + ranges[i].count;
        info->trials += ranges[i].count;
    }
    const uint64_t first = info->n_ranges > 0 && !*failed ? ranges[0].first : 0;
    in->broken |=
        info->n_ranges == 0 || first < info->first_trial || at - info->first_trial > info->trials_asked;
    info->ranges = ranges;
}

static brink_status read_head(brink_stored *s, brink_i_reader *in)
{
    brink_stored_info *info = &s->info;
    bool failed = false;
    info->version = get_text(&s->arena, in, &failed);
    info->fingerprint = brink_i_get_fixed(in, 8);
    info->comparison = brink_i_get_count_to(in, 1) == 1;
    info->seed = brink_i_get_count(in);
    info->first_trial = brink_i_get_count(in);
    info->trials_asked = brink_i_get_count_to(in, UINT64_MAX - info->first_trial);
    info->until = brink_i_get_number(in);
    info->look = brink_i_get_count(in);
    info->parts = brink_i_get_count(in);
    in->broken |= !(info->until >= 0.0) || isinf(info->until) || info->look > info->trials_asked;
    get_only(s, in, &failed);
    get_variants(s, in, &failed);
    get_ranges(s, in, &failed);
    s->tallies = in->at;
    s->length = brink_i_left(in);
    return failed ? BRINK_ERR_MEMORY : in->broken ? BRINK_ERR_INVALID : BRINK_OK;
}

static brink_status name_question(brink_stored *s)
{
    char question[BRINK_HASH_ROOM];
    const brink_status status =
        brink_i_question(s->variants, s->info.n_variants, s->some, s->only, s->n_only, question);
    s->info.question = brink_i_arena_strdup(&s->arena, question);
    s->info.hash = s->variants[0].hash;
    s->info.scenario = s->variants[0].scenario;
    return status == BRINK_OK && !s->info.question ? BRINK_ERR_MEMORY : status;
}

/* The frame: what damage looks like. */
static brink_status check_frame(const unsigned char *bytes, size_t n, brink_store_failure *failure)
{
    static const char *const damaged = "the file is damaged: %s";
    const size_t known = n < BRINK_I_MAGIC_SIZE ? n : BRINK_I_MAGIC_SIZE;
    if (n == 0 || memcmp(bytes, BRINK_I_MAGIC, known) != 0) {
        const bool lines = n > 4 && memcmp(bytes, BRINK_I_MAGIC, 4) == 0;
        return lines ? brink_i_store_fail(failure, damaged, "its line ends were changed; send it as binary")
                     : brink_i_store_fail(failure, "this is no result file of Brink");
    }
    if (n < BRINK_I_FRAME + BRINK_I_SUM) {
        return brink_i_store_fail(failure, "the file is cut off: it has %zu bytes", n);
    }
    brink_i_reader in = {bytes + BRINK_I_MAGIC_SIZE, bytes + n, false};
    const uint64_t format = brink_i_get_fixed(&in, 4), length = brink_i_get_fixed(&in, 8);
    if (format != BRINK_I_FORMAT) {
        return brink_i_store_fail(failure,
                                  "the file has version %llu of the format; this Brink reads version %d",
                                  (unsigned long long)format, BRINK_I_FORMAT);
    }
    const size_t body = n - BRINK_I_FRAME - BRINK_I_SUM;
    if (length > body) {
        return brink_i_store_fail(failure, "the file is cut off: %llu bytes are missing",
                                  (unsigned long long)(length - body));
    }
    if (length < body) {
        return brink_i_store_fail(failure, damaged, "something follows its end");
    }
    in.at = bytes + n - BRINK_I_SUM;
    if (brink_i_get_fixed(&in, BRINK_I_SUM) != brink_i_digest(bytes, n - BRINK_I_SUM)) {
        return brink_i_store_fail(failure, damaged, "its sum is wrong");
    }
    return BRINK_OK;
}

brink_status brink_stored_read(const void *bytes, size_t n, brink_stored **out, brink_store_failure *failure)
{
    brink_i_store_forget(failure);
    if (out) {
        *out = NULL;
    }
    if (!bytes || !out) {
        return BRINK_ERR_ARGUMENT;
    }
    brink_status status = check_frame(bytes, n, failure);
    if (status != BRINK_OK) {
        return status;
    }
    brink_stored *s = calloc(1, sizeof *s);
    if (!s) {
        return BRINK_ERR_MEMORY;
    }
    brink_i_arena_init(&s->arena);
    unsigned char *own = brink_i_arena_array(&s->arena, n, 1);
    status = own ? BRINK_OK : BRINK_ERR_MEMORY;
    if (own) {
        memcpy(own, bytes, n);
        brink_i_reader in = {own + BRINK_I_FRAME, own + n - BRINK_I_SUM, false};
        s->bytes = own;
        status = read_head(s, &in);
    }
    if (status == BRINK_ERR_INVALID) {
        (void)brink_i_store_fail(failure, "the file makes no sense: its head cannot be read");
    }
    status = status == BRINK_OK ? name_question(s) : status;
    if (status != BRINK_OK) {
        brink_stored_free(s);
        return status;
    }
    *out = s;
    return BRINK_OK;
}

void brink_stored_free(brink_stored *stored)
{
    if (stored) {
        brink_i_arena_free(&stored->arena);
        free(stored);
    }
}

const brink_stored_info *brink_stored_about(const brink_stored *stored)
{
    return stored ? &stored->info : NULL;
}

const brink_stored_variant *brink_stored_variant_at(const brink_stored *stored, int i)
{
    return stored && i >= 0 && i < stored->info.n_variants ? &stored->variants[i] : NULL;
}
