/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_UNITS_UNITS_INTERNAL_H
#define BRINK_UNITS_UNITS_INTERNAL_H

/* Shared by the files of lib/units only. */

#include "base/arena.h"
#include "units/units.h"

enum {
    BRINK_I_UNIT_DIMENSIONS = 24, /* base units: 7 of the SI, 7 currencies, person, and room */
    BRINK_I_UNIT_TERMS = 16,      /* different words in one unit */
    BRINK_I_UNIT_POWER = 60       /* largest power of a word or dimension */
};

/* A unit word with its prefix, as "Mbbl": scale times a product of base units. Angles count as dimensionless.
 */
typedef struct brink_i_unit_word {
    const char *text;
    double scale;
    signed char dimensions[BRINK_I_UNIT_DIMENSIONS];
    struct brink_i_unit_word *next;
} brink_i_unit_word;

typedef struct brink_i_unit_term {
    const brink_i_unit_word *word;
    int power;
} brink_i_unit_term;

/* A product of words, kept as people wrote it: UDUNITS itself would print "1.8e-06 m3.s-1" for "Mbbl/day". */
struct brink_i_unit {
    brink_i_units *units;
    const char *text;
    double scale; /* to base units */
    signed char dimensions[BRINK_I_UNIT_DIMENSIONS];
    int n;
    const brink_i_unit_term *terms;
    struct brink_i_unit *next;
};

/* The word, known to UDUNITS as a scale unit, or NULL: not one, or out of memory (then brink_i_units_failed).
 */
const brink_i_unit_word *brink_i_units_word(brink_i_units *units, const char *text, size_t length);
/* The interned unit of a list of terms with distinct words and powers other than 0; NULL if too large or out
 * of memory. */
const brink_i_unit *brink_i_units_intern(brink_i_units *units, const brink_i_unit_term *terms, int n);
/* Multiplies terms[0..*n) by another term; words of equal size and dimension count as one ("day", "days").
 * False if there are too many. */
bool brink_i_unit_terms_add(brink_i_unit_term *terms, int *n, const brink_i_unit_word *word, int power);
/* Product of the words' scales, cleaned of rounding noise where it is a short decimal number or one over it.
 */
double brink_i_unit_terms_scale(const brink_i_unit_term *terms, int n);

#endif
