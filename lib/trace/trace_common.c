/* SPDX-License-Identifier: Apache-2.0 */
#include "trace/trace_common.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "expr/decimal.h"

const char brink_i_trace_note[] =
    "One simulated course of events under the assumptions of this model: an illustration, not a "
    "forecast.";

bool brink_i_trace_options(const brink_trace_options *given, brink_trace_options *options)
{
    *options = (brink_trace_options)BRINK_TRACE_OPTIONS_INIT;
    if (given) {
        if (given->size < offsetof(brink_trace_options, level) || given->size > sizeof *options) {
            return false;
        }
        memcpy(options, given, given->size);
    }
    for (size_t i = 0; i < options->n_exceptions; i++) {
        if (!options->exceptions || !options->exceptions[i].parameter) {
            return false;
        }
    }
    return options->level >= BRINK_TRACE_BRIEF && options->level <= BRINK_TRACE_ALL && options->events > 0;
}

brink_status brink_i_trace_open(const brink_model *model, uint64_t seed, brink_i_oracle **oracle,
                                brink_i_record *record)
{
    size_t measures = model->n_measures > 0 ? (size_t)model->n_measures : 1;
    size_t points = model->n_points > 0 ? (size_t)model->n_points : 1;
    *oracle = NULL;
    *record = (brink_i_record){.outcome = -1,
                               .measures = calloc(measures, sizeof(double)),
                               .points = calloc(points, sizeof(double))};
    return record->measures && record->points ? brink_i_oracle_new(model, seed, oracle) : BRINK_ERR_MEMORY;
}

void brink_i_trace_close(brink_i_oracle *oracle, brink_i_record *record)
{
    brink_i_oracle_free(oracle);
    free(record->measures);
    free(record->points);
}

void brink_i_trace_address(brink_i_text *text, const brink_trace_options *options)
{
    if (options->parameters_of && *options->parameters_of != options->trial) {
        brink_i_text_addf(text, ", with the parameters of trial %llu",
                          (unsigned long long)*options->parameters_of);
    }
    for (size_t i = 0; i < options->n_exceptions; i++) {
        const brink_trace_exception *exception = &options->exceptions[i];
        brink_i_text_addf(text, ", %s ", exception->parameter);
        if (exception->at_u) {
            brink_i_text_add(text, "at its quantile ");
            brink_i_trace_number(text, exception->u);
        } else {
            brink_i_text_addf(text, "of trial %llu", (unsigned long long)exception->trial);
        }
    }
}

static int count_draws(const brink_i_expr *expr)
{
    int n = expr->op == BRINK_I_OP_DRAW;
    for (int i = 0; expr->draws && i < expr->n; i++) {
        n += count_draws(expr->args[i]);
    }
    return n;
}

static bool make_exception(const brink_model *model, const brink_trace_exception *given,
                           brink_i_exception *out)
{
    int param = 0;
    while (param < model->n_params && given->parameter &&
           strcmp(model->params[param].name, given->parameter) != 0) {
        param++;
    }
    if (!given->parameter || param == model->n_params) {
        return false;
    }
    *out = (brink_i_exception){param, given->at_u ? given->u : -1.0, given->trial};
    return !given->at_u ||
           (given->u >= 0.0 && given->u <= 1.0 && count_draws(model->params[param].value.expr) == 1);
}

static int by_param(const void *a, const void *b)
{
    return ((const brink_i_exception *)a)->param - ((const brink_i_exception *)b)->param;
}

/* How often an oracle has asked whether to stop, and may ask. */
typedef struct questions {
    uint64_t asked, most;
} questions;

static int enough(void *context)
{
    questions *q = context;
    return ++q->asked > q->most;
}

static void note_unfinished(brink_fault *fault, uint64_t events)
{
    fault->kind = BRINK_FAULT_UNFINISHED;
    snprintf(fault->place, sizeof fault->place, "the trial goes on");
    snprintf(fault->message, sizeof fault->message, "the story ends after %llu events",
             (unsigned long long)events);
}

brink_status brink_i_trace_trial(brink_i_oracle *oracle, const brink_model *model,
                                 const brink_trace_options *options, brink_i_record *record,
                                 brink_fault *fault)
{
    const size_t n = options->n_exceptions;
    if (n > (size_t)model->n_params || (n > 0 && !options->exceptions)) {
        return BRINK_ERR_ARGUMENT;
    }
    brink_i_exception *exceptions = calloc(n + 1, sizeof *exceptions);
    brink_status status = exceptions ? BRINK_OK : BRINK_ERR_MEMORY;
    for (size_t i = 0; i < n && status == BRINK_OK; i++) {
        bool good = make_exception(model, &options->exceptions[i], &exceptions[i]);
        status = good ? BRINK_OK : BRINK_ERR_ARGUMENT;
    }
    if (status == BRINK_OK) {
        qsort(exceptions, n, sizeof *exceptions, by_param);
        for (size_t i = 1; i < n; i++) {
            status = exceptions[i].param == exceptions[i - 1].param ? BRINK_ERR_ARGUMENT : status;
        }
    }
    if (status == BRINK_OK) {
        const brink_i_address address = {.params = options->parameters_of ? *options->parameters_of
                                                                          : options->trial,
                                         .luck = options->trial,
                                         .exceptions = exceptions,
                                         .n_exceptions = (int)n};
        /* The first question comes before the trial. */
        questions q = {0, 1 + options->events / BRINK_I_STOP_ROUNDS};
        const brink_i_stop stop = {enough, &q};
        brink_i_oracle_stop(oracle, &stop);
        status = brink_i_oracle_address(oracle, &address, options->trial, record, fault);
        brink_i_oracle_stop(oracle, NULL);
        if (status == BRINK_ERR_CANCELLED) {
            note_unfinished(fault, q.most * BRINK_I_STOP_ROUNDS);
            status = BRINK_ERR_FAULT;
        }
    }
    free(exceptions);
    return status;
}

