/* SPDX-License-Identifier: Apache-2.0 */
/* A model as text for people: everything that it holds, expressions as they were written. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/floats.h"
#include "model/model.h"

/* A text on one line: any run of white space becomes one space. */
static void add_flat(brink_i_text *out, const char *text)
{
    text += strspn(text, " \t\r\n");
    while (*text) {
        size_t word = strcspn(text, " \t\r\n"), space = strspn(text + word, " \t\r\n");
        brink_i_text_add_bytes(out, text, word);
        text += word + space;
        if (space && *text) {
            brink_i_text_add(out, " ");
        }
    }
}

static void add_line(brink_i_text *out, int indent, const char *label, const char *text)
{
    if (text && *text) {
        brink_i_text_addf(out, "%*s%s", indent, "", label);
        add_flat(out, text);
        brink_i_text_add(out, "\n");
    }
}

static void add_mechanisms(brink_i_text *out, int indent, const brink_i_tags *mechanisms)
{
    for (int i = 0; i < mechanisms->n; i++) {
        brink_i_text_addf(out, "%*s%s%s", i ? 0 : indent, "", i ? ", " : "mechanism: ", mechanisms->ids[i]);
    }
    brink_i_text_add(out, mechanisms->n > 0 ? "\n" : "");
}

static void add_rule(brink_i_text *out, const char *before, const brink_i_rule *rule)
{
    if (rule->expr) {
        brink_i_text_add(out, before);
        add_flat(out, rule->text);
    }
}

static void add_unit(brink_i_text *out, const brink_i_unit *unit)
{
    if (!brink_i_unit_is_one(unit)) {
        brink_i_text_addf(out, "  [%s]", brink_i_unit_text(unit));
    }
}

static void add_params(brink_i_text *out, const brink_model *model, bool levers)
{
    bool first = true;
    for (int i = 0; i < model->n_params; i++) {
        const brink_i_param *param = &model->params[i];
        if (param->lever != levers) {
            continue;
        }
        brink_i_text_addf(out, "%s  %s = ", first ? (levers ? "\nLevers\n" : "\nParameters\n") : "",
                          param->name);
        first = false;
        add_flat(out, param->value.text);
        add_unit(out, param->unit);
        if (param->has_range) {
            brink_i_text_addf(out, "  in [%.10g, %.10g]", param->low, param->high);
        }
        brink_i_text_add(out, param->chance ? "  by chance\n" : "\n");
        if (param->overridden) {
            brink_i_text_addf(out, "      set by %s; was ", param->origin);
            add_flat(out, param->original_text ? param->original_text : "wrong");
            brink_i_text_add(out, "\n");
        }
        add_line(out, 6, "", param->about);
        add_line(out, 6, "costs ", param->cost);
        add_line(out, 6, "paid by ", param->payer);
        add_line(out, 6, "source: ", param->source);
        add_mechanisms(out, 6, &param->mechanisms);
    }
}

enum { TABLE_POINTS = 24 }; /* of longer tables both ends only */

static void add_definitions(brink_i_text *out, const brink_model *model)
{
    for (int i = 0; i < model->n_defines; i++) {
        char *printed = NULL;
        if (brink_i_expr_print(model->defines[i], &model->names, &printed) != BRINK_OK) {
            out->failed = true;
            return;
        }
        brink_i_text_addf(out, "%s  %s = %s", i == 0 ? "\nDefinitions\n" : "", model->define_names[i],
                          printed);
        free(printed);
        add_unit(out, model->defines[i]->unit);
        brink_i_text_add(out, "\n");
        add_line(out, 6, "", model->define_notes[i].about);
        add_mechanisms(out, 6, &model->define_notes[i].mechanisms);
    }
    for (int i = 0; i < model->n_tables; i++) {
        const brink_i_table *table = &model->tables[i];
        brink_i_text_addf(out, "%s  %s:", i == 0 ? "\nTables\n" : "", table->name);
        for (int j = 0; j < table->n; j++) {
            if (table->n > TABLE_POINTS && j == TABLE_POINTS / 2) {
                brink_i_text_addf(out, " ... %d points ...", table->n);
                j = table->n - TABLE_POINTS / 2;
            }
            brink_i_text_addf(out, " (%.10g, %.10g)", table->x[j], table->y[j]);
        }
        brink_i_text_add(out, "\n");
        add_line(out, 6, "", model->table_notes[i].about);
        add_mechanisms(out, 6, &model->table_notes[i].mechanisms);
    }
}

