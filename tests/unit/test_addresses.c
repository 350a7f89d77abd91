/* SPDX-License-Identifier: Apache-2.0 */

/* A trial has two numbers, whose parameters and whose luck it has, and exceptions: the engines leave the
 * oracle's bits for any address, and an address means what it says. */

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "brink/scenario.h"
#include "run/engine.h"
#include "support/one_trial.h"
#include "support/oracle_records.h"
#include "support/random_model.h"

enum { MODELS = 60, ADDRESSES = 80 };

typedef struct checking {
    oracle_records known;
    int came;
} checking;

static brink_status check(void *context, brink_i_block *block)
{
    checking *c = context;
    oracle_record got = oracle_record_new(c->known.model);
    for (int row = 0; row < block->n; row++) {
        brink_i_block_get(block, c->known.model, row, &got.record);
        oracle_records_compare(&c->known, block->trial[row] - 100, &got);
    }
    c->came += block->n;
    block->n = 0;
    oracle_record_free(&got);
    return BRINK_OK;
}

static uint64_t next(uint64_t *state)
{
    return (*state = *state * 6364136223846793005U + 1442695040888963407U) >> 33;
}

/* Addresses of all sorts; numbers that are far from each other and from their places. */
static void make_addresses(const brink_model *model, uint64_t seed, brink_i_address *addresses,
                           brink_i_exception (*exceptions)[2])
{
    for (int i = 0; i < ADDRESSES; i++) {
        addresses[i] = (brink_i_address){.params = next(&seed) % 1000, .luck = next(&seed) % 1000};
        const int param = model->n_params > 0 ? (int)(next(&seed) % (uint64_t)model->n_params) : 0;
        exceptions[i][0] = (brink_i_exception){.param = param, .u = -1, .trial = next(&seed) % 1000};
        exceptions[i][1] = (brink_i_exception){.param = param + 1, .u = (double)next(&seed) * 0x1p-31};
        addresses[i].exceptions = exceptions[i];
        addresses[i].n_exceptions = model->n_params > 1 + param ? i % 3 : 0;
    }
}

static int compare_engine(const brink_model *model, uint64_t seed, brink_engine which, const char *isa)
{
    brink_i_address addresses[ADDRESSES];
    brink_i_exception exceptions[ADDRESSES][2];
    checking c = {.known = {.model = model, .name = "random", .way = isa ? isa : "oracle"}};
    brink_i_oracle *oracle;
    brink_i_engine engine;
    void *worker;
    make_addresses(model, seed, addresses, exceptions);
    assert_int_equal(brink_i_oracle_new(model, seed, &oracle), BRINK_OK);
    c.known.trials = calloc(ADDRESSES, sizeof *c.known.trials);
    assert_non_null(c.known.trials);
    uint64_t n = 0;
    for (; n < ADDRESSES && (n == 0 || c.known.trials[n - 1].status == BRINK_OK); n++) {
        oracle_record *l = &c.known.trials[n];
        *l = oracle_record_new(model);
        l->status = brink_i_oracle_address(oracle, &addresses[n], 100 + n, &l->record, &l->fault);
    }
    const oracle_record *last = &c.known.trials[n - 1];
    brink_i_receiver to = {.context = &c, .take = check};
    assert_int_equal(brink_i_block_new(model, NULL, 32, &to.block), BRINK_OK);
    assert_int_equal(brink_i_engine_open(model, which, seed, isa, n, NULL, &engine), BRINK_OK);
    assert_int_equal(engine.worker_new(engine.shared, &worker), BRINK_OK);
    const brink_i_trials trials = {.first = 100, .count = n, .addresses = addresses};
    brink_fault fault;
    brink_status status = engine.worker_run(worker, &trials, &to, &fault);
    assert_int_equal(status, last->status);
    if (status == BRINK_ERR_FAULT) {
        assert_int_equal(fault.trial, 100 + n - 1);
        assert_string_equal(fault.message, last->fault.message);
    }
    assert_int_equal(c.came, (int)n - (status == BRINK_ERR_FAULT));
    engine.worker_free(worker);
    brink_i_engine_close(&engine);
    brink_i_block_free(to.block);
    brink_i_oracle_free(oracle);
    for (uint64_t i = 0; i < n; i++) {
        oracle_record_free(&c.known.trials[i]);
    }
    free(c.known.trials);
    return c.known.wrong;
}

static void engines_leave_the_same_bits_at_any_address(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < MODELS; seed++) {
        brink_model *model =
            one_trial_load(seed % 2 ? brink_i_random_chances(seed) : brink_i_random_model(seed));
        for (int k = 0; brink_instruction_set(k); k++) {
            assert_int_equal(compare_engine(model, seed, BRINK_ENGINE_KERNEL, brink_instruction_set(k)), 0);
        }
        assert_int_equal(compare_engine(model, seed, BRINK_ENGINE_ORACLE, NULL), 0);
        brink_model_free(model);
    }
}

