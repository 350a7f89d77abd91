/* SPDX-License-Identifier: Apache-2.0 */
/* Effects: "stock = expression", "machine = state", conditional lists; and the processes that consist of
 * them. */
#include <string.h>

#include "base/diagnostics.h"
#include "base/text.h"
#include "model/build.h"

/* The place `offset` bytes behind the beginning of a text. */
static brink_where behind(brink_source_text text, size_t offset)
{
    brink_where where = text.where;
    if (where.line < 1 || where.column < 1) {
        return where;
    }
    const char *line = text.text;
    for (const char *p = text.text; p < text.text + offset; p++) {
        if (*p == '\n') {
            where.line++;
            where.column = 1;
            line = p + 1;
        }
    }
    where.column += brink_i_text_columns(line, (size_t)(text.text + offset - line));
    return where;
}

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/* The piece [from, to) of a text without the spaces around it, with its place. */
static brink_source_text piece(brink_i_build *build, brink_source_text text, size_t from, size_t to)
{
    while (from < to && is_space(text.text[from])) {
        from++;
    }
    while (to > from && is_space(text.text[to - 1])) {
        to--;
    }
    return (brink_source_text){brink_i_build_text(build, "%.*s", (int)(to - from), text.text + from),
                               behind(text, from)};
}

/* Where the `=` of an effect stands, which is not part of ==, <=, >= or !=; the length of the text if
 * nowhere. */
static size_t find_equals(const char *text)
{
    size_t i = 0;
    for (; text[i]; i++) {
        if (text[i] == '=' && text[i + 1] != '=' && (i == 0 || !strchr("=<>!", text[i - 1]))) {
            break;
        }
    }
    return i;
}

static const char *nearest_target(brink_i_build *build, const char *name)
{
    const brink_model *model = build->model;
    size_t n = 0;
    const char **names =
        BRINK_I_BUILD_ARRAY(build, const char *, (size_t)(model->n_stocks + model->n_machines));
    for (int i = 0; names && i < model->n_stocks; i++) {
        names[n++] = model->stocks[i].name;
    }
    for (int i = 0; names && i < model->n_machines; i++) {
        names[n++] = model->machines[i].name;
    }
    return names ? brink_i_build_nearest(build, name, names, n) : NULL;
}

static void set_move(brink_i_build *build, brink_i_effect *effect, int machine, int own,
                     brink_source_text name, brink_source_text state)
{
    effect->kind = BRINK_I_MOVE;
    effect->target = machine;
    if (machine == own) {
        brink_i_build_error(build, "moves-itself", name, "let `to` say where it goes",
                            "effects of machine %s cannot move %s itself", name.text, name.text);
        return;
    }
    effect->state = brink_i_build_state(build, machine, state);
    if (effect->state >= 0) {
        build->moved[machine] |= UINT64_C(1) << effect->state;
    }
}

static void set_assignment(brink_i_build *build, brink_i_effect *effect, const brink_i_symbol *stock,
                           brink_source_text value)
{
    effect->kind = BRINK_I_ASSIGN;
    effect->target = stock->index;
    brink_i_want want = {.type = BRINK_I_NUMBER, .allow_draws = true, .most = BRINK_I_MOVING};
    want.unit = stock->broken ? NULL : stock->unit;
    want.place = brink_i_build_text(build, "the new value of %s", stock->name);
    brink_i_build_rule(build, value, &want, &effect->value);
}

static void set_text(brink_i_build *build, brink_i_effect *effect, brink_source_text text, int own,
                     const char *of)
{
    size_t length = strlen(text.text), equals = find_equals(text.text);
    if (equals == length) {
        brink_i_build_error(build, "bad-effect", text, "as in oil = oil - 10 Mbbl, or korea = war",
                            "this effect of %s is neither `stock = expression` nor `machine = state`", of);
        return;
    }
    effect->text = brink_i_build_keep(build, text.text);
    brink_source_text name = piece(build, text, 0, equals), value = piece(build, text, equals + 1, length);
    if (!name.text || !value.text) {
        return;
    }
    const brink_i_entry *entry = brink_i_build_lookup(build, name.text);
    if (!entry && brink_i_build_missing(build, name.text)) {
        return;
    }
    if (!entry) {
        brink_i_build_error(build, "unknown-name", name, nearest_target(build, name.text),
                            "there is no stock or machine '%s'", name.text);
    } else if (entry->symbol.kind == BRINK_I_SYMBOL_MACHINE) {
        set_move(build, effect, entry->symbol.index, own, name, value);
    } else if (entry->symbol.kind == BRINK_I_SYMBOL_STOCK) {
        set_assignment(build, effect, &entry->symbol, value);
    } else {
        brink_i_build_error(build, "not-assignable", name, "a stock without a flow is a plain variable",
                            "effects change stocks and machines; '%s' is %s", name.text,
                            brink_i_build_kind(entry->symbol.kind, false));
    }
}

