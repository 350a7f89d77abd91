/* SPDX-License-Identifier: Apache-2.0 */
/* Streams of neighbouring trials, owners and seeds are independent; two obvious ways of keying fail the same
 * tests. */
#include <inttypes.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>

#include "brink/gsl.h"
#include "brink/random.h"
#include "random/gsl_adaptor.h"
#include "random/stream.h"

/* --- the battery ---------------------------------------------------------------------------------------- */

/* A sequence of streams whose draws must look independent. */
typedef brink_i_stream series(uint64_t index);

#define DRAWS 3
#define STREAMS 262144 /* per series */

/* Per series: for each draw the evenness of the top byte, of the pair of top half-bytes of neighbouring
 * streams, and the correlation of neighbouring streams; for each draw but the first, its correlation with the
 * one before. */
#define CHECKS (3 * DRAWS + DRAWS - 1)

/* A series of truly independent streams fails with probability 1e-6 (two-sided, divided by the number of
 * checks). */
#define ERROR_RATE 1e-6

static bool is_extreme(double lower_tail, double upper_tail)
{
    return fmin(lower_tail, upper_tail) < 0.5 * ERROR_RATE / CHECKS;
}

/* Both too uneven and too even are wrong: streams that share out the values between them are not independent.
 */
static bool chi_square_fails(const uint32_t counts[256], double total)
{
    const double expected = total / 256.0;
    double chi = 0.0;
    for (int i = 0; i < 256; i++) {
        chi += (counts[i] - expected) * (counts[i] - expected) / expected;
    }
    return is_extreme(gsl_cdf_chisq_P(chi, 255.0), gsl_cdf_chisq_Q(chi, 255.0));
}

/* `sum` of n products of independent centred uniforms: mean 0, variance 1/144 each. */
static bool correlation_fails(double sum, double n)
{
    const double z = 12.0 * sum / sqrt(n);
    return is_extreme(gsl_cdf_ugaussian_P(z), gsl_cdf_ugaussian_Q(z));
}

static int count_failures(series *open_stream)
{
    static uint32_t bytes[DRAWS][256], pairs[DRAWS][256];
    memset(bytes, 0, sizeof bytes);
    memset(pairs, 0, sizeof pairs);
    double across[DRAWS] = {0.0}, along[DRAWS] = {0.0};
    uint64_t last[DRAWS] = {0};
    for (uint64_t i = 0; i < STREAMS; i++) {
        brink_i_stream s = open_stream(i);
        double before = 0.0;
        for (int k = 0; k < DRAWS; k++) {
            const uint64_t word = brink_i_stream_next(&s);
            const double u = brink_i_uniform_from_word(word) - 0.5;
            bytes[k][word >> 56]++;
            if (i % 2 == 1) {
                pairs[k][(last[k] >> 60) << 4 | word >> 60]++;
            }
            if (i > 0) {
                across[k] += u * (brink_i_uniform_from_word(last[k]) - 0.5);
            }
            if (k > 0) {
                along[k] += u * before;
            }
            before = u;
            last[k] = word;
        }
    }
    int failures = 0;
    for (int k = 0; k < DRAWS; k++) {
        failures += chi_square_fails(bytes[k], STREAMS);
        failures += chi_square_fails(pairs[k], STREAMS / 2);
        failures += correlation_fails(across[k], STREAMS - 1);
        if (k > 0) {
            failures += correlation_fails(along[k], STREAMS);
        }
    }
    return failures;
}

/* --- ours ----------------------------------------------------------------------------------------------- */

static brink_i_stream by_trial(uint64_t i)
{
    return brink_i_stream_open(brink_i_owner_key_make(1, "machine:korea"), i);
}

static brink_i_stream by_late_trial(uint64_t i)
{
    return brink_i_stream_open(brink_i_owner_key_make(1, "machine:korea"), UINT64_C(123456789012) + 1024 * i);
}

static brink_i_stream by_seed(uint64_t i)
{
    return brink_i_stream_open(brink_i_owner_key_make(i, "machine:korea"), 0);
}

static brink_i_stream by_owner(uint64_t i)
{
    char name[40];
    snprintf(name, sizeof name, "machine:m%" PRIu64, i);
    return brink_i_stream_open(brink_i_owner_key_make(1, name), 0);
}

/* Four owners and neighbouring trials in turn, as a run visits them. */
static brink_i_stream by_owner_within_trial(uint64_t i)
{
    static const char *const names[4] = {"machine:a", "machine:b", "parameter:a", "process:a"};
    return brink_i_stream_open(brink_i_owner_key_make(1, names[i % 4]), i / 4);
}

/* Seed and trial that grow together must not cancel. */
static brink_i_stream by_seed_and_trial(uint64_t i)
{
    return brink_i_stream_open(brink_i_owner_key_make(i, "machine:korea"), UINT64_MAX - i);
}

