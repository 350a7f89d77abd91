/* SPDX-License-Identifier: Apache-2.0 */
/* Files of parts of a run, joined, are the file of the run; what does not fit is refused. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <dirent.h>

#include "exit_status.h"
#include "records_file.h"
#include "records_join.h"
#include "support/temporary.h"

enum { ALL = 40000 };

/* Of messages, as a program that has the driver's parts defines it. */
extern const char program_name[];
const char program_name[] = "test";

static char folder[TEMPORARY_ROOM];

static int setup(void **state)
{
    (void)state;
    return temporary_template(folder, "brink-join") && mkdtemp(folder) ? chdir(folder) : -1;
}

static int teardown(void **state)
{
    (void)state;
    DIR *all = opendir(".");
    for (struct dirent *entry; all && (entry = readdir(all)) != NULL;) {
        (void)unlink(entry->d_name);
    }
    if (all) {
        closedir(all);
    }
    return chdir("/") == 0 ? rmdir(folder) : -1;
}

static const char *const outcomes[] = {"war", "peace"};
static const brink_records_column columns[] = {
    {"trial", "", "number", "", "", BRINK_RECORDS_TRIAL, BRINK_RECORDS_UINT64, -1, 0, NULL, 0},
    {"outcome", "", "how", "", "", BRINK_RECORDS_OUTCOME, BRINK_RECORDS_CODE, -1, 0, outcomes, 2},
    {"reserve", "day", "fuel", "P-1", "uniform(1, 2)", BRINK_RECORDS_PARAMETER, BRINK_RECORDS_DOUBLE, 0, 0,
     NULL, 0},
    {"oil@30", "Mbbl", "", "", "", BRINK_RECORDS_SERIES, BRINK_RECORDS_DOUBLE, 0, 30, NULL, 0}};

/* Rows [begin, end) of a run of that seed. */
static void write_part(const char *name, uint64_t begin, uint64_t end, uint64_t seed)
{
    records_file file;
    const records_origin origin = {.scenario = "s.yaml",
                                   .title = "A title",
                                   .hash = "0123456789abcdef",
                                   .variant = "",
                                   .set = "",
                                   .as_of = "",
                                   .variants = "",
                                   .seed = seed,
                                   .first_trial = begin};
    assert_int_equal(records_file_open(&file, "test", "--records", name, columns, 4, &origin), STATUS_OK);
    for (uint64_t i = begin; i < end; i++) {
        const int32_t outcome = (int32_t)(i % 3 == 0);
        const double reserve = (double)(i * seed) / 7.0, oil = i % 5 == 0 ? (double)NAN : (double)i;
        const void *const values[] = {&i, &outcome, &reserve, &oil};
        assert_int_equal(records_file_append(&file, values, 1), STATUS_OK);
    }
    assert_int_equal(records_file_finish(&file), STATUS_OK);
    records_file_close(&file);
}

static char *text_of(const char *name)
{
    FILE *in = fopen(name, "r");
    assert_non_null(in);
    char *text = calloc(4, 1 << 20);
    assert_non_null(text);
    assert_true(fread(text, 1, (4 << 20) - 1, in) > 0);
    fclose(in);
    return text;
}

static void assert_same_text(const char *a, const char *b)
{
    char *x = text_of(a), *y = text_of(b);
    assert_string_equal(x, y);
    free(x);
    free(y);
}

/* "part1.csv" */
static const char *name(const char *stem, const char *ending)
{
    static char names[32][64];
    static int next;
    char *to = names[next++ % 32];
    snprintf(to, sizeof names[0], "%s.%s", stem, ending);
    return to;
}

static int join(const char *to, bool partial, uint64_t *rows, const char *a, const char *b, const char *c)
{
    const char *const paths[] = {a, b, c};
    return records_join("test", paths, c ? 3 : b ? 2 : 1, to, partial, rows);
}

static void assert_same_rows(const char *ending, const char *a, const char *b)
{
    const records_join_form *form = strcmp(ending, "csv") == 0 ? &records_join_csv : &records_join_hdf5;
    records_part x = {.path = a}, y = {.path = b};
    assert_int_equal(form->look("test", a, &x), STATUS_OK);
    assert_int_equal(form->look("test", b, &y), STATUS_OK);
    assert_string_equal(x.identity, y.identity);
    assert_true(x.first == y.first && x.last == y.last && x.rows == y.rows);
    bool same = false;
    assert_int_equal(form->same("test", &x, &y, &same), STATUS_OK);
    assert_true(same);
    free(x.identity);
    free(y.identity);
}

