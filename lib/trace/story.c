/* SPDX-License-Identifier: Apache-2.0 */
#include "trace/story.h"
#include "base/floats.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"

/* The story of one trial as text: when and what. */

#define ARROW " \xE2\x86\x92 "

/* Columns of the date before each line. */
enum { DATE_WIDTH = 21, CALENDAR_WIDTH = 26 };

/* UDUNITS's year, the tropical one; people lose count of days, and of hours. */
static const double DAYS_PER_YEAR = 365.242198781, FEW_DAYS = 100, FEW_HOURS = 100;

/* ---- letters ------------------------------------------------------------------------------------ */

static void add_colour(const brink_i_story *story, brink_i_text *text, const char *code)
{
    if (story->options.colour) {
        brink_i_text_add(text, code);
    }
}

void brink_i_story_dim(const brink_i_story *story, brink_i_text *text) { add_colour(story, text, "\x1b[2m"); }
void brink_i_story_bold(const brink_i_story *story, brink_i_text *text)
{
    add_colour(story, text, "\x1b[1m");
}
void brink_i_story_plain(const brink_i_story *story, brink_i_text *text)
{
    add_colour(story, text, "\x1b[0m");
}

/* Whether the day at which a trial begins is known, so that instants are days of the calendar. */
static bool is_dated(const brink_i_story *story, long *first)
{
    const char *as_of = story->model->as_of;
    return as_of && brink_i_date_read(as_of, strlen(as_of), first);
}

static int date_width(const brink_i_story *story)
{
    long first;
    return is_dated(story, &first) ? CALENDAR_WIDTH : DATE_WIDTH;
}

/* "2026-04-13 (day 102.72)", "2026-01-02 05:12", "2029-03-14 (year 3.2)" */
static void add_calendar(brink_i_text *text, const char *unit, double t, double days, double each, long first)
{
    char date[BRINK_I_DATE_ROOM];
    if (each < 1.0) { /* a clock of hours or less */
        const long minutes = (long)floor(1440 * days + 0.5);
        brink_i_date_write(first + minutes / 1440, date);
        brink_i_text_addf(text, "%s %02ld:%02ld", date, minutes / 60 % 24, minutes % 60);
        return;
    }
    brink_i_date_write(first + (long)floor(days + 1e-6), date); /* midnight may be missed by rounding */
    brink_i_text_add(text, date);
    brink_i_text_addf(text, " (%s ", unit);
    brink_i_trace_number(text, each > 1.0 ? floor(100 * t + 0.5) / 100 : t);
    brink_i_text_add(text, ")");
}

void brink_i_story_date(const brink_i_story *story, brink_i_text *text, double t)
{
    const double each = story->model->days, days = t * each, most = 1e6; /* no calendar beyond that */
    const char *unit = brink_i_unit_text(story->model->time_unit);
    long first;
    if (days < most && is_dated(story, &first)) {
        add_calendar(text, unit, t, days, each, first);
        return;
    }
    const bool by_day = !(each < 1.0); /* weeks, months and years are told in days too */
    brink_i_text_addf(text, "%s ", by_day ? "day" : unit);
    brink_i_trace_number(text, by_day ? days : t);
    if (by_day && days >= FEW_DAYS) {
        brink_i_text_add(text, " (");
        brink_i_trace_number(text, floor(10 * days / DAYS_PER_YEAR + 0.5) / 10);
        brink_i_text_add(text, " y)");
    } else if (!by_day && 24 * days >= FEW_HOURS) {
        brink_i_text_add(text, " (");
        brink_i_trace_number(text, floor(10 * days + 0.5) / 10);
        brink_i_text_add(text, " d)");
    }
}

void brink_i_story_line(brink_i_story *story, const char *format, ...)
{
    /* The date of the first line is written by flush. */
    if (story->lines.length > 0) {
        brink_i_text_addf(&story->lines, "%*s", date_width(story), "");
    }
    va_list args;
    va_start(args, format);
    brink_i_text_addv(&story->lines, format, args);
    va_end(args);
    brink_i_text_add(&story->lines, "\n");
}

void brink_i_story_heading(brink_i_story *story, const char *title)
{
    brink_i_text_add(&story->out, "\n");
    brink_i_story_bold(story, &story->out);
    brink_i_text_add(&story->out, title);
    brink_i_story_plain(story, &story->out);
    brink_i_text_add(&story->out, "\n");
}

static void add_name(brink_i_story *story, const char *name, int width)
{
    int pad = width - brink_i_text_columns(name, strlen(name));
    brink_i_text_addf(&story->out, "  %s%*s  ", name, pad > 0 ? pad : 0, "");
}

