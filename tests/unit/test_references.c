/* SPDX-License-Identifier: Apache-2.0 */
/* Catalogues of what tags stand for, and what a text of `source` says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "brink/references.h"
#include "brink/scenario.h"
#include "support/temporary.h"

static char path[TEMPORARY_ROOM];

static int make_file(void **state)
{
    (void)state;
    if (!temporary_template(path, "brink-references")) {
        return 1;
    }
    int file = mkstemp(path);
    return file < 0 || close(file) != 0;
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

static void put(const char *text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static brink_status read_text(brink_references *references, const char *text, char *codes, size_t room)
{
    put(text);
    brink_diagnostics *list = brink_diagnostics_new();
    assert_non_null(list);
    brink_status status = brink_references_read(references, path, list);
    size_t used = 0;
    codes[0] = '\0';
    for (size_t i = 0; i < brink_diagnostics_count(list); i++) {
        used += (size_t)snprintf(codes + used, room - used, "%s ", brink_diagnostics_get(list, i)->code);
    }
    brink_diagnostics_free(list);
    return status;
}

static const char CATALOGUE[] =
    "brink_references: 1\n"
    "mechanisms:\n"
    "  M1: {group: The bloc, about: it is close}\n"
    "  M10: {about: it is disputed, honoured: three variants}\n"
    "references:\n"
    "  A2: {title: A report, author: Somebody, date: 2025, form: report, address: here}\n"
    "parameters:\n"
    "  P-OIL7: {group: Oil, about: crude, low: 1, central: 2, high: 3, unit: Mbbl, basis: \"V~[A2]\"}\n"
    "  P-NK22: {about: leverage, basis: J}\n"
    "cases:\n"
    "  B14: {about: bands, basis: C}\n";

static void read_catalogue_gives_every_entry(void **state)
{
    (void)state;
    brink_references *references = brink_references_new();
    char codes[256];
    assert_int_equal(read_text(references, CATALOGUE, codes, sizeof codes), BRINK_OK);
    assert_int_equal(brink_references_count(references), 6);
    const brink_reference *row = brink_references_find(references, "P-OIL7");
    assert_non_null(row);
    assert_int_equal(row->kind, BRINK_REFERENCE_ROW);
    assert_string_equal(row->high, "3");
    assert_string_equal(row->unit, "Mbbl");
    assert_string_equal(row->author, "");
    assert_string_equal(brink_references_find(references, "P-NK22")->group, "Oil"); /* a heading holds on */
    assert_string_equal(brink_references_find(references, "M10")->group, "The bloc");
    assert_string_equal(brink_references_find(references, "M10")->honoured, "three variants");
    assert_string_equal(brink_references_find(references, "A2")->about, "A report");
    assert_string_equal(brink_references_find(references, "A2")->address, "here");
    assert_ptr_equal(brink_references_find(references, "B14.4"), brink_references_find(references, "B14"));
    assert_null(brink_references_find(references, "B1"));
    assert_null(brink_references_find(references, "B1.4"));
    assert_null(brink_references_find(references, ""));
    assert_string_equal(brink_references_get(references, 0)->tag, "M1");
    assert_null(brink_references_get(references, 6));
    brink_references_free(references);
}

static void read_second_catalogue_keeps_first_meanings(void **state)
{
    (void)state;
    brink_references *references = brink_references_new();
    char codes[256];
    assert_int_equal(read_text(references, CATALOGUE, codes, sizeof codes), BRINK_OK);
    assert_int_equal(
        read_text(references,
                  "brink_references: 1\nreferences: {A2: {title: Another}, A3: {title: A third}}\n", codes,
                  sizeof codes),
        BRINK_OK);
    assert_int_equal(brink_references_count(references), 7);
    assert_string_equal(brink_references_find(references, "A2")->about, "A report");
    assert_string_equal(brink_references_find(references, "A3")->about, "A third");
    brink_references_free(references);
}

