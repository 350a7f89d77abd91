/* SPDX-License-Identifier: Apache-2.0 */
/* Transitions and choices. */
#include <string.h>

#include "base/diagnostics.h"
#include "base/text.h"
#include "model/build.h"

/* The machine that a transition or choice belongs to, or -1 and a message. */
static int find_machine(brink_i_build *build, brink_source_text name)
{
    const char *text = name.text ? name.text : "";
    const brink_i_entry *entry = brink_i_build_lookup(build, text);
    if (entry && entry->symbol.kind == BRINK_I_SYMBOL_MACHINE) {
        return entry->symbol.index;
    }
    if (!entry && brink_i_build_missing(build, text)) {
        return -1;
    }
    int n = build->model->n_machines;
    const char **names = BRINK_I_BUILD_ARRAY(build, const char *, (size_t)n);
    for (int i = 0; names && i < n; i++) {
        names[i] = build->model->machines[i].name;
    }
    if (names) {
        brink_i_build_error(build, "unknown-name", name, brink_i_build_nearest(build, text, names, (size_t)n),
                            "there is no machine '%s'", text);
    }
    return -1;
}

/* The bits of a list of states; `any` means all of them where it is allowed. */
static uint64_t state_set(brink_i_build *build, int machine, const brink_source_text *states, size_t n,
                          bool any_allowed)
{
    uint64_t set = 0;
    int n_states = build->model->machines[machine].n_states;
    for (size_t i = 0; i < n; i++) {
        if (any_allowed && states[i].text && strcmp(states[i].text, "any") == 0) {
            set |= n_states == 64 ? UINT64_MAX : (UINT64_C(1) << n_states) - 1;
            continue;
        }
        int state = brink_i_build_state(build, machine, states[i]);
        if (state >= 0 && set & (UINT64_C(1) << state)) {
            brink_i_build_error(build, "duplicate-state", states[i], NULL,
                                "state '%s' is in this list already", states[i].text);
        } else if (state >= 0) {
            set |= UINT64_C(1) << state;
        }
    }
    return set;
}

static void add_states(brink_i_text *out, const brink_source_text *states, size_t n, const char *between)
{
    for (size_t i = 0; i < n; i++) {
        brink_i_text_addf(out, "%s%s", i ? between : "", states[i].text ? states[i].text : "?");
    }
}

/* Hands a text over to the model. */
static char *keep_text(brink_i_build *build, brink_i_text *text)
{
    char *kept = text->failed ? NULL : brink_i_build_keep(build, text->bytes);
    build->failed |= !kept;
    brink_i_text_free(text);
    return kept;
}

/* "korea: calm -> crisis | war" */
static char *route_of(brink_i_build *build, const brink_transition_declaration *d)
{
    brink_i_text text;
    brink_i_text_init(&text);
    brink_i_text_addf(&text, "%s: ", d->machine.text);
    add_states(&text, d->from, d->n_from, ", ");
    brink_i_text_add(&text, " -> ");
    for (size_t i = 0; i < d->n_to; i++) {
        brink_i_text_addf(&text, "%s%s", i ? " | " : "", d->to[i].state.text ? d->to[i].state.text : "?");
    }
    return keep_text(build, &text);
}

static void set_within(brink_i_build *build, const brink_transition_declaration *d, brink_i_transition *to,
                       const char *route)
{
    brink_source_text at = {NULL, d->where};
    if (d->trigger != BRINK_CHANCE) {
        if (d->within.text) {
            brink_i_build_error(build, "unknown-key", d->within, "`within` is the period of a `chance`",
                                "%s has no `chance` that `within` could belong to", route);
        }
        return;
    }
    if (!d->within.text) {
        brink_i_build_error(build, "missing-key", d->value.text ? d->value : at,
                            "as in chance: 0.2, within: 1 year", "%s has a chance, but not within which time",
                            route);
        return;
    }
    brink_i_want want = {.type = BRINK_I_NUMBER,
                         .unit = build->scope.time_unit,
                         .most = BRINK_I_EVENT,
                         .most_code = "moving-chance"};
    want.most_hint = "use `rate`: a hazard may read anything";
    want.place = brink_i_build_text(build, "the period of %s", route);
    if (brink_i_build_rule(build, d->within, &want, &to->within)) {
        brink_i_build_not_negative(build, &to->within, d->within, true, "bad-time", want.place);
    }
}

static void check_chance(brink_i_build *build, const brink_transition_declaration *d,
                         const brink_i_transition *to, const char *route)
{
    double p;
    if (!brink_i_build_constant(build, &to->value, &p) || (p >= 0 && p < 1)) {
        return;
    }
    const char *hint = p == 1 ? "what happens for certain happens `after` a delay"
                       : p > 1 && p <= 100
                           ? brink_i_diagnostics_format(build->list, "%g %% is written %g", p, p / 100)
                           : NULL;
    brink_i_build_error(build, "bad-chance", d->value, hint,
                        "the chance of %s is %g: it must be at least 0 and below 1", route, p);
}

