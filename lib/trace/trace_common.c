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
    return options->level >= BRINK_TRACE_BRIEF && options->level <= BRINK_TRACE_ALL;
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
        status = brink_i_oracle_trial(oracle, options->trial, &record, fault);
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
