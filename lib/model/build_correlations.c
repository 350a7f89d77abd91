/* SPDX-License-Identifier: Apache-2.0 */
/* Parameters that are drawn together: pairs with a rank correlation, gathered into groups, each with the
 * factor by which its scores are mixed. */
#include <math.h>
#include <string.h>

#include "base/math.h"
#include "base/text.h"
#include "model/build.h"

typedef struct pair {
    int a, b; /* parameters, a < b */
    double rank;
    brink_source_text text; /* of its rank */
    const brink_correlation_declaration *from;
} pair;

typedef struct maker {
    brink_i_build *build;
    pair *pairs;
    int n_pairs;
    int *group;   /* per parameter: the first parameter that it is tied to, directly or not; -1: none */
    bool *varies; /* per parameter: other values in other trials */
} maker;

static const brink_i_param *param_of(const maker *m, int i) { return &m->build->model->params[i]; }

/* ---- what may be correlated ---- */

static const char *why_not(const maker *m, int i, const char **hint)
{
    const brink_i_param *param = param_of(m, i);
    const brink_i_expr *value = param->value.expr;
    if (param->lever) {
        *hint = "levers are set, and have no luck";
        return "is a lever";
    }
    if (!value->draws) {
        *hint = "give it a distribution";
        return param->overridden ? NULL : "is not drawn";
    }
    const bool converted =
        value->op == BRINK_I_OP_MUL && value->args[1]->op == BRINK_I_OP_CONST && value->args[1]->number > 0.0;
    if ((converted ? value->args[0] : value)->op != BRINK_I_OP_DRAW) {
        *hint = "let it be the distribution alone, and compute from it in a definition or another parameter";
        return "is computed from a draw";
    }
    for (int k = 0; k < param->value.reads.n_params; k++) {
        if (m->varies[param->value.reads.params[k]]) {
            *hint =
                "it follows that parameter already; correlate that one, or give this one constant numbers";
            return "has a distribution that reads a drawn parameter, so that no rank correlation would be "
                   "that "
                   "of its values";
        }
    }
    return NULL;
}

static void find_varying(maker *m)
{
    const brink_model *model = m->build->model;
    for (int k = 0; k < model->n_params; k++) {
        const int i = model->param_order[k];
        const brink_i_rule *value = &model->params[i].value;
        m->varies[i] = value->expr && value->expr->draws;
        for (int r = 0; value->expr && r < value->reads.n_params; r++) {
            m->varies[i] = m->varies[i] || m->varies[value->reads.params[r]];
        }
    }
}

/* The parameter of a name, or -1 (reported, if there is something to report). */
static int find_member(maker *m, brink_source_text name)
{
    brink_i_build *build = m->build;
    const char *text = name.text ? name.text : "";
    const brink_i_entry *entry = brink_i_build_lookup(build, text);
    if (!entry) {
        const char **names = BRINK_I_BUILD_ARRAY(build, const char *, (size_t)build->model->n_params);
        for (int i = 0; names && i < build->model->n_params; i++) {
            names[i] = param_of(m, i)->name;
        }
        if (names && !brink_i_build_missing(build, text)) {
            brink_i_build_error(build, "unknown-name", name,
                                brink_i_build_nearest(build, text, names, (size_t)build->model->n_params),
                                "there is no parameter '%s' to correlate", text);
        }
        return -1;
    }
    if (entry->symbol.kind != BRINK_I_SYMBOL_PARAM) {
        brink_i_build_error(build, "bad-correlation", name, "only drawn parameters can be correlated",
                            "'%s' is %s", text, brink_i_build_kind(entry->symbol.kind, false));
        return -1;
    }
    const int i = entry->symbol.index;
    if (entry->symbol.broken || !param_of(m, i)->value.expr) { /* reported */
        return -1;
    }
    const char *hint = NULL, *why = why_not(m, i, &hint);
    if (why) {
        brink_i_build_error(build, "bad-correlation", name, hint, "%s cannot be correlated: it %s", text,
                            why);
        return -1;
    }
    return i;
}

/* ---- pairs ---- */

static bool is_new(maker *m, int a, int b, brink_source_text at)
{
    for (int i = 0; i < m->n_pairs; i++) {
        if (m->pairs[i].a == a && m->pairs[i].b == b) {
            brink_i_build_error(
                m->build, "bad-correlation", at, brink_i_build_first_at(m->build, m->pairs[i].text.where),
                "the correlation of %s and %s is given twice", param_of(m, a)->name, param_of(m, b)->name);
            return false;
        }
    }
    return true;
}

static void add_pair(maker *m, int a, int b, double rank, const brink_correlation_declaration *from)
{
    const brink_source_text at = from->rank;
    const brink_i_param *first = param_of(m, a < b ? a : b), *second = param_of(m, a < b ? b : a);
    if (a == b) {
        brink_i_build_error(m->build, "bad-correlation", at, NULL, "%s is correlated with itself",
                            first->name);
    } else if (first->chance != second->chance) {
        brink_i_build_error(m->build, "bad-correlation", at, "luck and what we do not know are drawn apart",
                            "of %s and %s, one is chance and the other is not", first->name, second->name);
    } else if (is_new(m, a < b ? a : b, a < b ? b : a, at)) {
        m->pairs[m->n_pairs++] = (pair){a < b ? a : b, a < b ? b : a, rank, at, from};
    }
}

