/* SPDX-License-Identifier: Apache-2.0 */
/* Parameters and levers, other values set for them, and the order in which a trial gives them their values.
 */
#include <stdlib.h>
#include <string.h>

#include "base/diagnostics.h"
#include "base/text.h"
#include "model/build.h"

/* Where a set without a place in a file (of a command line, of a program) comes from, to be put behind its
 * message. */
static const char *said_by(brink_i_build *build, const brink_i_override *set)
{
    return set->name.where.line < 1 && set->origin ? brink_i_build_text(build, " (%s)", set->origin) : "";
}

static void check_override_names(brink_i_build *build)
{
    const brink_i_override *sets = BRINK_I_DECLARED(build, overrides, brink_i_override);
    const char **names = BRINK_I_BUILD_ARRAY(build, const char *, (size_t)build->model->n_params);
    for (int i = 0; names && i < build->model->n_params; i++) {
        names[i] = build->model->params[i].name;
    }
    for (size_t i = 0; names && i < build->from->overrides.n; i++) {
        const char *name = sets[i].name.text ? sets[i].name.text : "";
        const brink_i_entry *entry = brink_i_build_lookup(build, name);
        const char *by = said_by(build, &sets[i]);
        if (!entry) {
            brink_i_build_error(build, "unknown-name", sets[i].name,
                                brink_i_build_nearest(build, name, names, (size_t)build->model->n_params),
                                "there is no parameter or lever '%s' to set%s", name, by ? by : "");
        } else if (entry->symbol.kind != BRINK_I_SYMBOL_PARAM) {
            brink_i_build_error(build, "not-settable", sets[i].name,
                                "make it a parameter, or let it read one, and set that",
                                "only parameters and levers can be set; '%s' is %s%s", name,
                                brink_i_build_kind(entry->symbol.kind, false), by ? by : "");
        } else if (!sets[i].value.text) {
            brink_i_build_error(build, "missing-key", sets[i].name, NULL, "'%s' is set to nothing%s", name,
                                by ? by : "");
        }
    }
}

/* The last set wins. */
static const brink_i_override *override_of(const brink_i_build *build, const char *name)
{
    const brink_i_override *sets = BRINK_I_DECLARED(build, overrides, brink_i_override);
    for (size_t i = build->from->overrides.n; i > 0; i--) {
        if (sets[i - 1].name.text && sets[i - 1].value.text && strcmp(sets[i - 1].name.text, name) == 0) {
            return &sets[i - 1];
        }
    }
    return NULL;
}

static void set_range(brink_i_build *build, const brink_parameter_declaration *d, brink_i_param *param,
                      const brink_i_unit *unit)
{
    const char *what = d->lever ? "lever" : "parameter";
    if (!d->low.text && !d->high.text) {
        if (d->lever) {
            brink_i_build_error(build, "missing-key", d->name, "as in range: [0, 1]", "lever %s has no range",
                                param->name);
        }
        return;
    }
    if (!d->low.text || !d->high.text) {
        brink_i_build_error(build, "missing-key", d->low.text ? d->low : d->high, "as in range: [0, 1]",
                            "the range of %s has only one end", param->name);
        return;
    }
    const char *low_of = brink_i_build_text(build, "the low end of the range of %s", param->name);
    const char *high_of = brink_i_build_text(build, "the high end of the range of %s", param->name);
    bool low = brink_i_build_number(build, d->low, low_of, unit, &param->low);
    bool high = brink_i_build_number(build, d->high, high_of, unit, &param->high);
    param->has_range = low && high;
    if (param->has_range && param->low > param->high) {
        brink_i_build_error(build, "bad-range", d->low, NULL, "the range of %s %s is empty: %g is above %g",
                            what, param->name, param->low, param->high);
        param->has_range = false;
    }
}

static void check_in_range(brink_i_build *build, const brink_i_param *param, brink_source_text text,
                           const char *by)
{
    double value;
    if (!param->has_range || !brink_i_build_constant(build, &param->value, &value) ||
        (value >= param->low && value <= param->high)) {
        return;
    }
    bool one = brink_i_unit_is_one(param->unit);
    const char *space = one ? "" : " ", *unit = one ? "" : brink_i_unit_text(param->unit);
    if (param->lever) {
        brink_i_build_error(build, "outside-range", text, NULL,
                            "lever %s: %g%s%s is outside its range [%g, %g]%s%s%s", param->name, value, space,
                            unit, param->low, param->high, space, unit, by);
    } else {
        brink_i_build_warning(build, "outside-range", text, NULL,
                              "parameter %s: %g%s%s is outside its range [%g, %g]%s%s%s", param->name, value,
                              space, unit, param->low, param->high, space, unit, by);
    }
}

static void set_value(brink_i_build *build, const brink_parameter_declaration *d, brink_i_param *param,
                      const brink_i_unit *unit)
{
    brink_i_want want = {.type = BRINK_I_NUMBER, .unit = unit, .allow_draws = !d->lever};
    want.most = d->lever ? BRINK_I_CONSTANT : BRINK_I_TRIAL;
    want.most_hint =
        d->lever ? "a lever is a number that somebody sets; what is computed is a parameter or a definition"
                 : "a parameter is fixed within a trial; what changes is a definition or a stock";
    const char *what = d->lever ? "lever" : "parameter";
    want.place = brink_i_build_text(build, "the value of %s %s", what, param->name);
    if (!d->value.text) {
        brink_i_build_error(build, "missing-key", d->name, NULL, "%s %s has no value", what, param->name);
        return;
    }
    bool good = brink_i_build_rule(build, d->value, &want, &param->value);
    const brink_i_override *set = override_of(build, param->name);
    /* A declaration that lost its name to an earlier one is not what was meant. */
    if (set && brink_i_build_lookup(build, param->name) == build->params[param - build->model->params]) {
        param->overridden = true;
        param->original_text = param->value.text;
        param->origin = brink_i_build_keep(build, set->origin ? set->origin : "set");
        want.place =
            brink_i_build_text(build, "the value of %s %s%s", what, param->name, said_by(build, set));
        good = brink_i_build_rule(build, set->value, &want, &param->value);
    }
    if (good) {
        check_in_range(build, param, set ? set->value : d->value, set ? said_by(build, set) : "");
    }
}

