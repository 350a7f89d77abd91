/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "analysis/trace_compare.h"
#include "base/floats.h"
#include "analysis/trace_compare_why.h"
#include "trace/story.h"

/* Two histories of one trial as text: what they have in common once, then where and why they part, then each
 * alone. */

/* A story and where in its text the common part ends. */
typedef struct telling {
    const brink_i_divergence *divergence;
    brink_i_story story;
    size_t begun;   /* behind what is told of the start, as far as that is common */
    size_t numbers; /* behind the instant in which numbers begin to differ, at most `split` */
    size_t split;   /* behind the last instant before the divergence */
} telling;

static void on_event(void *self, const brink_i_trace_event *event)
{
    telling *t = self;
    const brink_i_divergence *divergence = t->divergence;
    bool starts =
        event->kind == BRINK_I_TRACE_PARAMETER ||
        (event->kind == BRINK_I_TRACE_START && divergence->step >= (size_t)t->story.model->n_machines);
    bool before = !divergence->diverges || starts || event->time < divergence->time;
    bool differ = divergence->numbers && !starts && !(event->time < divergence->numbers_time);
    t->story.stocks_hidden = before && differ;
    brink_i_story_event(&t->story, event);
    size_t length = t->story.out.length;
    t->begun = starts ? length : t->begun;
    t->split = before ? length : t->split;
    t->numbers = before && !(event->time > divergence->numbers_time) ? length : t->numbers;
}

static void on_end(void *self, const brink_i_record *record, const brink_fault *fault)
{
    telling *t = self;
    (void)record;
    t->story.stocks_hidden = false;
    if (fault->kind != BRINK_FAULT_NONE) {
        brink_i_story_fault(&t->story, fault);
    }
}

static brink_status tell(const brink_i_divergence *divergence, int which, telling *t)
{
    const brink_model *model = divergence->halves[which].model;
    *t = (telling){.divergence = divergence};
    brink_status status = brink_i_story_open(&t->story, model, &divergence->options);
    if (status != BRINK_OK) {
        return status;
    }
    t->story.untitled = true;
    const brink_i_teller teller = {.self = t, .event = on_event, .end = on_end};
    brink_fault fault;
    status = brink_i_trace_play(model, &divergence->options, &teller, &fault);
    status = status == BRINK_ERR_FAULT ? BRINK_OK : status;
    if (t->story.out.failed && status == BRINK_OK) {
        status = BRINK_ERR_MEMORY;
    }
    if (status != BRINK_OK) {
        brink_i_story_close(&t->story);
    }
    return status;
}

/* ---- the page ------------------------------------------------------------------------------------- */

/* `page` is the story whose `out` is the page; its options say how letters look. */
static void add_slice(brink_i_story *page, const telling *t, size_t from, size_t to)
{
    if (to > from) {
        brink_i_text_add_bytes(&page->out, t->story.out.bytes + from, to - from);
    }
}

static void add_common(brink_i_story *page, const char *heading, const telling *t, size_t from, size_t to)
{
    if (to > from) {
        brink_i_story_heading(page, heading);
        add_slice(page, t, from, to);
    }
}

static const char *name_of(const brink_i_divergence *divergence, int half)
{
    return divergence->halves[half].variant->name;
}

static brink_status add_params(brink_i_story *page, brink_i_divergence *divergence)
{
    brink_i_readings params;
    brink_status status = brink_i_divergence_params(divergence, &params);
    if (status != BRINK_OK) {
        return status;
    }
    brink_i_story_heading(page, "What is different");
    for (int i = 0; i < params.n; i++) {
        const brink_i_param *second = &divergence->halves[1].model->params[params.list[i].index];
        const brink_i_param *first = &divergence->halves[0].model->params[params.list[i].index];
        const char *origin = second->overridden ? second->origin : first->overridden ? first->origin : NULL;
        brink_i_text_add(&page->out, "  ");
        brink_i_why_reading(&page->out, divergence, &params.list[i]);
        brink_i_story_dim(page, &page->out);
        if (origin && *origin) {
            brink_i_text_addf(&page->out, "  set by %s", origin);
        }
        brink_i_story_plain(page, &page->out);
        brink_i_text_add(&page->out, "\n");
    }
    if (params.n == 0) {
        brink_i_text_add(&page->out, "  no parameter and no lever\n");
    }
    return BRINK_OK;
}

