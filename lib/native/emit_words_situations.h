/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_NATIVE_EMIT_WORDS_SITUATIONS_H
#define BRINK_NATIVE_EMIT_WORDS_SITUATIONS_H

/* Trials before they take lanes. In a *situation* it is known in which state each machine is. All trials start in the same one; as long as no
 * hazard moves, trials wait in a queue of their situation, and whole words of them are taken to their next event by code in which all that
 * depends on states is a constant. Those that end there never take a lane; the others take one when something happens that lanes have to see to: a
 * hazard that moves, a stock that reaches a bound, a comparison that changes, an effect.
 *
 * (Reference model: 75 ns a trial without, XX with; compiled for AVX2 123 and XX.) */

#include "native/emit_words.h"

enum { BRINK_I_MOST_SUCCESSIONS = 16 };

/* What a transition in a situation leads to: an outcome, another situation, or (both -1) a lane. */
typedef struct brink_i_succession {
    int machine, transition, outcome, to;
    int states[BRINK_I_MOST_MACHINES]; /* after it */
} brink_i_succession;

/* All that may happen in situation j: their number. Forgets what was known. */
int brink_i_successions(brink_i_emitter *e, int j, brink_i_succession *list);
/* Whether a machine's bound may change by it. Leaves known what is after it. */
bool brink_i_bound_changes(brink_i_emitter *e, int j, const brink_i_succession *s, int machine);
/* Whether, in some trials, another machine begins to draw by it. Leaves known something or other. */
bool brink_i_may_wake(brink_i_emitter *e, int j, const brink_i_succession *s);
/* -1: no such exit. */
int brink_i_exit_number(const brink_i_emitter *e, int situation, int machine, int transition);

const brink_i_state_code *brink_i_state_in(const brink_i_emitter *e, const int *states, int machine);
/* These three ask for the states that are known now. */
bool brink_i_known_bound(const brink_i_emitter *e, const int *states, int machine, double *bound); /* the same for all trials */
bool brink_i_draws(const brink_i_emitter *e, const int *states, int machine);                     /* its hazards are not known to be 0 */
int brink_i_outcome_in(const brink_i_emitter *e);                                                  /* -1: none */

#endif
