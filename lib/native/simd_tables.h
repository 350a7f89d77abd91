/* SPDX-License-Identifier: Apache-2.0 */

/* Part of a generated module in SIMD form, behind words.h: what the tables of a model look like. The model's
 * tables follow, all constants; a list of nothing has one element that nobody reads. Numbers count machines,
 * states and transitions through the whole model; -1: none. */

typedef struct machine_table {
    int first_state, n_states, first_transition, n_transitions;
    int hazard_slot; /* -1: no hazards */
    int moving;      /* its number among machines that have hazards that move */
    int timed;       /* its number among machines of which somebody asks how long they have been in a state */
    bool marks;      /* keeps in which lanes its hazards are to be looked at anew */
} machine_table;

typedef struct state_table {
    int first_hazard, n_hazards; /* places in `hazards` */
    int window;                  /* its number among states whose hazards move */
    bool asks;                   /* a candidate asks for a uniform */
    bool cheap;                  /* its hazards cost less than a branch that may be taken either way */
    bool constant;               /* none of its hazards ever changes */
} state_table;

typedef struct transition_table {
    uint64_t from; /* states of its machine */
    int to;        /* state of its machine */
    int first_effect, n_effects;
    bool moving, constant; /* its hazard */
} transition_table;

typedef struct effect_table {
    int stock;
} effect_table;

typedef struct stock_table {
    int slot;        /* -1: does not move */
    int place;       /* in `line`, or in `plain` */
    int least, most; /* places in `drawn` of limits that are numbers of the trial */
    bool limited;
} stock_table;

typedef struct comparison_table {
    int slot, op;              /* brink_i_op */
    int first_bound, n_bounds; /* places in `bounds`: slots of the stocks that it reads */
} comparison_table;

typedef enum measure_kind { TIME_IN, FIRST, AT_END, LEAST, MOST, COUNT } measure_kind;

typedef struct measure_table {
    measure_kind kind;
    int machine; /* COUNT: of entries to these states */
    uint64_t states;
    double scale;
    bool moving;
} measure_table;

typedef struct series_table {
    double every;
    int first, n_points;
} series_table;

/* What a change of an input concerns: machines' states, machines' entries, jumps of stocks, their motions,
 * comparisons; in this order. */
typedef struct input_table {
    int first_stock, n_stocks, first_comparison, n_comparisons, first_reader, n_readers;
    bool recompute; /* comparisons: truth anew */
} input_table;

typedef struct reader_table {
    int machine;
    uint64_t states; /* in which a hazard reads the input; UINT64_MAX: all */
} reader_table;

typedef enum slot_kind { BOUND, CROSSING, HAZARD } slot_kind;

typedef struct slot_table {
    slot_kind kind;
    int index; /* stock, comparison, machine */
} slot_table;

/* A loop over parts of the model: its bounds are constants, and it is always taken apart. */
#define EACH(i, n) _Pragma("GCC unroll 256") for (int i = 0; i < (n); i++)
#define SOME(n) ((n) > 0 ? (n) : 1)