static void read_correlation(maker *m, const brink_correlation_declaration *d)
{
    brink_i_build *build = m->build;
    const brink_source_text at = d->rank.text ? d->rank : (brink_source_text){"of", d->where};
    double rank = 0;
    bool good = d->rank.text && brink_i_build_number(build, d->rank, "a rank correlation", build->one, &rank);
    if (!d->rank.text) {
        brink_i_build_error(build, "missing-key", at, "as in {of: [a, b], rank: 0.6}",
                            "a correlation has no rank");
    } else if (good && !(rank > -1.0 && rank < 1.0)) {
        brink_i_build_error(build, "bad-correlation", d->rank,
                            "for one that determines the other, draw one u and write quantile(..., u)",
                            "a rank correlation lies between -1 and 1, and is not %g", rank);
        good = false;
    }
    if (d->n_of < 2) {
        brink_i_build_error(build, "bad-correlation", at, "as in {of: [a, b], rank: 0.6}",
                            "a correlation is of two parameters at least");
    }
    int *members = BRINK_I_BUILD_ARRAY(build, int, d->n_of);
    for (size_t i = 0; members && i < d->n_of; i++) {
        members[i] = find_member(m, d->of[i]);
        good = good && members[i] >= 0;
    }
    for (size_t i = 0; members && good && i < d->n_of; i++) {
        for (size_t j = 0; j < i; j++) {
            add_pair(m, members[j], members[i], rank, d);
        }
    }
}

/* ---- groups ---- */

/* The correlation of normal scores whose ranks are correlated so (Pearson 1907, On Further Methods of
 * Determining Correlation; Kruskal 1958, JASA 53, 814-861). */
static double score_correlation(double rank) { return 2.0 * brink_i_sin(rank * (3.141592653589793 / 6.0)); }

static double rank_of_score(double correlation)
{
    double low = -1.0, high = 1.0;
    for (int i = 0; i < 60; i++) {
        const double middle = 0.5 * (low + high);
        *(score_correlation(middle) < correlation ? &low : &high) = middle;
    }
    return low;
}

/* Row k has no square root left: says which ranks do not go together. `part` is what columns before k - 1
 * leave of its length. */
static void report_impossible(maker *m, const brink_i_copula *copula, int k, double between, double part)
{
    brink_i_text names, unsaid;
    brink_i_text_init(&names);
    brink_i_text_init(&unsaid);
    const pair *last = NULL;
    int n_unsaid = 0;
    for (int i = 0; i < m->n_pairs; i++) {
        last =
            m->pairs[i].b == copula->params[k] && (!last || m->pairs[i].a >= last->a) ? &m->pairs[i] : last;
    }
    for (int j = 0; j <= k; j++) {
        const char *name = param_of(m, copula->params[j])->name;
        brink_i_text_addf(&names, "%s%s", j == 0 ? "" : j < k ? ", " : " and ", name);
        if (j < k && !(fabs(copula->rank[k * copula->n + j]) > 0.0)) {
            brink_i_text_addf(&unsaid, "%s%s and %s", n_unsaid++ ? ", " : "", name,
                              param_of(m, copula->params[k])->name);
        }
    }
    const double *line = copula->factor + (ptrdiff_t)(k - 1) * copula->n;
    const char *hint = NULL;
    if (last && last->a == copula->params[k - 1] && part > 0.0 && !names.failed && !unsaid.failed) {
        const double width = line[k - 1] * sqrt(part);
        hint = brink_i_diagnostics_format(
            m->build->list,
            "with the others as they are, the rank of %s and %s must lie between %.3g and %.3g%s%s",
            param_of(m, last->a)->name, param_of(m, last->b)->name, rank_of_score(between - width),
            rank_of_score(between + width), n_unsaid ? "; not given, and so taken as 0: " : "",
            n_unsaid ? unsaid.bytes : "");
    } else if (!unsaid.failed && n_unsaid) {
        hint = brink_i_diagnostics_format(m->build->list, "not given, and so taken as 0: %s", unsaid.bytes);
    }
    if (names.failed || unsaid.failed) {
        m->build->failed = true;
    } else if (last) {
        brink_i_build_error(m->build, "bad-correlation", last->text,
                            hint ? hint : "bring the ranks nearer to 0",
                            "the correlations of %s cannot hold together", names.bytes);
    }
    brink_i_text_free(&names);
    brink_i_text_free(&unsaid);
}

