/* SPDX-License-Identifier: Apache-2.0 */
#include "result/page.h"
#include "base/floats.h"

#include <math.h>
#include <string.h>

#include "result/number.h"
#include "result/statement.h"

enum { WIDTH = 100, NARROWEST = 60, WIDEST = 240 };

/* Up to the first empty line: the rest of a long `about` is for `brink show`. */
static const char *first_paragraph(brink_i_page *page, const char *text)
{
    const char *end = strstr(text, "\n\n");
    return end ? brink_i_page_cell(page, "%.*s", (int)(end - text), text) : text;
}

static void add_settings(brink_i_page *page)
{
    const brink_model *model = page->result->model;
    for (int i = 0; i < model->n_params; i++) {
        const brink_i_param *param = &model->params[i];
        if (!param->overridden) {
            continue;
        }
        const char *unit = brink_i_result_unit(param->unit);
        const char *line =
            brink_i_page_cell(page, "set: %s = %s instead of %s%s%s%s, by %s", param->name, param->value.text,
                              param->original_text ? param->original_text : "?", unit[0] ? " [" : "", unit,
                              unit[0] ? "]" : "", param->origin ? param->origin : "set");
        brink_i_page_wrap(page, 0, BRINK_I_STYLE_WARNING, line);
    }
}

/* Lines that are not wrapped by their length: it differs between equal runs, and line breaks must not. */
void brink_i_page_made_by(brink_i_page *page)
{
    const brink_provenance *made = &page->result->made;
    char seconds[BRINK_I_NUMBER_ROOM];
    const char *line =
        strcmp(made->engine, BRINK_I_SAVED) == 0
            ? brink_i_page_cell(page, "brink %s, from a result file", made->version)
            : brink_i_page_cell(page,
                                "brink %s, commit %s, %s%s%s,%sinstruction set %s, threads: %d, took %s s",
                                made->version, made->commit, made->engine, made->code_compiler[0] ? ", " : "",
                                made->code_compiler, page->width < WIDTH ? "\n" : " ", made->instruction_set,
                                made->threads, brink_i_number_human(seconds, made->seconds, 3));
    brink_i_page_styled(page, BRINK_I_STYLE_QUIET, line);
    brink_i_text_add(&page->text, "\n");
}

void brink_i_page_title(brink_i_page *page)
{
    const brink_model *model = page->result->model;
    brink_i_page_wrap(page, 0, BRINK_I_STYLE_TITLE,
                      model->title && model->title[0] ? model->title : "A scenario without a title");
    if (model->about && model->about[0]) {
        brink_i_text_add(&page->text, "\n");
        brink_i_page_wrap(page, 0, BRINK_I_STYLE_QUIET, first_paragraph(page, model->about));
    }
    brink_i_text_add(&page->text, "\n");
}

static void add_head(brink_i_page *page)
{
    const brink_result *result = page->result;
    const brink_model *model = result->model;
    const brink_provenance *made = &result->made;
    char trials[BRINK_I_NUMBER_ROOM], horizon[BRINK_I_NUMBER_ROOM];

    brink_i_page_title(page);
    brink_i_page_wrap(
        page, 0, BRINK_I_STYLE_QUIET,
        brink_i_page_cell(page, "%s trial%s, seed %llu, horizon %s %s, scenario %s%s%s%s%s",
                          brink_i_number_count(trials, made->trials), made->trials == 1 ? "" : "s",
                          (unsigned long long)made->seed, brink_i_number_human(horizon, model->horizon, 6),
                          brink_i_unit_text(model->time_unit), made->scenario_hash,
                          model->variant ? ", variant " : "", model->variant ? model->variant : "",
                          model->as_of && model->as_of[0] ? ", as of " : "",
                          model->as_of ? model->as_of : ""));
    add_settings(page);
    brink_i_page_made_by(page);
}

static bool read_options(const brink_text_options *given, brink_text_options *out)
{
    brink_text_options options = BRINK_TEXT_OPTIONS_INIT;
    if (given) {
        if (given->size < offsetof(brink_text_options, colour) || given->size > sizeof options) {
            return false;
        }
        memcpy(&options, given, given->size);
    }
    if (options.width == 0) {
        options.width = WIDTH;
    }
    *out = options;
    return options.width >= NARROWEST && options.width <= WIDEST;
}

brink_status brink_result_text(const brink_result *result, const brink_text_options *given, char **out)
{
    BRINK_I_OWN_FLOATS;
    brink_text_options options;
    if (out) {
        *out = NULL;
    }
    if (!result || !out || !read_options(given, &options)) {
        return BRINK_ERR_ARGUMENT;
    }
    brink_status status = brink_i_result_derive(result);
    if (status != BRINK_OK) {
        return status;
    }
    brink_i_page page = {.result = result,
                         .width = options.width,
                         .colour = options.colour,
                         .unicode = options.unicode,
                         .all = options.all};
    brink_i_text_init(&page.text);
    brink_i_arena_init(&page.arena);
    add_head(&page);
    brink_i_page_outcomes(&page);
    brink_i_page_measures(&page);
    brink_i_page_series(&page);
    brink_i_page_notes(&page);
    brink_i_text_add(&page.text, "\n");
    brink_i_page_wrap(&page, 0, BRINK_I_STYLE_HEADING, BRINK_I_STATEMENT);
    brink_i_arena_free(&page.arena);
    if (!page.failed) {
        *out = brink_i_text_take(&page.text);
    }
    brink_i_text_free(&page.text);
    return *out ? BRINK_OK : BRINK_ERR_MEMORY;
}
