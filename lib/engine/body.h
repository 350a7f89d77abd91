/* SPDX-License-Identifier: Apache-2.0 */

/* The body of a trial, written once. Each instance file says for which instruction set and whether
 * expressions are compiled (BRINK_I_COMPILED), and includes this. */

#include <math.h>
#include <string.h>

#include "engine/scalar_inside.h"
#include "expr/range_table.h"
#include "engine/words.h"
#include "model/semantics.h"
#include "random/stream.h"

typedef struct brink_i_scalar_worker trial;

#define INLINE static inline __attribute__((always_inline))
#define NEVER INFINITY

/* Bits of the trial's sections (engine/plan.h). */
#define WORD_OF(section, i) (s->set.section[(i) / 64])
#define TEST(section, i) (WORD_OF(section, i) >> ((i) % 64) & 1)
#define ADD(section, i) (WORD_OF(section, i) |= UINT64_C(1) << ((i) % 64))
#define DROP(section, i) (WORD_OF(section, i) &= ~(UINT64_C(1) << ((i) % 64)))

INLINE bool any_of(const uint64_t *set, int words)
{
    uint64_t bits = set[0];
    for (int w = 1; w < words; w++) {
        bits |= set[w];
    }
    return bits != 0;
}
#define ANY(section) any_of(s->set.section, s->words.section)

/* Those of a section, in order. One that is added meanwhile and lies ahead is met, as the order of the file
 * demands; one behind waits for the next pass. */
#define EACH_DUE(i, section)                                                                                \
    for (int w_##i = 0; w_##i < s->words.section; w_##i++)                                                  \
        for (uint64_t ahead_##i = UINT64_MAX, due_##i; (due_##i = s->set.section[w_##i] & ahead_##i) != 0;) \
            for (int bit_##i = __builtin_ctzll(due_##i), i = 64 * w_##i + bit_##i, once_##i = 1; once_##i;  \
                 once_##i = 0, ahead_##i = bit_##i == 63 ? 0 : UINT64_MAX << (bit_##i + 1))

/* The same where none is added meanwhile; the section is empty then. */
#define EACH_TAKEN(i, section)                                                 \
    for (int w_##i = 0; w_##i < s->words.section; w_##i++)                     \
        for (uint64_t due_##i = s->set.section[w_##i], once_##i = 1; once_##i; \
             s->set.section[w_##i] = 0, once_##i = 0)                          \
            for (int i; due_##i && (i = 64 * w_##i + __builtin_ctzll(due_##i), 1); due_##i &= due_##i - 1)

/* What a change of an input makes stale or due. */
INLINE void touch(trial *s, int input)
{
    const brink_i_touched *touched = &s->touched[input];
    for (int i = 0; i < touched->n_bits; i++) {
        s->bits[touched->bits[i].word] |= touched->bits[i].bits;
    }
    for (int i = 0; i < touched->n_renew; i++) {
        const brink_i_hazard_reader *reader = &touched->renew[i];
        if (reader->states >> s->view.machine[reader->machine].state & 1) {
            ADD(renew, reader->machine);
        }
    }
}

/* Keeps the least of the slot's block at hand; only where it grows the others are asked. */
INLINE void set_date(trial *s, int slot, double date)
{
    int block = slot >> s->shift;
    s->date[slot] = date;
    if (date < s->least[block] || (date == s->least[block] && slot < s->first[block])) {
        s->least[block] = date;
        s->first[block] = slot;
    } else if (slot == s->first[block] && date > s->least[block]) {
        s->unsorted |= UINT64_C(1) << block;
    }
}

/* Something happened at this instant; too much is an endless loop. */
INLINE void count(trial *s) { s->bad |= ++s->changes > BRINK_I_INSTANT_LIMIT; }

static void watch_before(trial *s);

#include "engine/body_values.h"
#include "engine/body_motion.h"
#include "engine/body_moves.h"
#include "engine/body_hazards.h"
#include "engine/body_observe.h"
#include "engine/body_start.h"
#include "engine/body_events.h"
