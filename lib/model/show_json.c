/* SPDX-License-Identifier: Apache-2.0 */
/* A model as JSON. Texts that are not given are left out; expressions are texts as they were written.
 *
 *   title, about, as_of, hash, time: {unit, horizon}
 *   correlations: [{of: [name, name], rank, about, source}]       (if there are any)
 *   parameters, levers: [{name, value, unit, about, source, range: [low, high], kind: "chance", cost, payer,
 *                         overridden: {by, original}}]
 *   definitions: [{name, about, value, unit}]      (value: as checked, with every conversion written out)
 *   tables: [{name, about, unit, argument_unit, points: [[x, y], ...]}]
 *   stocks: [{name, unit, about, initial, min, max, flow, decay}]
 *   machines: [{name, about, states: [{name, about}], initial: [{state, weight}],
 *               transitions: [{from: [state], to: [{state, weight}], rate|chance|after|when, within, about,
 * do}], choices: [{in: [state], by, every, precision, about, options: [{to, utility, do}]}]}] (no `to`: stay)
 *   processes: [{name, about, every, do}]
 *   do: a list of texts "stock = expression", "machine = state", and objects {if, do, else}
 *   outcomes: [{name, when, about}]                (no `when`: otherwise)
 *   measures: [{name, at_end|time_in|first|count|min|max, unit, about, headline: true}]
 *   series: [{name, value, every, points, unit, about}]   (every: in the time unit; points: their number)
 *   expect: their number
 *
 * Each of them may have `mechanism`: the list of those that it expresses. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "model/model.h"
#include "base/floats.h"

/* A JSON document in progress; `failed` once memory ran out. */
typedef struct writer {
    const brink_model *model;
    bool failed;
} writer;

static json_t *made(writer *to, json_t *value)
{
    to->failed |= !value;
    return value;
}

static void put(writer *to, json_t *object, const char *key, json_t *value)
{
    to->failed |= json_object_set_new(object, key, value) != 0;
}

static void push(writer *to, json_t *array, json_t *value)
{
    to->failed |= json_array_append_new(array, value) != 0;
}

/* Models made in C may hold texts that are not UTF-8, which JSON cannot. */
static json_t *string(writer *to, const char *text)
{
    json_t *value = json_string(text);
    if (!value) {
        char *ascii = malloc(strlen(text) + 1);
        for (size_t i = 0; ascii && i <= strlen(text); i++) {
            ascii[i] = (char)((unsigned char)text[i] < 128 ? text[i] : '?');
        }
        value = ascii ? json_string(ascii) : NULL;
        free(ascii);
    }
    return made(to, value);
}

static void put_text(writer *to, json_t *object, const char *key, const char *text)
{
    if (text) {
        put(to, object, key, string(to, text));
    }
}

static void put_rule(writer *to, json_t *object, const char *key, const brink_i_rule *rule)
{
    put_text(to, object, key, rule->expr ? rule->text : NULL);
}

static void put_mechanisms(writer *to, json_t *object, const brink_i_tags *mechanisms)
{
    if (mechanisms->n > 0) {
        json_t *list = made(to, json_array());
        for (int i = 0; i < mechanisms->n; i++) {
            push(to, list, string(to, mechanisms->ids[i]));
        }
        put(to, object, "mechanism", list);
    }
}

static json_t *named(writer *to, const char *name, const char *about)
{
    json_t *object = made(to, json_object());
    put_text(to, object, "name", name);
    put_text(to, object, "about", about);
    return object;
}

static json_t *parameters(writer *to, bool levers)
{
    json_t *list = made(to, json_array());
    for (int i = 0; i < to->model->n_params; i++) {
        const brink_i_param *param = &to->model->params[i];
        if (param->lever != levers) {
            continue;
        }
        json_t *item = named(to, param->name, param->about);
        put_rule(to, item, "value", &param->value);
        put_text(to, item, "unit", brink_i_unit_text(param->unit));
        put_text(to, item, "source", param->source);
        if (param->has_range) {
            put(to, item, "range", json_pack("[ff]", param->low, param->high));
        }
        if (param->chance) {
            put_text(to, item, "kind", "chance");
        }
        put_text(to, item, "cost", param->cost);
        put_text(to, item, "payer", param->payer);
        if (param->overridden) {
            json_t *set = made(to, json_object());
            put_text(to, set, "by", param->origin);
            put_text(to, set, "original", param->original_text);
            put(to, item, "overridden", set);
        }
        put_mechanisms(to, item, &param->mechanisms);
        push(to, list, item);
    }
    return list;
}

static json_t *correlations(writer *to)
{
    json_t *list = made(to, json_array());
    for (int i = 0; i < to->model->n_ties; i++) {
        const brink_i_tie *tie = &to->model->ties[i];
        json_t *item = made(to, json_object()), *of = made(to, json_array());
        push(to, of, string(to, to->model->params[tie->a].name));
        push(to, of, string(to, to->model->params[tie->b].name));
        put(to, item, "of", of);
        put(to, item, "rank", json_real(tie->rank));
        put_text(to, item, "about", tie->about);
        put_text(to, item, "source", tie->source);
        push(to, list, item);
    }
    return list;
}