static int wider(int width, const char *name)
{
    int columns = brink_i_text_columns(name, strlen(name));
    return columns > width ? columns : width;
}

/* ---- stocks ------------------------------------------------------------------------------------- */

/* ", falling by 3.2 Mbbl per day" */
static void add_slope(brink_i_story *story, brink_i_text *text, int i, double slope)
{
    const brink_i_stock *stock = &story->model->stocks[i];
    if (!stock->flow.expr && !stock->decay.expr) {
        return;
    }
    if (!(slope < 0) && !(slope > 0)) {
        brink_i_text_add(text, ", standing still");
        return;
    }
    brink_i_text_add(text, slope < 0 ? ", falling by " : ", rising by ");
    brink_i_trace_quantity(text, fabs(slope), stock->unit);
    brink_i_text_addf(text, " per %s", brink_i_unit_text(story->model->time_unit));
}

/* Whether a change is large enough to speak of: a hundredth. */
static bool differs(double a, double b)
{
    double size = fmax(fabs(a), fabs(b));
    return fabs(a - b) > 0.01 * size;
}

/* The stocks that are no longer as they were last told. */
static void tell_stocks(brink_i_story *story, const brink_i_trace_event *event)
{
    for (int i = 0; i < story->model->n_stocks; i++) {
        if (!differs(event->stocks[i], story->values[i]) && !differs(event->slopes[i], story->slopes[i])) {
            continue;
        }
        brink_i_text text;
        brink_i_text_init(&text);
        brink_i_story_dim(story, &text);
        brink_i_text_addf(&text, "%s ", story->model->stocks[i].name);
        brink_i_trace_quantity(&text, event->stocks[i], story->model->stocks[i].unit);
        if (differs(event->stocks[i], story->values[i])) {
            brink_i_text_add(&text, " (before ");
            brink_i_trace_number(&text, story->values[i]);
            brink_i_text_add(&text, ")");
        }
        add_slope(story, &text, i, event->slopes[i]);
        brink_i_story_plain(story, &text);
        if (text.failed) {
            story->out.failed = true;
        } else {
            brink_i_story_line(story, "%s", text.bytes);
        }
        brink_i_text_free(&text);
        story->values[i] = event->stocks[i];
        story->slopes[i] = event->slopes[i];
    }
}

/* ---- the start ---------------------------------------------------------------------------------- */

void brink_i_story_title(brink_i_story *story)
{
    brink_i_story_bold(story, &story->out);
    brink_i_text_add(&story->out, story->model->title && *story->model->title ? story->model->title
                                                                              : "A model without a title");
    brink_i_story_plain(story, &story->out);
    const char *variant = story->model->variant;
    long first;
    const bool dated = is_dated(story, &first);
    brink_i_text_addf(&story->out, "\nscenario %s%s%s, brink " BRINK_VERSION "%s%s\n",
                      story->model->hash ? story->model->hash : "", variant ? ", variant " : "",
                      variant ? variant : "", dated ? ", begins on " : "", dated ? story->model->as_of : "");
}

static bool tells_parameter(const brink_i_story *story, int i)
{
    const brink_i_param *param = &story->model->params[i];
    if (story->options.level == BRINK_TRACE_BRIEF) {
        return false;
    }
    return story->options.level == BRINK_TRACE_ALL || param->value.expr->draws || param->overridden;
}

static void tell_parameter(brink_i_story *story, const brink_i_trace_event *event)
{
    const brink_i_param *param = &story->model->params[event->index];
    if (!tells_parameter(story, event->index)) {
        return;
    }
    int width = 0;
    bool first = true;
    for (int i = 0; i < story->model->n_params; i++) {
        if (tells_parameter(story, i)) {
            width = wider(width, story->model->params[i].name);
        }
    }
    /* The first of them, in the order in which they come, writes the heading. */
    for (int i = 0; i < story->model->n_params && story->model->param_order[i] != event->index; i++) {
        first = first && !tells_parameter(story, story->model->param_order[i]);
    }
    if (first) {
        brink_i_story_heading(story, "Parameters of this trial");
    }
    add_name(story, param->name, width);
    brink_i_trace_quantity(&story->out, event->after, param->unit);
    brink_i_story_dim(story, &story->out);
    if (param->value.expr->draws) {
        brink_i_text_addf(&story->out, "  drawn from %s", param->value.text);
        if (!isnan(event->uniform) && brink_i_trace_is_percentile(param->value.expr)) {
            brink_i_text_add(&story->out, ", percentile ");
            double percent = 100 * event->uniform;
            brink_i_trace_number(&story->out, percent < 1 || percent > 99 ? percent : floor(percent + 0.5));
        }
    } else if (param->overridden) {
        brink_i_text_addf(&story->out, "  set by %s", param->origin ? param->origin : "the caller");
    }
    if (param->about && *param->about) {
        brink_i_text_addf(&story->out, "; %s", param->about);
    }
    brink_i_story_plain(story, &story->out);
    brink_i_text_add(&story->out, "\n");
}