/* Cholesky's factor of the correlations of scores; false (reported) if there is none. */
static bool factorise(maker *m, const brink_i_copula *copula, double *factor)
{
    const int n = copula->n;
    for (int k = 0; k < n; k++) {
        double left = 1.0, between = 0.0, part = 1.0;
        for (int j = 0; j < k; j++) {
            double sum = 0.0;
            for (int i = 0; i < j; i++) {
                sum += factor[k * n + i] * factor[j * n + i];
            }
            const double x = (score_correlation(copula->rank[k * n + j]) - sum) / factor[j * n + j];
            part = left;
            between = sum;
            factor[k * n + j] = x;
            left -= x * x;
        }
        if (!(left > 1e-9)) { /* beyond that the last score is rounding */
            report_impossible(m, copula, k, between, part);
            return false;
        }
        factor[k * n + k] = sqrt(left);
    }
    return true;
}

static void make_group(maker *m, int first, brink_i_copula *out)
{
    brink_i_build *build = m->build;
    brink_model *model = build->model;
    int n = 0;
    for (int i = first; i < model->n_params; i++) {
        n += m->group[i] == first;
    }
    if (n > BRINK_I_COPULA_MOST) {
        brink_i_build_error(build, "bad-correlation", m->pairs[0].text, NULL,
                            "%d parameters are tied to each other; at most %d can be", n,
                            BRINK_I_COPULA_MOST);
        return;
    }
    int *params = BRINK_I_BUILD_ARRAY(build, int, (size_t)n);
    double *rank = BRINK_I_BUILD_ARRAY(build, double, (size_t)(n * n));
    double *factor = BRINK_I_BUILD_ARRAY(build, double, (size_t)(n * n));
    if (!params || !rank || !factor) {
        return;
    }
    int k = 0;
    for (int i = first; i < model->n_params; i++) {
        if (m->group[i] == first) {
            model->params[i].place = k;
            model->params[i].copula = out;
            params[k++] = i;
        }
    }
    for (int i = 0; i < n * n; i++) {
        rank[i] = i % (n + 1) == 0 ? 1.0 : 0.0;
        factor[i] = 0.0;
    }
    for (int i = 0; i < m->n_pairs; i++) {
        const pair *p = &m->pairs[i];
        if (m->group[p->a] == first) {
            const int a = model->params[p->a].place, b = model->params[p->b].place;
            rank[a * n + b] = rank[b * n + a] = p->rank;
        }
    }
    *out = (brink_i_copula){n, params, rank, factor};
    (void)factorise(m, out, factor);
}

/* Each group is known by its first parameter. */
static int find_groups(maker *m)
{
    const int n = m->build->model->n_params;
    int n_groups = 0;
    for (int i = 0; i < n; i++) {
        m->group[i] = -1;
    }
    for (int i = 0; i < m->n_pairs; i++) {
        m->group[m->pairs[i].a] = m->pairs[i].a;
        m->group[m->pairs[i].b] = m->pairs[i].b;
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (int i = 0; i < m->n_pairs; i++) {
            int *a = &m->group[m->pairs[i].a], *b = &m->group[m->pairs[i].b];
            changed = changed || *a != *b;
            *a = *b = *a < *b ? *a : *b;
        }
    }
    for (int i = 0; i < n; i++) {
        n_groups += m->group[i] == i;
    }
    return n_groups;
}

/* For people. */
static void keep_ties(maker *m)
{
    brink_i_tie *ties = BRINK_I_BUILD_ARRAY(m->build, brink_i_tie, (size_t)m->n_pairs);
    for (int i = 0; ties && i < m->n_pairs; i++) {
        const pair *p = &m->pairs[i];
        ties[i] = (brink_i_tie){p->a, p->b, p->rank, brink_i_build_keep(m->build, p->from->about.text),
                                brink_i_build_keep(m->build, p->from->source.text)};
    }
    m->build->model->ties = ties;
    m->build->model->n_ties = ties ? m->n_pairs : 0;
}

void brink_i_build_correlations(brink_i_build *build)
{
    const brink_correlation_declaration *declared =
        BRINK_I_DECLARED(build, correlations, brink_correlation_declaration);
    const size_t n_params = (size_t)build->model->n_params;
    size_t room = 0;
    for (size_t i = 0; i < build->from->correlations.n; i++) {
        room += declared[i].n_of * declared[i].n_of / 2;
    }
    if (room == 0 && build->from->correlations.n == 0) {
        return;
    }
    maker m = {.build = build,
               .pairs = BRINK_I_BUILD_ARRAY(build, pair, room),
               .group = BRINK_I_BUILD_ARRAY(build, int, n_params),
               .varies = BRINK_I_BUILD_ARRAY(build, bool, n_params)};
    if (build->failed) {
        return;
    }
    find_varying(&m);
    for (size_t i = 0; i < build->from->correlations.n && !build->failed; i++) {
        read_correlation(&m, &declared[i]);
    }
    const int n_groups = find_groups(&m);
    brink_i_copula *copulas = BRINK_I_BUILD_ARRAY(build, brink_i_copula, (size_t)n_groups);
    for (int i = 0, k = 0; copulas && i < build->model->n_params && !build->failed; i++) {
        if (m.group[i] == i) {
            make_group(&m, i, &copulas[k++]);
        }
    }
    build->model->copulas = copulas;
    build->model->n_copulas = n_groups;
    keep_ties(&m);
}