static void add_correlations(brink_i_text *out, const brink_model *model)
{
    for (int i = 0; i < model->n_ties; i++) {
        const brink_i_tie *tie = &model->ties[i];
        brink_i_text_addf(out, "%s  %s, %s: rank %.10g\n", i == 0 ? "\nCorrelations\n" : "",
                          model->params[tie->a].name, model->params[tie->b].name, tie->rank);
        add_line(out, 6, "", tie->about);
        add_line(out, 6, "source: ", tie->source);
    }
}

static void add_stocks(brink_i_text *out, const brink_model *model)
{
    for (int i = 0; i < model->n_stocks; i++) {
        const brink_i_stock *stock = &model->stocks[i];
        brink_i_text_addf(out, "%s  %s", i == 0 ? "\nStocks\n" : "", stock->name);
        add_unit(out, stock->unit);
        brink_i_text_add(out, "\n");
        add_line(out, 6, "", stock->about);
        brink_i_text_add(out, "      begins at ");
        add_flat(out, stock->initial.text);
        add_rule(out, ", at least ", &stock->min);
        add_rule(out, ", at most ", &stock->max);
        brink_i_text_add(out, "\n");
        add_line(out, 6, "flow ", stock->flow.text);
        add_line(out, 6, "decay ", stock->decay.text);
        add_mechanisms(out, 6, &stock->mechanisms);
    }
}

static void add_states(brink_i_text *out, const brink_i_machine *machine, uint64_t bits)
{
    const char *comma = "";
    for (int i = 0; i < machine->n_states; i++) {
        if (bits >> i & 1) {
            brink_i_text_addf(out, "%s%s", comma, machine->states[i]);
            comma = ", ";
        }
    }
}

static void add_targets(brink_i_text *out, const brink_i_machine *machine, const brink_i_target *targets,
                        int n)
{
    for (int i = 0; i < n; i++) {
        brink_i_text_addf(out, "%s%s", i ? " | " : "", machine->states[targets[i].state]);
        if (n > 1) {
            add_rule(out, " (", &targets[i].weight);
            brink_i_text_add(out, ")");
        }
    }
}

static void add_effects(brink_i_text *out, int indent, const brink_i_effect *effects, int n)
{
    for (int i = 0; i < n; i++) {
        add_line(out, indent, effects[i].kind == BRINK_I_WHEN_IF ? "if " : "do ", effects[i].text);
        if (effects[i].kind == BRINK_I_WHEN_IF) {
            add_effects(out, indent + 4, effects[i].then_do, effects[i].n_then);
            if (effects[i].n_else) {
                brink_i_text_addf(out, "%*selse\n", indent, "");
                add_effects(out, indent + 4, effects[i].else_do, effects[i].n_else);
            }
        }
    }
}

static void add_transition(brink_i_text *out, const brink_i_machine *machine,
                           const brink_i_transition *transition)
{
    static const char *const TRIGGERS[] = {" at rate ", " with chance ", " after ", " when "};
    brink_i_text_add(out, "    ");
    add_states(out, machine, transition->from);
    brink_i_text_add(out, " -> ");
    add_targets(out, machine, transition->to, transition->n_to);
    add_rule(out, TRIGGERS[transition->trigger], &transition->value);
    add_rule(out, " within ", &transition->within);
    brink_i_text_add(out, "\n");
    add_line(out, 8, "", transition->about);
    add_mechanisms(out, 8, &transition->mechanisms);
    add_effects(out, 8, transition->effects, transition->n_effects);
}

static void add_choice(brink_i_text *out, const brink_i_machine *machine, const brink_i_choice *choice)
{
    brink_i_text_add(out, "    in ");
    add_states(out, machine, choice->in);
    brink_i_text_addf(out, ", %s chooses ", choice->by ? choice->by : "somebody");
    brink_i_text_add(out, choice->reviewed ? "every " : "on entry");
    add_rule(out, "", &choice->every);
    add_rule(out, ", precision ", &choice->precision);
    brink_i_text_add(out, "\n");
    add_line(out, 8, "", choice->about);
    add_mechanisms(out, 8, &choice->mechanisms);
    for (int i = 0; i < choice->n_options; i++) {
        const brink_i_option *option = &choice->options[i];
        brink_i_text_addf(out, "        %s", option->state < 0 ? "stay" : machine->states[option->state]);
        add_rule(out, ": utility ", &option->utility);
        brink_i_text_add(out, "\n");
        add_effects(out, 12, option->effects, option->n_effects);
    }
}

