/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_UNITS_UNITS_H
#define BRINK_UNITS_UNITS_H

/* Units by UDUNITS-2, the only place that knows it. Units are immutable, interned in their system (equal
 * units of one spelling are one pointer, but use the functions to compare) and freed with it. Only scale
 * units: no offsets (degC is refused). Besides UDUNITS's own units: USD, EUR, JPY, KRW, TWD, CNY, RUB
 * (separate base units, no exchange rates), person (also persons, people), Wh, nmi and NM (nautical mile), kn
 * (knot). Each takes SI prefixes as its symbol: GUSD, kperson, TWh. Words that mislead are refused
 * (units/doubt.h). "year" is UDUNITS's: the tropical year of 365.24219878125 days; "month" is a
 * twelfth of it.
 *
 * Threads: a unit system belongs to one thread at a time, reading its units is safe anywhere; systems of
 * different threads do not disturb each other (units/database.h). */

#include <stdbool.h>
#include <stddef.h>

#include "brink/status.h"

typedef struct brink_i_units brink_i_units; /* a unit system; not thread-safe */
typedef struct brink_i_unit brink_i_unit;

/* BRINK_ERR_IO: there is no database of units; brink_i_units_trouble() says why. */
brink_status brink_i_units_new(brink_i_units **out);
/* A sentence without full stop: which database cannot be read, and why. */
void brink_i_units_trouble(char *words, size_t size);
void brink_i_units_free(brink_i_units *units);
/* True once an allocation failed: tells a NULL for lack of memory from one for a unit that does not exist. */
bool brink_i_units_failed(const brink_i_units *units);

/* Parses "Mbbl/day", "per day", "GUSD per year", "Mbbl per day", "1". BRINK_ERR_NOT_FOUND: not a unit. */
brink_status brink_i_unit_parse(brink_i_units *units, const char *text, size_t length,
                                const brink_i_unit **out);
/* True if the single word is a unit name (used by the lexer to read `30 day` and `0.01 Mbbl per day`). */
bool brink_i_unit_is_word(brink_i_units *units, const char *word, size_t length);

const brink_i_unit *brink_i_unit_one(brink_i_units *units); /* dimensionless */
bool brink_i_unit_is_one(const brink_i_unit *unit);         /* exactly 1: dimensionless with factor 1 */
bool brink_i_unit_same_dimension(const brink_i_unit *a,
                                 const brink_i_unit *b); /* m and cm: yes; s and Hz: no */
/* Multiply a value in `from` by this to have it in `to`; exactly 1.0 when they are equal. Same dimension
 * required. */
double brink_i_unit_factor(const brink_i_unit *from, const brink_i_unit *to);
/* NULL when out of memory (see brink_i_units_failed), or when the unit would be absurdly large. */
const brink_i_unit *brink_i_unit_multiply(brink_i_units *units, const brink_i_unit *a, const brink_i_unit *b);
const brink_i_unit *brink_i_unit_divide(brink_i_units *units, const brink_i_unit *a, const brink_i_unit *b);
const brink_i_unit *brink_i_unit_power(brink_i_units *units, const brink_i_unit *a, int power);
const brink_i_unit *brink_i_unit_root(brink_i_units *units, const brink_i_unit *a,
                                      int root); /* NULL also if impossible */
/* As a person writes it: "Mbbl/day", "1/day", "1"; owned by the system. */
const char *brink_i_unit_text(const brink_i_unit *unit);

#endif
