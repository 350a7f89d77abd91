/* SPDX-License-Identifier: Apache-2.0 */
/* The hash of a model's meaning: of a canonical text of everything that can change a result, with expressions
 * printed from their checked form and numbers to the bit. Comments, layout, `about`, `source`, `payer`, `by`,
 * costs, headlines and expectations are not in it; the ranges of parameters are, because sweeps follow them.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "model/build.h"

static void add_expr(brink_i_text *out, const brink_model *model, const brink_i_expr *expr)
{
    char *printed = NULL;
    if (expr && brink_i_expr_print(expr, &model->names, &printed) != BRINK_OK) {
        out->failed = true;
    }
    brink_i_text_addf(out, " {%s}", printed ? printed : "");
    free(printed);
}

static void add_rule(brink_i_text *out, const brink_model *model, const brink_i_rule *rule)
{
    add_expr(out, model, rule->expr);
}

static void add_effects(brink_i_text *out, const brink_model *model, const brink_i_effect *effects, int n)
{
    brink_i_text_add(out, " do [");
    for (int i = 0; i < n; i++) {
        const brink_i_effect *effect = &effects[i];
        switch (effect->kind) {
        case BRINK_I_ASSIGN:
            brink_i_text_addf(out, " %s =", model->stocks[effect->target].name);
            add_rule(out, model, &effect->value);
            break;
        case BRINK_I_MOVE:
            brink_i_text_addf(out, " %s.%s", model->machines[effect->target].name,
                              model->machines[effect->target].states[effect->state]);
            break;
        case BRINK_I_WHEN_IF:
            brink_i_text_add(out, " if");
            add_rule(out, model, &effect->value);
            add_effects(out, model, effect->then_do, effect->n_then);
            add_effects(out, model, effect->else_do, effect->n_else);
            break;
        }
    }
    brink_i_text_add(out, " ]\n");
}

static void add_targets(brink_i_text *out, const brink_model *model, const brink_i_target *targets, int n)
{
    for (int i = 0; i < n; i++) {
        brink_i_text_addf(out, " %d", targets[i].state);
        add_rule(out, model, &targets[i].weight);
    }
}

static void add_values(brink_i_text *out, const brink_model *model)
{
    for (int i = 0; i < model->n_params; i++) {
        const brink_i_param *param = &model->params[i];
        brink_i_text_addf(out, "%s %s %s", param->lever ? "lever" : "parameter", param->name,
                          brink_i_unit_text(param->unit));
        add_rule(out, model, &param->value);
        if (param->has_range) {
            brink_i_text_addf(out, " [%a, %a]", param->low, param->high);
        }
        brink_i_text_add(out, param->chance ? " chance" : "");
        brink_i_text_add(out, "\n");
    }
    for (int c = 0; c < model->n_copulas; c++) {
        const brink_i_copula *copula = &model->copulas[c];
        for (int i = 0; i < copula->n * copula->n; i++) {
            int a, b;
            if (brink_i_copula_pair(copula, i, &a, &b)) {
                brink_i_text_addf(out, "correlate %s %s %a\n", model->params[a].name, model->params[b].name,
                                  copula->rank[i]);
            }
        }
    }
    for (int i = 0; i < model->n_defines; i++) {
        brink_i_text_addf(out, "define %s %s", model->define_names[i],
                          brink_i_unit_text(model->defines[i]->unit));
        add_expr(out, model, model->defines[i]);
        brink_i_text_add(out, "\n");
    }
    for (int i = 0; i < model->n_tables; i++) {
        const brink_i_table *table = &model->tables[i];
        brink_i_text_addf(out, "table %s %s %s", table->name, brink_i_unit_text(table->argument_unit),
                          brink_i_unit_text(table->unit));
        for (int j = 0; j < table->n; j++) {
            brink_i_text_addf(out, " %a %a", table->x[j], table->y[j]);
        }
        brink_i_text_add(out, "\n");
    }
    for (int i = 0; i < model->n_stocks; i++) {
        const brink_i_stock *stock = &model->stocks[i];
        brink_i_text_addf(out, "stock %s %s", stock->name, brink_i_unit_text(stock->unit));
        const brink_i_rule *const rules[] = {&stock->initial, &stock->min, &stock->max, &stock->flow,
                                             &stock->decay};
        for (size_t j = 0; j < sizeof rules / sizeof *rules; j++) {
            add_rule(out, model, rules[j]);
        }
        brink_i_text_add(out, "\n");
    }
}

static void add_machine(brink_i_text *out, const brink_model *model, const brink_i_machine *machine)
{
    brink_i_text_addf(out, "machine %s", machine->name);
    for (int i = 0; i < machine->n_states; i++) {
        brink_i_text_addf(out, " %s", machine->states[i]);
    }
    add_targets(out, model, machine->initial, machine->n_initial);
    brink_i_text_add(out, "\n");
    for (int i = 0; i < machine->n_transitions; i++) {
        const brink_i_transition *transition = &machine->transitions[i];
        brink_i_text_addf(out, "transition %llx %d", (unsigned long long)transition->from,
                          (int)transition->trigger);
        add_rule(out, model, &transition->value);
        add_rule(out, model, &transition->within);
        add_targets(out, model, transition->to, transition->n_to);
        add_effects(out, model, transition->effects, transition->n_effects);
    }
    for (int i = 0; i < machine->n_choices; i++) {
        const brink_i_choice *choice = &machine->choices[i];
        brink_i_text_addf(out, "choice %llx", (unsigned long long)choice->in);
        add_rule(out, model, &choice->every);
        add_rule(out, model, &choice->precision);
        brink_i_text_add(out, "\n");
        for (int j = 0; j < choice->n_options; j++) {
            brink_i_text_addf(out, "option %d", choice->options[j].state);
            add_rule(out, model, &choice->options[j].utility);
            add_effects(out, model, choice->options[j].effects, choice->options[j].n_effects);
        }
    }
}

static void add_observed(brink_i_text *out, const brink_model *model)
{
    for (int i = 0; i < model->n_outcomes; i++) {
        brink_i_text_addf(out, "outcome %s", model->outcomes[i].name);
        add_rule(out, model, &model->outcomes[i].condition);
        brink_i_text_add(out, "\n");
    }
    for (int i = 0; i < model->n_measures; i++) {
        const brink_i_measure *measure = &model->measures[i];
        brink_i_text_addf(out, "measure %s %d %s", measure->name, (int)measure->kind,
                          brink_i_unit_text(measure->unit));
        add_rule(out, model, &measure->value);
        brink_i_text_add(out, "\n");
    }
    for (int i = 0; i < model->n_series; i++) {
        const brink_i_series *series = &model->series[i];
        brink_i_text_addf(out, "series %s %s %a", series->name, brink_i_unit_text(series->unit),
                          series->every);
        add_rule(out, model, &series->value);
        brink_i_text_add(out, "\n");
    }
}

brink_status brink_i_model_hash(brink_model *model)
{
    brink_i_text text;
    brink_i_text_init(&text);
    brink_i_text_addf(&text, "brink model 1\ntime %s %a\n", brink_i_unit_text(model->time_unit),
                      model->horizon);
    add_values(&text, model);
    for (int i = 0; i < model->n_machines; i++) {
        add_machine(&text, model, &model->machines[i]);
    }
    for (int i = 0; i < model->n_processes; i++) {
        brink_i_text_addf(&text, "process %s", model->processes[i].name);
        add_rule(&text, model, &model->processes[i].every);
        add_effects(&text, model, model->processes[i].effects, model->processes[i].n_effects);
    }
    add_observed(&text, model);
    if (!text.failed) {
        model->hash = brink_i_arena_printf(&model->arena, "%016llx",
                                           (unsigned long long)brink_i_digest(text.bytes, text.length));
    }
    bool good = !text.failed && model->hash;
    brink_i_text_free(&text);
    return good ? BRINK_OK : BRINK_ERR_MEMORY;
}