static void add_date_heading(brink_i_story *page, const char *before, double time, const char *after)
{
    brink_i_text title;
    brink_i_text_init(&title);
    brink_i_text_add(&title, before);
    brink_i_story_date(page, &title, time);
    brink_i_text_add(&title, after);
    if (title.bytes && !title.failed) {
        brink_i_story_heading(page, title.bytes);
    }
    page->out.failed = page->out.failed || title.failed;
    brink_i_text_free(&title);
}

static brink_status add_numbers(brink_i_story *page, brink_i_divergence *divergence)
{
    brink_i_readings reads;
    brink_status status = brink_i_divergence_numbers_reads(divergence, &reads);
    if (status != BRINK_OK) {
        return status;
    }
    add_date_heading(page, "Numbers differ from ", divergence->numbers_time, " on");
    brink_i_why_numbers(&page->out, divergence);
    brink_i_why_because(&page->out, divergence, "because", &reads);
    return BRINK_OK;
}

static brink_status add_divergence(brink_i_story *page, brink_i_divergence *divergence)
{
    brink_i_readings reads, through;
    brink_status status = brink_i_divergence_reads(divergence, &reads);
    status = status == BRINK_OK ? brink_i_divergence_through(divergence, &through) : status;
    if (status != BRINK_OK) {
        return status;
    }
    add_date_heading(page, "They part on ", divergence->time, "");
    for (int i = 0; i < 2; i++) {
        brink_i_text_addf(&page->out, "  in %s: ", name_of(divergence, i));
        brink_i_why_step(page, divergence, i);
        brink_i_text_add(&page->out, "\n");
    }
    brink_i_why_luck(&page->out, divergence);
    brink_i_why_because(&page->out, divergence, "by way of", &through);
    brink_i_why_because(&page->out, divergence, "because", &reads);
    return BRINK_OK;
}

static void add_alone(brink_i_story *page, const brink_i_divergence *divergence, int which, const telling *t)
{
    brink_i_text title;
    brink_i_text_init(&title);
    brink_i_text_addf(&title, "%s, from there on", name_of(divergence, which));
    if (title.bytes && !title.failed) {
        brink_i_story_heading(page, title.bytes);
    }
    page->out.failed = page->out.failed || title.failed;
    brink_i_text_free(&title);
    add_slice(page, t, t->split, t->story.out.length);
}

/* ---- how they end --------------------------------------------------------------------------------- */

/* NULL when out of memory. */
static const char *cell(brink_i_divergence *divergence, brink_i_text *text)
{
    const char *copy =
        text->failed ? NULL : brink_i_arena_strdup(&divergence->arena, text->bytes ? text->bytes : "");
    brink_i_text_free(text);
    return copy;
}

static const char *end_cell(brink_i_divergence *divergence, const brink_i_story *page,
                            const brink_i_half *half)
{
    brink_i_text text;
    brink_i_text_init(&text);
    brink_i_story_date(page, &text, half->status == BRINK_OK ? half->record.end : half->fault.time);
    return cell(divergence, &text);
}

static const char *measure_cell(brink_i_divergence *divergence, const brink_i_half *half, int i)
{
    const brink_i_measure *measure = &half->model->measures[i];
    double x = half->record.measures[i];
    brink_i_text text;
    brink_i_text_init(&text);
    if (half->status != BRINK_OK) {
        brink_i_text_add(&text, "-");
    } else if (measure->kind == BRINK_MEASURE_FIRST && isnan(x)) {
        brink_i_text_add(&text, "never");
    } else {
        brink_i_trace_quantity(&text, x, measure->unit);
    }
    return cell(divergence, &text);
}

static int columns_of(const char *text) { return brink_i_text_columns(text, strlen(text)); }

static void add_cell(brink_i_story *page, const char *text, int width)
{
    int pad = width - columns_of(text);
    brink_i_text_addf(&page->out, "  %s%*s", text, pad > 0 ? pad : 0, "");
}

