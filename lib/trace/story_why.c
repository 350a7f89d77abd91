/* SPDX-License-Identifier: Apache-2.0 */
#include "trace/story.h"

/* Why things happen: an event that causes moves is kept as a clause until the moves come. */

/* "imposed", or "war or provocation" for a drawn target. */
static void add_targets(brink_i_text *text, const brink_model *model, const brink_i_transition *transition)
{
    for (int i = 0; i < transition->n_to; i++) {
        brink_i_text_addf(text, "%s%s", i ? " or " : "",
                          model->machines[transition->machine].states[transition->to[i].state]);
    }
}

static void start(brink_i_story *story, int mover, const char *source)
{
    story->out.failed = story->out.failed || story->why.failed;
    brink_i_text_free(&story->why);
    story->mover = mover;
    story->source = source;
}

static const brink_i_transition *transition_of(const brink_i_story *story, const brink_i_trace_event *event)
{
    return &story->model->machines[event->index].transitions[event->item];
}

static void add_about(brink_i_story *story, const char *about)
{
    if (about && *about) {
        brink_i_text_addf(&story->why, " (%s)", about);
    }
}

static void because_delay(brink_i_story *story, const brink_i_trace_event *event)
{
    const brink_i_transition *transition = transition_of(story, event);
    start(story, event->index, story->model->machines[event->index].name);
    brink_i_text_addf(&story->why, "its delay, %s, ran out after ", transition->value.text);
    brink_i_trace_span(&story->why, event->time - story->entered[event->index], story->model);
    add_about(story, transition->about);
}

static void because_condition(brink_i_story *story, const brink_i_trace_event *event)
{
    const brink_i_transition *transition = transition_of(story, event);
    start(story, event->index, story->model->machines[event->index].name);
    brink_i_text_addf(&story->why, "%s holds", transition->value.text);
    add_about(story, transition->about);
}

static void add_hazard(brink_i_story *story, double hazard)
{
    brink_i_trace_number(&story->why, hazard);
    brink_i_text_addf(&story->why, " per %s", brink_i_unit_text(story->model->time_unit));
}

static void because_hazard(brink_i_story *story, const brink_i_trace_event *event)
{
    const brink_i_machine *machine = &story->model->machines[event->index];
    const brink_i_transition *transition = transition_of(story, event);
    start(story, event->index, machine->name);
    if (transition->trigger == BRINK_CHANCE) {
        brink_i_text_addf(&story->why, "by chance: %s within %s, a hazard of ", transition->value.text,
                          transition->within.text);
    } else {
        brink_i_text_add(&story->why, "by chance: its hazard was ");
    }
    add_hazard(story, event->weights[event->item]);
    bool first = true;
    for (int i = 0; i < event->n_weights; i++) {
        if (i != event->item && event->weights[i] > 0) {
            brink_i_text_add(&story->why, first ? ", against " : " and ");
            add_hazard(story, event->weights[i]);
            brink_i_text_add(&story->why, " for ");
            add_targets(&story->why, story->model, &machine->transitions[i]);
            first = false;
        }
    }
    add_about(story, transition->about);
}

/* Probabilities near 0 and 1 are not spelled out, and never rounded to them. */
static void add_probability(brink_i_text *text, double p)
{
    const double least = 1e-4;
    if (p > 0 && p < least) {
        brink_i_text_add(text, "less than ");
        p = least;
    } else if (p < 1 && p > 1 - least) {
        brink_i_text_add(text, "more than ");
        p = 1 - least;
    }
    brink_i_trace_number(text, p);
}

static const char *option_name(const brink_i_machine *machine, const brink_i_option *option)
{
    return option->state < 0 ? "to stay" : machine->states[option->state];
}

static void because_choice(brink_i_story *story, const brink_i_trace_event *event)
{
    const brink_i_machine *machine = &story->model->machines[event->index];
    const brink_i_choice *choice = &machine->choices[event->item];
    start(story, event->index, machine->name);
    brink_i_text_addf(&story->why, "%s chose %s, ", choice->by ? choice->by : machine->name,
                      option_name(machine, &choice->options[event->to]));
    brink_i_text_add(&story->why, "probability ");
    add_probability(&story->why, event->weights[event->to]);
    bool first = true;
    for (int i = 0; i < event->n_weights; i++) {
        if (i != event->to) {
            brink_i_text_addf(&story->why, "%s%s ", first ? " (" : ", ",
                              option_name(machine, &choice->options[i]));
            add_probability(&story->why, event->weights[i]);
            first = false;
        }
    }
    if (!first) {
        brink_i_text_add(&story->why, ")");
    }
    add_about(story, choice->about);
}

/* Goes on with the clause of the event that made the transition fire. */
static void because_target(brink_i_story *story, const brink_i_trace_event *event)
{
    const char *const *states = story->model->machines[event->index].states;
    const brink_i_target *to = transition_of(story, event)->to;
    brink_i_text_addf(&story->why, "; it led to %s with probability ", states[to[event->to].state]);
    add_probability(&story->why, event->weights[event->to]);
    const char *between = " (";
    for (int i = 0; i < event->n_weights; i++) {
        if (i != event->to) {
            brink_i_text_addf(&story->why, "%s%s ", between, states[to[i].state]);
            add_probability(&story->why, event->weights[i]);
            between = ", ";
        }
    }
    brink_i_text_add(&story->why, ")");
}

bool brink_i_story_reason(brink_i_story *story, const brink_i_trace_event *event)
{
    switch (event->kind) {
    case BRINK_I_TRACE_TIMER:
        because_delay(story, event);
        return true;
    case BRINK_I_TRACE_WHEN:
        because_condition(story, event);
        return true;
    case BRINK_I_TRACE_HAZARD:
        because_hazard(story, event);
        return true;
    case BRINK_I_TRACE_TARGET:
        because_target(story, event);
        return true;
    case BRINK_I_TRACE_CHOICE:
        because_choice(story, event);
        if (story->options.level >= BRINK_TRACE_ALL &&
            story->model->machines[event->index].choices[event->item].options[event->to].state < 0) {
            brink_i_story_line(story, "%s: %s", story->source, story->why.bytes ? story->why.bytes : "");
            story->worth = true;
        }
        return true;
    case BRINK_I_TRACE_PROCESS:
        start(story, -1, story->model->processes[event->index].name);
        if (story->options.level >= BRINK_TRACE_ALL) {
            brink_i_story_line(story, "%s acts", story->source);
            story->worth = true;
        }
        return true;
    default:
        return false;
    }
}
