/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "analysis/comparison.h"

/* What two models must have in common before their trials can be set side by side. */

typedef struct check {
    const brink_variant *first, *other;
    char *message;
    size_t room;
} check;

__attribute__((format(printf, 2, 3))) static bool differ(const check *c, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int length = vsnprintf(c->message, c->room, format, args);
    va_end(args);
    if (length < 0) {
        c->message[0] = '\0';
    }
    return false;
}

/* Lists by name: `name` gives the name of entry i of a model. */
static bool same_names(const check *c, const char *what, int n_first, int n_other,
                       const char *(*name)(const brink_model *model, int i))
{
    for (int i = 0; i < n_first || i < n_other; i++) {
        const char *a = i < n_first ? name(c->first->model, i) : NULL;
        const char *b = i < n_other ? name(c->other->model, i) : NULL;
        if (a && b && strcmp(a, b) == 0) {
            continue;
        }
        if (a && b) {
            return differ(c, "%s %d is '%s' in %s and '%s' in %s", what, i + 1, a, c->first->name, b,
                          c->other->name);
        }
        return differ(c, "%s has no %s '%s', which %s has", a ? c->other->name : c->first->name, what,
                      a ? a : b, a ? c->first->name : c->other->name);
    }
    return true;
}

static bool same_unit(const check *c, const char *what, const char *name, const brink_i_unit *a,
                      const brink_i_unit *b)
{
    const char *x = a ? brink_i_unit_text(a) : "1", *y = b ? brink_i_unit_text(b) : "1";
    return strcmp(x, y) == 0 || differ(c, "%s %s is in %s in %s and in %s in %s", what, name, x,
                                       c->first->name, y, c->other->name);
}

static const char *outcome(const brink_model *model, int i) { return model->outcomes[i].name; }
static const char *measure(const brink_model *model, int i) { return model->measures[i].name; }
static const char *series(const brink_model *model, int i) { return model->series[i].name; }
static const char *parameter(const brink_model *model, int i) { return model->params[i].name; }
static const char *stock(const brink_model *model, int i) { return model->stocks[i].name; }
static const char *machine(const brink_model *model, int i) { return model->machines[i].name; }

static bool same_frame(const check *c)
{
    const brink_model *a = c->first->model, *b = c->other->model;
    if (!same_unit(c, "the", "time", a->time_unit, b->time_unit)) {
        return false;
    }
    if (a->horizon < b->horizon || a->horizon > b->horizon) {
        return differ(c, "the horizon is %.6g %s in %s and %.6g in %s", a->horizon,
                      brink_i_unit_text(a->time_unit), c->first->name, b->horizon, c->other->name);
    }
    return same_names(c, "outcome", a->n_outcomes, b->n_outcomes, outcome);
}

static bool same_measures(const check *c)
{
    const brink_model *a = c->first->model, *b = c->other->model;
    if (!same_names(c, "measure", a->n_measures, b->n_measures, measure)) {
        return false;
    }
    for (int i = 0; i < a->n_measures; i++) {
        if (!same_unit(c, "measure", a->measures[i].name, a->measures[i].unit, b->measures[i].unit)) {
            return false;
        }
    }
    return true;
}

static bool same_series(const check *c)
{
    const brink_model *a = c->first->model, *b = c->other->model;
    if (!same_names(c, "series", a->n_series, b->n_series, series)) {
        return false;
    }
    for (int i = 0; i < a->n_series; i++) {
        const brink_i_series *x = &a->series[i], *y = &b->series[i];
        if (!same_unit(c, "series", x->name, x->unit, y->unit)) {
            return false;
        }
        if (x->n_points != y->n_points || x->every < y->every || x->every > y->every) {
            return differ(c, "series %s has other dates in %s than in %s", x->name, c->first->name,
                          c->other->name);
        }
    }
    return true;
}

bool brink_i_comparable(const brink_variant *first, const brink_variant *other, char *message, size_t room)
{
    const check c = {first, other, message, room};
    message[0] = '\0';
    return same_frame(&c) && same_measures(&c) && same_series(&c);
}

static bool same_states(const check *c)
{
    const brink_model *a = c->first->model, *b = c->other->model;
    for (int m = 0; m < a->n_machines; m++) {
        const brink_i_machine *x = &a->machines[m], *y = &b->machines[m];
        bool same = x->n_states == y->n_states && x->n_transitions == y->n_transitions &&
                    x->n_choices == y->n_choices;
        for (int s = 0; same && s < x->n_states; s++) {
            same = strcmp(x->states[s], y->states[s]) == 0;
        }
        if (!same) {
            return differ(c, "machine %s has other states or rules in %s than in %s", x->name, c->first->name,
                          c->other->name);
        }
    }
    return true;
}

bool brink_i_tellable(const brink_variant *first, const brink_variant *other, char *message, size_t room)
{
    const check c = {first, other, message, room};
    const brink_model *a = first->model, *b = other->model;
    message[0] = '\0';
    return same_frame(&c) && same_measures(&c) &&
           same_names(&c, "parameter", a->n_params, b->n_params, parameter) &&
           same_names(&c, "stock", a->n_stocks, b->n_stocks, stock) &&
           same_names(&c, "machine", a->n_machines, b->n_machines, machine) && same_states(&c);
}