static void set_trigger(brink_i_build *build, const brink_transition_declaration *d, brink_i_transition *to,
                        const char *route)
{
    brink_i_want want = {.type = BRINK_I_NUMBER, .most = BRINK_I_MOVING};
    const char *what = "rate";
    switch (d->trigger) {
    case BRINK_RATE:
        want.unit = build->per_time;
        break;
    case BRINK_CHANCE:
        what = "chance";
        want.unit = build->one;
        want.most = BRINK_I_EVENT;
        want.most_hint = "use `rate`: a hazard may read anything";
        want.most_code = "moving-chance";
        break;
    case BRINK_AFTER:
        what = "delay";
        want.unit = build->scope.time_unit;
        want.allow_draws = true;
        break;
    case BRINK_WHEN:
        what = "condition";
        want.type = BRINK_I_CONDITION;
        want.most = BRINK_I_EVENT;
        want.most_hint = "test it in a process (every: ...), or keep the product in a stock of its own";
        want.most_code = "unsolvable-condition";
        break;
    }
    want.place = brink_i_build_text(build, "the %s of %s", what, route);
    if (!d->value.text) {
        brink_i_build_error(build, "missing-key", (brink_source_text){NULL, d->where}, NULL,
                            "%s is not given", want.place ? want.place : what);
    } else if (brink_i_build_rule(build, d->value, &want, &to->value)) {
        if (d->trigger == BRINK_RATE || d->trigger == BRINK_AFTER) {
            brink_i_build_not_negative(build, &to->value, d->value, false,
                                       d->trigger == BRINK_RATE ? "bad-rate" : "bad-time", want.place);
        } else if (d->trigger == BRINK_CHANCE) {
            check_chance(build, d, to, route);
        }
    }
    set_within(build, d, to, route);
}

static void set_transition(brink_i_build *build, const brink_transition_declaration *d,
                           brink_i_transition *to)
{
    brink_source_text at = {NULL, d->where};
    to->trigger = d->trigger;
    to->where = brink_i_build_where(build, d->where);
    to->about = brink_i_build_keep(build, d->about.text);
    static const char *const TRIGGERS[] = {"rate", "chance", "after", "when"};
    const char *route = route_of(build, d);
    to->label = route ? brink_i_build_text(build, "%s (%s)", route, TRIGGERS[d->trigger]) : NULL;
    if (!to->label) {
        return;
    }
    to->mechanisms = brink_i_build_mechanisms(build, d->mechanisms, "transition", route);
    if (d->n_from == 0 || d->n_to == 0) {
        brink_i_build_error(build, "missing-key", at, NULL, "%s does not say %s", route,
                            d->n_from == 0 ? "from which state" : "to which state");
    }
    to->from = state_set(build, to->machine, d->from, d->n_from, true);
    to->to = brink_i_build_targets(build, to->machine, d->to, d->n_to, BRINK_I_MOVING, at, route);
    to->n_to = (int)d->n_to;
    set_trigger(build, d, to, route);
    to->effects = brink_i_build_effects(build, d->effects, d->n_effects, to->machine, route);
    to->n_effects = (int)d->n_effects;
}

/* Room for each machine's transitions or choices; `count` per machine. */
static int *count_moves(brink_i_build *build, size_t n, const char *items, size_t stride)
{
    int *counts = BRINK_I_BUILD_ARRAY(build, int, (size_t)build->model->n_machines);
    for (size_t i = 0; counts && i < n; i++) {
        const brink_source_text *name =
            (const void *)(items + i * stride); /* both begin with their machine */
        const brink_i_entry *entry = name->text ? brink_i_build_lookup(build, name->text) : NULL;
        if (entry && entry->symbol.kind == BRINK_I_SYMBOL_MACHINE) {
            counts[entry->symbol.index]++;
        }
    }
    return counts;
}

void brink_i_build_transitions(brink_i_build *build)
{
    const brink_transition_declaration *declared =
        BRINK_I_DECLARED(build, transitions, brink_transition_declaration);
    size_t n = build->from->transitions.n, n_machines = (size_t)build->model->n_machines;
    const int *counts = count_moves(build, n, build->from->transitions.items, sizeof *declared);
    brink_i_transition **lists = BRINK_I_BUILD_ARRAY(build, brink_i_transition *, n_machines);
    for (size_t i = 0; counts && lists && i < n_machines; i++) {
        lists[i] = BRINK_I_BUILD_ARRAY(build, brink_i_transition, (size_t)counts[i]);
        build->model->machines[i].transitions = lists[i];
    }
    for (size_t i = 0; i < n && !build->failed; i++) {
        int machine = find_machine(build, declared[i].machine);
        if (machine >= 0) {
            brink_i_machine *of = &build->model->machines[machine];
            brink_i_transition *to = &lists[machine][of->n_transitions];
            to->machine = machine;
            to->order = of->n_transitions++;
            of->hazards |= declared[i].trigger == BRINK_RATE || declared[i].trigger == BRINK_CHANCE;
            set_transition(build, &declared[i], to);
        }
    }
}

