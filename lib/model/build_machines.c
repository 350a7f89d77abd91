/* SPDX-License-Identifier: Apache-2.0 */
/* Machines: their states, how they begin, and weighted targets. */
#include <math.h>
#include <string.h>

#include "base/diagnostics.h"
#include "model/build.h"
#include "random/distribution.h"

enum { MOST_STATES = 64 };

static void check_state_name(brink_i_build *build, const char *machine, const brink_state_declaration *states,
                             size_t i)
{
    brink_source_text name = states[i].name;
    const char *text = name.text ? name.text : "";
    if (!brink_i_build_is_name(text)) {
        brink_i_build_error(build, "bad-name", name,
                            "a name is made of letters, digits and _, and does not begin with a digit",
                            "'%s' cannot be the name of a state of %s", text, machine);
        return;
    }
    if (brink_i_build_is_keyword(text) || strcmp(text, "any") == 0 || strcmp(text, "stay") == 0) {
        brink_i_build_error(build, "reserved-name", name, "choose another name",
                            "'%s' cannot be a state of %s: it has a "
                            "meaning of its own",
                            text, machine);
        return;
    }
    for (size_t j = 0; j < i; j++) {
        if (states[j].name.text && strcmp(states[j].name.text, text) == 0) {
            brink_i_build_error(build, "duplicate-name", name,
                                brink_i_build_first_at(build, states[j].name.where),
                                "machine %s has the state '%s' twice", machine, text);
            return;
        }
    }
}

void brink_i_build_machine_names(brink_i_build *build)
{
    const brink_machine_declaration *declared = BRINK_I_DECLARED(build, machines, brink_machine_declaration);
    for (int i = 0; i < build->model->n_machines && !build->failed; i++) {
        const brink_machine_declaration *d = &declared[i];
        brink_i_machine *machine = &build->model->machines[i];
        size_t n = d->n_states;
        if (n == 0) {
            brink_i_build_error(build, "missing-key", d->name, "as in states: [calm, crisis, war]",
                                "machine %s has no states", machine->name);
            build->machines[i]->symbol.broken = true;
        } else if (n > MOST_STATES) {
            brink_i_build_error(
                build, "too-many-states", d->states[MOST_STATES].name, "split it in several machines",
                "machine %s has %zu states; at most %d are possible", machine->name, n, MOST_STATES);
            n = MOST_STATES;
        }
        const char **states = BRINK_I_BUILD_ARRAY(build, const char *, n);
        const char **about = BRINK_I_BUILD_ARRAY(build, const char *, n);
        for (size_t j = 0; states && about && j < n; j++) {
            check_state_name(build, machine->name, d->states, j);
            states[j] = brink_i_build_keep(build, d->states[j].name.text ? d->states[j].name.text : "");
            about[j] = brink_i_build_keep(build, d->states[j].about.text);
        }
        machine->states = states;
        machine->states_about = about;
        machine->n_states = (int)n;
        build->machines[i]->symbol.states = states;
        build->machines[i]->symbol.n_states = (int)n;
    }
}

int brink_i_build_state(brink_i_build *build, int machine, brink_source_text name)
{
    const brink_i_machine *of = &build->model->machines[machine];
    const char *text = name.text ? name.text : "";
    for (int i = 0; i < of->n_states; i++) {
        if (strcmp(of->states[i], text) == 0) {
            return i;
        }
    }
    if (of->n_states > 0) {
        brink_i_build_error(build, "unknown-state", name,
                            brink_i_build_nearest(build, text, of->states, (size_t)of->n_states),
                            "'%s' has no state '%s'", of->name, text);
    }
    return -1;
}

/* Weights that are certain to fault, and those that look like something else. */
static void check_weights(brink_i_build *build, const brink_i_target *targets,
                          const brink_weighted_state *states, size_t n, brink_source_text at, const char *of)
{
    double sum = 0, most = 0;
    bool constant = true;
    for (size_t i = 0; i < n; i++) {
        double weight;
        if (!brink_i_build_constant(build, &targets[i].weight, &weight)) {
            constant = false;
        } else if (weight < 0) {
            brink_i_build_error(build, "bad-weight", states[i].weight, NULL,
                                "the weight of '%s' in %s is %g: it must not be negative",
                                states[i].state.text ? states[i].state.text : "", of, weight);
            constant = false;
        } else {
            sum += weight;
            most = fmax(most, weight);
        }
    }
    if (constant && !(sum > 0)) {
        brink_i_build_error(build, "bad-weight", at, NULL, "the weights in %s sum to zero", of);
    } else if (constant && brink_i_weights_mislead(sum, most, (int)n)) {
        brink_i_build_warning(build, "scaled-weights", at,
                              "make them add up to 1, or write whole numbers if they are weights",
                              "the weights in %s add up to %g: they are taken in proportion", of, sum);
    }
}

const brink_i_target *brink_i_build_targets(brink_i_build *build, int machine,
                                            const brink_weighted_state *states, size_t n,
                                            brink_i_binding most, brink_source_text at, const char *of)
{
    brink_i_target *targets = BRINK_I_BUILD_ARRAY(build, brink_i_target, n);
    brink_i_want want = {.type = BRINK_I_NUMBER, .unit = build->one, .most = most};
    want.most_hint = "at the start of a trial there are only parameters and levers to read";
    for (size_t i = 0; targets && of && i < n; i++) {
        targets[i].state = brink_i_build_state(build, machine, states[i].state);
        for (size_t j = 0; j < i && targets[i].state >= 0; j++) {
            if (targets[j].state == targets[i].state) {
                brink_i_build_error(build, "duplicate-state", states[i].state, "add up their weights",
                                    "%s has '%s' twice", of, states[i].state.text);
                break;
            }
        }
        brink_source_text weight = states[i].weight;
        if (!weight.text) {
            weight = (brink_source_text){"1", states[i].state.where};
        }
        want.place = brink_i_build_text(build, "the weight of '%s' in %s",
                                        states[i].state.text ? states[i].state.text : "", of);
        brink_i_build_rule(build, weight, &want, &targets[i].weight);
    }
    if (targets && of && n > 0) {
        check_weights(build, targets, states, n, at, of);
    }
    return targets;
}

void brink_i_build_machines(brink_i_build *build)
{
    const brink_machine_declaration *declared = BRINK_I_DECLARED(build, machines, brink_machine_declaration);
    for (int i = 0; i < build->model->n_machines && !build->failed; i++) {
        const brink_machine_declaration *d = &declared[i];
        brink_i_machine *machine = &build->model->machines[i];
        machine->about = brink_i_build_keep(build, d->about.text);
        machine->owner = brink_i_build_text(build, "machine:%s", machine->name);
        machine->mechanisms = brink_i_build_mechanisms(build, d->mechanisms, "machine", machine->name);
        machine->where = brink_i_build_where(build, d->name.where);
        if (d->n_initial == 0) {
            brink_i_build_error(build, "missing-key", d->name,
                                "name the state in which it begins, or weights",
                                "machine %s has no initial state", machine->name);
        }
        machine->initial =
            brink_i_build_targets(build, i, d->initial, d->n_initial, BRINK_I_TRIAL, d->name,
                                  brink_i_build_text(build, "the initial state of %s", machine->name));
        machine->n_initial = (int)d->n_initial;
    }
}
