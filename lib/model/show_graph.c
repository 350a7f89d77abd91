/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures of the machines: Graphviz (one cluster per machine) and Mermaid (one composite state per machine).
 * An edge is labelled "trigger / moves of other machines", as in UML. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/floats.h"
#include "model/model.h"

enum { LONGEST_EXPRESSION = 48 };

/* An expression on one line, cut when it is long. */
static void add_short(brink_i_text *out, const char *text)
{
    int columns = 0;
    for (const char *p = text; *p; p++) {
        unsigned char c = (unsigned char)*p;
        columns += (c & 0xC0) != 0x80;
        if (columns > LONGEST_EXPRESSION) {
            brink_i_text_add(out, "\xE2\x80\xA6");
            return;
        }
        char shown = c < 32 ? ' ' : (char)c;
        brink_i_text_add_bytes(out, &shown, 1);
    }
}

static void add_rule(brink_i_text *out, const char *before, const brink_i_rule *rule)
{
    if (rule->expr) {
        brink_i_text_add(out, before);
        add_short(out, rule->text);
    }
}

static void add_moves(brink_i_text *out, const brink_model *model, const brink_i_effect *effects, int n,
                      const char **between)
{
    for (int i = 0; i < n; i++) {
        if (effects[i].kind == BRINK_I_MOVE) {
            const brink_i_machine *machine = &model->machines[effects[i].target];
            brink_i_text_addf(out, "%s%s = %s", *between, machine->name, machine->states[effects[i].state]);
            *between = ", ";
        }
        add_moves(out, model, effects[i].then_do, effects[i].n_then, between);
        add_moves(out, model, effects[i].else_do, effects[i].n_else, between);
    }
}

/* One edge of a machine's picture. */
typedef struct edge {
    int from, to; /* states; from -1: the start */
    bool chosen;
    char *label;
} edge;

typedef struct picture {
    const brink_model *model;
    brink_i_text out;
    /* Writes one edge of machine `m`. */
    void (*add)(struct picture *self, int m, const edge *edge);
} picture;

static void add_edge(picture *self, int m, int from, int to, bool chosen, brink_i_text *label)
{
    edge one = {from, to, chosen, brink_i_text_take(label)};
    if (one.label) {
        self->add(self, m, &one);
    } else {
        self->out.failed = true;
    }
    free(one.label);
}

static void add_start(picture *self, int m)
{
    const brink_i_machine *machine = &self->model->machines[m];
    for (int i = 0; i < machine->n_initial; i++) {
        brink_i_text label;
        brink_i_text_init(&label);
        if (machine->n_initial > 1) {
            add_rule(&label, "", &machine->initial[i].weight);
        }
        add_edge(self, m, -1, machine->initial[i].state, false, &label);
    }
}

static void add_transition(picture *self, int m, const brink_i_transition *transition, int from)
{
    static const char *const TRIGGERS[] = {"rate ", "chance ", "after ", "when "};
    for (int i = 0; i < transition->n_to; i++) {
        brink_i_text label;
        brink_i_text_init(&label);
        add_rule(&label, TRIGGERS[transition->trigger], &transition->value);
        add_rule(&label, " within ", &transition->within);
        if (transition->n_to > 1) {
            add_rule(&label, ", weight ", &transition->to[i].weight);
        }
        const char *between = " / ";
        add_moves(&label, self->model, transition->effects, transition->n_effects, &between);
        add_edge(self, m, from, transition->to[i].state, false, &label);
    }
}

static void add_choice(picture *self, int m, const brink_i_choice *choice, int from)
{
    for (int i = 0; i < choice->n_options; i++) {
        if (choice->options[i].state < 0) {
            continue;
        }
        brink_i_text label;
        brink_i_text_init(&label);
        brink_i_text_addf(&label, "chosen%s%s", choice->by ? " by " : "", choice->by ? choice->by : "");
        add_rule(&label, ", utility ", &choice->options[i].utility);
        const char *between = " / ";
        add_moves(&label, self->model, choice->options[i].effects, choice->options[i].n_effects, &between);
        add_edge(self, m, from, choice->options[i].state, true, &label);
    }
}

static void add_edges(picture *self, int m)
{
    const brink_i_machine *machine = &self->model->machines[m];
    add_start(self, m);
    for (int i = 0; i < machine->n_transitions; i++) {
        for (int s = 0; s < machine->n_states; s++) {
            if (machine->transitions[i].from >> s & 1) {
                add_transition(self, m, &machine->transitions[i], s);
            }
        }
    }
    for (int i = 0; i < machine->n_choices; i++) {
        for (int s = 0; s < machine->n_states; s++) {
            if (machine->choices[i].in >> s & 1) {
                add_choice(self, m, &machine->choices[i], s);
            }
        }
    }
}

