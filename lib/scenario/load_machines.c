/* SPDX-License-Identifier: Apache-2.0 */
/* Machines with their transitions and choices; processes. A rule with a hole is left out, so that it is not
 * reported twice; a machine with a hole would leave its states unknown, so that nothing more is built. */
#include <string.h>

#include "scenario/loader.h"

static bool read_states(brink_i_loader *loader, const brink_i_node *node, const char *what,
                        const brink_state_declaration **out, size_t *n)
{
    size_t before = loader->problems;
    brink_state_declaration *states = brink_i_read_array(loader, node->n, sizeof *states);
    *n = 0;
    if (node->n == 0) {
        brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "missing-value", node->where, 1, NULL,
                                "'states' of %s is empty", what);
        loader->problems++;
    } else if (states && node->kind == BRINK_I_NODE_LIST) {
        for (const brink_i_node *item = node->first; item; item = item->next) {
            if (brink_i_read_is_text(loader, item, brink_i_read_printf(loader, "a state of %s", what))) {
                states[(*n)++].name = brink_i_read_node(item);
            }
        }
    } else if (states) {
        BRINK_I_EACH_PAIR(node, name, value)
        {
            if (value->kind != BRINK_I_NODE_TEXT || value->broken) {
                brink_i_read_wrong_kind(loader, value,
                                        brink_i_read_printf(loader, "state '%.80s' of %s", name->text, what),
                                        "a line of text about it", NULL);
                continue;
            }
            states[(*n)++] = (brink_state_declaration){brink_i_read_node(name),
                                                       value->absent ? (brink_source_text){NULL, value->where}
                                                                     : brink_i_read_node(value)};
        }
    }
    *out = states;
    return loader->problems == before;
}

/* "transition 2 of machine 'korea'" */
static const char *numbered(brink_i_loader *loader, const char *kind, size_t number, const char *what)
{
    return brink_i_read_printf(loader, "%s %zu of %s", kind, number, what);
}

/* Exactly one of four keys is the trigger; the first is taken if there are more. */
static void read_trigger(brink_i_loader *loader, const brink_i_fields *fields, const char *what,
                         brink_where where, brink_transition_declaration *d)
{
    static const struct {
        int key;
        brink_trigger trigger;
        const char *name;
    } triggers[] = {{BRINK_I_KEY_TRANSITION_RATE, BRINK_RATE, "rate"},
                    {BRINK_I_KEY_TRANSITION_CHANCE, BRINK_CHANCE, "chance"},
                    {BRINK_I_KEY_TRANSITION_AFTER, BRINK_AFTER, "after"},
                    {BRINK_I_KEY_TRANSITION_WHEN, BRINK_WHEN, "when"}};
    const char *taken = NULL;
    size_t before = loader->problems;
    for (size_t i = 0; i < sizeof triggers / sizeof *triggers; i++) {
        const brink_i_node *key = fields->key[triggers[i].key];
        if (key && taken) {
            brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "conflicting-keys", key->where,
                                    brink_i_node_length(key), "write one transition for each trigger",
                                    "%s has two triggers, '%s' and '%s'", what, taken, triggers[i].name);
            loader->problems++;
        } else if (key) {
            taken = triggers[i].name;
            d->trigger = triggers[i].trigger;
            d->value = brink_i_read_text(fields, triggers[i].key);
        }
    }
    const brink_i_node *within = fields->key[BRINK_I_KEY_TRANSITION_WITHIN];
    bool chance = fields->key[BRINK_I_KEY_TRANSITION_CHANCE] != NULL;
    d->within = brink_i_read_text(fields, BRINK_I_KEY_TRANSITION_WITHIN);
    if (!taken) {
        brink_i_diagnostics_add(
            loader->diagnostics, BRINK_ERROR, "missing-key", where, 1,
            "write one of rate: 0.01 per day; chance: 0.2, within: 1 year; after: 30 day; when: oil <= 0",
            "%s has no trigger", what);
        loader->problems++;
    } else if (chance && !within && loader->problems == before) {
        brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "missing-key",
                                fields->key[BRINK_I_KEY_TRANSITION_CHANCE]->where, 6,
                                "as in chance: 0.2, within: 1 year", "%s has a chance without 'within'",
                                what);
        loader->problems++;
    } else if (within && !chance) {
        brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "conflicting-keys", within->where, 6,
                                "'within' is the period of a 'chance'", "%s has 'within', but no 'chance'",
                                what);
        loader->problems++;
    }
}