static json_t *definitions(writer *to)
{
    json_t *list = made(to, json_array());
    for (int i = 0; i < to->model->n_defines; i++) {
        json_t *item = named(to, to->model->define_names[i], to->model->define_notes[i].about);
        char *printed = NULL;
        to->failed |= brink_i_expr_print(to->model->defines[i], &to->model->names, &printed) != BRINK_OK;
        put_text(to, item, "value", printed);
        put_text(to, item, "unit", brink_i_unit_text(to->model->defines[i]->unit));
        free(printed);
        put_mechanisms(to, item, &to->model->define_notes[i].mechanisms);
        push(to, list, item);
    }
    return list;
}

static json_t *tables(writer *to)
{
    json_t *list = made(to, json_array());
    for (int i = 0; i < to->model->n_tables; i++) {
        const brink_i_table *table = &to->model->tables[i];
        json_t *item = named(to, table->name, to->model->table_notes[i].about),
               *points = made(to, json_array());
        put_text(to, item, "unit", brink_i_unit_text(table->unit));
        put_text(to, item, "argument_unit", brink_i_unit_text(table->argument_unit));
        for (int j = 0; j < table->n; j++) {
            push(to, points, json_pack("[ff]", table->x[j], table->y[j]));
        }
        put(to, item, "points", points);
        put_mechanisms(to, item, &to->model->table_notes[i].mechanisms);
        push(to, list, item);
    }
    return list;
}

static json_t *stocks(writer *to)
{
    json_t *list = made(to, json_array());
    for (int i = 0; i < to->model->n_stocks; i++) {
        const brink_i_stock *stock = &to->model->stocks[i];
        json_t *item = named(to, stock->name, stock->about);
        put_text(to, item, "unit", brink_i_unit_text(stock->unit));
        put_rule(to, item, "initial", &stock->initial);
        put_rule(to, item, "min", &stock->min);
        put_rule(to, item, "max", &stock->max);
        put_rule(to, item, "flow", &stock->flow);
        put_rule(to, item, "decay", &stock->decay);
        put_mechanisms(to, item, &stock->mechanisms);
        push(to, list, item);
    }
    return list;
}

static json_t *state_list(writer *to, const brink_i_machine *machine, uint64_t bits)
{
    json_t *list = made(to, json_array());
    for (int i = 0; i < machine->n_states; i++) {
        if (bits >> i & 1) {
            push(to, list, string(to, machine->states[i]));
        }
    }
    return list;
}

static json_t *targets(writer *to, const brink_i_machine *machine, const brink_i_target *from, int n)
{
    json_t *list = made(to, json_array());
    for (int i = 0; i < n; i++) {
        json_t *item = made(to, json_object());
        put_text(to, item, "state", machine->states[from[i].state]);
        put_rule(to, item, "weight", &from[i].weight);
        push(to, list, item);
    }
    return list;
}

static json_t *effects(writer *to, const brink_i_effect *from, int n)
{
    json_t *list = made(to, json_array());
    for (int i = 0; i < n; i++) {
        if (from[i].kind != BRINK_I_WHEN_IF) {
            push(to, list, string(to, from[i].text));
            continue;
        }
        json_t *item = made(to, json_object());
        put_rule(to, item, "if", &from[i].value);
        put(to, item, "do", effects(to, from[i].then_do, from[i].n_then));
        put(to, item, "else", effects(to, from[i].else_do, from[i].n_else));
        push(to, list, item);
    }
    return list;
}

static json_t *transitions(writer *to, const brink_i_machine *machine)
{
    static const char *const TRIGGERS[] = {"rate", "chance", "after", "when"};
    json_t *list = made(to, json_array());
    for (int i = 0; i < machine->n_transitions; i++) {
        const brink_i_transition *transition = &machine->transitions[i];
        json_t *item = made(to, json_object());
        put(to, item, "from", state_list(to, machine, transition->from));
        put(to, item, "to", targets(to, machine, transition->to, transition->n_to));
        put_rule(to, item, TRIGGERS[transition->trigger], &transition->value);
        put_rule(to, item, "within", &transition->within);
        put_text(to, item, "about", transition->about);
        put(to, item, "do", effects(to, transition->effects, transition->n_effects));
        put_mechanisms(to, item, &transition->mechanisms);
        push(to, list, item);
    }
    return list;
}

static json_t *choices(writer *to, const brink_i_machine *machine)
{
    json_t *list = made(to, json_array());
    for (int i = 0; i < machine->n_choices; i++) {
        const brink_i_choice *choice = &machine->choices[i];
        json_t *item = made(to, json_object()), *options = made(to, json_array());
        put(to, item, "in", state_list(to, machine, choice->in));
        put_text(to, item, "by", choice->by);
        put_rule(to, item, "every", &choice->every);
        put_rule(to, item, "precision", &choice->precision);
        put_text(to, item, "about", choice->about);
        for (int j = 0; j < choice->n_options; j++) {
            const brink_i_option *from = &choice->options[j];
            json_t *option = made(to, json_object());
            put_text(to, option, "to", from->state < 0 ? NULL : machine->states[from->state]);
            put_rule(to, option, "utility", &from->utility);
            put(to, option, "do", effects(to, from->effects, from->n_effects));
            push(to, options, option);
        }
        put(to, item, "options", options);
        put_mechanisms(to, item, &choice->mechanisms);
        push(to, list, item);
    }
    return list;
}

