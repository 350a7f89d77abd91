/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/text.h"
#include "expr/checker.h"
#include "expr/foreign.h"

static const char *const CONSTANTS[] = {"time",  "elapsed",  "pi",       "true",
                                        "false", "truncate", "quantile", "cdf"};
enum { N_CONSTANTS = sizeof CONSTANTS / sizeof CONSTANTS[0] };

/* --- what was meant ----------------------------------------------------------------------------------- */

/* The nearest of the model's names and the language's, or NULL. */
static const char *nearest(brink_i_checker *c, const char *name)
{
    if (brink_diagnostics_count(c->source.scope->diagnostics) >= 200) { /* nobody will see it */
        return NULL;
    }
    const char *const *names = NULL;
    size_t n = c->source.scope->names(c->source.scope->self, &names);
    size_t total = n + N_CONSTANTS + brink_i_checker_n_functions + BRINK_I_DIST_COUNT, k = 0;
    brink_i_arena scratch;
    brink_i_arena_init(&scratch);
    const char **all = BRINK_I_NEW_ARRAY(&scratch, const char *, total);
    const char *found = NULL;
    if (all) {
        for (size_t i = 0; i < n; i++) {
            all[k++] = names[i];
        }
        for (size_t i = 0; i < N_CONSTANTS; i++) {
            all[k++] = CONSTANTS[i];
        }
        for (size_t i = 0; i < brink_i_checker_n_functions; i++) {
            all[k++] = brink_i_checker_functions[i].name;
        }
        for (int i = 0; i < BRINK_I_DIST_COUNT; i++) {
            all[k++] = brink_i_dist_name((brink_i_dist_kind)i);
        }
        found = brink_i_text_nearest(name, all, k);
    }
    brink_i_arena_free(&scratch);
    return found;
}

static void unknown_name(brink_i_checker *c, const brink_i_node *node)
{
    const bool call = node->kind == BRINK_I_NODE_CALL;
    const brink_i_scope *scope = c->source.scope;
    if (scope->missing && !brink_i_foreign_hint(node->name) && scope->missing(scope->self, node->name)) {
        return;
    }
    const char *near = nearest(c, node->name), *hint = brink_i_foreign_hint(node->name);
    if (near && !call && c->source.scope->find(c->source.scope->self, near)) {
        hint = NULL; /* a slip in a name of the model is likelier than a word from elsewhere */
    }
    if (!hint && near) {
        hint = brink_i_source_hint(&c->source, "did you mean '%s'?", near);
    } else if (!hint && brink_i_unit_is_word(c->source.scope->units, node->name, strlen(node->name))) {
        hint = brink_i_source_hint(
            &c->source, "a unit is read right behind a number only: '2 %s', '2 Mbbl per %s', 'x / (1 %s)'",
            node->name, node->name, node->name);
    }
    brink_i_source_error(&c->source, node->mark, call ? "unknown-function" : "unknown-name", hint,
                         "unknown %s '%s'", call ? "function" : "name", node->name);
}

const brink_i_symbol *brink_i_checker_find(brink_i_checker *c, const brink_i_node *node)
{
    const brink_i_symbol *symbol = c->source.scope->find(c->source.scope->self, node->name);
    if (!symbol) {
        unknown_name(c, node);
    }
    return symbol && !symbol->broken ? symbol : NULL;
}

static const char *kind_name(brink_i_symbol_kind kind)
{
    switch (kind) {
    case BRINK_I_SYMBOL_PARAM:
        return "a parameter";
    case BRINK_I_SYMBOL_STOCK:
        return "a stock";
    case BRINK_I_SYMBOL_MACHINE:
        return "a machine";
    case BRINK_I_SYMBOL_DEFINE:
        return "a definition";
    default:
        return "a table";
    }
}

/* --- names as values ---------------------------------------------------------------------------------- */

brink_i_expr *brink_i_checker_leaf(brink_i_checker *c, const brink_i_node *node, brink_i_op op, int index,
                                   const brink_i_unit *unit, brink_i_binding binding)
{
    brink_i_expr *expr = brink_i_checker_new(c, node, op, NULL, 0);
    if (expr) {
        expr->index = index;
        expr->unit = unit;
        expr->binding = binding;
    }
    return expr;
}

static brink_i_expr *constant(brink_i_checker *c, const brink_i_node *node, double value, brink_i_type type)
{
    brink_i_expr *expr = brink_i_checker_leaf(c, node, BRINK_I_OP_CONST, -1, c->one, BRINK_I_CONSTANT);
    if (expr) {
        expr->number = value;
        expr->type = type;
    }
    return expr;
}