static void load_transition(brink_i_loader *loader, const brink_i_node *machine, const brink_i_node *item,
                            const char *what)
{
    size_t before = loader->problems;
    brink_i_fields fields;
    if (!brink_i_read_fields(loader, item, BRINK_I_SECTION_TRANSITION, what, item->where, &fields)) {
        return;
    }
    brink_transition_declaration d;
    memset(&d, 0, sizeof d);
    d.machine = brink_i_read_node(machine);
    d.where = item->where;
    d.about = brink_i_read_text(&fields, BRINK_I_KEY_TRANSITION_ABOUT);
    d.mechanisms = brink_i_read_mechanisms(loader, &fields, BRINK_I_KEY_TRANSITION_MECHANISM, what);
    const brink_i_node *from = fields.value[BRINK_I_KEY_TRANSITION_FROM],
                       *to = fields.value[BRINK_I_KEY_TRANSITION_TO],
                       *effects = fields.value[BRINK_I_KEY_TRANSITION_DO];
    if (from) {
        brink_i_read_names(loader, from, brink_i_read_printf(loader, "'from' of %s", what), &d.from,
                           &d.n_from);
    }
    if (to) {
        brink_i_read_weights(loader, to, brink_i_read_printf(loader, "'to' of %s", what), &d.to, &d.n_to);
    }
    read_trigger(loader, &fields, what, item->where, &d);
    if (effects) {
        brink_i_read_effects(loader, effects, what, &d.effects, &d.n_effects);
    }
    if (loader->problems == before) {
        brink_i_read_done(loader, brink_builder_transition(loader->builder, &d));
    }
}

static void read_option(brink_i_loader *loader, const brink_i_node *item, const char *what,
                        brink_option_declaration *out)
{
    brink_i_fields fields;
    *out = (brink_option_declaration){.where = item->where};
    if (!brink_i_read_fields(loader, item, BRINK_I_SECTION_OPTION, what, item->where, &fields)) {
        return;
    }
    const brink_i_node *to = fields.key[BRINK_I_KEY_OPTION_TO], *stay = fields.key[BRINK_I_KEY_OPTION_STAY];
    const brink_i_node *word = fields.value[BRINK_I_KEY_OPTION_STAY],
                       *effects = fields.value[BRINK_I_KEY_OPTION_DO];
    out->to = brink_i_read_text(&fields, BRINK_I_KEY_OPTION_TO);
    out->utility = brink_i_read_text(&fields, BRINK_I_KEY_OPTION_UTILITY);
    if (!to && !stay) {
        brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "missing-key", item->where, 1,
                                "write to: STATE, or stay: true", "%s has neither 'to' nor 'stay'", what);
        loader->problems++;
    } else if (to && stay) {
        brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "conflicting-keys", stay->where, 4,
                                "write to: STATE, or stay: true", "%s has both 'to' and 'stay'", what);
        loader->problems++;
    } else if (word && strcmp(word->text, "true") != 0) {
        brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "wrong-kind", word->where,
                                brink_i_node_length(word), "write stay: true, or to: STATE",
                                "'stay' of %s can only be true, not '%.80s'", what, word->text);
        loader->problems++;
    }
    if (effects) {
        brink_i_read_effects(loader, effects, what, &out->effects, &out->n_effects);
    }
}

static void load_choice(brink_i_loader *loader, const brink_i_node *machine, const brink_i_node *item,
                        const char *what)
{
    size_t before = loader->problems;
    brink_i_fields fields;
    if (!brink_i_read_fields(loader, item, BRINK_I_SECTION_CHOICE, what, item->where, &fields)) {
        return;
    }
    brink_choice_declaration d;
    memset(&d, 0, sizeof d);
    d.machine = brink_i_read_node(machine);
    d.where = item->where;
    d.by = brink_i_read_text(&fields, BRINK_I_KEY_CHOICE_BY);
    d.every = brink_i_read_text(&fields, BRINK_I_KEY_CHOICE_EVERY);
    d.precision = brink_i_read_text(&fields, BRINK_I_KEY_CHOICE_PRECISION);
    d.about = brink_i_read_text(&fields, BRINK_I_KEY_CHOICE_ABOUT);
    d.mechanisms = brink_i_read_mechanisms(loader, &fields, BRINK_I_KEY_CHOICE_MECHANISM, what);
    const brink_i_node *in = fields.value[BRINK_I_KEY_CHOICE_IN],
                       *list = fields.value[BRINK_I_KEY_CHOICE_OPTIONS];
    if (in) {
        brink_i_read_names(loader, in, brink_i_read_printf(loader, "'in' of %s", what), &d.in, &d.n_in);
    }
    if (list && list->n == 0) {
        brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "missing-value", list->where, 1, NULL,
                                "'options' of %s is empty", what);
        loader->problems++;
    }
    brink_option_declaration *options = list ? brink_i_read_array(loader, list->n, sizeof *options) : NULL;
    for (const brink_i_node *option = list ? list->first : NULL; options && option; option = option->next) {
        read_option(loader, option, numbered(loader, "option", d.n_options + 1, what), &options[d.n_options]);
        d.n_options++;
    }
    d.options = options;
    if (loader->problems == before) {
        brink_i_read_done(loader, brink_builder_choice(loader->builder, &d));
    }
}