static json_t *machines(writer *to)
{
    json_t *list = made(to, json_array());
    for (int i = 0; i < to->model->n_machines; i++) {
        const brink_i_machine *machine = &to->model->machines[i];
        json_t *item = named(to, machine->name, machine->about), *states = made(to, json_array());
        for (int j = 0; j < machine->n_states; j++) {
            push(to, states, named(to, machine->states[j], machine->states_about[j]));
        }
        put(to, item, "states", states);
        put(to, item, "initial", targets(to, machine, machine->initial, machine->n_initial));
        put(to, item, "transitions", transitions(to, machine));
        put(to, item, "choices", choices(to, machine));
        put_mechanisms(to, item, &machine->mechanisms);
        push(to, list, item);
    }
    return list;
}

static json_t *processes(writer *to)
{
    json_t *list = made(to, json_array());
    for (int i = 0; i < to->model->n_processes; i++) {
        const brink_i_process *process = &to->model->processes[i];
        json_t *item = named(to, process->name, process->about);
        put_rule(to, item, "every", &process->every);
        put(to, item, "do", effects(to, process->effects, process->n_effects));
        put_mechanisms(to, item, &process->mechanisms);
        push(to, list, item);
    }
    return list;
}

static void put_observed(writer *to, json_t *root)
{
    static const char *const KINDS[] = {"at_end", "time_in", "first", "count", "min", "max"};
    const brink_model *model = to->model;
    json_t *outcomes = made(to, json_array()), *measures = made(to, json_array()),
           *series = made(to, json_array());
    for (int i = 0; i < model->n_outcomes; i++) {
        json_t *item = named(to, model->outcomes[i].name, model->outcomes[i].about);
        put_rule(to, item, "when", &model->outcomes[i].condition);
        put_mechanisms(to, item, &model->outcomes[i].mechanisms);
        push(to, outcomes, item);
    }
    for (int i = 0; i < model->n_measures; i++) {
        json_t *item = named(to, model->measures[i].name, model->measures[i].about);
        put_rule(to, item, KINDS[model->measures[i].kind], &model->measures[i].value);
        put_text(to, item, "unit", brink_i_unit_text(model->measures[i].unit));
        if (model->measures[i].headline) {
            put(to, item, "headline", json_true());
        }
        put_mechanisms(to, item, &model->measures[i].mechanisms);
        push(to, measures, item);
    }
    for (int i = 0; i < model->n_series; i++) {
        json_t *item = named(to, model->series[i].name, model->series[i].about);
        put_rule(to, item, "value", &model->series[i].value);
        put(to, item, "every", json_real(model->series[i].every));
        put(to, item, "points", json_integer(model->series[i].n_points));
        put_text(to, item, "unit", brink_i_unit_text(model->series[i].unit));
        put_mechanisms(to, item, &model->series[i].mechanisms);
        push(to, series, item);
    }
    put(to, root, "outcomes", outcomes);
    put(to, root, "measures", measures);
    put(to, root, "series", series);
    put(to, root, "expect", json_integer(model->n_expects));
}

brink_status brink_model_json(const brink_model *model, char **out)
{
    BRINK_I_OWN_FLOATS;
    if (out) {
        *out = NULL;
    }
    if (!model || !out) {
        return BRINK_ERR_ARGUMENT;
    }
    writer to = {model, false};
    json_t *root = made(&to, json_object()), *time = made(&to, json_object());
    put_text(&to, root, "title", model->title);
    put_text(&to, root, "about", model->about);
    put_text(&to, root, "as_of", model->as_of);
    put_text(&to, root, "hash", model->hash);
    put_text(&to, time, "unit", brink_i_unit_text(model->time_unit));
    put(&to, time, "horizon", json_real(model->horizon));
    put(&to, root, "time", time);
    put(&to, root, "parameters", parameters(&to, false));
    if (model->n_ties > 0) {
        put(&to, root, "correlations", correlations(&to));
    }
    put(&to, root, "levers", parameters(&to, true));
    put(&to, root, "definitions", definitions(&to));
    put(&to, root, "tables", tables(&to));
    put(&to, root, "stocks", stocks(&to));
    put(&to, root, "machines", machines(&to));
    put(&to, root, "processes", processes(&to));
    put_observed(&to, root);
    *out = to.failed ? NULL : json_dumps(root, JSON_INDENT(2) | JSON_REAL_PRECISION(17));
    json_decref(root);
    return *out ? BRINK_OK : BRINK_ERR_MEMORY;
}