static void tell_start(brink_i_story *story, const brink_i_trace_event *event)
{
    const brink_model *model = story->model;
    int width = 0;
    for (int m = 0; m < model->n_machines; m++) {
        width = wider(width, model->machines[m].name);
    }
    for (int i = 0; i < model->n_stocks; i++) {
        width = wider(width, model->stocks[i].name);
    }
    brink_i_story_heading(story, "At the start");
    for (int m = 0; m < model->n_machines; m++) {
        const char *about = model->machines[m].states_about[event->states[m]];
        add_name(story, model->machines[m].name, width);
        brink_i_text_addf(&story->out, "%s", model->machines[m].states[event->states[m]]);
        if (about && *about) {
            brink_i_text_addf(&story->out, " (%s)", about);
        }
        brink_i_text_add(&story->out, "\n");
        story->entered[m] = 0;
    }
    for (int i = 0; i < model->n_stocks; i++) {
        story->values[i] = event->stocks[i];
        story->slopes[i] = event->slopes[i];
        if (story->options.level > BRINK_TRACE_BRIEF) {
            add_name(story, model->stocks[i].name, width);
            brink_i_trace_quantity(&story->out, event->stocks[i], model->stocks[i].unit);
            brink_i_text_add(&story->out, "\n");
        }
    }
    if (!story->untitled) {
        brink_i_story_heading(story, "What happens");
    }
}

/* ---- events ------------------------------------------------------------------------------------- */

static void tell_move(brink_i_story *story, const brink_i_trace_event *event)
{
    const brink_i_machine *machine = &story->model->machines[event->index];
    const char *about = machine->states_about[event->to];
    bool described = about && *about;
    const char *bold = story->options.colour ? "\x1b[1m" : "",
               *plain = story->options.colour ? "\x1b[0m" : "";
    const char *dim = story->options.colour ? "\x1b[2m" : "";
    if (event->from == event->to) {
        brink_i_story_line(story, "%s%s: %s again%s", bold, machine->name, machine->states[event->to], plain);
    } else {
        brink_i_story_line(story, "%s%s: %s" ARROW "%s%s%s%s%s", bold, machine->name,
                           machine->states[event->from], machine->states[event->to], plain,
                           described ? " (" : "", described ? about : "", described ? ")" : "");
    }
    if (story->options.level > BRINK_TRACE_BRIEF) {
        if (story->mover == event->index && story->why.bytes) {
            brink_i_story_line(story, "  %s%s%s", dim, story->why.bytes, plain);
        } else if (story->source) {
            brink_i_story_line(story, "  %sas an effect of %s%s", dim, story->source, plain);
        }
    }
    story->mover = -1;
    story->entered[event->index] = event->time;
    story->worth = true;
}

static void tell_bound(brink_i_story *story, const brink_i_trace_event *event)
{
    if (story->options.level == BRINK_TRACE_BRIEF || story->stocks_hidden) {
        return;
    }
    const brink_i_stock *stock = &story->model->stocks[event->index];
    brink_i_text text;
    brink_i_text_init(&text);
    brink_i_trace_quantity(&text, event->after, stock->unit);
    brink_i_story_line(story, "%s reaches its bound, %s", stock->name, text.bytes ? text.bytes : "");
    story->out.failed = story->out.failed || text.failed;
    brink_i_text_free(&text);
    story->worth = true;
}

static void add_crossing(brink_i_story *story, brink_i_text *text, const brink_i_trace_event *event)
{
    char *comparison = NULL;
    if (brink_i_expr_print(story->model->comparisons[event->index].expr, &story->model->names, &comparison) ==
        BRINK_OK) {
        brink_i_text_addf(text, "%s becomes %s", comparison, event->yes ? "true" : "false");
    } else {
        text->failed = true;
    }
    free(comparison);
}

static void add_per_time(const brink_i_story *story, brink_i_text *text, double hazard)
{
    brink_i_trace_number(text, hazard);
    brink_i_text_addf(text, " per %s", brink_i_unit_text(story->model->time_unit));
}

