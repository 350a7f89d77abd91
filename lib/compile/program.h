/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_COMPILE_PROGRAM_H
#define BRINK_COMPILE_PROGRAM_H

/* The compiled model: what engines execute. Immutable, shared by all threads.
 *
 * Expressions become *cells*: one for each distinct subexpression of the whole model, in an order in which
 * arguments come before their users. A cell is computed once for all trials (CONSTANT), once per trial
 * (TRIAL), when something that it reads changed (EVENT), or each time it is asked for (MOVING). *Inputs* are
 * the things that change during a trial; for each input the program lists which cells become invalid and
 * which stocks, comparisons and hazards need attention. *Slots* are the dates that compete to be the next
 * event; their order is the order of ties. */

#include "base/arena.h"
#include "model/model.h"
#include "random/distribution.h"

/* Operations of cells beyond brink_i_op. */
enum { BRINK_I_CELL_CHANCE = BRINK_I_OP_COUNT /* hazard of chance a within b: -log1p(-a)/b */ };

typedef struct brink_i_cell {
    int op; /* brink_i_op or BRINK_I_CELL_CHANCE */
    brink_i_binding binding;
    int arg[3];      /* cells; -1: none */
    const int *list; /* QUANTILE, CDF: the cells of all arguments; NULL otherwise */
    int n_list;
    brink_i_dist_kind dist; /* of these */
    bool truncated;
    int index;
    uint64_t states;
    double number;
    int comparison; /* -1: none */
    /* Decided by keep.c when all codes are known. */
    int uses;           /* by cells and codes */
    int start_uses;     /* of these, at the start of a trial only */
    bool kept;          /* has a place in the trial */
    bool is_root;       /* a code asks for its value */
    bool is_range_root; /* and one for its bounds over a window */
} brink_i_cell;

/* Its arguments; how many. */
static inline int brink_i_cell_arguments(const brink_i_cell *cell, const int **out)
{
    *out = cell->list ? cell->list : cell->arg;
    return cell->list ? cell->n_list : cell->arg[0] < 0 ? 0 : cell->arg[1] < 0 ? 1 : cell->arg[2] < 0 ? 2 : 3;
}

/* The value of QUANTILE and CDF where those of cells are. */
static inline double brink_i_cell_answer(const brink_i_cell *cell, const double *values)
{
    double args[BRINK_I_DIST_ARGUMENTS];
    for (int i = 0; i < cell->n_list; i++) {
        args[i] = values[cell->list[i]];
    }
    return brink_i_op_answer(cell->op, cell->dist, cell->truncated, args, cell->n_list);
}

/* Reads the state of a trial and nothing else. */
static inline bool brink_i_cell_is_leaf(const brink_i_cell *cell)
{
    return cell->comparison >= 0 || cell->op == BRINK_I_OP_CONST || cell->op == BRINK_I_OP_PARAM ||
           cell->op == BRINK_I_OP_STOCK || cell->op == BRINK_I_OP_IN_STATE || cell->op == BRINK_I_OP_TIME ||
           cell->op == BRINK_I_OP_ELAPSED;
}

/* A node of an expression that draws: such expressions are walked, because which draws happen depends on
 * values. */
typedef struct brink_i_draw_node {
    int op;
    int n;
    const struct brink_i_draw_node *const *args;
    struct brink_i_code *value; /* a subexpression without draws; NULL otherwise */
    brink_i_dist_kind dist;
    bool truncated;
    const brink_i_dist *prepared; /* arguments are the same in all trials: prepared once; NULL otherwise */
    bool varies; /* prepared from parameters that are plain numbers: each variant has its own */
    const brink_i_expr *expr;
} brink_i_draw_node;

/* How to compute one expression: bring the listed cells up to date, in order; the value is in `root`. */
typedef struct brink_i_code {
    int root; /* -1: absent */
    brink_i_binding binding;
    const int *cells; /* EVENT and MOVING cells below and including root */
    int n_cells;
    const int *moving; /* the MOVING ones among them */
    int n_moving;
    const brink_i_draw_node *tree; /* draws; then root is -1 */
    const brink_i_rule *rule;      /* where it comes from, for reports */
} brink_i_code;

typedef struct brink_i_effect_code {
    const brink_i_effect *effect;
    brink_i_code value;
    const struct brink_i_effect_code *then_do, *else_do;
} brink_i_effect_code;

typedef struct brink_i_target_code {
    int state;
    brink_i_code weight;
} brink_i_target_code;

typedef struct brink_i_transition_code {
    const brink_i_transition *transition;
    brink_i_code value; /* RATE and CHANCE: the hazard; AFTER: the delay; WHEN: the condition */
    const brink_i_target_code *to;
    const brink_i_effect_code *effects;
    int slot; /* AFTER: its date; -1 otherwise */
} brink_i_transition_code;

typedef struct brink_i_option_code {
    brink_i_code utility;
    const brink_i_effect_code *effects;
} brink_i_option_code;