const brink_i_effect *brink_i_build_effects(brink_i_build *build, const brink_effect_declaration *effects,
                                            size_t n, int machine, const char *of)
{
    brink_i_effect *list = BRINK_I_BUILD_ARRAY(build, brink_i_effect, n);
    for (size_t i = 0; list && of && i < n && !build->failed; i++) {
        const brink_effect_declaration *d = &effects[i];
        brink_i_effect *effect = &list[i];
        effect->where = brink_i_build_where(build, d->text.text ? d->text.where : d->condition.where);
        if (d->text.text) {
            set_text(build, effect, d->text, machine, of);
            continue;
        }
        effect->kind = BRINK_I_WHEN_IF;
        brink_i_want want = {.type = BRINK_I_CONDITION, .most = BRINK_I_MOVING};
        want.place = brink_i_build_text(build, "a condition in the effects of %s", of);
        if (!d->condition.text) {
            brink_i_build_error(build, "bad-effect", d->condition, NULL, "an effect of %s is empty", of);
        }
        brink_i_build_rule(build, d->condition, &want, &effect->value);
        effect->text = effect->value.text;
        effect->then_do = brink_i_build_effects(build, d->then_do, d->n_then, machine, of);
        effect->n_then = (int)d->n_then;
        effect->else_do = brink_i_build_effects(build, d->else_do, d->n_else, machine, of);
        effect->n_else = (int)d->n_else;
    }
    return list;
}

void brink_i_build_processes(brink_i_build *build)
{
    size_t n = build->from->processes.n;
    const brink_process_declaration *declared = BRINK_I_DECLARED(build, processes, brink_process_declaration);
    brink_i_process *processes = BRINK_I_BUILD_ARRAY(build, brink_i_process, n);
    for (size_t i = 0; processes && i < n && !build->failed; i++) {
        const brink_process_declaration *d = &declared[i];
        brink_i_process *process = &processes[i];
        brink_i_build_own_name(build, "a process", d->name, declared, sizeof *declared, i);
        process->name = brink_i_build_keep(build, d->name.text ? d->name.text : "");
        process->about = brink_i_build_keep(build, d->about.text);
        process->owner = brink_i_build_text(build, "process:%s", process->name);
        process->mechanisms =
            brink_i_build_mechanisms(build, declared[i].mechanisms, "process", process->name);
        process->where = brink_i_build_where(build, d->name.where);
        const char *of = brink_i_build_text(build, "process %s", process->name);
        brink_i_want want = {.type = BRINK_I_NUMBER, .unit = build->scope.time_unit, .most = BRINK_I_TRIAL};
        want.most_hint = "the period of a process is fixed within a trial";
        want.place = brink_i_build_text(build, "the period of process %s", process->name);
        if (!d->every.text) {
            brink_i_build_error(build, "missing-key", d->name, "as in every: 30 day",
                                "process %s has no period", process->name);
        }
        if (brink_i_build_rule(build, d->every, &want, &process->every)) {
            brink_i_build_period(build, &process->every, d->every, want.place);
        }
        if (d->n_effects == 0) {
            brink_i_build_error(build, "missing-key", d->name, "as in do: [tension = 0.9 * tension]",
                                "process %s does nothing", process->name);
        }
        process->effects = brink_i_build_effects(build, d->effects, d->n_effects, -1, of);
        process->n_effects = (int)d->n_effects;
    }
    build->model->processes = processes;
    build->model->n_processes = processes ? (int)n : 0;
}
