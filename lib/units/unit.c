/* SPDX-License-Identifier: Apache-2.0 */
/* The algebra of units and their texts. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "units/units.h"
#include "units/units_internal.h"

/* --- factors ------------------------------------------------------------------------------------------ */

static const double POWERS_OF_TEN[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                       1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* The decimal number of at most 12 digits within rounding noise of x, else 0. Powers of ten up to 1e22 are
 * exact, so the result is the double nearest to that decimal. */
static double nearest_decimal(double x)
{
    int magnitude = (int)floor(log10(x));
    for (int digits = 1; digits <= 12; digits++) {
        int shift = magnitude - digits + 1;
        if (shift > 22 || shift < -22) {
            continue;
        }
        double power = POWERS_OF_TEN[abs(shift)];
        double whole = rint(shift >= 0 ? x / power : x * power);
        double decimal = shift >= 0 ? whole * power : whole / power;
        if (fabs(decimal - x) <= 4e-15 * x) {
            return decimal;
        }
    }
    return 0;
}

/* Scales are products of rounded numbers (a barrel in cubic metres), so a quotient such as Mbbl/bbl can miss
 * 1,000,000 by a bit or two; people expect it exact. */
static double clean(double x)
{
    if (!(x > 1e-300 && x < 1e300)) { /* no unit that is kept has such a scale, and 1 / x is to be a number */
        return x;
    }
    double decimal = nearest_decimal(x);
    if (decimal > 0) {
        return decimal;
    }
    double inverse = nearest_decimal(1 / x);
    return inverse > 0 ? 1 / inverse : x;
}

double brink_i_unit_terms_scale(const brink_i_unit_term *terms, int n)
{
    double over = 1, under = 1;
    for (int i = 0; i < n; i++) {
        for (int k = abs(terms[i].power); k > 0; k--) {
            if (terms[i].power > 0) {
                over *= terms[i].word->scale;
            } else {
                under *= terms[i].word->scale;
            }
        }
    }
    return clean(over / under);
}

bool brink_i_unit_terms_add(brink_i_unit_term *terms, int *n, const brink_i_unit_word *word, int power)
{
    for (int i = 0; i < *n; i++) {
        const brink_i_unit_word *other = terms[i].word;
        bool same_size = !(other->scale < word->scale) && !(other->scale > word->scale);
        if (other == word ||
            (same_size && memcmp(other->dimensions, word->dimensions, sizeof word->dimensions) == 0)) {
            terms[i].power += power;
            if (terms[i].power == 0) {
                memmove(&terms[i], &terms[i + 1], (size_t)(*n - i - 1) * sizeof *terms);
                --*n;
            }
            return i >= *n || abs(terms[i].power) <= BRINK_I_UNIT_POWER;
        }
    }
    if (power == 0) {
        return true;
    }
    if (*n == BRINK_I_UNIT_TERMS || abs(power) > BRINK_I_UNIT_POWER) {
        return false;
    }
    terms[(*n)++] = (brink_i_unit_term){word, power};
    return true;
}

/* terms = a * b^power */
static bool combine(brink_i_unit_term *terms, int *n, const brink_i_unit *a, const brink_i_unit *b, int power)
{
    for (int i = 0; i < a->n; i++) {
        terms[i] = a->terms[i];
    }
    *n = a->n;
    bool good = true;
    for (int i = 0; i < b->n && good; i++) {
        good = brink_i_unit_terms_add(terms, n, b->terms[i].word, b->terms[i].power * power);
    }
    return good;
}

double brink_i_unit_factor(const brink_i_unit *from, const brink_i_unit *to)
{
    if (from == to) {
        return 1;
    }
    brink_i_unit_term terms[BRINK_I_UNIT_TERMS];
    int n;
    /* Equal words cancel first, so that only what differs is rounded. */
    return combine(terms, &n, from, to, -1) ? brink_i_unit_terms_scale(terms, n)
                                            : clean(from->scale / to->scale);
}

/* --- questions ---------------------------------------------------------------------------------------- */

bool brink_i_unit_same_dimension(const brink_i_unit *a, const brink_i_unit *b)
{
    return memcmp(a->dimensions, b->dimensions, sizeof a->dimensions) == 0;
}

bool brink_i_unit_is_one(const brink_i_unit *unit)
{
    static const signed char NONE[BRINK_I_UNIT_DIMENSIONS] = {0};
    return memcmp(unit->dimensions, NONE, sizeof NONE) == 0 && !(unit->scale < 1) && !(unit->scale > 1);
}

const char *brink_i_unit_text(const brink_i_unit *unit) { return unit->text; }

/* --- products ----------------------------------------------------------------------------------------- */

const brink_i_unit *brink_i_unit_multiply(brink_i_units *units, const brink_i_unit *a, const brink_i_unit *b)
{
    if (b->n == 0) {
        return a;
    }
    brink_i_unit_term terms[BRINK_I_UNIT_TERMS];
    int n;
    return combine(terms, &n, a, b, 1) ? brink_i_units_intern(units, terms, n) : NULL;
}

const brink_i_unit *brink_i_unit_divide(brink_i_units *units, const brink_i_unit *a, const brink_i_unit *b)
{
    if (b->n == 0) {
        return a;
    }
    brink_i_unit_term terms[BRINK_I_UNIT_TERMS];
    int n;
    return combine(terms, &n, a, b, -1) ? brink_i_units_intern(units, terms, n) : NULL;
}

const brink_i_unit *brink_i_unit_power(brink_i_units *units, const brink_i_unit *a, int power)
{
    if (power == 1) {
        return a;
    }
    if (power > BRINK_I_UNIT_POWER || power < -BRINK_I_UNIT_POWER) {
        return a->n == 0 ? a : NULL;
    }
    brink_i_unit_term terms[BRINK_I_UNIT_TERMS];
    int n;
    const brink_i_unit *one = brink_i_unit_one(units);
    return combine(terms, &n, one, a, power) ? brink_i_units_intern(units, terms, n) : NULL;
}

const brink_i_unit *brink_i_unit_root(brink_i_units *units, const brink_i_unit *a, int root)
{
    brink_i_unit_term terms[BRINK_I_UNIT_TERMS];
    for (int i = 0; i < a->n; i++) {
        if (root < 1 || a->terms[i].power % root != 0) {
            return NULL;
        }
        terms[i] = (brink_i_unit_term){a->terms[i].word, a->terms[i].power / root};
    }
    return brink_i_units_intern(units, terms, a->n);
}

/* --- reading ------------------------------------------------------------------------------------------ */

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '%' ||
           (unsigned char)c >= 0x80;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* "m2", "m^2", "s^-1": a word and its power, from *at on. */
static const brink_i_unit_word *read_factor(brink_i_units *units, const char *text, size_t length, size_t *at,
                                            int *power)
{
    size_t start = *at, i = start;
    while (i < length && is_word_byte(text[i])) {
        i++;
    }
    const brink_i_unit_word *word = brink_i_units_word(units, text + start, i - start);
    bool caret = i < length && text[i] == '^', negative = false;
    i += caret;
    if (caret && i < length && text[i] == '-') {
        negative = true;
        i++;
    }
    *power = 1;
    if (i < length && is_digit(text[i])) {
        *power = 0;
        for (; i < length && is_digit(text[i]); i++) {
            *power = *power > 99 ? 100 : *power * 10 + (text[i] - '0');
        }
    } else if (caret) {
        return NULL;
    }
    *power = negative ? -*power : *power;
    *at = i;
    return word;
}

static size_t skip_spaces(const char *text, size_t length, size_t i)
{
    while (i < length && (text[i] == ' ' || text[i] == '\t' || text[i] == '\n' || text[i] == '\r')) {
        i++;
    }
    return i;
}

/* factor { ("*" | "." | "/" | "per" | nothing) factor }, a factor being a word with a power, or "1". A slash
 * divides by the next factor only; behind "per" everything is below ("USD per person year"). */
brink_status brink_i_unit_parse(brink_i_units *units, const char *text, size_t length,
                                const brink_i_unit **out)
{
    brink_i_unit_term terms[BRINK_I_UNIT_TERMS];
    int n = 0, below = 1;
    bool any = false;
    *out = NULL;
    for (size_t i = skip_spaces(text, length, 0); i < length; i = skip_spaces(text, length, i)) {
        int sign = below;
        bool joined = text[i] == '*' || text[i] == '.' || text[i] == '/';
        if (length - i > 3 && memcmp(text + i, "per", 3) == 0 && !is_word_byte(text[i + 3]) &&
            !is_digit(text[i + 3])) {
            below = sign = -1;
            i = skip_spaces(text, length, i + 3);
        } else if (joined) {
            if (!any) {
                return BRINK_ERR_NOT_FOUND;
            }
            sign = text[i] == '/' ? -below : below;
            i = skip_spaces(text, length, i + 1);
        }
        if (i < length && text[i] == '1' &&
            (i + 1 == length || (!is_digit(text[i + 1]) && text[i + 1] != '.'))) {
            i++;
            any = true;
            continue;
        }
        int power = 1;
        const brink_i_unit_word *word = read_factor(units, text, length, &i, &power);
        if (!word || !brink_i_unit_terms_add(terms, &n, word, sign * power)) {
            return brink_i_units_failed(units) ? BRINK_ERR_MEMORY : BRINK_ERR_NOT_FOUND;
        }
        any = true;
    }
    if (any) {
        *out = brink_i_units_intern(units, terms, n);
    }
    return *out ? BRINK_OK : brink_i_units_failed(units) ? BRINK_ERR_MEMORY : BRINK_ERR_NOT_FOUND;
}

bool brink_i_unit_is_word(brink_i_units *units, const char *word, size_t length)
{
    size_t at = 0;
    int power;
    for (size_t i = 0; i < length; i++) {
        if (word[i] == '^') {
            return false;
        }
    }
    return read_factor(units, word, length, &at, &power) != NULL && at == length;
}