static brink_i_expr *define(brink_i_checker *c, const brink_i_node *node, const brink_i_symbol *symbol)
{
    brink_i_expr *body = brink_i_checker_own(symbol->body); /* not changed: it is closed */
    brink_i_expr *expr = brink_i_checker_new(c, node, BRINK_I_OP_DEFINE, &body, 1);
    if (expr) {
        expr->index = symbol->index;
        expr->unit = body->unit;
        expr->type = body->type;
    }
    return expr;
}

static bool is_function(const char *name)
{
    bool found = brink_i_dist_find(name, strlen(name)) >= 0 || strcmp(name, "elapsed") == 0 ||
                 strcmp(name, "truncate") == 0 || strcmp(name, "quantile") == 0 || strcmp(name, "cdf") == 0 ||
                 brink_i_checker_is_history(name);
    for (size_t i = 0; i < brink_i_checker_n_functions && !found; i++) {
        found = strcmp(name, brink_i_checker_functions[i].name) == 0;
    }
    return found;
}

bool brink_i_expr_is_reserved(const char *name)
{
    static const char *const WORDS[] = {"and", "or", "not", "in", "per", "otherwise", "inf"};
    bool found = is_function(name);
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0] && !found; i++) {
        found = strcmp(name, WORDS[i]) == 0;
    }
    for (size_t i = 0; i < N_CONSTANTS && !found; i++) {
        found = strcmp(name, CONSTANTS[i]) == 0;
    }
    return found;
}

static brink_i_expr *wrong_kind(brink_i_checker *c, const brink_i_node *node, const brink_i_symbol *symbol)
{
    const char *hint = NULL;
    if (!symbol) {
        hint = brink_i_source_hint(&c->source, "call it: '%s(...)'", node->name);
        brink_i_source_error(&c->source, node->mark, "wrong-kind", hint, "'%s' is a function, not a value",
                             node->name);
        return NULL;
    }
    if (symbol->kind == BRINK_I_SYMBOL_MACHINE && symbol->n_states > 0) {
        hint = brink_i_source_hint(&c->source, "ask for one of its states, as in '%s.%s'", symbol->name,
                                   symbol->states[0]);
    } else if (symbol->kind == BRINK_I_SYMBOL_TABLE) {
        hint = brink_i_source_hint(&c->source, "give it an argument, as in '%s(...)'", symbol->name);
    }
    brink_i_source_error(&c->source, node->mark, "wrong-kind", hint, "'%s' is %s, not a value", node->name,
                         kind_name(symbol->kind));
    return NULL;
}

brink_i_expr *brink_i_checker_name(brink_i_checker *c, const brink_i_node *node)
{
    const char *name = node->name;
    if (strcmp(name, "time") == 0) {
        return brink_i_checker_leaf(c, node, BRINK_I_OP_TIME, -1, c->source.scope->time_unit, BRINK_I_MOVING);
    }
    if (strcmp(name, "pi") == 0) {
        return constant(c, node, 3.141592653589793, BRINK_I_NUMBER);
    }
    if (strcmp(name, "true") == 0 || strcmp(name, "false") == 0) {
        return constant(c, node, name[0] == 't' ? 1.0 : 0.0, BRINK_I_CONDITION);
    }
    if (is_function(name)) {
        return wrong_kind(c, node, NULL);
    }
    const brink_i_symbol *symbol = brink_i_checker_find(c, node);
    if (!symbol) {
        return NULL;
    }
    switch (symbol->kind) {
    case BRINK_I_SYMBOL_PARAM:
        return brink_i_checker_leaf(c, node, BRINK_I_OP_PARAM, symbol->index, symbol->unit, BRINK_I_TRIAL);
    case BRINK_I_SYMBOL_DEFINE:
        return symbol->body ? define(c, node, symbol) : NULL;
    case BRINK_I_SYMBOL_STOCK: {
        brink_i_expr *expr = brink_i_checker_leaf(c, node, BRINK_I_OP_STOCK, symbol->index, symbol->unit,
                                                  symbol->moves ? BRINK_I_MOVING : BRINK_I_EVENT);
        if (expr) {
            expr->decays = symbol->decays;
        }
        return expr;
    }
    default:
        return wrong_kind(c, node, symbol);
    }
}

/* --- machines ----------------------------------------------------------------------------------------- */

