/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_NATIVE_EMIT_WORDS_SITUATIONS_H
#define BRINK_NATIVE_EMIT_WORDS_SITUATIONS_H

/* Trials before they take lanes. In a *situation* it is known in which state each machine is. All trials
 * start in the same one; as long as no hazard moves, trials wait in a queue of their situation, and whole
 * words of them are taken to their next event by code in which all that depends on states is a constant.
 * Those that end there never take a lane; the others take one when something happens that lanes have to see
 * to: a hazard that moves, a stock that reaches a bound, a comparison that changes, an effect, a machine that
 * wakes up. For small models without measures.
 *
 *   draw_ahead ---> queue 0: peace, calm, home --visit0--> end at the horizon
 *   (new trials)        |      ^                     \
 *                       v      |                      v
 *                    queue 2: peace, provocation    queue 1: blockade, calm, home --visit1--> settled (an
 * outcome)
 *                       ...                              |
 *                                                        v  invasion: a hazard follows the falling stock
 *                                                     waiting ---> lanes (words_frame.h)
 *
 * (Reference model: 75 ns a trial without, 48 with; compiled for AVX2 123 and 71.) */

#include "native/emit_words.h"

enum { BRINK_I_MOST_SUCCESSIONS = 16 };

/* What a transition in a situation leads to: an outcome, another situation, or (both -1) a lane. */
typedef struct brink_i_succession {
    int machine, transition, outcome, to;
    int states[BRINK_I_MOST_MACHINES]; /* after it */
} brink_i_succession;

/* emit_words_situations.c: which there are. `j` is one's number. */

/* All that may happen in it: their number. Forgets what was known. */
int brink_i_situation_successions(brink_i_emitter *e, int j, brink_i_succession *list);
/* -1: no such exit. */
int brink_i_situation_exit(const brink_i_emitter *e, int j, int machine, int transition);
/* Whether another machine's bound may change by it. Leaves known what is after it. */
bool brink_i_succession_changes(brink_i_emitter *e, int j, const brink_i_succession *s, int machine);
/* Whether, in some trials, another machine begins to draw by it. Leaves known something or other. */
bool brink_i_succession_may_wake(brink_i_emitter *e, int j, const brink_i_succession *s);

const brink_i_state_code *brink_i_situation_state(const brink_i_emitter *e, const int *states, int machine);
/* These three ask for the states that are known now. */
bool brink_i_situation_knows_bound(const brink_i_emitter *e, const int *states, int machine,
                                   double *bound); /* the same for all trials */
bool brink_i_situation_draws(const brink_i_emitter *e, const int *states,
                             int machine);               /* its hazards are not known to be 0 */
int brink_i_situation_outcome(const brink_i_emitter *e); /* -1: none */

/* emit_words_queues.c: statements on the trials of a word, `s`. With `motion`, stocks may have moved. */

void brink_i_emit_situation_pop(brink_i_emitter *e, bool motion); /* from `at` on in the queue `q` */
void brink_i_emit_situation_push(brink_i_emitter *e, const char *queue,
                                 bool motion); /* the lanes in `go` to its end */
/* "const word NAME": a machine's bound in the states that are known; `here` are the lanes. */
void brink_i_emit_situation_bound(brink_i_emitter *e, const int *states, int machine, const char *name);
/* Flows that may be wrong in the states that are known: "s->bad |= <open>the flow)". Whether there are any.
 */
bool brink_i_emit_situation_flows(brink_i_emitter *e, const char *open);

#endif