/* Events that only the fullest story tells. */
static void tell_detail(brink_i_story *story, const brink_i_trace_event *event)
{
    const brink_model *model = story->model;
    brink_i_text text;
    brink_i_text_init(&text);
    switch (event->kind) {
    case BRINK_I_TRACE_CROSSING:
        add_crossing(story, &text, event);
        break;
    case BRINK_I_TRACE_DELAY:
        brink_i_text_addf(&text, "%s: due at ", model->machines[event->index].transitions[event->item].label);
        brink_i_story_date(story, &text, event->after);
        break;
    case BRINK_I_TRACE_REVIEW:
        brink_i_text_addf(&text, "%s is reviewed", model->machines[event->index].choices[event->item].label);
        break;
    case BRINK_I_TRACE_LOST:
        brink_i_text_addf(&text, "%s: a candidate at the bound ", model->machines[event->index].name);
        add_per_time(story, &text, event->after);
        brink_i_text_add(&text, " is lost");
        break;
    case BRINK_I_TRACE_RENEW:
        brink_i_text_addf(&text, "%s: hazards of at most ", model->machines[event->index].name);
        add_per_time(story, &text, event->after);
        brink_i_text_add(&text, ", a budget of ");
        brink_i_trace_number(&text, event->before);
        break;
    case BRINK_I_TRACE_ASSIGN:
        brink_i_text_addf(&text, "%s: ", model->stocks[event->index].name);
        brink_i_trace_number(&text, event->before);
        brink_i_text_add(&text, ARROW);
        brink_i_trace_quantity(&text, event->after, model->stocks[event->index].unit);
        break;
    default:
        break;
    }
    if (text.bytes && !text.failed) {
        brink_i_story_line(story, "%s", text.bytes);
        story->worth = true;
    }
    story->out.failed = story->out.failed || text.failed;
    brink_i_text_free(&text);
}

/* Hands the lines of the instant at t over, under its date. */
static void flush(brink_i_story *story, double t)
{
    if (story->worth && story->lines.bytes) {
        brink_i_text date;
        brink_i_text_init(&date);
        if (!(story->told >= t) || story->options.level == BRINK_TRACE_ALL) {
            brink_i_story_date(story, &date, t);
        }
        int pad = date_width(story) - (date.bytes ? brink_i_text_columns(date.bytes, date.length) : 0);
        brink_i_text_addf(&story->out, "%s%*s", date.bytes ? date.bytes : "", pad > 1 ? pad : 1, "");
        brink_i_text_add_bytes(&story->out, story->lines.bytes, story->lines.length);
        story->out.failed = story->out.failed || date.failed;
        brink_i_text_free(&date);
        story->told = t;
    }
    story->out.failed = story->out.failed || story->lines.failed || story->why.failed;
    brink_i_text_free(&story->lines);
    brink_i_text_free(&story->why);
    story->mover = -1;
    story->source = NULL;
    story->worth = false;
}

static void tell_end(brink_i_story *story, const brink_i_trace_event *event)
{
    const brink_i_outcome *outcome = &story->model->outcomes[event->index];
    brink_i_story_line(story, "%s%s%s%s%s",
                       event->yes ? "the trial ends: " : "the horizon; no other outcome came true: ",
                       outcome->name, outcome->about && *outcome->about ? " (" : "",
                       outcome->about && *outcome->about ? outcome->about : "",
                       outcome->about && *outcome->about ? ")" : "");
    if (story->options.level > BRINK_TRACE_BRIEF && !story->stocks_hidden) {
        tell_stocks(story, event);
    }
    story->worth = true;
    flush(story, event->time);
}

void brink_i_story_event(void *self, const brink_i_trace_event *event)
{
    brink_i_story *story = self;
    if (story->out.failed || brink_i_story_reason(story, event)) {
        return;
    }
    switch (event->kind) {
    case BRINK_I_TRACE_PARAMETER:
        tell_parameter(story, event);
        break;
    case BRINK_I_TRACE_START:
        tell_start(story, event);
        break;
    case BRINK_I_TRACE_MOVE:
        tell_move(story, event);
        break;
    case BRINK_I_TRACE_BOUND:
        tell_bound(story, event);
        break;
    case BRINK_I_TRACE_SETTLED:
        if (story->worth && story->options.level > BRINK_TRACE_BRIEF && !story->stocks_hidden) {
            tell_stocks(story, event);
        }
        flush(story, event->time);
        break;
    case BRINK_I_TRACE_END:
        tell_end(story, event);
        break;
    default:
        if (story->options.level == BRINK_TRACE_ALL) {
            tell_detail(story, event);
        }
        /* This comes between instants: hazards are renewed after settling. */
        if (event->kind == BRINK_I_TRACE_RENEW) {
            flush(story, event->time);
        }
        break;
    }
}