static void open_neighbouring_trials_are_independent(void **state)
{
    (void)state;
    assert_int_equal(count_failures(by_trial), 0);
    assert_int_equal(count_failures(by_late_trial), 0);
}

static void open_neighbouring_seeds_are_independent(void **state)
{
    (void)state;
    assert_int_equal(count_failures(by_seed), 0);
    assert_int_equal(count_failures(by_seed_and_trial), 0);
}

static void open_neighbouring_owners_are_independent(void **state)
{
    (void)state;
    assert_int_equal(count_failures(by_owner), 0);
    assert_int_equal(count_failures(by_owner_within_trial), 0);
}

/* --- twins that must fail ------------------------------------------------------------------------------- */

static brink_i_stream trial_as_sequence(uint64_t i)
{
    return (brink_i_stream){.state = 42, .inc = 2 * i + 1};
}

/* Scrambled, but in one word only: the first draw is the same in every trial. */
static brink_i_stream trial_in_sequence_only(uint64_t i)
{
    return (brink_i_stream){.state = brink_i_mix(42), .inc = brink_i_mix(i) | 1};
}

static brink_i_stream trial_as_state(uint64_t i) { return (brink_i_stream){.state = i, .inc = 109}; }

/* Seed and trial added before they are scrambled: the twin of by_seed_and_trial. */
static brink_i_stream seed_plus_trial(uint64_t i)
{
    const uint64_t seed = i, trial = UINT64_MAX - i;
    return (brink_i_stream){.state = brink_i_mix(seed + trial), .inc = brink_i_mix(seed + trial + 1) | 1};
}

static void battery_trial_as_sequence_is_rejected(void **state)
{
    (void)state;
    assert_true(count_failures(trial_as_sequence) > 0);
    assert_true(count_failures(trial_in_sequence_only) > 0);
}

static void battery_trial_as_state_is_rejected(void **state)
{
    (void)state;
    assert_true(count_failures(trial_as_state) > 0);
}

static void battery_seed_plus_trial_is_rejected(void **state)
{
    (void)state;
    assert_true(count_failures(seed_plus_trial) > 0);
}

/* Too even is rejected like too uneven. */
static void chi_square_equal_or_lopsided_counts_are_rejected(void **state)
{
    (void)state;
    uint32_t counts[256];
    for (int i = 0; i < 256; i++) {
        counts[i] = STREAMS / 256;
    }
    assert_true(chi_square_fails(counts, STREAMS));
    for (int i = 0; i < 256; i += 2) { /* 6 % too many, 6 % too few */
        counts[i] += STREAMS / 256 * 6 / 100;
        counts[i + 1] -= STREAMS / 256 * 6 / 100;
    }
    assert_true(chi_square_fails(counts, STREAMS));
    for (int i = 0; i < 256; i += 2) { /* as uneven as chance makes it */
        counts[i] = STREAMS / 256 + 32;
        counts[i + 1] = STREAMS / 256 - 32;
    }
    assert_false(chi_square_fails(counts, STREAMS));
}

/* --- keys ----------------------------------------------------------------------------------------------- */

static void owner_key_same_input_gives_same_key(void **state)
{
    (void)state;
    const brink_i_owner_key a = brink_i_owner_key_make(7, "machine:korea");
    char copy[] = "machine:korea";
    const brink_i_owner_key b = brink_i_owner_key_make(7, copy);
    assert_true(a.a == b.a && a.b == b.b);
}

/* Both words differ for 20,000 owners and seeds each; by chance two would agree with probability below 1e-10.
 */
static void owner_key_many_owners_and_seeds_are_distinct(void **state)
{
    (void)state;
    enum { SLOTS = 1 << 18, KEYS = 20000 };
    static uint64_t seen[2][SLOTS];
    memset(seen, 0, sizeof seen);
    for (uint64_t i = 0; i < 2 * KEYS; i++) {
        char name[40];
        snprintf(name, sizeof name, "machine:%" PRIu64, i);
        const brink_i_owner_key key =
            i < KEYS ? brink_i_owner_key_make(1, name) : brink_i_owner_key_make(i, "machine:x");
        const uint64_t words[2] = {key.a, key.b};
        for (int w = 0; w < 2; w++) {
            uint64_t slot = words[w] % SLOTS;
            for (; seen[w][slot] != 0; slot = (slot + 1) % SLOTS) {
                assert_true(seen[w][slot] != words[w]);
            }
            seen[w][slot] = words[w];
        }
    }
}

static void owner_key_near_names_differ(void **state)
{
    (void)state;
    static const char *const names[] = {"", "a", "b", "ab", "ba", "aa", "aaa", "a:b", "ab:", "\xc3\xa4"};
    enum { N = sizeof names / sizeof names[0] };
    for (int i = 0; i < N; i++) {
        for (int j = 0; j < i; j++) {
            const brink_i_owner_key a = brink_i_owner_key_make(1, names[i]);
            const brink_i_owner_key b = brink_i_owner_key_make(1, names[j]);
            assert_true(a.a != b.a && a.b != b.b);
        }
    }
}

