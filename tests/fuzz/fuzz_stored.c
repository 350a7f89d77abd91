/* SPDX-License-Identifier: Apache-2.0 */
/* Result files that somebody meddled with: a file is made, the input changes bytes of it, and length and sum
 * are made right again, so that what is inside is read. Whatever it says then: it is refused, or it is a
 * result that can be printed, packed and read once more, with the same bytes. Input: pieces of a position (2
 * bytes), a kind and a value. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "brink/brink.h"
#include "store/layout.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char SCENARIO[] =
    "brink: 1\ntime: {unit: day, horizon: 20 day}\nparameters: {a: \"uniform(1, 3)\"}\n"
    "stocks: {oil: {initial: 3, flow: -0.1 per day * a, min: 0}}\n"
    "machines: {war: {states: [calm, on], initial: calm, transitions: [{from: calm, to: on, rate: 0.05 per "
    "day}]}}\n"
    "outcomes: {dry: oil <= 0, fought: war.on, end: otherwise}\n"
    "measures: {left: {at_end: oil}, begun: {first: war.on}}\nseries: {level: {value: oil, every: 10 day}}\n"
    "expect: [{measure: left, sd: 1}]\nvariants: {low: {set: {a: 1}}}\n";

static void check(bool good, const char *what)
{
    if (!good) {
        fprintf(stderr, "%s\n", what);
        abort();
    }
}

static brink_model *load(const char *variant)
{
    brink_diagnostics *list = brink_diagnostics_new();
    brink_model *model = NULL;
    brink_scenario_options options = BRINK_SCENARIO_OPTIONS_INIT;
    options.variant = variant;
    check(list && brink_scenario_load_text("fuzz", SCENARIO, sizeof SCENARIO - 1, &options, list, &model) ==
                      BRINK_OK,
          "the scenario does not load");
    brink_diagnostics_free(list);
    return model;
}

/* The file that is changed: a result, or a comparison. */
static unsigned char *make_file(bool comparison, size_t *n)
{
    brink_model *model = load(NULL), *other = load("low");
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.trials = 40;
    options.threads = 1;
    options.engine = BRINK_ENGINE_KERNEL;
    unsigned char *bytes = NULL;
    brink_status status;
    if (comparison) {
        const brink_variant variants[] = {{.name = "base", .model = model}, {.name = "low", .model = other}};
        brink_comparison *made = NULL;
        status = brink_compare(variants, 2, &options, &made, NULL);
        status = status == BRINK_OK ? brink_comparison_pack(made, &bytes, n) : status;
        brink_comparison_free(made);
    } else {
        brink_result *made = NULL;
        status = brink_run(model, &options, &made, NULL);
        status = status == BRINK_OK ? brink_result_pack(made, &bytes, n) : status;
        brink_result_free(made);
    }
    check(status == BRINK_OK, "the file cannot be made");
    brink_model_free(model);
    brink_model_free(other);
    return bytes;
}

/* Sets, adds, removes or doubles bytes from a position on. */
static size_t change(unsigned char *bytes, size_t n, size_t room, const uint8_t *piece)
{
    const size_t body = n - BRINK_I_FRAME;
    const size_t at = BRINK_I_FRAME + (piece[0] | (size_t)piece[1] << 8) % body, more = piece[3] % 16;
    switch (piece[2] % 4) {
    case 0:
        bytes[at] = piece[3];
        return n;
    case 1:
        bytes[at] ^= (unsigned char)(1U << piece[3] % 8);
        return n;
    case 2:
        if (more == 0 || n + more > room) {
            return n;
        }
        memmove(bytes + at + more, bytes + at, n - at);
        return n + more;
    default:
        if (at + more > n || n - more < BRINK_I_FRAME + 1) {
            return n;
        }
        memmove(bytes + at, bytes + at + more, n - at - more);
        return n - more;
    }
}

static void read_twice(const unsigned char *bytes, size_t n)
{
    brink_result *result = NULL, *again = NULL;
    brink_comparison *comparison = NULL;
    brink_store_failure failure;
    char *text = NULL;
    if (brink_result_unpack(bytes, n, NULL, &result, &failure) == BRINK_OK) {
        unsigned char *once = NULL, *twice = NULL;
        size_t one = 0, two = 0;
        check(brink_result_text(result, NULL, &text) == BRINK_OK, "no page");
        check(brink_result_pack(result, &once, &one) == BRINK_OK, "it cannot be packed");
        check(brink_result_unpack(once, one, NULL, &again, &failure) == BRINK_OK, failure.message);
        check(brink_result_pack(again, &twice, &two) == BRINK_OK, "it cannot be packed again");
        check(one == two && memcmp(once, twice, one) == 0, "its bytes are others the second time");
        free(once);
        free(twice);
    } else if (brink_comparison_unpack(bytes, n, NULL, 0, &comparison, &failure) == BRINK_OK) {
        check(brink_comparison_text(comparison, NULL, &text) == BRINK_OK, "no page of the comparison");
    } else {
        check(failure.message[0], "refused without a word");
    }
    free(text);
    brink_result_free(result);
    brink_result_free(again);
    brink_comparison_free(comparison);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { ROOM = 1 << 16 };
    size_t n = 0;
    unsigned char *made = make_file(size % 2 == 1, &n), *bytes = malloc(ROOM);
    check(made && bytes && n < ROOM, "the file does not fit");
    memcpy(bytes, made, n - BRINK_I_SUM);
    n -= BRINK_I_SUM;
    for (size_t i = 0; i + 4 <= size && i < 256; i += 4) {
        n = change(bytes, n, ROOM - BRINK_I_SUM, data + i);
    }
    for (int i = 0; i < 8; i++) {
        bytes[BRINK_I_MAGIC_SIZE + 4 + i] = (unsigned char)((n - BRINK_I_FRAME) >> (8 * i) & 0xff);
    }
    const uint64_t sum = brink_i_digest(bytes, n);
    for (int i = 0; i < BRINK_I_SUM; i++) {
        bytes[n++] = (unsigned char)(sum >> (8 * i) & 0xff);
    }
    read_twice(bytes, n);
    free(bytes);
    free(made);
    return 0;
}
