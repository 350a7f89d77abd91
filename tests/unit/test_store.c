/* SPDX-License-Identifier: Apache-2.0 */
/* Results as bytes: the same trials give the same ones over threads, parts and continuations, and what is
 * read back prints the same page. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sys/stat.h>
#include <unistd.h>

#include "brink/brink.h"
#include "support/temporary.h"

typedef struct packed {
    unsigned char *bytes;
    size_t n;
} packed;

static brink_model *load(const char *name, const char *variant)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s.yaml", BRINK_SCENARIO_DIR_SOURCE, name);
    brink_diagnostics *list = brink_diagnostics_new();
    brink_model *model = NULL;
    brink_scenario_options options = BRINK_SCENARIO_OPTIONS_INIT;
    options.variant = variant;
    assert_int_equal(brink_scenario_load(path, &options, list, &model), BRINK_OK);
    brink_diagnostics_free(list);
    return model;
}

static brink_result *sample(const brink_model *model, const brink_run_options *options)
{
    brink_result *result = NULL;
    assert_int_equal(brink_run(model, options, &result, NULL), BRINK_OK);
    return result;
}

static packed pack(const brink_result *result)
{
    packed p = {NULL, 0};
    assert_int_equal(brink_result_pack(result, &p.bytes, &p.n), BRINK_OK);
    return p;
}

static void expect_same(packed a, packed b)
{
    assert_int_equal(a.n, b.n);
    assert_memory_equal(a.bytes, b.bytes, a.n);
}

static brink_result *unpack(packed p, const brink_model *model)
{
    brink_result *result = NULL;
    brink_store_failure failure;
    const brink_status status = brink_result_unpack(p.bytes, p.n, model, &result, &failure);
    if (status != BRINK_OK) {
        fail_msg("%s", failure.message);
    }
    return result;
}

/* A page without the line of who made it. */
static char *page(const brink_result *result)
{
    brink_text_options options = BRINK_TEXT_OPTIONS_INIT;
    options.all = true;
    char *text = NULL;
    assert_int_equal(brink_result_text(result, &options, &text), BRINK_OK);
    char *line = strstr(text, "\nbrink 0.");
    assert_non_null(line);
    char *end = strchr(line + 1, '\n');
    memmove(line, end, strlen(end) + 1);
    return text;
}

static void test_reads_back(void **state)
{
    (void)state;
    static const char *const names[] = {"taiwan-blockade", "two-theatre"};
    for (size_t i = 0; i < 2; i++) {
        brink_model *model = load(names[i], NULL);
        brink_run_options options = BRINK_RUN_OPTIONS_INIT;
        options.trials = 500;
        brink_result *result = sample(model, &options);
        packed once = pack(result);
        brink_result *again = unpack(once, NULL), *with = unpack(once, model);
        packed twice = pack(again), thrice = pack(with);
        expect_same(once, twice);
        expect_same(once, thrice);
        char *before = page(result), *after = page(again);
        assert_string_equal(before, after);
        free(before);
        free(after);
        free(once.bytes);
        free(twice.bytes);
        free(thrice.bytes);
        brink_result_free(result);
        brink_result_free(with);
        brink_model_free(model);
        /* The result has its model itself. */
        assert_string_equal(brink_model_hash(brink_result_model(again)),
                            brink_result_provenance(again)->scenario_hash);
        brink_result_free(again);
    }
}