/* ---- choices ---- */

static char *choice_label(brink_i_build *build, const brink_choice_declaration *d)
{
    brink_i_text text;
    brink_i_text_init(&text);
    brink_i_text_addf(&text, "%s: choice in ", d->machine.text);
    add_states(&text, d->in, d->n_in, ", ");
    if (d->by.text) {
        brink_i_text_addf(&text, " by %s", d->by.text);
    }
    return keep_text(build, &text);
}

static void set_options(brink_i_build *build, const brink_choice_declaration *d, brink_i_choice *choice)
{
    brink_i_option *options = BRINK_I_BUILD_ARRAY(build, brink_i_option, d->n_options);
    for (size_t i = 0; options && i < d->n_options && !build->failed; i++) {
        const brink_option_declaration *from = &d->options[i];
        brink_i_option *option = &options[i];
        const char *name = from->to.text ? from->to.text : "stay";
        option->state = from->to.text ? brink_i_build_state(build, choice->machine, from->to) : -1;
        brink_i_want want = {.type = BRINK_I_NUMBER, .unit = build->one, .most = BRINK_I_MOVING};
        want.place = brink_i_build_text(build, "the utility of '%s' in %s", name, choice->label);
        if (!from->utility.text) {
            brink_i_build_error(build, "missing-key", (brink_source_text){NULL, from->where},
                                "as in {to: war, utility: -3}", "option '%s' in %s has no utility", name,
                                choice->label);
        }
        brink_i_build_rule(build, from->utility, &want, &option->utility);
        option->effects =
            brink_i_build_effects(build, from->effects, from->n_effects, choice->machine, choice->label);
        option->n_effects = (int)from->n_effects;
    }
    choice->options = options;
    choice->n_options = options ? (int)d->n_options : 0;
}

static void set_choice(brink_i_build *build, const brink_choice_declaration *d, brink_i_choice *choice)
{
    brink_source_text at = {NULL, d->where};
    choice->where = brink_i_build_where(build, d->where);
    choice->about = brink_i_build_keep(build, d->about.text);
    choice->by = brink_i_build_keep(build, d->by.text);
    choice->label = choice_label(build, d);
    choice->reviewed = d->every.text != NULL;
    if (!choice->label) {
        return;
    }
    choice->mechanisms = brink_i_build_mechanisms(build, d->mechanisms, "", choice->label);
    if (d->n_in == 0 || d->n_options == 0) {
        brink_i_build_error(build, "missing-key", at, NULL, "%s has no %s", choice->label,
                            d->n_in == 0 ? "state" : "options");
    }
    choice->in = state_set(build, choice->machine, d->in, d->n_in, false);
    brink_i_want want = {.type = BRINK_I_NUMBER, .unit = build->scope.time_unit, .most = BRINK_I_TRIAL};
    want.most_hint = "the time between reviews is fixed within a trial";
    want.place = brink_i_build_text(build, "the time between reviews of %s", choice->label);
    if (brink_i_build_rule(build, d->every, &want, &choice->every)) {
        brink_i_build_period(build, &choice->every, d->every, want.place);
    }
    want = (brink_i_want){.type = BRINK_I_NUMBER, .unit = build->one, .most = BRINK_I_MOVING};
    want.place = brink_i_build_text(build, "the precision of %s", choice->label);
    brink_i_build_rule(build, d->precision.text ? d->precision : (brink_source_text){"1", d->where}, &want,
                       &choice->precision);
    set_options(build, d, choice);
}

void brink_i_build_choices(brink_i_build *build)
{
    const brink_choice_declaration *declared = BRINK_I_DECLARED(build, choices, brink_choice_declaration);
    size_t n = build->from->choices.n, n_machines = (size_t)build->model->n_machines;
    const int *counts = count_moves(build, n, build->from->choices.items, sizeof *declared);
    brink_i_choice **lists = BRINK_I_BUILD_ARRAY(build, brink_i_choice *, n_machines);
    for (size_t i = 0; counts && lists && i < n_machines; i++) {
        lists[i] = BRINK_I_BUILD_ARRAY(build, brink_i_choice, (size_t)counts[i]);
        build->model->machines[i].choices = lists[i];
    }
    for (size_t i = 0; i < n && !build->failed; i++) {
        int machine = find_machine(build, declared[i].machine);
        if (machine >= 0) {
            brink_i_machine *of = &build->model->machines[machine];
            brink_i_choice *choice = &lists[machine][of->n_choices++];
            choice->machine = machine;
            set_choice(build, &declared[i], choice);
        }
    }
}