static void read_broken_catalogue_reports_and_adds_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *text, *codes;
    } cases[] = {
        {"", "missing-value "},
        {"brink_references: 2\n", "format-version "},
        {"references: {A1: {title: x}}\n", "missing-key "},
        {"brink_references: 1\nreferences: {A1: {titel: x}}\n", "unknown-key "},
        {"brink_references: 1\nreferences: {A1: {form: x}}\n", "missing-key "},
        {"brink_references: 1\nreferences: {A1: x, A2: {title: y}}\n", "wrong-kind "},
        {"brink_references: 1\nreferences: {a1: {title: x}, \"A1 \": {title: x}, A: {title: x}}\n",
         "bad-name bad-name bad-name "},
        {"brink_references: 1\nreferences: {A1: {title: x}, A1: {title: y}}\n", "duplicate-key "},
        {"brink_references: 1\nas_of: yesterday\n", "bad-date "},
        {"brink_references: 1\nthings: {}\n", "unknown-key "},
        {"brink_references: [1\n", "yaml-syntax "},
        {"brink_references: 1\nreferences: {A1: {title: &x y}}\n", "yaml-feature "},
        {"- 1\n", "wrong-kind "},
        {"brink_references: 1\nabout: \x01\n", "not-text "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        brink_references *references = brink_references_new();
        char codes[256];
        brink_status status = read_text(references, cases[i].text, codes, sizeof codes);
        if (status != BRINK_ERR_INVALID || strcmp(codes, cases[i].codes) != 0) {
            fail_msg("case %zu: status %d, codes %snot %s", i, (int)status, codes, cases[i].codes);
        }
        assert_int_equal(brink_references_count(references), 0);
        brink_references_free(references);
    }
}

static void read_missing_file_is_an_io_error(void **state)
{
    (void)state;
    brink_references *references = brink_references_new();
    brink_diagnostics *list = brink_diagnostics_new();
    assert_int_equal(brink_references_read(references, "/no/such/file", list), BRINK_ERR_IO);
    assert_int_equal(brink_references_read(references, NULL, list), BRINK_ERR_ARGUMENT);
    assert_int_equal(brink_references_read(NULL, path, list), BRINK_ERR_ARGUMENT);
    brink_diagnostics_free(list);
    brink_references_free(references);
    brink_references_free(NULL);
}

static void standing_is_the_worst_mark(void **state)
{
    (void)state;
    static const struct {
        const char *source;
        brink_standing standing;
    } cases[] = {
        {"P-OIL7: V~[W6] V~[W14]", BRINK_STANDING_COPIED},
        {"P-OIL25: V[W26] V~[W27], J", BRINK_STANDING_JUDGEMENT},
        {"V[A2]", BRINK_STANDING_VERIFIED},
        {"P-OIL4: V[W10], C, U", BRINK_STANDING_UNVERIFIED},
        {"P-DUR2: C[D1] 44/89.5 days", BRINK_STANDING_COMPUTED},
        {"P-NK22 (J)", BRINK_STANDING_JUDGEMENT},
        {"J; B2 free play: V[A2]", BRINK_STANDING_JUDGEMENT},
        {"judgement", BRINK_STANDING_JUDGEMENT},
        {"none: a switch", BRINK_STANDING_DEVICE},
        {"P-OIL7", BRINK_STANDING_COPIED},              /* as its row says */
        {"M10, then P-NK22", BRINK_STANDING_JUDGEMENT}, /* mechanisms have no basis */
        {"B14.4", BRINK_STANDING_COMPUTED},
        {"W99", BRINK_STANDING_UNSTATED},
        {"nonesuch", BRINK_STANDING_UNSTATED},
        {"a U-shaped curve of Mr. Vee and Judge C3PO", BRINK_STANDING_UNSTATED},
        {"", BRINK_STANDING_UNSTATED},
    };
    brink_references *references = brink_references_new();
    char codes[256];
    assert_int_equal(read_text(references, CATALOGUE, codes, sizeof codes), BRINK_OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        brink_standing found = brink_source_standing(cases[i].source, references);
        if (found != cases[i].standing) {
            fail_msg("'%s': %s, not %s", cases[i].source, brink_standing_name(found),
                     brink_standing_name(cases[i].standing));
        }
    }
    assert_int_equal(brink_source_standing("P-OIL7", NULL), BRINK_STANDING_UNSTATED);
    assert_int_equal(brink_source_standing("P-OIL7 V", NULL), BRINK_STANDING_VERIFIED);
    brink_references_free(references);
}

/* A tag of up to 63 characters is looked up; a longer one stands for nothing, as one that is in no catalogue.
 */
static void standing_of_long_tags_has_a_limit(void **state)
{
    (void)state;
    for (int length = 62; length <= 65; length++) {
        char tag[80] = "", catalogue[200], codes[256];
        memset(tag, 'P', (size_t)length - 1);
        tag[length - 1] = '7';
        snprintf(catalogue, sizeof catalogue,
                 "brink_references: 1\nparameters:\n  %s: {about: a long one, basis: J}\n", tag);
        brink_references *references = brink_references_new();
        assert_int_equal(read_text(references, catalogue, codes, sizeof codes), BRINK_OK);
        assert_int_equal(brink_source_standing(tag, references),
                         length <= 63 ? BRINK_STANDING_JUDGEMENT : BRINK_STANDING_UNSTATED);
        brink_references_free(references);
    }
}

