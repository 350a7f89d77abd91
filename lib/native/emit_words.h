/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_NATIVE_EMIT_WORDS_H
#define BRINK_NATIVE_EMIT_WORDS_H

/* The other form of a module: small models of chances only, several neighbouring trials in each word, without
 * branches on what a trial does (words_frame.h has the picture). */

#include "native/emit.h"

/* Whether the model can be sampled in words; unless `forced`, whether it pays, too. */
bool brink_i_emit_words_suits(const brink_i_program *program, bool forced);

/* emit_words_values.c: expressions, each a word */
void brink_i_emit_words_cell(brink_i_emitter *e, int cell);
void brink_i_emit_words_condition(brink_i_emitter *e, int cell);
void brink_i_emit_words_code(brink_i_emitter *e, const brink_i_code *code);
void brink_i_emit_words_cells(brink_i_emitter *e);
void brink_i_emit_words_trial_cells(brink_i_emitter *e, int *next, int end);
void brink_i_emit_words_slopes(brink_i_emitter *e, const brink_i_code *left, const brink_i_code *right);
void brink_i_emit_words_slope(brink_i_emitter *e, const brink_i_code *code);
/* Whether the hazards of a state cost less than a branch that may be taken either way. */
bool brink_i_emit_words_cheap(const brink_i_emitter *e, const brink_i_machine_code *code,
                              const brink_i_state_code *here);
/* Whether the model has so few parts that in every round all of them are looked at. */
bool brink_i_emit_words_small(const brink_i_emitter *e);
/* Whether it has to be kept which lanes of a machine have hazards to look at anew: where all are looked at,
 * only windows ask. A bound that comes out the same changes nothing. */
bool brink_i_emit_words_marks_renewal(const brink_i_emitter *e, int machine);
/* Whether anything reads how long the machine has been in its state. */
bool brink_i_emit_words_times(const brink_i_emitter *e, int machine);
/* A mask: lanes in which the machine is in one of these states. */
void brink_i_emit_words_in_states(brink_i_emitter *e, int machine, uint64_t states);

/* Whether a limit of a stock is a number of the trial; others are constants. */
bool brink_i_emit_words_limit_varies(const brink_i_code *code);

/* emit_words_events.c */
void brink_i_emit_words_changes(brink_i_emitter *e); /* stocks, comparisons, moves */
void brink_i_emit_words_changed(brink_i_emitter *e, int input,
                                const char *on); /* what is due when an input changed in these lanes */
void brink_i_emit_words_commit(brink_i_emitter *e);
bool brink_i_emit_words_is_number(const brink_i_emitter *e,
                                  int parameter); /* a plain number, which the caller gives */
bool brink_i_emit_words_is_kept(const brink_i_emitter *e,
                                int cell); /* a cell of a trial that has a place in it */

/* emit_words_start.c */
typedef void brink_i_column(brink_i_emitter *e, const char *kind, const char *member, const char *name);
/* Calls `visit` for everything of a block that is not the same at the start of all trials; kind "_bits":
 * whole numbers. */
void brink_i_emit_words_for_drawn(brink_i_emitter *e, brink_i_column *visit);
void brink_i_emit_words_waiting(brink_i_emitter *e); /* the type of what is drawn ahead; behind the block's */
void brink_i_emit_words_start(brink_i_emitter *e);

/* emit_words_windows.c */
void brink_i_emit_words_lists(brink_i_emitter *e);        /* the types; behind the block's */
void brink_i_emit_words_list_members(brink_i_emitter *e); /* of the pool */
void brink_i_emit_words_windows(brink_i_emitter *e); /* asking for bounds over windows, and finding them */

/* emit_words_hazards.c */
void brink_i_emit_words_hazards(brink_i_emitter *e);

/* emit_words.c: the model's part of the text */
void brink_i_emit_words(brink_i_emitter *e);

#endif
