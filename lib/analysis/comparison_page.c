/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/comparison_page.h"
#include "base/floats.h"

#include <math.h>
#include <string.h>

#include "result/number.h"
#include "result/statement.h"

enum { WIDTH = 100, NARROWEST = 60, WIDEST = 240, ABOUT_INDENT = 6 };

static int decimals_of(const brink_comparison *c)
{
    double widest = 0.0;
    for (int v = 0; v < c->n; v++) {
        for (int i = 0; i < c->model->n_outcomes; i++) {
            const brink_estimate *p = &c->results[v]->outcomes[i].probability;
            widest = fmax(widest, 0.5 * (p->high - p->low));
        }
    }
    int decimals = brink_i_number_decimals(100.0 * widest);
    return decimals < 0 ? 1 : decimals;
}

/* ---- head ----------------------------------------------------------------------------------------- */

static void add_settings(brink_i_comparison_page *p, const brink_model *model)
{
    for (int i = 0; i < model->n_params; i++) {
        const brink_i_param *param = &model->params[i];
        if (!param->overridden) {
            continue;
        }
        const char *unit = brink_i_result_unit(param->unit);
        brink_i_page_wrap(&p->page, ABOUT_INDENT, BRINK_I_STYLE_WARNING,
                          brink_i_page_cell(&p->page, "%s = %s instead of %s%s%s%s", param->name,
                                            param->value.text,
                                            param->original_text ? param->original_text : "?",
                                            unit[0] ? " [" : "", unit, unit[0] ? "]" : ""));
    }
}

static void add_variants(brink_i_comparison_page *p)
{
    const brink_comparison *c = p->comparison;
    brink_i_page_heading(&p->page, "VARIANTS");
    for (int v = 0; v < c->n; v++) {
        const brink_variant *variant = &c->variants[v];
        const char *hash = variant->model->hash ? variant->model->hash : "";
        brink_i_page_wrap(
            &p->page, 2, BRINK_I_STYLE_HEADING,
            v == 0 ? brink_i_page_cell(&p->page, "%s (what the others are compared with)", variant->name)
            : variant->against == 0 ? variant->name
                                    : brink_i_page_cell(&p->page, "%s (compared with %s)", variant->name,
                                                        brink_i_comparison_first(c, v)->name));
        brink_i_page_wrap(&p->page, ABOUT_INDENT, BRINK_I_STYLE_QUIET,
                          brink_i_page_cell(&p->page, "%s%sscenario %s", variant->about ? variant->about : "",
                                            variant->about && variant->about[0] ? "; " : "", hash));
        add_settings(p, variant->model);
    }
}

static void add_head(brink_i_comparison_page *p)
{
    const brink_comparison *c = p->comparison;
    const brink_provenance *made = &c->results[0]->made;
    const brink_model *model = c->model;
    char trials[BRINK_I_NUMBER_ROOM], horizon[BRINK_I_NUMBER_ROOM];
    bool dated = model->as_of && model->as_of[0];
    const char *hash =
        brink_i_comparison_is_short(p) ? model->hash : NULL; /* the whole page has one of each */
    brink_i_page_title(&p->page);
    brink_i_page_wrap(
        &p->page, 0, BRINK_I_STYLE_QUIET,
        brink_i_page_cell(
            &p->page, "%d variants on the same luck: %s trial%s of each, seed %llu, horizon %s %s%s%s%s%s",
            c->n, brink_i_number_count(trials, made->trials), made->trials == 1 ? "" : "s",
            (unsigned long long)made->seed, brink_i_number_human(horizon, model->horizon, 6),
            brink_i_unit_text(model->time_unit), hash ? ", scenario " : "", hash ? hash : "",
            dated ? ", as of " : "", dated ? model->as_of : ""));
    brink_i_page_made_by(&p->page);
    if (!brink_i_comparison_is_short(p)) {
        add_variants(p);
    }
}

/* ---- options -------------------------------------------------------------------------------------- */

static bool read_options(const brink_comparison_text_options *given, brink_comparison_text_options *out)
{
    brink_comparison_text_options options = BRINK_COMPARISON_TEXT_OPTIONS_INIT;
    if (given) {
        if (given->size < offsetof(brink_comparison_text_options, colour) || given->size > sizeof options) {
            return false;
        }
        memcpy(&options, given, given->size);
    }
    if (options.width == 0) {
        options.width = WIDTH;
    }
    *out = options;
    return options.width >= NARROWEST && options.width <= WIDEST && (options.measures || !options.n_measures);
}

brink_status brink_comparison_text(const brink_comparison *comparison,
                                   const brink_comparison_text_options *given, char **out)
{
    BRINK_I_OWN_FLOATS;
    brink_comparison_text_options options;
    if (out) {
        *out = NULL;
    }
    if (!comparison || !out || !read_options(given, &options)) {
        return BRINK_ERR_ARGUMENT;
    }
    const brink_status derived = brink_i_comparison_derive(comparison);
    if (derived != BRINK_OK) {
        return derived;
    }
    brink_i_comparison_page p = {.page = {.result = comparison->results[0],
                                          .width = options.width,
                                          .colour = options.colour,
                                          .unicode = options.unicode,
                                          .all = options.all},
                                 .comparison = comparison,
                                 .trace = options.trace,
                                 .decimals = decimals_of(comparison)};
    brink_i_text_init(&p.page.text);
    brink_i_arena_init(&p.page.arena);
    bool good = brink_i_comparison_choose(&p, &options);
    if (good && !p.page.failed) {
        add_head(&p);
        if (brink_i_comparison_is_short(&p)) {
            brink_i_comparison_short(&p);
        } else {
            brink_i_comparison_overview(&p);
        }
    }
    for (int v = 1; v < comparison->n && good && !p.page.failed && !brink_i_comparison_is_short(&p); v++) {
        brink_i_comparison_against(&p, v);
    }
    if (good && !p.page.failed) {
        brink_i_comparison_notes(&p);
        brink_i_text_add(&p.page.text, "\n");
        brink_i_page_wrap(&p.page, 0, BRINK_I_STYLE_HEADING, BRINK_I_STATEMENT);
    }
    brink_i_arena_free(&p.page.arena);
    if (good && !p.page.failed) {
        *out = brink_i_text_take(&p.page.text);
    }
    brink_i_text_free(&p.page.text);
    return *out ? BRINK_OK : good ? BRINK_ERR_MEMORY : BRINK_ERR_ARGUMENT;
}