brink_status brink_i_trace_play(const brink_model *model, const brink_trace_options *options,
                                const brink_i_teller *teller, brink_fault *fault)
{
    brink_i_oracle *oracle = NULL;
    brink_i_record record;
    fault->kind = BRINK_FAULT_NONE;
    brink_status status = brink_i_trace_open(model, options->seed, &oracle, &record);
    if (status == BRINK_OK) {
        const brink_i_tracer tracer = {.self = teller->self, .event = teller->event};
        if (teller->begin) {
            teller->begin(teller->self, options);
        }
        brink_i_oracle_trace(oracle, &tracer);
        status = brink_i_trace_trial(oracle, model, options, &record, fault);
        if (status == BRINK_OK || status == BRINK_ERR_FAULT) {
            teller->end(teller->self, &record, fault);
        }
    }
    brink_i_trace_close(oracle, &record);
    return status;
}

brink_status brink_i_trace_tell(const brink_model *model, const brink_trace_options *options,
                                const brink_i_teller *teller, brink_i_text *text, char **out,
                                brink_fault *fault)
{
    brink_fault own;
    fault = fault ? fault : &own;
    brink_status status = brink_i_trace_play(model, options, teller, fault);
    if (status == BRINK_OK || status == BRINK_ERR_FAULT) {
        *out = brink_i_text_take(text);
        status = *out ? status : BRINK_ERR_MEMORY;
    }
    if (status != BRINK_ERR_FAULT) {
        fault->kind = BRINK_FAULT_NONE;
    }
    return status;
}

bool brink_i_trace_asked(const brink_model *model, const brink_trace_options *given, char **out,
                         brink_fault *fault, brink_trace_options *options)
{
    if (fault) {
        fault->kind = BRINK_FAULT_NONE;
    }
    if (out) {
        *out = NULL;
    }
    return model && out && brink_i_trace_options(given, options);
}

bool brink_i_trace_is_percentile(const brink_i_expr *expr)
{
    while (expr->op == BRINK_I_OP_MUL) { /* a conversion of its unit */
        const brink_i_expr *a = expr->args[0], *b = expr->args[1];
        if (a->op == BRINK_I_OP_CONST && a->number > 0) {
            expr = b;
        } else if (b->op == BRINK_I_OP_CONST && b->number > 0) {
            expr = a;
        } else {
            return false;
        }
    }
    return expr->op == BRINK_I_OP_DRAW && !brink_i_dist_is_discrete(expr->dist);
}

/* Replaces the locale's decimal point; removes zeros at the end behind it. Returns the number of digits
 * before it. */
static size_t tidy(char *digits)
{
    size_t whole = strspn(digits, "0123456789");
    if (digits[whole] == '\0') {
        return whole;
    }
    size_t skipped = strcspn(digits + whole, "0123456789");
    memmove(digits + whole + 1, digits + whole + skipped, strlen(digits + whole + skipped) + 1);
    digits[whole] = '.';
    size_t end = strlen(digits);
    while (digits[end - 1] == '0') {
        end--;
    }
    digits[digits[end - 1] == '.' ? end - 1 : end] = '\0';
    return whole;
}

void brink_i_trace_number(brink_i_text *text, double x)
{
    if (isnan(x)) {
        brink_i_text_add(text, "undefined");
        return;
    }
    double size = fabs(x);
    char digits[64];
    if (size != 0 && (size < 1e-3 || size >= 1e12)) {
        double rounded = x;
        if (isfinite(x)) {
            snprintf(digits, sizeof digits, "%.4g", x);
            rounded = strtod(digits, NULL);
        }
        brink_i_decimal_write(digits, rounded);
        brink_i_text_add(text, digits);
        return;
    }
    int decimals = 4;
    for (double bound = 10; size >= bound && decimals > 0; bound *= 10) {
        decimals--;
    }
    for (double bound = 1; size < bound && size != 0 && decimals < 7; bound /= 10) {
        decimals++;
    }
    snprintf(digits, sizeof digits, "%.*f", decimals, size);
    size_t whole = tidy(digits);
    if (x < 0 && strcmp(digits, "0") != 0) {
        brink_i_text_add(text, "-");
    }
    for (size_t i = 0; i < whole; i++) {
        if (i > 0 && (whole - i) % 3 == 0) {
            brink_i_text_add(text, ",");
        }
        brink_i_text_add_bytes(text, digits + i, 1);
    }
    brink_i_text_add(text, digits + whole);
}

void brink_i_trace_quantity(brink_i_text *text, double x, const brink_i_unit *unit)
{
    brink_i_trace_number(text, x);
    if (unit && !brink_i_unit_is_one(unit) && !isnan(x)) {
        brink_i_text_addf(text, " %s", brink_i_unit_text(unit));
    }
}

void brink_i_trace_span(brink_i_text *text, double t, const brink_model *model)
{
    const double days = t * model->days;
    if (model->days > 1.0 && days < 365.0) {
        brink_i_trace_number(text, days);
        brink_i_text_add(text, " day");
    } else {
        brink_i_trace_quantity(text, t, model->time_unit);
    }
}
