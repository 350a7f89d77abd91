/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/trace_compare_why.h"

#include <math.h>
#include <string.h>

#define ARROW " \xE2\x86\x92 "

static const char *name_of(const brink_i_divergence *divergence, int half)
{
    return divergence->halves[half].variant->name;
}

static bool same_number(double a, double b) { return !(a < b) && !(a > b); }

static bool together(const brink_i_divergence *divergence)
{
    return same_number(brink_i_divergence_step(divergence, 0)->time,
                       brink_i_divergence_step(divergence, 1)->time);
}

/* ---- readings ------------------------------------------------------------------------------------- */

static void add_value(brink_i_text *text, const brink_model *model, const brink_i_reading *reading,
                      double value)
{
    switch (reading->kind) {
    case BRINK_I_READ_PARAM:
        brink_i_trace_quantity(text, value, model->params[reading->index].unit);
        break;
    case BRINK_I_READ_STOCK:
        brink_i_trace_quantity(text, value, model->stocks[reading->index].unit);
        break;
    case BRINK_I_READ_MACHINE:
        brink_i_text_add(text, model->machines[reading->index].states[(int)value]);
        break;
    case BRINK_I_READ_DEFINE:
        if (model->defines[reading->index]->type == BRINK_I_CONDITION) {
            brink_i_text_add(text, value > 0 ? "true" : "false");
        } else {
            brink_i_trace_quantity(text, value, model->defines[reading->index]->unit);
        }
        break;
    }
}

void brink_i_why_reading(brink_i_text *text, const brink_i_divergence *divergence,
                         const brink_i_reading *reading)
{
    const brink_model *model = divergence->halves[0].model;
    const char *name = reading->kind == BRINK_I_READ_PARAM    ? model->params[reading->index].name
                       : reading->kind == BRINK_I_READ_STOCK  ? model->stocks[reading->index].name
                       : reading->kind == BRINK_I_READ_DEFINE ? model->define_names[reading->index]
                                                              : model->machines[reading->index].name;
    brink_i_text_addf(text, "%s: ", name);
    for (int i = 0; i < 2; i++) {
        add_value(text, model, reading, reading->values[i]);
        brink_i_text_addf(text, " in %s%s", name_of(divergence, i), i == 0 ? ", " : "");
    }
}

void brink_i_why_because(brink_i_text *text, const brink_i_divergence *divergence, const char *word,
                         const brink_i_readings *reads)
{
    for (int i = 0; i < reads->n; i++) {
        brink_i_text_addf(text, "  %s%*s", i == 0 ? word : "", i == 0 ? 1 : (int)strlen(word) + 1, "");
        brink_i_why_reading(text, divergence, &reads->list[i]);
        brink_i_text_add(text, "\n");
    }
}

/* ---- numbers -------------------------------------------------------------------------------------- */

static void add_slope(brink_i_text *text, const brink_model *model, int stock, double slope)
{
    if (!(slope < 0) && !(slope > 0)) {
        brink_i_text_add(text, "standing still");
        return;
    }
    brink_i_text_add(text, slope < 0 ? "falling by " : "rising by ");
    brink_i_trace_quantity(text, fabs(slope), model->stocks[stock].unit);
    brink_i_text_addf(text, " per %s", brink_i_unit_text(model->time_unit));
}

void brink_i_why_numbers(brink_i_text *text, const brink_i_divergence *divergence)
{
    const brink_model *model = divergence->halves[0].model;
    const brink_i_sight *a = &divergence->halves[0].numbers, *b = &divergence->halves[1].numbers;
    for (int i = 0; a->seen && b->seen && i < model->n_stocks; i++) {
        bool value = !same_number(a->stocks[i], b->stocks[i]),
             slope = !same_number(a->slopes[i], b->slopes[i]);
        if (!value && !slope) {
            continue;
        }
        brink_i_text_addf(text, "  %s: ", model->stocks[i].name);
        for (int h = 0; h < 2; h++) {
            const brink_i_sight *sight = h == 0 ? a : b;
            if (value) {
                brink_i_trace_quantity(text, sight->stocks[i], model->stocks[i].unit);
            }
            if (value && slope) {
                brink_i_text_add(text, ", ");
            }
            if (slope) {
                add_slope(text, model, i, sight->slopes[i]);
            }
            brink_i_text_addf(text, " in %s%s", name_of(divergence, h), h == 0 ? "; " : "\n");
        }
    }
}

/* ---- the step ------------------------------------------------------------------------------------- */

static void add_cause(brink_i_text *text, const brink_model *model, const brink_i_step *step)
{
    const brink_i_machine *machine =
        step->index >= 0 && step->index < model->n_machines ? &model->machines[step->index] : NULL;
    bool effect = step->index != step->machine;
    switch (step->cause) {
    case BRINK_I_TRACE_TIMER:
        brink_i_text_addf(text, ", as the delay of %s ran out", machine->transitions[step->item].label);
        break;
    case BRINK_I_TRACE_WHEN:
        brink_i_text_addf(text, ", as %s holds", machine->transitions[step->item].value.text);
        break;
    case BRINK_I_TRACE_HAZARD:
        brink_i_text_add(text, ", by chance");
        break;
    case BRINK_I_TRACE_CHOICE: {
        const brink_i_choice *choice = &machine->choices[step->item];
        brink_i_text_addf(text, ", by a choice of %s", choice->by ? choice->by : machine->name);
        break;
    }
    case BRINK_I_TRACE_PROCESS:
        brink_i_text_addf(text, ", as an effect of %s", model->processes[step->index].name);
        return;
    default:
        return;
    }
    if (effect) {
        brink_i_text_addf(text, " (an effect of %s)", machine->name);
    }
}