static void check_form(const char *ending)
{
    const char *const whole = name("whole", ending), *const one = name("one", ending),
                      *const two = name("two", ending), *const three = name("three", ending),
                      *const joined = name("joined", ending);
    uint64_t rows = 0;
    write_part(whole, 0, ALL, 1);
    write_part(one, 0, 10000, 1);
    write_part(two, 10000, 25000, 1);
    write_part(three, 25000, ALL, 1);
    assert_int_equal(join(joined, false, &rows, three, one, two), STATUS_OK);
    assert_int_equal(rows, ALL);
    assert_same_rows(ending, whole, joined);

    /* Twice the same counts once. */
    const char *const again[] = {two, one, three, two};
    assert_int_equal(records_join("test", again, 4, joined, false, &rows), STATUS_OK);
    assert_int_equal(rows, ALL);
    assert_same_rows(ending, whole, joined);

    /* A gap is refused, or known. */
    assert_int_equal(join(name("gap", ending), false, &rows, one, three, NULL), STATUS_USAGE);
    assert_int_equal(access(name("gap", ending), F_OK), -1);
    assert_int_equal(join(name("gap", ending), true, &rows, one, three, NULL), STATUS_OK);
    assert_int_equal(rows, 25000);

    /* Overlaps, another seed, the same trials otherwise, and what is no file of records. */
    const char *const over = name("over", ending), *const seed = name("seed", ending);
    write_part(over, 24000, 26000, 1);
    assert_int_equal(join(joined, true, &rows, two, over, NULL), STATUS_USAGE);
    write_part(seed, 25000, ALL, 2);
    assert_int_equal(join(joined, true, &rows, two, seed, NULL), STATUS_USAGE);
    FILE *other = fopen(over, "w");
    assert_non_null(other);
    fputs("a,b\n1,2\n", other);
    fclose(other);
    assert_true(join(joined, true, &rows, over, one, NULL) != STATUS_OK);
    assert_int_equal(join(joined, true, &rows, name("nowhere", ending), one, NULL), STATUS_IO);
    assert_same_rows(ending, whole, joined); /* the old file is untouched */
}

static void csv_parts_are_the_whole(void **state)
{
    (void)state;
    check_form("csv");
    assert_same_text("whole.csv", "joined.csv");
    char *about = text_of("joined.csv-metadata.json");
    assert_non_null(strstr(about, "seed 1, first trial 0, 40000 rows"));
    assert_non_null(strstr(about, "\"url\": \"joined.csv\""));
    free(about);
}

/* A run that was killed leaves half a line: no part, or one of whole lines. */
static void csv_cut_short_is_not_complete(void **state)
{
    (void)state;
    char *text = text_of("two.csv");
    FILE *cut = fopen("cut.csv", "w");
    assert_non_null(cut);
    fwrite(text, 1, 5000, cut);
    fclose(cut);
    free(text);
    uint64_t rows = 0;
    char *cut_text = text_of("cut.csv");
    assert_true(cut_text[4999] != '\n');
    free(cut_text);
    /* What lies beside the parts says that they differ; without it they may be of one run. */
    assert_int_equal(join("mended.csv", true, &rows, "one.csv", "cut.csv", NULL), STATUS_USAGE);
    assert_int_equal(rename("one.csv-metadata.json", "aside"), 0);
    assert_int_equal(join("mended.csv", false, &rows, "one.csv", "cut.csv", NULL), STATUS_USAGE);
    assert_int_equal(join("mended.csv", true, &rows, "one.csv", "cut.csv", NULL), STATUS_OK);
    assert_true(rows > 10000 && rows < 25000);
    char *mended = text_of("mended.csv");
    assert_int_equal(mended[strlen(mended) - 1], '\n');
    free(mended);
}

static void hdf5_parts_are_the_whole(void **state)
{
    (void)state;
    if (!records_have_hdf5()) {
        skip();
    }
    check_form("h5");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(csv_parts_are_the_whole),
                                       cmocka_unit_test(csv_cut_short_is_not_complete),
                                       cmocka_unit_test(hdf5_parts_are_the_whole)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
