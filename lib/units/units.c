/* SPDX-License-Identifier: Apache-2.0 */
#include "units/units.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "units/database.h"
#include "units/doubt.h"
#include "units/units_internal.h"

enum { BUCKETS = 256, WORD_LENGTH = 63 };

struct brink_i_units {
    brink_i_arena arena;
    ut_unit *bases[BRINK_I_UNIT_DIMENSIONS]; /* what dimension i is; in order of first use */
    int n_bases;
    brink_i_unit_word *words[BUCKETS];
    brink_i_unit *interned[BUCKETS];
    const brink_i_unit *one;
    bool failed;
};

static size_t bucket_of(const char *text, size_t length)
{
    uint32_t hash = 2166136261U;
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ (unsigned char)text[i]) * 16777619U;
    }
    return hash % BUCKETS;
}

/* --- making ------------------------------------------------------------------------------------------- */

brink_status brink_i_units_new(brink_i_units **out)
{
    *out = NULL;
    brink_i_units *units = calloc(1, sizeof *units);
    if (!units) {
        return BRINK_ERR_MEMORY;
    }
    brink_i_arena_init(&units->arena);
    ut_system *database = NULL;
    brink_status status = brink_i_units_enter(&database); /* a missing database is said at once */
    if (status == BRINK_OK) {
        brink_i_units_leave();
        units->one = brink_i_units_intern(units, NULL, 0);
        status = units->one ? BRINK_OK : BRINK_ERR_MEMORY;
    }
    if (status != BRINK_OK) {
        brink_i_units_free(units);
        return status;
    }
    *out = units;
    return BRINK_OK;
}

void brink_i_units_free(brink_i_units *units)
{
    if (!units) {
        return;
    }
    ut_system *database = NULL;
    if (units->n_bases > 0 && brink_i_units_enter(&database) == BRINK_OK) {
        for (int i = 0; i < units->n_bases; i++) {
            ut_free(units->bases[i]);
        }
        brink_i_units_leave();
    }
    brink_i_arena_free(&units->arena);
    free(units);
}

bool brink_i_units_failed(const brink_i_units *units) { return units->failed; }

const brink_i_unit *brink_i_unit_one(brink_i_units *units) { return units->one; }

/* --- words -------------------------------------------------------------------------------------------- */

/* What the visitor collects. UDUNITS's own test of convertibility takes seconds for hertz (it accepts
 * reciprocals), so dimensions are read out and compared here. */
struct reading {
    brink_i_units *units;
    double scale;
    signed char *dimensions;
};

static ut_status read_base(struct reading *reading, const ut_unit *base, int power)
{
    brink_i_units *units = reading->units;
    if (ut_is_dimensionless(base)) { /* radian */
        return UT_SUCCESS;
    }
    int i = 0;
    while (i < units->n_bases && ut_compare(units->bases[i], base) != 0) {
        i++;
    }
    if (i == BRINK_I_UNIT_DIMENSIONS || power > BRINK_I_UNIT_POWER || power < -BRINK_I_UNIT_POWER) {
        return UT_MEANINGLESS;
    }
    if (i == units->n_bases) {
        units->bases[i] = ut_clone(base);
        if (!units->bases[i]) {
            units->failed = true;
            return UT_OS;
        }
        units->n_bases++;
    }
    reading->dimensions[i] = (signed char)power;
    return UT_SUCCESS;
}

static ut_status visit_basic(const ut_unit *unit, void *arg) { return read_base(arg, unit, 1); }

static ut_status visit_product(const ut_unit *unit, int count, const ut_unit *const *bases, const int *powers,
                               void *arg)
{
    (void)unit;
    ut_status status = UT_SUCCESS;
    for (int i = 0; i < count && status == UT_SUCCESS; i++) {
        status = read_base(arg, bases[i], powers[i]);
    }
    return status;
}

static ut_status visit_galilean(const ut_unit *unit, double scale, const ut_unit *underlying, double offset,
                                void *arg);

static ut_status visit_timestamp(const ut_unit *unit, const ut_unit *time_unit, double origin, void *arg)
{
    (void)unit, (void)time_unit, (void)origin, (void)arg;
    return UT_MEANINGLESS;
}

static ut_status visit_logarithmic(const ut_unit *unit, double base, const ut_unit *reference, void *arg)
{
    (void)unit, (void)base, (void)reference, (void)arg;
    return UT_MEANINGLESS;
}

static const ut_visitor VISITOR = {visit_basic, visit_product, visit_galilean, visit_timestamp,
                                   visit_logarithmic};

static ut_status visit_galilean(const ut_unit *unit, double scale, const ut_unit *underlying, double offset,
                                void *arg)
{
    (void)unit;
    if (offset < 0 || offset > 0) { /* degC: a number in it cannot be multiplied */
        return UT_MEANINGLESS;
    }
    struct reading *reading = arg;
    reading->scale *= scale;
    return ut_accept_visitor(underlying, &VISITOR, arg);
}