static void add_move(brink_i_text *text, const brink_model *model, const brink_i_step *step)
{
    const brink_i_machine *machine = &model->machines[step->machine];
    const char *about = machine->states_about[step->to];
    if (step->from < 0) {
        brink_i_text_addf(text, "%s begins as %s", machine->name, machine->states[step->to]);
    } else {
        brink_i_text_addf(text, "%s: %s" ARROW "%s", machine->name, machine->states[step->from],
                          machine->states[step->to]);
    }
    if (about && *about) {
        brink_i_text_addf(text, " (%s)", about);
    }
    add_cause(text, model, step);
}

void brink_i_why_step(brink_i_story *page, const brink_i_divergence *divergence, int which)
{
    const brink_i_half *half = &divergence->halves[which];
    const brink_i_step *step = brink_i_divergence_step(divergence, which);
    brink_i_text *text = &page->out;
    if (step->time > divergence->time) {
        brink_i_text_add(text, "nothing yet; next on ");
        brink_i_story_date(page, text, step->time);
        brink_i_text_add(text, ", ");
    }
    switch (step->kind) {
    case BRINK_I_STEP_MOVE:
        add_move(text, half->model, step);
        break;
    case BRINK_I_STEP_END:
        brink_i_text_addf(text, "the trial ends: %s%s", half->model->outcomes[step->to].name,
                          step->to == half->model->otherwise ? ", at the horizon" : "");
        break;
    case BRINK_I_STEP_FAULT:
        brink_i_text_addf(text, "the trial fails: %s: %s", half->fault.place, half->fault.message);
        break;
    }
}

/* ---- luck ----------------------------------------------------------------------------------------- */

static void luck_of_delay(brink_i_text *text, const brink_i_divergence *divergence, const brink_i_step *step)
{
    const brink_model *model = divergence->halves[0].model;
    const brink_i_half *a = &divergence->halves[0], *b = &divergence->halves[1];
    if (!a->delay.seen || !b->delay.seen || same_number(a->due - a->delay.time, b->due - b->delay.time)) {
        return;
    }
    brink_i_text_addf(text, "  the same luck makes the delay %s ",
                      model->machines[step->index].transitions[step->item].value.text);
    for (int h = 0; h < 2; h++) {
        const brink_i_half *half = &divergence->halves[h];
        brink_i_trace_span(text, half->due - half->delay.time, model);
        brink_i_text_addf(text, " in %s%s", name_of(divergence, h), h == 0 ? ", " : "\n");
    }
}

static void luck_of_hazard(brink_i_text *text, const brink_i_divergence *divergence, const brink_i_step *step)
{
    const brink_model *model = divergence->halves[0].model;
    const brink_i_transition *transition = &model->machines[step->index].transitions[step->item];
    brink_i_text_addf(text, "  the hazard of %s at that date: ", transition->label);
    for (int h = 0; h < 2; h++) {
        brink_i_trace_number(text, divergence->halves[h].hazard);
        brink_i_text_addf(text, " per %s in %s%s", brink_i_unit_text(model->time_unit),
                          name_of(divergence, h), h == 0 ? ", " : "\n");
    }
    brink_i_text_add(text,
                     "  the luck is the same: a higher hazard since the last event uses it up sooner\n");
}

static void luck_of_choice(brink_i_text *text, const brink_i_divergence *divergence, const brink_i_step *step)
{
    const brink_i_half *a = &divergence->halves[0], *b = &divergence->halves[1];
    const brink_i_machine *machine = &a->model->machines[step->index];
    const brink_i_choice *choice = &machine->choices[step->item];
    if (!a->chose || !b->chose) {
        return;
    }
    brink_i_text_addf(text, "  the same luck, other probabilities of %s's options:\n",
                      choice->by ? choice->by : machine->name);
    for (int i = 0; i < choice->n_options; i++) {
        int state = choice->options[i].state;
        brink_i_text_addf(text, "    %s: ", state < 0 ? "stay" : machine->states[state]);
        for (int h = 0; h < 2; h++) {
            const brink_i_half *half = &divergence->halves[h];
            brink_i_trace_number(text, half->weights[i]);
            brink_i_text_addf(text, "%s in %s%s", half->chosen == i ? " (chosen)" : "",
                              name_of(divergence, h), h == 0 ? ", " : "\n");
        }
    }
}

void brink_i_why_luck(brink_i_text *text, const brink_i_divergence *divergence)
{
    const brink_i_step *step = brink_i_divergence_step(divergence, divergence->leader);
    const brink_i_step *other = brink_i_divergence_step(divergence, !divergence->leader);
    if (step->kind == BRINK_I_STEP_FAULT) {
        return;
    }
    if (together(divergence) && step->cause == other->cause && step->index == other->index &&
        step->item == other->item && step->cause != BRINK_I_TRACE_CHOICE) {
        if (step->cause != BRINK_I_TRACE_END && step->cause != BRINK_I_TRACE_START) {
            brink_i_text_add(text, "  the same event in both, with other consequences\n");
        }
        return;
    }
    if (step->cause == BRINK_I_TRACE_TIMER) {
        luck_of_delay(text, divergence, step);
    } else if (step->cause == BRINK_I_TRACE_HAZARD) {
        luck_of_hazard(text, divergence, step);
    } else if (step->cause == BRINK_I_TRACE_CHOICE) {
        luck_of_choice(text, divergence, step);
    }
}