static void tags_are_found_in_any_text(void **state)
{
    (void)state;
    static const struct {
        const char *text, *tags;
    } cases[] = {
        {"P-OIL7: V~[W6] V~[W7]; V~[W80b]", "P-OIL7 W6 W7 W80b "},
        {"B14.4, and B13.", "B14.4 B13 "},
        {"P-NK14..16", "P-NK14 "},
        {"B2 2x3 3x3: V[A2]", "B2 A2 "},
        {"AB-CD12, A--B1, -A1, A1-2, A1., A1.x, A12.34.5, x A1b2", "AB-CD12 A1 A1 A12.34 "},
        {"D+21, P-, A, 7B, a7, W80bc, K2-18b, _M3, M3_", ""},
        {"(M54)", "M54 "},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char found[128] = "";
        size_t used = 0, length;
        const char *at = cases[i].text, *tag;
        while (brink_source_tag(&at, &tag, &length)) {
            used += (size_t)snprintf(found + used, sizeof found - used, "%.*s ", (int)length, tag);
        }
        assert_string_equal(found, cases[i].tags);
        assert_int_equal(*at, '\0');
    }
}

static void bundled_catalogues_load(void **state)
{
    (void)state;
    static const char *const files[] = {"mechanisms.yaml", "references.yaml", "data-sheet.yaml"};
    brink_references *references = brink_references_new();
    for (size_t i = 0; i < 3; i++) {
        char file[1024];
        snprintf(file, sizeof file, "%s/%s", BRINK_SCENARIO_DIR_SOURCE, files[i]);
        brink_diagnostics *list = brink_diagnostics_new();
        assert_int_equal(brink_references_read(references, file, list), BRINK_OK);
        assert_int_equal(brink_diagnostics_count(list), 0);
        brink_diagnostics_free(list);
    }
    for (int i = 1; i <= 66; i++) {
        char tag[16];
        snprintf(tag, sizeof tag, "M%d", i);
        const brink_reference *entry = brink_references_find(references, tag);
        assert_non_null(entry);
        assert_int_equal(entry->kind, BRINK_REFERENCE_MECHANISM);
        assert_true(*entry->about && *entry->group);
    }
    brink_references_free(references);
}

static void info_tells_mechanisms_of_variants_and_dates_of_files(void **state)
{
    (void)state;
    put("brink: 1\nas_of: 2025-12-31\ntime: {unit: day, horizon: 1 day}\nparameters: {a: 1}\n"
        "variants:\n  x: {set: {a: 2}, mechanism: [M10, M3]}\n  y: {set: {a: 3}}\noutcomes: {all: "
        "otherwise}\n");
    brink_diagnostics *list = brink_diagnostics_new();
    brink_scenario_info *info = NULL;
    assert_int_equal(brink_scenario_info_load(path, list, &info), BRINK_OK);
    brink_diagnostics_free(list);
    assert_int_equal(brink_scenario_info_variant_mechanism_count(info, 0), 2);
    assert_int_equal(brink_scenario_info_variant_mechanism_count(info, 1), 0);
    assert_int_equal(brink_scenario_info_variant_mechanism_count(info, 2), 0);
    assert_string_equal(brink_scenario_info_variant_mechanism(info, 0, 1), "M3");
    assert_null(brink_scenario_info_variant_mechanism(info, 0, 2));
    assert_null(brink_scenario_info_variant_mechanism(info, 1, 0));
    assert_string_equal(brink_scenario_info_file_as_of(info, 0), "2025-12-31");
    assert_null(brink_scenario_info_file_as_of(info, 1));
    brink_scenario_info_free(info);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(read_catalogue_gives_every_entry),
        cmocka_unit_test(read_second_catalogue_keeps_first_meanings),
        cmocka_unit_test(read_broken_catalogue_reports_and_adds_nothing),
        cmocka_unit_test(read_missing_file_is_an_io_error),
        cmocka_unit_test(standing_is_the_worst_mark),
        cmocka_unit_test(standing_of_long_tags_has_a_limit),
        cmocka_unit_test(tags_are_found_in_any_text),
        cmocka_unit_test(bundled_catalogues_load),
        cmocka_unit_test(info_tells_mechanisms_of_variants_and_dates_of_files),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