static void load_machine(brink_i_loader *loader, const brink_i_node *name, const brink_i_node *value)
{
    const char *what = brink_i_read_printf(loader, "machine '%.80s'", name->text);
    brink_i_fields fields;
    if (!brink_i_read_fields(loader, value, BRINK_I_SECTION_MACHINE, what, name->where, &fields)) {
        loader->incomplete = true;
        return;
    }
    brink_machine_declaration d;
    memset(&d, 0, sizeof d);
    d.name = brink_i_read_node(name);
    d.about = brink_i_read_text(&fields, BRINK_I_KEY_MACHINE_ABOUT);
    d.mechanisms = brink_i_read_mechanisms(loader, &fields, BRINK_I_KEY_MACHINE_MECHANISM, what);
    const brink_i_node *states = fields.value[BRINK_I_KEY_MACHINE_STATES],
                       *initial = fields.value[BRINK_I_KEY_MACHINE_INITIAL];
    bool whole = states && read_states(loader, states, what, &d.states, &d.n_states);
    /* An initial state that was reported as missing is replaced by the first. */
    brink_weighted_state first = {d.n_states ? d.states[0].name : (brink_source_text){NULL, name->where},
                                  {NULL, name->where}};
    if (!initial ||
        !brink_i_read_weights(loader, initial, brink_i_read_printf(loader, "'initial' of %s", what),
                              &d.initial, &d.n_initial)) {
        d.initial = &first;
        d.n_initial = 1;
    }
    loader->incomplete |= !whole;
    if (whole) {
        brink_i_read_done(loader, brink_builder_machine(loader->builder, &d));
    }
    const brink_i_node *transitions = fields.value[BRINK_I_KEY_MACHINE_TRANSITIONS],
                       *choices = fields.value[BRINK_I_KEY_MACHINE_CHOICES];
    size_t number = 0;
    for (const brink_i_node *item = transitions ? transitions->first : NULL; item; item = item->next) {
        load_transition(loader, name, item, numbered(loader, "transition", ++number, what));
    }
    number = 0;
    for (const brink_i_node *item = choices ? choices->first : NULL; item; item = item->next) {
        load_choice(loader, name, item, numbered(loader, "choice", ++number, what));
    }
}

void brink_i_load_machines(brink_i_loader *loader, const brink_i_node *map)
{
    BRINK_I_EACH_PAIR(map, name, value) { load_machine(loader, name, value); }
}

void brink_i_load_processes(brink_i_loader *loader, const brink_i_node *map)
{
    BRINK_I_EACH_PAIR(map, name, value)
    {
        const char *what = brink_i_read_printf(loader, "process '%.80s'", name->text);
        size_t before = loader->problems;
        brink_i_fields fields;
        if (!brink_i_read_fields(loader, value, BRINK_I_SECTION_PROCESS, what, name->where, &fields)) {
            continue;
        }
        brink_process_declaration d = {.name = brink_i_read_node(name),
                                       .every = brink_i_read_text(&fields, BRINK_I_KEY_PROCESS_EVERY),
                                       .about = brink_i_read_text(&fields, BRINK_I_KEY_PROCESS_ABOUT)};
        d.mechanisms = brink_i_read_mechanisms(loader, &fields, BRINK_I_KEY_PROCESS_MECHANISM, what);
        const brink_i_node *effects = fields.value[BRINK_I_KEY_PROCESS_DO];
        if (effects) {
            brink_i_read_effects(loader, effects, what, &d.effects, &d.n_effects);
        }
        if (loader->problems == before) {
            brink_i_read_done(loader, brink_builder_process(loader->builder, &d));
        }
    }
}