/* A random split of the trials into parts, each in two runs, merged in random order. */
static packed in_parts(const brink_model *model, uint64_t trials, uint64_t of, const char *const *only,
                       uint64_t seed)
{
    brink_result *parts[16] = {NULL};
    for (uint64_t i = 0; i < of; i++) {
        const uint64_t begin = trials * i / of, end = trials * (i + 1) / of;
        const brink_run_part part = {.first = 7 + begin, .count = end - begin, .of = of};
        brink_run_options options = BRINK_RUN_OPTIONS_INIT;
        options.trials = trials;
        options.first_trial = 7;
        options.only = only;
        options.n_only = only ? 2 : 0;
        options.part = &part;
        options.threads = 1 + (int)(i % 3);
        parts[i] = sample(model, &options);
        assert_true(brink_result_provenance(parts[i])->partial == (of > 1));
    }
    for (uint64_t left = of; left > 1; left--) {
        seed = seed * 6364136223846793005U + 1;
        const uint64_t a = (seed >> 33) % left;
        brink_result *x = parts[a];
        parts[a] = parts[left - 1];
        seed = seed * 6364136223846793005U + 1;
        const uint64_t b = (seed >> 33) % (left - 1);
        brink_result *both = NULL;
        brink_store_failure failure;
        assert_int_equal(brink_result_merge(parts[b], NULL, x, NULL, &both, &failure), BRINK_OK);
        brink_result_free(parts[b]);
        brink_result_free(x);
        parts[b] = both;
    }
    packed p = pack(parts[0]);
    brink_result_free(parts[0]);
    return p;
}

static void test_parts(void **state)
{
    (void)state;
    static const char *const only[] = {"outcomes", "days_dark"};
    brink_model *model = load("two-theatre", NULL);
    for (int k = 0; k < 2; k++) {
        brink_run_options options = BRINK_RUN_OPTIONS_INIT;
        options.trials = 300;
        options.first_trial = 7;
        options.only = k ? only : NULL;
        options.n_only = k ? 2 : 0;
        brink_result *whole = sample(model, &options);
        packed one = pack(whole);
        static const uint64_t counts[] = {1, 2, 7, 16};
        for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
            packed parts = in_parts(model, 300, counts[i], options.only, 11 * i + 1);
            expect_same(one, parts);
            free(parts.bytes);
        }
        free(one.bytes);
        brink_result_free(whole);
    }
    brink_model_free(model);
}

static void test_resume(void **state)
{
    (void)state;
    brink_model *model = load("taiwan-blockade", NULL), *same = load("taiwan-blockade", NULL);
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.trials = 20000;
    brink_result *whole = sample(model, &options);
    packed expected = pack(whole);
    options.trials = 4321;
    brink_result *begun = sample(model, &options);
    packed saved = pack(begun);
    brink_result *read = unpack(saved, NULL);
    options.trials = 20000;
    options.resume = read;
    brink_result *resumed = sample(same, &options);
    packed got = pack(resumed);
    expect_same(expected, got);
    free(got.bytes);
    /* Nothing left to do. */
    options.resume = resumed;
    brink_result *idle = sample(same, &options);
    got = pack(idle);
    expect_same(expected, got);
    /* What does not fit. */
    brink_fault fault;
    brink_result *none = NULL;
    options.trials = 10;
    assert_int_equal(brink_run(same, &options, &none, &fault), BRINK_ERR_INVALID);
    assert_non_null(strstr(fault.message, "20000 trials"));
    options.trials = 30000;
    options.seed = 2;
    assert_int_equal(brink_run(same, &options, &none, &fault), BRINK_ERR_INVALID);
    assert_non_null(strstr(fault.message, "seed"));
    free(got.bytes);
    free(saved.bytes);
    free(expected.bytes);
    brink_result_free(idle);
    brink_result_free(resumed);
    brink_result_free(read);
    brink_result_free(begun);
    brink_result_free(whole);
    brink_model_free(model);
    brink_model_free(same);
}

/* Checkpoints are results on the way, and the run is the same with them. */
typedef struct kept {
    int n;
    uint64_t last;
    packed p;
} kept;

static void keep(void *context, const brink_result *so_far)
{
    kept *k = context;
    assert_true(brink_result_trials(so_far) > k->last);
    k->last = brink_result_trials(so_far);
    k->n++;
    free(k->p.bytes);
    k->p = pack(so_far);
}