static void add_end(brink_i_story *page, brink_i_divergence *divergence)
{
    enum { OUTCOME = 1, END = 2, HEAD = 3 };
    const brink_model *model = divergence->halves[0].model;
    int rows = HEAD + (page->options.level == BRINK_TRACE_BRIEF ? 0 : model->n_measures);
    const char **cells = BRINK_I_NEW_ARRAY(&divergence->arena, const char *, 3 * (size_t)rows);
    if (!cells) {
        page->out.failed = true;
        return;
    }
    cells[0] = "";
    cells[3 * OUTCOME] = "outcome";
    cells[3 * END] = "on";
    for (int i = HEAD; i < rows; i++) {
        cells[3 * i] = model->measures[i - HEAD].name;
    }
    int width[3] = {0};
    for (int h = 0; h < 2; h++) {
        const brink_i_half *half = &divergence->halves[h];
        cells[1 + h] = half->variant->name;
        cells[3 * OUTCOME + 1 + h] = half->status == BRINK_OK
                                         ? half->model->outcomes[half->record.outcome].name
                                     : half->fault.kind == BRINK_FAULT_UNFINISHED ? "(goes on)"
                                                                                  : "(failed)";
        cells[3 * END + 1 + h] = end_cell(divergence, page, half);
        for (int i = HEAD; i < rows; i++) {
            cells[3 * i + 1 + h] = measure_cell(divergence, half, i - HEAD);
        }
    }
    for (int i = 0; i < 3 * rows; i++) {
        if (!cells[i]) {
            page->out.failed = true;
            return;
        }
        width[i % 3] = columns_of(cells[i]) > width[i % 3] ? columns_of(cells[i]) : width[i % 3];
    }
    brink_i_story_heading(page, "How they end");
    for (int i = 0; i < rows; i++) {
        add_cell(page, cells[3 * i], width[0]);
        add_cell(page, cells[3 * i + 1], width[1]);
        add_cell(page, cells[3 * i + 2], 0);
        brink_i_text_add(&page->out, "\n");
    }
}

static brink_status add_all(brink_i_story *page, brink_i_divergence *divergence, const telling t[2])
{
    const telling *first = &t[0];
    brink_i_story_title(page);
    brink_i_text_addf(&page->out, "Trial %llu of seed %llu", (unsigned long long)divergence->options.trial,
                      (unsigned long long)divergence->options.seed);
    brink_i_trace_address(&page->out, &divergence->options);
    brink_i_text_addf(&page->out, ": %s and %s, on the same luck\n", name_of(divergence, 0),
                      name_of(divergence, 1));
    brink_status status = add_params(page, divergence);
    add_slice(page, first, 0, first->begun);
    if (status == BRINK_OK && divergence->numbers) {
        add_common(page, "What happens in both", first, first->begun, first->numbers);
        status = add_numbers(page, divergence);
        add_common(page, "What happens in both all the same", first, first->numbers, first->split);
    } else {
        add_common(page, "What happens in both", first, first->begun, first->split);
    }
    if (status == BRINK_OK && divergence->diverges) {
        status = add_divergence(page, divergence);
        for (int i = 0; i < 2; i++) {
            add_alone(page, divergence, i, &t[i]);
        }
    } else if (status == BRINK_OK) {
        brink_i_story_heading(page, divergence->numbers ? "They never part: only numbers differ"
                                                        : "They never part: both are the same history");
    }
    add_end(page, divergence);
    brink_i_text_addf(&page->out, "\n%s\n", brink_i_trace_note);
    return status;
}

static brink_status write_page(brink_i_divergence *divergence, char **out)
{
    telling t[2];
    brink_i_story page;
    brink_status status = tell(divergence, 0, &t[0]);
    if (status != BRINK_OK) {
        return status;
    }
    status = tell(divergence, 1, &t[1]);
    if (status == BRINK_OK) {
        status = brink_i_story_open(&page, divergence->halves[0].model, &divergence->options);
        if (status == BRINK_OK) {
            status = add_all(&page, divergence, t);
            if (status == BRINK_OK) {
                *out = brink_i_text_take(&page.out);
                status = *out ? BRINK_OK : BRINK_ERR_MEMORY;
            }
            brink_i_story_close(&page);
        }
        brink_i_story_close(&t[1].story);
    }
    brink_i_story_close(&t[0].story);
    return status;
}

brink_status brink_trace_compare_text(const brink_variant *first, const brink_variant *second,
                                      const brink_trace_options *options, char **out,
                                      brink_compare_failure *failure)
{
    BRINK_I_OWN_FLOATS;
    brink_compare_failure ignored;
    failure = failure ? failure : &ignored;
    brink_i_divergence divergence;
    if (!out) {
        return BRINK_ERR_ARGUMENT;
    }
    *out = NULL;
    brink_status status = brink_i_trace_compare_open(&divergence, first, second, options, failure);
    if (status != BRINK_OK) {
        return status;
    }
    status = write_page(&divergence, out);
    if (status == BRINK_OK) {
        status = brink_i_trace_compare_status(&divergence, failure);
    }
    brink_i_divergence_close(&divergence);
    return status;
}
