/* SPDX-License-Identifier: Apache-2.0 */
/* Mechanisms: names from somebody's catalogue of causal claims. What the names stand for is not known here.
 */
#include <string.h>

#include "base/diagnostics.h"
#include "base/text.h"
#include "model/build.h"

void brink_i_mechanisms_check(brink_diagnostics *list, const brink_source_text *ids, size_t n, const char *of)
{
    for (size_t i = 0; i < n; i++) {
        const char *id = ids[i].text ? ids[i].text : "";
        int length = brink_i_text_columns(id, strlen(id));
        if (!brink_i_build_is_name(id)) {
            brink_i_diagnostics_add(list, BRINK_ERROR, "bad-name", ids[i].where, length,
                                    "as in mechanism: M30, or mechanism: [M30, M31]",
                                    "'%.80s' of %s cannot be the name of a mechanism", id, of);
            continue;
        }
        for (size_t j = 0; j < i; j++) {
            if (ids[j].text && strcmp(ids[j].text, id) == 0) {
                brink_i_diagnostics_add(list, BRINK_ERROR, "duplicate-name", ids[i].where, length,
                                        "name it once", "%s names the mechanism '%.80s' twice", of, id);
                break;
            }
        }
    }
}

brink_i_tags brink_i_build_mechanisms(brink_i_build *build, brink_mechanism_list list, const char *kind,
                                      const char *name)
{
    brink_i_tags tags = {NULL, 0};
    if (list.n == 0 || !name) {
        return tags;
    }
    const char *of = brink_i_build_text(build, "%s%s%s", kind, *kind ? " " : "", name);
    const char **ids = BRINK_I_BUILD_ARRAY(build, const char *, list.n);
    if (of && ids) {
        brink_i_mechanisms_check(build->list, list.ids, list.n, of);
        for (size_t i = 0; i < list.n; i++) {
            ids[i] = brink_i_build_keep(build, list.ids[i].text ? list.ids[i].text : "");
        }
        tags = (brink_i_tags){ids, (int)list.n};
    }
    return tags;
}

void brink_i_build_notes(brink_i_build *build)
{
    const brink_define_declaration *defines = BRINK_I_DECLARED(build, defines, brink_define_declaration);
    const brink_table_declaration *tables = BRINK_I_DECLARED(build, tables, brink_table_declaration);
    size_t n_defines = build->from->defines.n, n_tables = build->from->tables.n;
    brink_i_note *of_defines = BRINK_I_BUILD_ARRAY(build, brink_i_note, n_defines);
    brink_i_note *of_tables = BRINK_I_BUILD_ARRAY(build, brink_i_note, n_tables);
    for (size_t i = 0; of_defines && i < n_defines; i++) {
        of_defines[i].about = brink_i_build_keep(build, defines[i].about.text);
        of_defines[i].where = brink_i_build_where(build, defines[i].name.where);
        of_defines[i].mechanisms = brink_i_build_mechanisms(build, defines[i].mechanisms, "definition",
                                                            build->model->define_names[i]);
    }
    for (size_t i = 0; of_tables && i < n_tables; i++) {
        of_tables[i].about = brink_i_build_keep(build, tables[i].about.text);
        of_tables[i].where = brink_i_build_where(build, tables[i].name.where);
        of_tables[i].mechanisms =
            brink_i_build_mechanisms(build, tables[i].mechanisms, "table", build->model->tables[i].name);
    }
    build->model->define_notes = of_defines;
    build->model->table_notes = of_tables;
}

/* ---- all of them --------------------------------------------------------------------------------- */

typedef struct walk {
    brink_i_build *build;
    brink_i_place *places; /* NULL: only counts */
    int n;
} walk;

static void visit(walk *self, const brink_i_tags *tags, const char *kind, const char *name, const char *about,
                  brink_where where)
{
    if (self->places && tags->n > 0) {
        const char *place = brink_i_build_text(self->build, "%s%s%s", kind, *kind ? " " : "", name);
        for (int i = 0; i < tags->n; i++) {
            self->places[self->n + i] = (brink_i_place){tags->ids[i], place, about, where};
        }
    }
    self->n += tags->n;
}

static void visit_machine(walk *self, const brink_i_machine *machine)
{
    visit(self, &machine->mechanisms, "machine", machine->name, machine->about, machine->where);
    for (int i = 0; i < machine->n_transitions; i++) {
        const brink_i_transition *move = &machine->transitions[i];
        visit(self, &move->mechanisms, "transition", move->label, move->about, move->where);
    }
    for (int i = 0; i < machine->n_choices; i++) {
        const brink_i_choice *choice = &machine->choices[i];
        visit(self, &choice->mechanisms, "", choice->label, choice->about, choice->where);
    }
}

static void visit_all(walk *self)
{
    const brink_model *model = self->build->model;
    for (int i = 0; i < model->n_params; i++) {
        const brink_i_param *param = &model->params[i];
        visit(self, &param->mechanisms, param->lever ? "lever" : "parameter", param->name, param->about,
              param->where);
    }
    for (int i = 0; i < model->n_defines; i++) {
        const brink_i_note *note = &model->define_notes[i];
        visit(self, &note->mechanisms, "definition", model->define_names[i], note->about, note->where);
    }
    for (int i = 0; i < model->n_tables; i++) {
        const brink_i_note *note = &model->table_notes[i];
        visit(self, &note->mechanisms, "table", model->tables[i].name, note->about, note->where);
    }
    for (int i = 0; i < model->n_stocks; i++) {
        const brink_i_stock *stock = &model->stocks[i];
        visit(self, &stock->mechanisms, "stock", stock->name, stock->about, stock->where);
    }
    for (int i = 0; i < model->n_machines; i++) {
        visit_machine(self, &model->machines[i]);
    }
    for (int i = 0; i < model->n_processes; i++) {
        const brink_i_process *process = &model->processes[i];
        visit(self, &process->mechanisms, "process", process->name, process->about, process->where);
    }
    for (int i = 0; i < model->n_outcomes; i++) {
        const brink_i_outcome *outcome = &model->outcomes[i];
        visit(self, &outcome->mechanisms, "outcome", outcome->name, outcome->about, outcome->where);
    }
    for (int i = 0; i < model->n_measures; i++) {
        const brink_i_measure *measure = &model->measures[i];
        visit(self, &measure->mechanisms, "measure", measure->name, measure->about, measure->where);
    }
    for (int i = 0; i < model->n_series; i++) {
        const brink_i_series *series = &model->series[i];
        visit(self, &series->mechanisms, "series", series->name, series->about, series->where);
    }
}

void brink_i_build_places(brink_i_build *build)
{
    walk count = {build, NULL, 0};
    visit_all(&count);
    walk fill = {build, BRINK_I_BUILD_ARRAY(build, brink_i_place, (size_t)count.n), 0};
    if (fill.places) {
        visit_all(&fill);
        build->model->places = fill.places;
        build->model->n_places = fill.n;
    }
}