static const brink_i_symbol *find_machine(brink_i_checker *c, const brink_i_node *node)
{
    const brink_i_symbol *symbol = brink_i_checker_find(c, node);
    if (!symbol || symbol->kind == BRINK_I_SYMBOL_MACHINE) {
        return symbol;
    }
    brink_i_source_error(&c->source, node->mark, "wrong-kind", "only machines have states",
                         "'%s' is %s, not a machine", node->name, kind_name(symbol->kind));
    return NULL;
}

static const char *list_states(brink_i_checker *c, const brink_i_symbol *machine)
{
    brink_i_text text;
    brink_i_text_init(&text);
    brink_i_text_addf(&text, "the states of '%s' are ", machine->name);
    for (int i = 0; i < machine->n_states && i < 12; i++) {
        brink_i_text_addf(&text, "%s%s", i > 0 ? ", " : "", machine->states[i]);
    }
    brink_i_text_add(&text, machine->n_states > 12 ? ", ..." : "");
    const char *hint = text.bytes ? brink_i_source_hint(&c->source, "%s", text.bytes) : NULL;
    brink_i_text_free(&text);
    return hint;
}

static int find_state(brink_i_checker *c, const brink_i_symbol *machine, const brink_i_node *state)
{
    for (int i = 0; i < machine->n_states; i++) {
        if (strcmp(machine->states[i], state->name) == 0) {
            return i;
        }
    }
    const char *near = brink_i_text_nearest(state->name, machine->states, (size_t)machine->n_states);
    const char *hint =
        near ? brink_i_source_hint(&c->source, "did you mean '%s'?", near) : list_states(c, machine);
    brink_i_source_error(&c->source, state->mark, "unknown-state", hint, "'%s' has no state '%s'",
                         machine->name, state->name);
    return -1;
}

brink_i_expr *brink_i_checker_in_state(brink_i_checker *c, const brink_i_node *node)
{
    const brink_i_symbol *machine = find_machine(c, node);
    if (!machine) {
        return NULL;
    }
    uint64_t states = 0;
    bool good = true;
    for (const brink_i_node *state = node->first; state; state = state->next) {
        int i = find_state(c, machine, state);
        good = good && i >= 0;
        states |= i >= 0 && i < 64 ? UINT64_C(1) << i : 0;
    }
    brink_i_expr *expr =
        good ? brink_i_checker_leaf(c, node, BRINK_I_OP_IN_STATE, machine->index, c->one, BRINK_I_EVENT)
             : NULL;
    if (expr) {
        expr->type = BRINK_I_CONDITION;
        expr->states = states;
    }
    return expr;
}

brink_i_expr *brink_i_checker_elapsed(brink_i_checker *c, const brink_i_node *node)
{
    if (node->n != 1 || node->first->kind != BRINK_I_NODE_NAME) {
        brink_i_source_error(&c->source, node->mark, "argument-count",
                             "as in 'elapsed(blockade)': the time since it entered its state",
                             "elapsed takes the name of one machine");
        return NULL;
    }
    const brink_i_symbol *machine = find_machine(c, node->first);
    return machine ? brink_i_checker_leaf(c, node, BRINK_I_OP_ELAPSED, machine->index,
                                          c->source.scope->time_unit, BRINK_I_MOVING)
                   : NULL;
}

brink_i_expr *brink_i_checker_table(brink_i_checker *c, const brink_i_node *node, const brink_i_symbol *table)
{
    brink_i_expr *argument = node->n == 1 ? c->visit(c, node->first) : NULL;
    if (node->n != 1) {
        brink_i_source_error(&c->source, node->mark, "argument-count", NULL,
                             "table '%s' takes one argument, not %d", node->name, node->n);
        return NULL;
    }
    if (!argument) {
        return NULL;
    }
    brink_i_checker_close(argument, table->argument_unit);
    if (!brink_i_unit_same_dimension(argument->unit, table->argument_unit)) {
        brink_i_source_error(&c->source, node->first->span, "unit-mismatch", NULL,
                             "the argument of table '%s' must be %s, but this is %s", node->name,
                             brink_i_checker_in(c, table->argument_unit),
                             brink_i_checker_in(c, argument->unit));
        return NULL;
    }
    argument = brink_i_checker_convert(c, node->first, argument, table->argument_unit);
    brink_i_expr *expr = argument ? brink_i_checker_new(c, node, BRINK_I_OP_TABLE, &argument, 1) : NULL;
    if (expr) {
        expr->index = table->index;
        expr->unit = table->unit;
    }
    return expr;
}