static void test_until_and_checkpoints(void **state)
{
    (void)state;
    brink_model *model = load("validation/competing-risks", NULL);
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.trials = 2000000;
    options.until = 0.0012;
    brink_result *whole = sample(model, &options);
    assert_true(brink_result_provenance(whole)->until_met);
    packed expected = pack(whole);
    kept k = {0};
    options.checkpoint_seconds = 1e-9; /* as soon as anything is finished */
    options.checkpoint = keep;
    options.checkpoint_context = &k;
    brink_result *saved = sample(model, &options);
    packed got = pack(saved);
    expect_same(expected, got);
    assert_true(k.n > 0);
    /* From the last checkpoint on. */
    brink_result *begun = unpack(k.p, model);
    options.checkpoint = NULL;
    options.resume = begun;
    brink_result *resumed = sample(model, &options);
    packed again = pack(resumed);
    expect_same(expected, again);
    free(k.p.bytes);
    free(again.bytes);
    free(got.bytes);
    free(expected.bytes);
    brink_result_free(resumed);
    brink_result_free(begun);
    brink_result_free(saved);
    brink_result_free(whole);
    brink_model_free(model);
}

/* Merging the parts up to each look, and asking where the next one is, is the schedule of one run. */
static void test_until_in_rounds(void **state)
{
    (void)state;
    brink_model *model = load("validation/competing-risks", NULL);
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.trials = 2000000;
    options.until = 0.0012;
    brink_result *whole = sample(model, &options), *all = NULL;
    packed expected = pack(whole);
    uint64_t done = 0, look = 65536;
    int rounds = 0;
    while (!all || !brink_result_provenance(all)->until_met) {
        for (uint64_t i = 0; i < 3; i++) {
            const uint64_t n = look - done, begin = done + n * i / 3, end = done + n * (i + 1) / 3;
            const brink_run_part part = {.first = begin, .count = end - begin, .of = 3, .look = look};
            options.part = &part;
            brink_result *own = sample(model, &options), *both = NULL;
            if (all) {
                assert_int_equal(brink_result_merge(all, NULL, own, NULL, &both, NULL), BRINK_OK);
                brink_result_free(all);
                brink_result_free(own);
                all = both;
            } else {
                all = own;
            }
        }
        done = look;
        look = brink_result_provenance(all)->look;
        rounds++;
    }
    assert_true(rounds > 1);
    packed got = pack(all);
    expect_same(expected, got);
    free(got.bytes);
    free(expected.bytes);
    brink_result_free(all);
    brink_result_free(whole);
    brink_model_free(model);
}

static brink_comparison *compare(const brink_variant *variants, int n, const brink_run_options *options)
{
    brink_comparison *comparison = NULL;
    assert_int_equal(brink_compare(variants, n, options, &comparison, NULL), BRINK_OK);
    return comparison;
}

static packed pack_comparison(const brink_comparison *comparison)
{
    packed p = {NULL, 0};
    assert_int_equal(brink_comparison_pack(comparison, &p.bytes, &p.n), BRINK_OK);
    return p;
}

static void test_comparison(void **state)
{
    (void)state;
    brink_model *models[] = {load("taiwan-blockade", NULL), load("taiwan-blockade", "no_overland"),
                             load("taiwan-blockade", "no_rationing")};
    const brink_variant variants[] = {{.name = "base", .model = models[0]},
                                      {.name = "no_overland", .model = models[1], .about = "none"},
                                      {.name = "no_rationing", .model = models[2], .against = 1}};
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.trials = 5000;
    brink_comparison *whole = compare(variants, 3, &options), *parts = NULL;
    packed expected = pack_comparison(whole);
    for (uint64_t i = 0; i < 4; i++) {
        const brink_run_part part = {.first = 1250 * i, .count = 1250, .of = 4};
        options.part = &part;
        options.resume_compared = NULL;
        brink_comparison *own = compare(variants, 3, &options), *both = NULL;
        options.resume_compared = own; /* and once more, with nothing left to do */
        brink_comparison *again = compare(variants, 3, &options);
        packed p = pack_comparison(again);
        brink_comparison *read = NULL;
        assert_int_equal(brink_comparison_unpack(p.bytes, p.n, NULL, 0, &read, NULL), BRINK_OK);
        if (parts) {
            assert_int_equal(brink_comparison_merge(parts, NULL, read, NULL, &both, NULL), BRINK_OK);
            brink_comparison_free(parts);
            brink_comparison_free(read);
            parts = both;
        } else {
            parts = read;
        }
        free(p.bytes);
        brink_comparison_free(own);
        brink_comparison_free(again);
    }
    packed got = pack_comparison(parts);
    expect_same(expected, got);
    char *a = NULL, *b = NULL;
    assert_int_equal(brink_comparison_csv(whole, &a), BRINK_OK);
    assert_int_equal(brink_comparison_csv(parts, &b), BRINK_OK);
    char *x = strchr(strstr(a, "# made by"), '\n'), *y = strchr(strstr(b, "# made by"), '\n');
    assert_string_equal(x, y);
    free(a);
    free(b);
    free(got.bytes);
    free(expected.bytes);
    brink_comparison_free(whole);
    for (int i = 0; i < 3; i++) {
        brink_model_free(models[i]);
    }
    brink_comparison_free(parts); /* with the models that were loaded for it */
}

