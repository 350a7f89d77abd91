/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "analysis/comparison_page.h"

/* Which measures a comparison's page has. */

enum {
    MEASURES_OF_TWO = 12, /* on the short page of two variants */
    MEASURES_OF_MORE = 8  /* of more, where no measure is marked as a headline */
};

bool brink_i_comparison_differs(const brink_measure_difference *view)
{
    bool equal = view->difference.value == 0.0 && !(view->sd > 0.0);
    return view->only_first > 0 || view->only_this > 0 || (view->both > 0 && !equal);
}

double brink_i_comparison_strength(const brink_measure_difference *view)
{
    const brink_estimate *d = &view->difference;
    if (view->both < 2 || view->method == BRINK_INTERVAL_NONE || !(d->low > 0.0 || d->high < 0.0)) {
        return 0.0;
    }
    return fabs(d->value) / (0.5 * (d->high - d->low));
}

bool brink_i_comparison_is_shown(const brink_i_comparison_page *p, int measure)
{
    for (int i = 0; i < p->n_shown; i++) {
        if (p->shown[i] == measure) {
            return true;
        }
    }
    return false;
}

/* In the order in which they were asked for. */
static bool take_named(brink_i_comparison_page *p, const brink_comparison_text_options *options)
{
    const brink_model *model = p->comparison->model;
    for (size_t k = 0; k < options->n_measures; k++) {
        const char *name = options->measures[k];
        int i = 0;
        while (name && i < model->n_measures && strcmp(model->measures[i].name, name) != 0) {
            i++;
        }
        if (!name || i == model->n_measures) {
            return false;
        }
        p->shown[p->n_shown++] = i;
    }
    return true;
}

static bool differs_anywhere(const brink_comparison *c, int measure)
{
    for (int v = 1; v < c->n; v++) {
        if (brink_i_comparison_differs(&c->differences->against[v].measures[measure])) {
            return true;
        }
    }
    return false;
}

static double strongest(const brink_comparison *c, int measure)
{
    double most = 0.0;
    for (int v = 1; v < c->n; v++) {
        most = fmax(most, brink_i_comparison_strength(&c->differences->against[v].measures[measure]));
    }
    return most;
}

/* The most different of those that are not taken yet; -1: none beyond its error. */
static int next_strongest(const brink_i_comparison_page *p, const bool *taken)
{
    int found = -1;
    double most = 0.0;
    for (int i = 0; i < p->comparison->model->n_measures; i++) {
        double strength = taken[i] ? 0.0 : strongest(p->comparison, i);
        if (strength > most) {
            most = strength;
            found = i;
        }
    }
    return found;
}

/* Headlines, and as many of what differs most as there is room for; in the order of the file. */
static void take_short(brink_i_comparison_page *p, bool *taken)
{
    const brink_comparison *c = p->comparison;
    int n = 0, marked = 0;
    for (int i = 0; i < c->model->n_measures; i++) {
        marked += c->model->measures[i].headline;
        taken[i] = c->model->measures[i].headline && differs_anywhere(c, i);
        n += taken[i];
    }
    const int most = c->n == 2 ? MEASURES_OF_TWO : marked > 0 ? 0 : MEASURES_OF_MORE;
    for (int i = 0; n < most && (i = next_strongest(p, taken)) >= 0; n++) {
        taken[i] = true;
    }
    for (int i = 0; i < c->model->n_measures && n < most; i++) {
        const bool room = !taken[i] && differs_anywhere(c, i);
        taken[i] = taken[i] || room;
        n += room;
    }
}

bool brink_i_comparison_choose(brink_i_comparison_page *p, const brink_comparison_text_options *options)
{
    const brink_comparison *c = p->comparison;
    const int n = c->model->n_measures;
    p->asked = options->measures;
    p->shown = BRINK_I_NEW_ARRAY(&p->page.arena, int, (size_t)n + options->n_measures + 1);
    bool *taken = BRINK_I_NEW_ARRAY(&p->page.arena, bool, (size_t)n + 1);
    p->page.failed = !p->shown || !taken;
    if (p->page.failed) {
        return true;
    }
    for (int i = 0; i < n; i++) {
        taken[i] = differs_anywhere(c, i);
        p->n_differ += taken[i];
    }
    if (p->asked) {
        return take_named(p, options);
    }
    if (!p->page.all) {
        take_short(p, taken);
    }
    for (int i = 0; i < n; i++) {
        if (taken[i]) {
            p->shown[p->n_shown++] = i;
        }
    }
    return true;
}
