/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_UNITS_DOUBT_H
#define BRINK_UNITS_DOUBT_H

/* Words that UDUNITS reads as units which nobody means in a model of a crisis: `mbbl` as a thousandth of a
 * barrel (the trade means a thousand), `nm` as nanometres, `mph` as thousandths of a phot. They are refused,
 * with what to write instead. */

#include <stddef.h>

typedef enum brink_i_doubt {
    BRINK_I_DOUBT_NONE,
    BRINK_I_DOUBT_PREFIX, /* a prefix below 1 before a unit that has none, unless the word is a unit of its
                             own */
    BRINK_I_DOUBT_WORD    /* whatever UDUNITS says */
} brink_i_doubt;

enum { BRINK_I_DOUBT_ROOM = 200 };

/* What to write instead of a word that is no unit here, whatever UDUNITS says; NULL: nothing is known of it.
 */
const char *brink_i_unit_doubt_word(const char *word, size_t length);
/* What is doubtful about one word of letters. If something is, `hint` says what to write. */
brink_i_doubt brink_i_unit_doubt(const char *word, size_t length, char hint[BRINK_I_DOUBT_ROOM]);
/* The same for the first doubtful word of a unit ("mbbl per day"). */
brink_i_doubt brink_i_unit_doubt_in(const char *text, char hint[BRINK_I_DOUBT_ROOM]);

#endif