static void refuse(const packed *p, const char *why)
{
    brink_result *result = NULL;
    brink_store_failure failure;
    assert_int_equal(brink_result_unpack(p->bytes, p->n, NULL, &result, &failure), BRINK_ERR_INVALID);
    assert_null(result);
    if (!strstr(failure.message, why)) {
        fail_msg("'%s' does not say '%s'", failure.message, why);
    }
}

/* Every byte changed, every length cut. */
static void test_damage(void **state)
{
    (void)state;
    brink_model *model = load("taiwan-blockade", NULL);
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.trials = 50;
    brink_result *result = sample(model, &options);
    packed p = pack(result);
    const size_t n = p.n;
    for (size_t i = 0; i < n; i += 1 + i / 64) {
        p.bytes[i] ^= 0x10;
        refuse(&p, "");
        p.bytes[i] ^= 0x10;
        p.n = i;
        refuse(&p, i < 8 ? "" : "cut off");
        p.n = n;
    }
    packed none = {(unsigned char *)"title: none", 11};
    refuse(&none, "no result file");
    free(p.bytes);
    brink_result_free(result);
    brink_model_free(model);
}

static void test_gaps(void **state)
{
    (void)state;
    brink_model *model = load("taiwan-blockade", NULL), *other = load("taiwan-blockade", "no_overland");
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.trials = 100;
    brink_result *first = sample(model, &options), *different = sample(other, &options);
    options.first_trial = 300;
    brink_result *far = sample(model, &options), *both = NULL;
    options.first_trial = 350;
    brink_result *across = sample(model, &options), *none = NULL;
    brink_store_failure failure;
    assert_int_equal(brink_result_merge(far, NULL, first, NULL, &both, &failure), BRINK_OK);
    size_t n = 0;
    const brink_trial_range *ranges = brink_result_ranges(both, &n);
    assert_int_equal(n, 2);
    assert_int_equal(ranges[0].first, 0);
    assert_int_equal(ranges[1].first, 300);
    assert_true(brink_result_provenance(both)->partial);
    assert_int_equal(brink_result_provenance(both)->trials, 200);
    assert_int_equal(brink_result_provenance(both)->trials_asked, 400);
    assert_int_equal(brink_result_merge(both, "a.brink", across, "b.brink", &none, &failure),
                     BRINK_ERR_INVALID);
    assert_string_equal(failure.message, "a.brink and b.brink both have the trials 350 to 399");
    assert_int_equal(brink_result_merge(first, "a", different, "b", &none, &failure), BRINK_ERR_INVALID);
    assert_non_null(strstr(failure.message, "scenario"));
    brink_result_free(first);
    brink_result_free(far);
    brink_result_free(across);
    brink_result_free(both);
    brink_result_free(different);
    brink_model_free(model);
    brink_model_free(other);
}