typedef struct brink_i_choice_code {
    const brink_i_choice *choice;
    brink_i_code every, precision;
    const brink_i_option_code *options;
    int slot; /* reviewed: date of the next review; -1 otherwise */
} brink_i_choice_code;

/* What can happen in one state of a machine: indices into the machine's lists. */
typedef struct brink_i_state_code {
    const int *hazards, *timers, *whens, *reviews, *entry_choices;
    int n_hazards, n_timers, n_whens, n_reviews, n_entry_choices;
    bool moving; /* some hazard is moving */
} brink_i_state_code;

typedef struct brink_i_machine_code {
    const brink_i_machine *machine;
    const brink_i_target_code *initial;
    const brink_i_transition_code *transitions;
    const brink_i_choice_code *choices;
    const brink_i_state_code *states;
    int first_slot, n_slots; /* its timers and reviews */
    int hazard_slot;         /* -1: no hazards */
    bool whens;              /* has any `when` */
    bool moving;             /* has any moving hazard */
} brink_i_machine_code;

typedef struct brink_i_stock_code {
    const brink_i_stock *stock;
    brink_i_code initial, min, max, flow, decay;
    int cell; /* plain stock: its cell, -1 if nothing reads it */
    int slot; /* moving stock: its bound date */
} brink_i_stock_code;

typedef struct brink_i_comparison_code {
    brink_i_op op;
    brink_i_code left, right;
    int cell;
    int slot; /* crossing date */
    int decaying;
    const int *bound_slots; /* of the moving stocks that it reads */
    int n_bound_slots;
} brink_i_comparison_code;

typedef struct brink_i_process_code {
    const brink_i_process *process;
    brink_i_code every;
    const brink_i_effect_code *effects;
    int slot;
} brink_i_process_code;

typedef enum brink_i_slot_kind {
    BRINK_I_SLOT_BOUND,
    BRINK_I_SLOT_CROSSING,
    BRINK_I_SLOT_TIMER,
    BRINK_I_SLOT_REVIEW,
    BRINK_I_SLOT_PROCESS,
    BRINK_I_SLOT_HAZARD
} brink_i_slot_kind;

typedef struct brink_i_slot {
    brink_i_slot_kind kind;
    int index;  /* stock, comparison, machine (timer, review, hazard) or process */
    int number; /* timer: transition; review: choice */
} brink_i_slot;

/* A machine's hazards that read an input, in the states of the mask. */
typedef struct brink_i_hazard_reader {
    int machine;
    uint64_t states;
} brink_i_hazard_reader;

/* What a change of one input touches. */
typedef struct brink_i_input {
    const int *cells; /* EVENT */
    const int *kept;  /* EVENT and MOVING, those that keep their value */
    const int *stocks;
    const int *comparisons;
    const brink_i_hazard_reader *hazards;
    int n_cells, n_kept, n_stocks, n_comparisons, n_hazards;
    bool recompute; /* comparisons: truth anew (otherwise only the date) */
} brink_i_input;

typedef struct brink_i_program {
    brink_i_arena arena;
    const brink_model *model;
    const brink_i_cell *cells;
    int n_cells;
    const double *template_values; /* [n_cells]: CONSTANT cells are set */
    const int *trial_cells;        /* TRIAL cells in order */
    int n_trial_cells;
    brink_i_code *params; /* value of each parameter */
    int *param_cells; /* by position in the model's param_order: cells below this number are computed before
                         it */
    brink_i_stock_code *stocks;
    brink_i_machine_code *machines;
    brink_i_comparison_code *comparisons;
    brink_i_process_code *processes;
    brink_i_code *outcomes, *measures, *series;
    const int *moving_stocks;
    int n_moving_stocks;
    const brink_i_slot *slots;
    int n_slots;
    int n_known; /* slots [0, n_known) are known dates; hazards follow */
    const brink_i_input *inputs;
    int n_inputs;
} brink_i_program;

/* Numbers of inputs. */
static inline int brink_i_input_state(const brink_i_program *p, int machine)
{
    (void)p;
    return machine;
}
static inline int brink_i_input_entry(const brink_i_program *p, int machine)
{
    return p->model->n_machines + machine;
}
static inline int brink_i_input_jump(const brink_i_program *p, int stock)
{
    return 2 * p->model->n_machines + stock;
}
static inline int brink_i_input_motion(const brink_i_program *p, int stock)
{
    return 2 * p->model->n_machines + p->model->n_stocks + stock;
}
static inline int brink_i_input_comparison(const brink_i_program *p, int comparison)
{
    return 2 * p->model->n_machines + 2 * p->model->n_stocks + comparison;
}

/* Compiles. The model must outlive the program. BRINK_OK or BRINK_ERR_MEMORY; free also after a failure. */
brink_status brink_i_program_build(brink_i_program *program, const brink_model *model);
void brink_i_program_free(brink_i_program *program);

#endif
