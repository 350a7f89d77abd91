/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_TESTS_UNIT_TEST_MODEL_SUPPORT_H
#define BRINK_TESTS_UNIT_TEST_MODEL_SUPPORT_H

/* Small models from C, for the tests of lib/model. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/diagnostics.h"
#include "brink/builder.h"
#include "model/model.h"

#define T(text) BRINK_TEXT(text)
#define OK(call) assert_int_equal((call), BRINK_OK)

typedef struct fixture {
    brink_diagnostics *list;
    brink_builder *b;
    brink_model *model;
} fixture;

static inline void begin(fixture *f)
{
    f->list = brink_diagnostics_new();
    assert_non_null(f->list);
    f->b = brink_builder_new(f->list);
    assert_non_null(f->b);
    f->model = NULL;
}

static inline void end(fixture *f)
{
    brink_builder_free(f->b);
    brink_model_free(f->model);
    brink_diagnostics_free(f->list);
}

/* A text that stands in line `line`, column 1 of "m.yaml". */
static inline brink_source_text at(const char *text, int line)
{
    return (brink_source_text){text, {"m.yaml", line, 1}};
}

static inline void parameter(fixture *f, const char *name, const char *value, const char *unit)
{
    brink_parameter_declaration d = {.name = T(name), .value = T(value), .unit = T(unit)};
    OK(brink_builder_parameter(f->b, &d));
}

static inline void lever(fixture *f, const char *name, const char *value, const char *low, const char *high)
{
    brink_parameter_declaration d = {
        .name = T(name), .value = T(value), .low = T(low), .high = T(high), .lever = true};
    OK(brink_builder_parameter(f->b, &d));
}

static inline void define(fixture *f, const char *name, const char *value)
{
    brink_define_declaration d = {.name = T(name), .value = T(value)};
    OK(brink_builder_define(f->b, &d));
}

static inline void stock(fixture *f, const char *name, const char *initial, const char *unit,
                         const char *flow)
{
    brink_stock_declaration d = {.name = T(name), .initial = T(initial), .unit = T(unit), .flow = T(flow)};
    OK(brink_builder_stock(f->b, &d));
}

/* Up to eight states, written "calm crisis war"; begins in the first. */
static inline void machine(fixture *f, const char *name, const char *states)
{
    char copy[256];
    brink_state_declaration list[8] = {{{0}, {0}}};
    size_t n = 0;
    snprintf(copy, sizeof copy, "%s", states);
    for (char *word = copy, *next; word; word = next) {
        next = strchr(word, ' ');
        if (next) {
            *next++ = '\0';
        }
        list[n++].name = T(word);
    }
    brink_weighted_state initial = {list[0].name, T(NULL)};
    brink_machine_declaration d = {
        .name = T(name), .states = list, .n_states = n, .initial = &initial, .n_initial = 1};
    OK(brink_builder_machine(f->b, &d));
}

static inline void transition(fixture *f, const char *name, const char *from, const char *to,
                              brink_trigger trigger, const char *value, const char *effect)
{
    brink_source_text from_text = T(from);
    brink_weighted_state target = {T(to), T(NULL)};
    brink_effect_declaration effects = {.text = T(effect)};
    brink_transition_declaration d = {.machine = T(name),
                                      .from = &from_text,
                                      .n_from = 1,
                                      .to = &target,
                                      .n_to = 1,
                                      .trigger = trigger,
                                      .value = T(value),
                                      .effects = &effects,
                                      .n_effects = effect != NULL};
    if (trigger == BRINK_CHANCE) {
        d.within = T("1 year");
    }
    OK(brink_builder_transition(f->b, &d));
}

static inline void outcome(fixture *f, const char *name, const char *condition)
{
    brink_outcome_declaration d = {.name = T(name), .condition = T(condition)};
    OK(brink_builder_outcome(f->b, &d));
}

static inline void measure(fixture *f, const char *name, brink_measure_kind kind, const char *value,
                           const char *unit)
{
    brink_measure_declaration d = {.name = T(name), .kind = kind, .value = T(value), .unit = T(unit)};
    OK(brink_builder_measure(f->b, &d));
}

static inline void series(fixture *f, const char *name, const char *value, const char *every)
{
    brink_series_declaration d = {.name = T(name), .value = T(value), .every = T(every)};
    OK(brink_builder_series(f->b, &d));
}

static inline void process(fixture *f, const char *name, const char *every, const char *effect)
{
    brink_effect_declaration effects = {.text = T(effect)};
    brink_process_declaration d = {
        .name = T(name), .every = T(every), .effects = &effects, .n_effects = effect != NULL};
    OK(brink_builder_process(f->b, &d));
}

/* What every model needs: a clock and an outcome. */
static inline void frame(fixture *f)
{
    OK(brink_builder_time(f->b, T("day"), T("3 year")));
    outcome(f, "undecided", "otherwise");
}

static inline const brink_diagnostic *problem(const fixture *f, const char *code)
{
    for (size_t i = 0; i < brink_diagnostics_count(f->list); i++) {
        const brink_diagnostic *item = brink_diagnostics_get(f->list, i);
        if (strcmp(item->code, code) == 0) {
            return item;
        }
    }
    return NULL;
}

static inline void print_problems(const fixture *f)
{
    char *text = NULL;
    if (brink_diagnostics_text(f->list, false, &text) == BRINK_OK) {
        print_message("%s", text);
    }
    free(text);
}

/* Builds a model that must be good. */
static inline void build_good(fixture *f)
{
    brink_status status = brink_builder_build(f->b, &f->model);
    if (status != BRINK_OK) {
        print_problems(f);
    }
    assert_int_equal(status, BRINK_OK);
    assert_non_null(f->model);
}

/* Builds a model with exactly one problem, an error with this code and these words in its message. */
static inline void build_bad(fixture *f, const char *code, const char *words)
{
    brink_status status = brink_builder_build(f->b, &f->model);
    const brink_diagnostic *item = problem(f, code);
    if (status != BRINK_ERR_INVALID || brink_diagnostics_count(f->list) != 1 || !item ||
        !strstr(item->message, words)) {
        print_message("expected one error %s with '%s'; found:\n", code, words);
        print_problems(f);
        fail();
    }
    assert_int_equal(item->severity, BRINK_ERROR);
    assert_null(f->model);
}

/* Builds a good model with exactly one warning. */
static inline void build_warned(fixture *f, const char *code, const char *words)
{
    build_good(f);
    const brink_diagnostic *item = problem(f, code);
    if (brink_diagnostics_count(f->list) != 1 || !item || !strstr(item->message, words)) {
        print_message("expected one warning %s with '%s'; found:\n", code, words);
        print_problems(f);
        fail();
    }
    assert_int_equal(item->severity, BRINK_WARNING);
}

#endif