/* The closed text of a closed scenario is that text, and means the same. */
static void test_closed(void **state)
{
    (void)state;
    brink_model *model = load("two-theatre", NULL);
    const char *text = brink_scenario_text(model);
    assert_non_null(strstr(text, "\nfiles:\n"));
    brink_diagnostics *list = brink_diagnostics_new();
    brink_model *again = NULL;
    assert_int_equal(brink_scenario_load_text("closed", text, strlen(text), NULL, list, &again), BRINK_OK);
    assert_string_equal(brink_model_hash(model), brink_model_hash(again));
    assert_string_equal(text, brink_scenario_text(again));
    brink_diagnostics_free(list);
    brink_model_free(model);
    brink_model_free(again);
}

static void write_text(const char *folder, const char *name, const char *text)
{
    char path[TEMPORARY_ROOM + 64];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void remove_text(const char *folder, const char *name)
{
    char path[TEMPORARY_ROOM + 64];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(remove(path), 0);
}

/* Whatever way a main file is written, its closed text means the same and is closed. */
static void test_closed_forms(void **state)
{
    (void)state;
    static const char part[] =
        "brink: 1\nstocks:\n  oil: {initial: 3, flow: -1 per day}\ninclude: [../b.yaml]\n";
    static const char *const mains[] = {
        "brink: 1\ntime: {unit: day, horizon: 9 day}\ninclude: [sub/a.yaml, b.yaml]\noutcomes: {dry: low, "
        "end: otherwise}",
        "{brink: 1, time: {unit: day, horizon: 9 day}, include: [./sub/../sub/a.yaml, link.yaml],\n"
        " outcomes: {dry: low, end: otherwise} # ends\n}\n",
        "---\n  brink: 1\n  include: [sub//a.yaml]\n  outcomes:\n    dry: low\n    end: otherwise # last\n"
        "  time: {unit: day, horizon: 9 day}   # behind it\n# after\n...\n"};
    char folder[TEMPORARY_ROOM], path[TEMPORARY_ROOM + 64], target[TEMPORARY_ROOM + 64];
    assert_true(temporary_template(folder, "brink-store-"));
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/sub", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    write_text(folder, "sub/a.yaml", part);
    write_text(folder, "b.yaml", "brink: 1\ndefine: {low: oil < 1}\n# \"quoted\" \\ and more\n");
    snprintf(path, sizeof path, "%s/link.yaml", folder);
    snprintf(target, sizeof target, "%s/b.yaml", folder);
    assert_int_equal(symlink(target, path), 0);
    for (size_t i = 0; i < sizeof mains / sizeof *mains; i++) {
        write_text(folder, "main.yaml", mains[i]);
        snprintf(path, sizeof path, "%s/main.yaml", folder);
        brink_diagnostics *list = brink_diagnostics_new();
        brink_model *model = NULL, *closed = NULL;
        assert_int_equal(brink_scenario_load(path, NULL, list, &model), BRINK_OK);
        const char *text = brink_scenario_text(model);
        const brink_status status =
            brink_scenario_load_text("closed", text, strlen(text), NULL, list, &closed);
        if (status != BRINK_OK) {
            char *why = NULL;
            assert_int_equal(brink_diagnostics_text(list, false, &why), BRINK_OK);
            fail_msg("%s\n%s", text, why);
        }
        assert_string_equal(brink_model_hash(model), brink_model_hash(closed));
        assert_string_equal(text, brink_scenario_text(closed));
        assert_non_null(strstr(text, "and more"));
        brink_model_free(model);
        brink_model_free(closed);
        brink_diagnostics_free(list);
    }
    static const char *const names[] = {"sub/a.yaml", "sub", "b.yaml", "link.yaml", "main.yaml"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        remove_text(folder, names[i]);
    }
    assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_back),      cmocka_unit_test(test_parts),
        cmocka_unit_test(test_resume),          cmocka_unit_test(test_until_and_checkpoints),
        cmocka_unit_test(test_until_in_rounds), cmocka_unit_test(test_comparison),
        cmocka_unit_test(test_damage),          cmocka_unit_test(test_gaps),
        cmocka_unit_test(test_closed),          cmocka_unit_test(test_closed_forms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