static bool is_reserved(const char *word)
{
    static const char *const RESERVED[] = {"per", "in", "and", "or", "not", "pi", "e"};
    for (size_t i = 0; i < sizeof RESERVED / sizeof RESERVED[0]; i++) {
        if (strcmp(word, RESERVED[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* Asks UDUNITS for a word; false if it is no scale unit. */
static bool look_up(brink_i_units *units, const char *name, brink_i_unit_word *found)
{
    ut_system *database = NULL;
    if (brink_i_units_enter(&database) != BRINK_OK) {
        units->failed = true;
        return false;
    }
    char hint[BRINK_I_DOUBT_ROOM];
    brink_i_doubt doubt = brink_i_unit_doubt(name, strlen(name), hint);
    if (doubt == BRINK_I_DOUBT_WORD ||
        (doubt == BRINK_I_DOUBT_PREFIX && !brink_i_units_has(database, name))) {
        brink_i_units_leave();
        return false;
    }
    ut_unit *unit = ut_parse(database, name, UT_UTF8);
    units->failed |= !unit && ut_get_status() == UT_OS;
    struct reading reading = {units, 1, found->dimensions};
    bool good = unit && ut_accept_visitor(unit, &VISITOR, &reading) == UT_SUCCESS;
    ut_free(unit);
    brink_i_units_leave();
    found->scale = reading.scale;
    return good;
}

const brink_i_unit_word *brink_i_units_word(brink_i_units *units, const char *text, size_t length)
{
    char name[WORD_LENGTH + 1];
    if (length == 0 || length > WORD_LENGTH) {
        return NULL;
    }
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '%' || c >= 0x80)) {
            return NULL;
        }
        name[i] = text[i];
    }
    name[length] = '\0';
    if (is_reserved(name)) {
        return NULL;
    }
    size_t bucket = bucket_of(name, length);
    for (const brink_i_unit_word *word = units->words[bucket]; word; word = word->next) {
        if (strcmp(word->text, name) == 0) {
            return word;
        }
    }
    brink_i_unit_word found = {.scale = 1};
    if (!look_up(units, name, &found)) {
        return NULL;
    }
    brink_i_unit_word *word = BRINK_I_NEW(&units->arena, brink_i_unit_word);
    found.text = brink_i_arena_strndup(&units->arena, name, length);
    if (!word || !found.text) {
        units->failed = true;
        return NULL;
    }
    found.next = units->words[bucket];
    *word = found;
    units->words[bucket] = word;
    return word;
}

/* --- interning ---------------------------------------------------------------------------------------- */

enum { TEXT_ROOM = BRINK_I_UNIT_TERMS * (WORD_LENGTH + 8) + 8 };

/* "Mbbl*USD/day/person^2": products first, then each divisor with its own slash, so that it reads back the
 * same. */
static void make_text(char text[TEXT_ROOM], const brink_i_unit_term *terms, int n)
{
    size_t at = 0;
    for (int sign = 1; sign >= -1; sign -= 2) {
        for (int i = 0; i < n; i++) {
            int power = terms[i].power * sign;
            if (power < 0) {
                continue;
            }
            const char *join = sign > 0 ? (at ? "*" : "") : (at ? "/" : "1/");
            int length =
                power == 1 ? snprintf(text + at, TEXT_ROOM - at, "%s%s", join, terms[i].word->text)
                           : snprintf(text + at, TEXT_ROOM - at, "%s%s^%d", join, terms[i].word->text, power);
            at += length > 0 ? (size_t)length : 0;
        }
    }
    if (at == 0) {
        snprintf(text, TEXT_ROOM, "1");
    }
}

const brink_i_unit *brink_i_units_intern(brink_i_units *units, const brink_i_unit_term *terms, int n)
{
    int sums[BRINK_I_UNIT_DIMENSIONS] = {0};
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < BRINK_I_UNIT_DIMENSIONS; j++) {
            sums[j] += terms[i].word->dimensions[j] * terms[i].power;
            if (sums[j] > BRINK_I_UNIT_POWER || sums[j] < -BRINK_I_UNIT_POWER) {
                return NULL;
            }
        }
    }
    double scale = brink_i_unit_terms_scale(terms, n);
    if (!(scale > 1e-290 && scale < 1e290)) {
        return NULL;
    }
    char text[TEXT_ROOM];
    make_text(text, terms, n);
    size_t bucket = bucket_of(text, strlen(text));
    for (const brink_i_unit *unit = units->interned[bucket]; unit; unit = unit->next) {
        if (strcmp(unit->text, text) == 0) {
            return unit;
        }
    }
    brink_i_unit *unit = BRINK_I_NEW(&units->arena, brink_i_unit);
    brink_i_unit_term *copy = BRINK_I_NEW_ARRAY(&units->arena, brink_i_unit_term, (size_t)n);
    char *kept = brink_i_arena_strdup(&units->arena, text);
    if (!unit || !copy || !kept) {
        units->failed = true;
        return NULL;
    }
    for (int i = 0; i < n; i++) {
        copy[i] = terms[i];
    }
    *unit = (brink_i_unit){
        .units = units, .text = kept, .scale = scale, .n = n, .terms = copy, .next = units->interned[bucket]};
    for (int j = 0; j < BRINK_I_UNIT_DIMENSIONS; j++) {
        unit->dimensions[j] = (signed char)sums[j];
    }
    units->interned[bucket] = unit;
    return unit;
}