static void set_kind(brink_i_build *build, const brink_parameter_declaration *d, brink_i_param *param)
{
    if (!d->kind.text) {
        return;
    }
    param->chance = strcmp(d->kind.text, "chance") == 0;
    param->sorted = true;
    if (d->lever) {
        brink_i_build_error(build, "unknown-key", d->kind, "parameters have it",
                            "lever %s cannot have a kind: somebody decides it", param->name);
    } else if (!param->chance && strcmp(d->kind.text, "unknown") != 0) {
        brink_i_build_error(build, "bad-kind", d->kind,
                            "unknown is what we do not know, chance what a coin decides in each trial",
                            "the kind of parameter %s is unknown or chance, not '%s'", param->name,
                            d->kind.text);
    } else if (param->chance && param->value.expr && !param->value.expr->draws && !param->overridden) {
        brink_i_build_error(build, "bad-kind", d->kind, "leave the kind out, or draw the value",
                            "parameter %s is chance, but draws nothing", param->name);
    }
}

void brink_i_build_parameters(brink_i_build *build)
{
    const brink_parameter_declaration *declared =
        BRINK_I_DECLARED(build, parameters, brink_parameter_declaration);
    check_override_names(build);
    for (int i = 0; i < build->model->n_params && !build->failed; i++) {
        const brink_parameter_declaration *d = &declared[i];
        brink_i_param *param = &build->model->params[i];
        param->about = brink_i_build_keep(build, d->about.text);
        param->source = brink_i_build_keep(build, d->source.text);
        param->cost = brink_i_build_keep(build, d->cost.text);
        param->payer = brink_i_build_keep(build, d->payer.text);
        param->owner = brink_i_build_text(build, "parameter:%s", param->name);
        param->lever = d->lever;
        param->mechanisms =
            brink_i_build_mechanisms(build, d->mechanisms, d->lever ? "lever" : "parameter", param->name);
        param->where = brink_i_build_where(build, d->name.where);
        const brink_i_unit *unit = build->params[i]->symbol.broken ? NULL : param->unit;
        set_range(build, d, param, unit);
        set_value(build, d, param, unit);
        set_kind(build, d, param);
        double cost;
        if (!d->lever && (d->cost.text || d->payer.text)) {
            brink_i_build_error(build, "unknown-key", d->cost.text ? d->cost : d->payer, "levers have them",
                                "parameter %s cannot have a cost or a payer", param->name);
        } else if (d->cost.text) {
            brink_i_build_number(build, d->cost,
                                 brink_i_build_text(build, "the cost of lever %s", param->name), NULL, &cost);
        }
    }
}

/* ---- order of evaluation ---- */

typedef struct visit {
    int param, next; /* next of the parameters that it reads */
} visit;

static void report_circle(brink_i_build *build, const visit *path, int first, int last)
{
    const brink_parameter_declaration *declared =
        BRINK_I_DECLARED(build, parameters, brink_parameter_declaration);
    const brink_i_param *params = build->model->params;
    brink_i_text way;
    brink_i_text_init(&way);
    for (int i = first; i <= last; i++) {
        brink_i_text_addf(&way, "%s -> ", params[path[i].param].name);
    }
    brink_i_text_add(&way, params[path[first].param].name);
    if (way.failed) {
        build->failed = true;
    } else {
        brink_i_build_error(build, "cycle", declared[path[first].param].value, NULL,
                            "parameters use each other: %s", way.bytes);
    }
    brink_i_text_free(&way);
}

static int find_on(const visit *path, int n, int param)
{
    while (n > 0 && path[n - 1].param != param) {
        n--;
    }
    return n - 1;
}

/* Depth first, in the order of the file, without recursion: a chain of parameters may be long. */
static void visit_from(brink_i_build *build, int root, bool *seen, visit *path, int *order, int *n_order)
{
    const brink_i_param *params = build->model->params;
    int n = 0;
    seen[root] = true;
    path[n++] = (visit){root, 0};
    while (n > 0) {
        visit *top = &path[n - 1];
        const brink_i_reads *reads = &params[top->param].value.reads;
        if (top->next == reads->n_params) {
            order[(*n_order)++] = top->param;
            n--;
            continue;
        }
        int child = reads->params[top->next++];
        if (!seen[child]) {
            seen[child] = true;
            path[n++] = (visit){child, 0};
        } else {
            int first = find_on(path, n, child);
            if (first >= 0) {
                report_circle(build, path, first, n - 1);
            }
        }
    }
}

void brink_i_build_parameter_order(brink_i_build *build)
{
    size_t n = (size_t)build->model->n_params;
    int *order = BRINK_I_BUILD_ARRAY(build, int, n);
    bool *seen = BRINK_I_BUILD_ARRAY(build, bool, n);
    visit *path = BRINK_I_BUILD_ARRAY(build, visit, n);
    int n_order = 0;
    for (int i = 0; order && seen && path && i < build->model->n_params; i++) {
        if (!seen[i]) {
            visit_from(build, i, seen, path, order, &n_order);
        }
    }
    build->model->param_order = order;
}