static void add_machine(brink_i_text *out, const brink_i_machine *machine)
{
    brink_i_text_addf(out, "\nMachine %s\n", machine->name);
    add_line(out, 4, "", machine->about);
    add_mechanisms(out, 4, &machine->mechanisms);
    for (int i = 0; i < machine->n_states; i++) {
        brink_i_text_addf(out, "    %s%s", machine->states[i], machine->states_about[i] ? ": " : "");
        add_flat(out, machine->states_about[i] ? machine->states_about[i] : "");
        brink_i_text_add(out, "\n");
    }
    brink_i_text_add(out, "    begins in ");
    add_targets(out, machine, machine->initial, machine->n_initial);
    brink_i_text_add(out, "\n");
    for (int i = 0; i < machine->n_transitions; i++) {
        add_transition(out, machine, &machine->transitions[i]);
    }
    for (int i = 0; i < machine->n_choices; i++) {
        add_choice(out, machine, &machine->choices[i]);
    }
}

static void add_observed(brink_i_text *out, const brink_model *model)
{
    static const char *const KINDS[] = {"at the end, ",  "time in ",    "first time of ",
                                        "entries into ", "minimum of ", "maximum of "};
    brink_i_text_add(out, "\nOutcomes\n");
    for (int i = 0; i < model->n_outcomes; i++) {
        brink_i_text_addf(out, "  %s: ", model->outcomes[i].name);
        add_flat(out,
                 i == model->otherwise ? "otherwise, at the horizon" : model->outcomes[i].condition.text);
        brink_i_text_add(out, "\n");
        add_line(out, 6, "", model->outcomes[i].about);
        add_mechanisms(out, 6, &model->outcomes[i].mechanisms);
    }
    for (int i = 0; i < model->n_measures; i++) {
        const brink_i_measure *measure = &model->measures[i];
        brink_i_text_addf(out, "%s  %s: %s", i == 0 ? "\nMeasures\n" : "", measure->name,
                          KINDS[measure->kind]);
        add_flat(out, measure->value.text);
        add_unit(out, measure->unit);
        brink_i_text_add(out, "\n");
        add_line(out, 6, "", measure->about);
        add_mechanisms(out, 6, &measure->mechanisms);
    }
    for (int i = 0; i < model->n_series; i++) {
        const brink_i_series *series = &model->series[i];
        brink_i_text_addf(out, "%s  %s: ", i == 0 ? "\nSeries\n" : "", series->name);
        add_flat(out, series->value.text);
        add_unit(out, series->unit);
        brink_i_text_addf(out, ", every %.10g %s, %d points\n", series->every,
                          brink_i_unit_text(model->time_unit), series->n_points);
        add_line(out, 6, "", series->about);
        add_mechanisms(out, 6, &series->mechanisms);
    }
}

brink_status brink_model_text(const brink_model *model, char **out)
{
    BRINK_I_OWN_FLOATS;
    if (out) {
        *out = NULL;
    }
    if (!model || !out) {
        return BRINK_ERR_ARGUMENT;
    }
    brink_i_text text;
    brink_i_text_init(&text);
    const char *unit = brink_i_unit_text(model->time_unit);
    add_line(&text, 0, "", *model->title ? model->title : "Untitled model");
    add_line(&text, 2, "", model->about);
    brink_i_text_addf(&text, "  time in %s, horizon %.10g %s", unit, model->horizon, unit);
    brink_i_text_addf(&text, "%s%s\n  model %s\n", model->as_of ? ", numbers as of " : "",
                      model->as_of ? model->as_of : "", model->hash);
    add_params(&text, model, false);
    add_correlations(&text, model);
    add_params(&text, model, true);
    add_definitions(&text, model);
    add_stocks(&text, model);
    for (int i = 0; i < model->n_machines; i++) {
        add_machine(&text, &model->machines[i]);
    }
    for (int i = 0; i < model->n_processes; i++) {
        brink_i_text_addf(&text, "\nProcess %s", model->processes[i].name);
        add_rule(&text, " every ", &model->processes[i].every);
        brink_i_text_add(&text, "\n");
        add_line(&text, 4, "", model->processes[i].about);
        add_mechanisms(&text, 4, &model->processes[i].mechanisms);
        add_effects(&text, 4, model->processes[i].effects, model->processes[i].n_effects);
    }
    add_observed(&text, model);
    *out = brink_i_text_take(&text);
    return *out ? BRINK_OK : BRINK_ERR_MEMORY;
}