static const char YAML[] =
    "title: addresses\n"
    "time: {unit: day, horizon: 10 day}\n"
    "parameters:\n"
    "  a: {value: \"uniform(0, 1)\", unit: \"1\"}\n"
    "  b: {value: \"uniform(a, a + 1)\", unit: \"1\"}\n"
    "  c: {value: \"normal(0, 1)\", unit: \"1\"}\n"
    "stocks:\n"
    "  x: {initial: \"uniform(0, 1)\", unit: \"1\"}\n"
    "machines:\n"
    "  m: {initial: on, states: [on, off], transitions: [{from: on, to: off, rate: 1 per day * (a + b)}]}\n"
    "outcomes: {off: m.off, on: otherwise}\n"
    "measures:\n"
    "  x: {at_end: x}\n"
    "  sum: {at_end: a + b + c}\n";

static double params[3];

static void play(one_trial *one, const brink_i_address *address)
{
    one->record.params = params;
    assert_int_equal(brink_i_oracle_address(one->oracle, address, 0, &one->record, &one->fault), BRINK_OK);
    one->record.params = NULL;
}

static void parameters_are_of_one_trial_and_luck_of_another(void **state)
{
    (void)state;
    one_trial one;
    one_trial_open(&one, YAML, 3);
    double of_7[3], x_of_121;
    play(&one, &(brink_i_address){.params = 7, .luck = 7});
    memcpy(of_7, params, sizeof params);
    play(&one, &(brink_i_address){.params = 121, .luck = 121});
    x_of_121 = one_trial_measure(&one, "x");
    assert_true(params[0] != of_7[0] && params[1] != of_7[1] && params[2] != of_7[2]);
    play(&one, &(brink_i_address){.params = 7, .luck = 121});
    assert_memory_equal(params, of_7, sizeof params);
    assert_true(one_trial_measure(&one, "x") == x_of_121);
    one_trial_close(&one);
}

static void exceptions_concern_one_parameter(void **state)
{
    (void)state;
    one_trial one;
    one_trial_open(&one, YAML, 3);
    double of_7[3], of_9[3];
    play(&one, &(brink_i_address){.params = 7, .luck = 7});
    memcpy(of_7, params, sizeof params);
    play(&one, &(brink_i_address){.params = 9, .luck = 9});
    memcpy(of_9, params, sizeof params);
    const brink_i_exception other = {.param = 0, .u = -1, .trial = 9};
    play(&one, &(brink_i_address){.params = 7, .luck = 7, .exceptions = &other, .n_exceptions = 1});
    assert_true(params[0] == of_9[0] && params[2] == of_7[2]);
    assert_true(fabs((params[1] - params[0]) - (of_7[1] - of_7[0])) < 1e-12); /* its own draw stays */
    static const double us[] = {0.0, 0.3, 0.5, 1.0};
    for (size_t i = 0; i < sizeof us / sizeof *us; i++) {
        const brink_i_exception at = {.param = 0, .u = us[i]};
        play(&one, &(brink_i_address){.params = 7, .luck = 7, .exceptions = &at, .n_exceptions = 1});
        assert_true(fabs(params[0] - us[i]) <= 0x1p-52 && params[2] == of_7[2]);
    }
    one_trial_close(&one);
}

/* A coin falls with the luck, whichever way it is drawn, and again for another trial of an exception. */
static void parameters_of_chance_are_luck(void **state)
{
    static const char yaml[] = "title: coins\n"
                               "time: {unit: day, horizon: 10 day}\n"
                               "parameters:\n"
                               "  a: {value: \"uniform(0, 1)\", kind: chance}\n"
                               "  b: {value: \"elicited(1, 2, 4)\", kind: chance}\n"
                               "  c: {value: \"normal(0, 1)\", kind: unknown}\n"
                               "machines: {m: {initial: on, states: [on]}}\n"
                               "outcomes: {on: otherwise}\n"
                               "measures: {sum: {at_end: a + b + c}}\n";
    (void)state;
    one_trial one;
    one_trial_open(&one, yaml, 3);
    double of_7[3], of_121[3];
    play(&one, &(brink_i_address){.params = 7, .luck = 7});
    memcpy(of_7, params, sizeof params);
    play(&one, &(brink_i_address){.params = 121, .luck = 121});
    memcpy(of_121, params, sizeof params);
    play(&one, &(brink_i_address){.params = 7, .luck = 121});
    assert_memory_equal(params, of_121, 2 * sizeof *params);
    assert_memory_equal(params + 2, of_7 + 2, sizeof *params);
    const brink_i_exception other = {.param = 0, .u = -1, .trial = 7};
    play(&one, &(brink_i_address){.params = 7, .luck = 121, .exceptions = &other, .n_exceptions = 1});
    assert_memory_equal(params, of_7, sizeof *params);
    one_trial_close(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(engines_leave_the_same_bits_at_any_address),
        cmocka_unit_test(parameters_are_of_one_trial_and_luck_of_another),
        cmocka_unit_test(exceptions_concern_one_parameter),
        cmocka_unit_test(parameters_of_chance_are_luck),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