/* ---- the end ------------------------------------------------------------------------------------ */

static void tell_measures(brink_i_story *story, const brink_i_record *record)
{
    const brink_model *model = story->model;
    if (model->n_measures == 0 || story->options.level == BRINK_TRACE_BRIEF) {
        return;
    }
    int width = 0;
    for (int i = 0; i < model->n_measures; i++) {
        width = wider(width, model->measures[i].name);
    }
    brink_i_story_heading(story, "Measures");
    for (int i = 0; i < model->n_measures; i++) {
        const brink_i_measure *measure = &model->measures[i];
        add_name(story, measure->name, width);
        if (measure->kind == BRINK_MEASURE_FIRST && isnan(record->measures[i])) {
            brink_i_text_add(&story->out, "never");
        } else {
            brink_i_trace_quantity(&story->out, record->measures[i], measure->unit);
        }
        if (measure->about && *measure->about) {
            brink_i_story_dim(story, &story->out);
            brink_i_text_addf(&story->out, "  %s", measure->about);
            brink_i_story_plain(story, &story->out);
        }
        brink_i_text_add(&story->out, "\n");
    }
}

void brink_i_story_fault(brink_i_story *story, const brink_fault *fault)
{
    story->worth = story->lines.length > 0;
    flush(story, fault->time);
    brink_i_story_heading(story,
                          fault->kind == BRINK_FAULT_UNFINISHED ? "There is more" : "The trial failed");
    brink_i_text_add(&story->out, "  at ");
    brink_i_story_date(story, &story->out, fault->time);
    brink_i_text_addf(&story->out, ", %s: %s\n", fault->place, fault->message);
    if (fault->where.file) {
        brink_i_text_addf(&story->out, "  see %s:%d:%d\n", fault->where.file, fault->where.line,
                          fault->where.column);
    }
    if (fault->values[0]) {
        brink_i_text_addf(&story->out, "  with %s\n", fault->values);
    }
}

static double *numbers(int n) { return calloc(n > 0 ? (size_t)n : 1, sizeof(double)); }

brink_status brink_i_story_open(brink_i_story *story, const brink_model *model,
                                const brink_trace_options *options)
{
    *story = (brink_i_story){.model = model, .options = *options, .mover = -1, .told = -1};
    brink_i_text_init(&story->out);
    brink_i_text_init(&story->lines);
    brink_i_text_init(&story->why);
    story->entered = numbers(model->n_machines);
    story->values = numbers(model->n_stocks);
    story->slopes = numbers(model->n_stocks);
    if (!story->entered || !story->values || !story->slopes) {
        brink_i_story_close(story);
        return BRINK_ERR_MEMORY;
    }
    return BRINK_OK;
}

void brink_i_story_close(brink_i_story *story)
{
    brink_i_text_free(&story->out);
    brink_i_text_free(&story->lines);
    brink_i_text_free(&story->why);
    free(story->entered);
    free(story->values);
    free(story->slopes);
    *story = (brink_i_story){.mover = -1};
}

static void begin(void *self, const brink_trace_options *options)
{
    brink_i_story *story = self;
    brink_i_story_title(story);
    brink_i_text_addf(&story->out, "Trial %llu of seed %llu", (unsigned long long)options->trial,
                      (unsigned long long)options->seed);
    brink_i_trace_address(&story->out, options);
    brink_i_text_add(&story->out, "\n");
}

static void end(void *self, const brink_i_record *record, const brink_fault *fault)
{
    brink_i_story *story = self;
    if (fault->kind == BRINK_FAULT_NONE) {
        tell_measures(story, record);
    } else {
        brink_i_story_fault(story, fault);
    }
    brink_i_text_addf(&story->out, "\n%s\n", brink_i_trace_note);
}

brink_status brink_trace_text(const brink_model *model, const brink_trace_options *given, char **out,
                              brink_fault *fault)
{
    BRINK_I_OWN_FLOATS;
    brink_trace_options options;
    if (!brink_i_trace_asked(model, given, out, fault, &options)) {
        return BRINK_ERR_ARGUMENT;
    }
    brink_i_story story;
    brink_status status = brink_i_story_open(&story, model, &options);
    if (status != BRINK_OK) {
        return status;
    }
    const brink_i_teller teller = {.self = &story, .begin = begin, .event = brink_i_story_event, .end = end};
    status = brink_i_trace_tell(model, &options, &teller, &story.out, out, fault);
    brink_i_story_close(&story);
    return status;
}