/* A change here changes every sampled result: it needs a new release and a line in the change log. */
static void open_known_keys_give_the_promised_words(void **state)
{
    (void)state;
    static const struct {
        uint64_t seed, trial;
        const char *owner;
        uint64_t first, second;
    } known[] = {
        {0, 0, "", UINT64_C(0xF855DFB264AD6D85), UINT64_C(0xF78004357ECDA07E)},
        {1, 0, "machine:korea", UINT64_C(0x47EA463D763F4329), UINT64_C(0x1754D8C265600826)},
        {1, 1, "machine:korea", UINT64_C(0x48536541D9BB8C8E), UINT64_C(0x68D838C817A04506)},
        {1, 4711, "parameter:crude_stock", UINT64_C(0x21B0D32B663AFB7D), UINT64_C(0x0A79E44FE4A23AE8)},
        {UINT64_MAX, UINT64_MAX, "process:readiness", UINT64_C(0x58D238D0C27AFF96),
         UINT64_C(0xF2811A6EEBEACA60)},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        brink_stream s = brink_stream_open(known[i].seed, known[i].trial, known[i].owner);
        assert_true(brink_stream_next(&s) == known[i].first);
        assert_true(brink_stream_next(&s) == known[i].second);
    }
}

/* --- public face and GSL -------------------------------------------------------------------------------- */

static void public_stream_equals_internal_stream(void **state)
{
    (void)state;
    brink_i_stream a = brink_i_stream_open(brink_i_owner_key_make(3, "machine:x"), 4711);
    brink_stream b = brink_stream_open(3, 4711, "machine:x");
    for (int i = 0; i < 100; i++) {
        assert_true(brink_i_stream_next(&a) == brink_stream_next(&b));
    }
    assert_true(brink_i_stream_uniform(&a) == brink_stream_uniform(&b));
}

static void public_stream_null_owner_is_the_empty_owner(void **state)
{
    (void)state;
    brink_stream a = brink_stream_open(3, 1, NULL), b = brink_stream_open(3, 1, "");
    assert_true(brink_stream_next(&a) == brink_stream_next(&b));
}

static void gsl_rng_draws_the_words_of_the_stream(void **state)
{
    (void)state;
    gsl_rng *rng = brink_gsl_rng_new(3, 4711, "machine:x");
    assert_non_null(rng);
    assert_string_equal(gsl_rng_name(rng), "brink");
    brink_stream s = brink_stream_open(3, 4711, "machine:x");
    for (int i = 0; i < 100; i++) {
        assert_true(gsl_rng_get(rng) == (unsigned long)brink_stream_next(&s));
        assert_true(gsl_rng_uniform(rng) == brink_stream_uniform(&s));
    }
    gsl_rng *copy = gsl_rng_clone(rng);
    assert_non_null(copy);
    assert_true(gsl_ran_gaussian_ziggurat(rng, 1.0) == gsl_ran_gaussian_ziggurat(copy, 1.0));
    gsl_rng_free(copy);
    gsl_rng_free(rng);
}

static void gsl_rng_allocated_and_set_draws_the_gsl_owner(void **state)
{
    (void)state;
    gsl_rng *rng = gsl_rng_alloc(brink_gsl_rng_type());
    assert_non_null(rng);
    gsl_rng_set(rng, 99);
    brink_stream s = brink_stream_open(99, 0, "gsl");
    assert_true(gsl_rng_get(rng) == (unsigned long)brink_stream_next(&s));
    assert_true(gsl_rng_uniform_int(rng, 6) < 6);
    gsl_rng_free(rng);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(open_neighbouring_trials_are_independent),
        cmocka_unit_test(open_neighbouring_seeds_are_independent),
        cmocka_unit_test(open_neighbouring_owners_are_independent),
        cmocka_unit_test(battery_trial_as_sequence_is_rejected),
        cmocka_unit_test(battery_trial_as_state_is_rejected),
        cmocka_unit_test(battery_seed_plus_trial_is_rejected),
        cmocka_unit_test(chi_square_equal_or_lopsided_counts_are_rejected),
        cmocka_unit_test(owner_key_same_input_gives_same_key),
        cmocka_unit_test(owner_key_many_owners_and_seeds_are_distinct),
        cmocka_unit_test(owner_key_near_names_differ),
        cmocka_unit_test(open_known_keys_give_the_promised_words),
        cmocka_unit_test(public_stream_equals_internal_stream),
        cmocka_unit_test(public_stream_null_owner_is_the_empty_owner),
        cmocka_unit_test(gsl_rng_draws_the_words_of_the_stream),
        cmocka_unit_test(gsl_rng_allocated_and_set_draws_the_gsl_owner),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