/* ---- Graphviz ---- */

static void add_quoted(brink_i_text *out, const char *text)
{
    brink_i_text_add(out, "\"");
    for (const char *p = text; *p; p++) {
        if (*p == '"' || *p == '\\') {
            brink_i_text_add(out, "\\");
        }
        char shown = (unsigned char)*p < 32 ? ' ' : *p;
        brink_i_text_add_bytes(out, &shown, 1);
    }
    brink_i_text_add(out, "\"");
}

static void graphviz_edge(picture *self, int m, const edge *one)
{
    const brink_i_machine *machine = &self->model->machines[m];
    brink_i_text_addf(&self->out, "    \"%s%s%s\" -> \"%s.%s\" [label=", machine->name,
                      one->from < 0 ? "" : ".", one->from < 0 ? "" : machine->states[one->from],
                      machine->name, machine->states[one->to]);
    add_quoted(&self->out, one->label);
    brink_i_text_addf(&self->out, "%s];\n", one->chosen ? ", style=dashed" : "");
}

brink_status brink_model_graphviz(const brink_model *model, char **out)
{
    BRINK_I_OWN_FLOATS;
    if (out) {
        *out = NULL;
    }
    if (!model || !out) {
        return BRINK_ERR_ARGUMENT;
    }
    picture self = {.model = model, .add = graphviz_edge};
    brink_i_text_init(&self.out);
    brink_i_text_add(&self.out, "digraph ");
    add_quoted(&self.out, *model->title ? model->title : "model");
    brink_i_text_add(&self.out, " {\n  rankdir=LR;\n  node [shape=box, style=rounded];\n");
    for (int m = 0; m < model->n_machines; m++) {
        const brink_i_machine *machine = &model->machines[m];
        brink_i_text_addf(&self.out,
                          "  subgraph \"cluster_%s\" {\n    label=\"%s\";\n    \"%s\" [shape=point];\n",
                          machine->name, machine->name, machine->name);
        for (int s = 0; s < machine->n_states; s++) {
            brink_i_text_addf(&self.out, "    \"%s.%s\" [label=\"%s\"", machine->name, machine->states[s],
                              machine->states[s]);
            if (machine->states_about[s]) {
                brink_i_text_add(&self.out, ", tooltip=");
                add_quoted(&self.out, machine->states_about[s]);
            }
            brink_i_text_add(&self.out, "];\n");
        }
        add_edges(&self, m);
        brink_i_text_add(&self.out, "  }\n");
    }
    brink_i_text_add(&self.out, "}\n");
    *out = brink_i_text_take(&self.out);
    return *out ? BRINK_OK : BRINK_ERR_MEMORY;
}

/* ---- Mermaid ---- */

/* Characters with a meaning of their own become Mermaid's entity codes. */
static void add_entities(brink_i_text *out, const char *text)
{
    for (const char *p = text; *p; p++) {
        if (*p && strchr("\"#;:<>{}", *p)) {
            brink_i_text_addf(out, "#%d;", *p);
        } else {
            char shown = (unsigned char)*p < 32 ? ' ' : *p;
            brink_i_text_add_bytes(out, &shown, 1);
        }
    }
}

static void mermaid_edge(picture *self, int m, const edge *one)
{
    if (one->from < 0) {
        brink_i_text_addf(&self->out, "        [*] --> m%d_%d", m, one->to);
    } else {
        brink_i_text_addf(&self->out, "        m%d_%d --> m%d_%d", m, one->from, m, one->to);
    }
    if (*one->label) {
        brink_i_text_add(&self->out, " : ");
        add_entities(&self->out, one->label);
    }
    brink_i_text_add(&self->out, "\n");
}

brink_status brink_model_mermaid(const brink_model *model, char **out)
{
    BRINK_I_OWN_FLOATS;
    if (out) {
        *out = NULL;
    }
    if (!model || !out) {
        return BRINK_ERR_ARGUMENT;
    }
    picture self = {.model = model, .add = mermaid_edge};
    brink_i_text_init(&self.out);
    brink_i_text_add(&self.out, "stateDiagram-v2\n");
    for (int m = 0; m < model->n_machines; m++) {
        const brink_i_machine *machine = &model->machines[m];
        brink_i_text_addf(&self.out, "    state \"%s\" as m%d {\n", machine->name, m);
        for (int s = 0; s < machine->n_states; s++) {
            brink_i_text_addf(&self.out, "        state \"%s\" as m%d_%d\n", machine->states[s], m, s);
        }
        add_edges(&self, m);
        brink_i_text_add(&self.out, "    }\n");
    }
    *out = brink_i_text_take(&self.out);
    return *out ? BRINK_OK : BRINK_ERR_MEMORY;
}
