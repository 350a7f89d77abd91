/* SPDX-License-Identifier: Apache-2.0 */
#include "records_join.h"

#ifndef BRINK_HAVE_HDF5

const records_join_form records_join_hdf5 = {0}; /* records_form_of() gives it to nobody */

#else

#include <hdf5.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exit_status.h"
#include "message.h"
#include "records_file.h"

enum { ROWS_AT_ONCE = 16384 };

/* A file that is read: its columns in their order. */
typedef struct source {
    hid_t file;
    size_t n;
    hid_t *sets; /* [n] */
    brink_records_column *columns;
    records_origin origin;
    char **texts; /* all that columns and origin point to */
    size_t n_texts, room;
    uint64_t rows;
    size_t trial;
    bool complete;
} source;

static bool hold(source *s, char *text)
{
    if (s->n_texts == s->room) {
        const size_t room = s->room > 0 ? 2 * s->room : 256;
        char **more = (char **)realloc((void *)s->texts, room * sizeof *more);
        if (!more) {
            free(text);
            return false;
        }
        s->texts = more;
        s->room = room;
    }
    s->texts[s->n_texts++] = text;
    return text != NULL;
}

/* The text of an attribute, "" where there is none; NULL when out of memory. */
static const char *text_of(source *s, hid_t on, const char *name)
{
    if (H5Aexists(on, name) <= 0) {
        return "";
    }
    char *text = NULL;
    const hid_t attribute = H5Aopen(on, name, H5P_DEFAULT), type = H5Tcopy(H5T_C_S1);
    const bool good = attribute >= 0 && H5Tset_size(type, H5T_VARIABLE) >= 0 &&
                      H5Tset_cset(type, H5T_CSET_UTF8) >= 0 && H5Aread(attribute, type, &text) >= 0;
    char *copy = good && text ? strdup(text) : NULL;
    if (good && text) {
        H5free_memory(text);
    }
    if (attribute >= 0) {
        H5Aclose(attribute);
    }
    H5Tclose(type);
    return hold(s, copy) ? copy : NULL;
}

static uint64_t count_of(hid_t on, const char *name)
{
    uint64_t value = 0;
    const hid_t attribute = H5Aexists(on, name) > 0 ? H5Aopen(on, name, H5P_DEFAULT) : -1;
    if (attribute >= 0) {
        (void)H5Aread(attribute, H5T_NATIVE_UINT64, &value);
        H5Aclose(attribute);
    }
    return value;
}

static bool read_names(source *s, hid_t type, brink_records_column *column)
{
    const int n = H5Tget_nmembers(type);
    char **names = n > 0 ? (char **)calloc((size_t)n, sizeof *names) : NULL;
    if (!hold(s, (char *)names)) {
        return false;
    }
    for (int i = 0; i < n; i++) {
        char *name = H5Tget_member_name(type, (unsigned)i);
        names[i] = name ? strdup(name) : NULL;
        if (name) {
            H5free_memory(name);
        }
        if (!hold(s, names[i])) {
            return false;
        }
    }
    column->names = (const char *const *)names;
    column->n_names = (size_t)n;
    return true;
}

static brink_records_kind kind_of(const char *word)
{
    static const char *const kinds[] = {"variant",   "trial", "outcome", "end",
                                        "parameter", "lever", "measure", "series"};
    for (int i = 0; i < 8; i++) {
        if (strcmp(kinds[i], word) == 0) {
            return (brink_records_kind)i;
        }
    }
    return BRINK_RECORDS_MEASURE;
}

static bool read_column(source *s, size_t i)
{
    char name[1024];
    if (H5Lget_name_by_idx(s->file, "/", H5_INDEX_CRT_ORDER, H5_ITER_INC, i, name, sizeof name, H5P_DEFAULT) <
        0) {
        return false;
    }
    const hid_t set = s->sets[i] = H5Dopen2(s->file, name, H5P_DEFAULT);
    char *own = strdup(name);
    if (!hold(s, own) || set < 0) {
        return false;
    }
    brink_records_column *column = &s->columns[i];
    *column = (brink_records_column){.name = own,
                                     .unit = text_of(s, set, "unit"),
                                     .about = text_of(s, set, "about"),
                                     .source = text_of(s, set, "source"),
                                     .value = text_of(s, set, "value"),
                                     .index = -1};
    const char *kind = text_of(s, set, "kind");
    const hid_t type = H5Dget_type(set);
    bool good = column->unit && column->about && column->source && column->value && kind && type >= 0;
    column->kind = good ? kind_of(kind) : BRINK_RECORDS_MEASURE;
    const H5T_class_t class = good ? H5Tget_class(type) : H5T_NO_CLASS;
    column->type = class == H5T_ENUM      ? BRINK_RECORDS_CODE
                   : class == H5T_INTEGER ? BRINK_RECORDS_UINT64
                                          : BRINK_RECORDS_DOUBLE;
    good = good && (column->type != BRINK_RECORDS_CODE || read_names(s, type, column));
    if (good && H5Aexists(set, "time") > 0) {
        const hid_t attribute = H5Aopen(set, "time", H5P_DEFAULT);
        good = attribute >= 0 && H5Aread(attribute, H5T_NATIVE_DOUBLE, &column->at) >= 0;
        H5Aclose(attribute);
    }
    if (type >= 0) {
        H5Tclose(type);
    }
    s->trial = column->kind == BRINK_RECORDS_TRIAL ? i : s->trial;
    return good;
}

static bool read_origin(source *s)
{
    s->origin = (records_origin){.scenario = text_of(s, s->file, "scenario"),
                                 .title = text_of(s, s->file, "title"),
                                 .hash = text_of(s, s->file, "scenario_hash"),
                                 .variant = text_of(s, s->file, "variant"),
                                 .set = text_of(s, s->file, "set"),
                                 .as_of = text_of(s, s->file, "as_of"),
                                 .variants = text_of(s, s->file, "variants"),
                                 .seed = count_of(s->file, "seed"),
                                 .first_trial = count_of(s->file, "first_trial")};
    const records_origin *o = &s->origin;
    s->complete = count_of(s->file, "complete") == 1;
    return o->scenario && o->title && o->hash && o->variant && o->set && o->as_of && o->variants;
}

static void source_close(source *s)
{
    for (size_t i = 0; s->sets && i < s->n; i++) {
        if (s->sets[i] >= 0) {
            H5Dclose(s->sets[i]);
        }
    }
    if (s->file >= 0) {
        H5Fclose(s->file);
    }
    for (size_t i = 0; i < s->n_texts; i++) {
        free(s->texts[i]);
    }
    free((void *)s->texts);
    free(s->sets);
    free(s->columns);
    *s = (source){.file = -1};
}

static uint64_t length_of(hid_t set)
{
    hsize_t length = 0;
    const hid_t space = H5Dget_space(set);
    (void)H5Sget_simple_extent_dims(space, &length, NULL);
    H5Sclose(space);
    return length;
}

static int source_open(const char *command, const char *path, source *s)
{
    *s = (source){.file = -1};
    (void)H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    s->file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    if (s->file < 0) {
        complain(command, "cannot read %s: it is not there, or no HDF5 file", path);
        return STATUS_IO;
    }
    H5G_info_t group;
    bool good = H5Gget_info(s->file, &group) >= 0;
    s->n = good ? (size_t)group.nlinks : 0;
    s->sets = calloc(s->n + 1, sizeof *s->sets);
    s->columns = calloc(s->n + 1, sizeof *s->columns);
    for (size_t i = 0; s->sets && i < s->n; i++) {
        s->sets[i] = -1;
    }
    good = good && s->sets && s->columns && read_origin(s);
    for (size_t i = 0; good && i < s->n; i++) {
        good = read_column(s, i);
    }
    if (!good || s->n == 0 || s->columns[s->trial].kind != BRINK_RECORDS_TRIAL) {
        complain(command, "%s is no file of records", path);
        source_close(s);
        return STATUS_USAGE;
    }
    s->rows = length_of(s->sets[s->trial]);
    return STATUS_OK;
}

static bool read_rows(hid_t set, brink_records_type type, uint64_t first, size_t n, void *to)
{
    const hsize_t start = first, count = n;
    const hid_t stored = H5Dget_type(set), memory = H5Screate_simple(1, &count, NULL),
                space = H5Dget_space(set);
    const hid_t native = type == BRINK_RECORDS_CODE     ? H5Tget_native_type(stored, H5T_DIR_DEFAULT)
                         : type == BRINK_RECORDS_UINT64 ? H5Tcopy(H5T_NATIVE_UINT64)
                                                        : H5Tcopy(H5T_NATIVE_DOUBLE);
    const bool good = stored >= 0 && memory >= 0 && space >= 0 && native >= 0 &&
                      H5Sselect_hyperslab(space, H5S_SELECT_SET, &start, NULL, &count, NULL) >= 0 &&
                      H5Dread(set, native, memory, space, H5P_DEFAULT, to) >= 0;
    H5Tclose(native);
    H5Tclose(stored);
    H5Sclose(memory);
    H5Sclose(space);
    return good;
}

/* ---- looking -------------------------------------------------------------------------------------- */

static char *identity_of(const source *s)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    if (!out) {
        return NULL;
    }
    fprintf(out, "scenario %s\nseed %llu\nvariant %s\nset %s\nvariants %s\n", s->origin.hash,
            (unsigned long long)s->origin.seed, s->origin.variant, s->origin.set, s->origin.variants);
    for (size_t i = 0; i < s->n; i++) {
        const brink_records_column *c = &s->columns[i];
        fprintf(out, "column %s [%s] %d", c->name, c->unit, (int)c->type);
        for (size_t k = 0; k < c->n_names; k++) {
            fprintf(out, " %s", c->names[k]);
        }
        fputc('\n', out);
    }
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

static int hdf5_look(const char *command, const char *path, records_part *out)
{
    source s;
    int status = source_open(command, path, &s);
    if (status != STATUS_OK) {
        return status;
    }
    out->rows = s.rows;
    out->complete = s.complete;
    out->identity = identity_of(&s);
    if (!out->identity) {
        status = fail(command, BRINK_ERR_MEMORY);
    } else if (s.rows > 0 && (!read_rows(s.sets[s.trial], BRINK_RECORDS_UINT64, 0, 1, &out->first) ||
                              !read_rows(s.sets[s.trial], BRINK_RECORDS_UINT64, s.rows - 1, 1, &out->last))) {
        complain(command, "cannot read %s: it is damaged", path);
        status = STATUS_USAGE;
    }
    source_close(&s);
    return status;
}

/* ---- rows ----------------------------------------------------------------------------------------- */

/* Some rows of all columns; the widest are of 8 bytes. */
typedef struct rows {
    unsigned char *memory;
    const void **values; /* [n] */
} rows;

static bool rows_new(rows *r, size_t n)
{
    r->memory = malloc(n * ROWS_AT_ONCE * sizeof(double));
    r->values = (const void **)calloc(n, sizeof *r->values);
    for (size_t i = 0; r->memory && r->values && i < n; i++) {
        r->values[i] = r->memory + i * ROWS_AT_ONCE * sizeof(double);
    }
    return r->memory && r->values;
}

static void rows_free(rows *r)
{
    free(r->memory);
    free((void *)r->values);
}

static bool fill_rows(const source *s, uint64_t first, size_t n, rows *r)
{
    bool good = true;
    for (size_t i = 0; i < s->n && good; i++) {
        good = read_rows(s->sets[i], s->columns[i].type, first, n,
                         r->memory + i * ROWS_AT_ONCE * sizeof(double));
    }
    return good;
}

static int damaged(const char *command, const char *path)
{
    complain(command, "cannot read %s: it is damaged", path);
    return STATUS_USAGE;
}

static bool same_rows(const source *s, const rows *a, const rows *b, size_t n)
{
    bool same = true;
    for (size_t i = 0; i < s->n && same; i++) {
        const size_t size = s->columns[i].type == BRINK_RECORDS_CODE ? sizeof(int32_t) : sizeof(double);
        same = memcmp(a->values[i], b->values[i], n * size) == 0;
    }
    return same;
}

static int hdf5_same(const char *command, const records_part *a, const records_part *b, bool *same)
{
    source x, y = {.file = -1};
    rows p = {0}, q = {0};
    int status = source_open(command, a->path, &x);
    status = status == STATUS_OK ? source_open(command, b->path, &y) : status;
    if (status == STATUS_OK && (!rows_new(&p, x.n) || !rows_new(&q, y.n))) {
        status = fail(command, BRINK_ERR_MEMORY);
    }
    *same = a->rows == b->rows;
    for (uint64_t at = 0; status == STATUS_OK && *same && at < a->rows;) {
        const size_t n = a->rows - at < ROWS_AT_ONCE ? (size_t)(a->rows - at) : ROWS_AT_ONCE;
        status = !fill_rows(&x, at, n, &p)   ? damaged(command, a->path)
                 : !fill_rows(&y, at, n, &q) ? damaged(command, b->path)
                                             : STATUS_OK;
        *same = same_rows(&x, &p, &q, n);
        at += n;
    }
    rows_free(&p);
    rows_free(&q);
    source_close(&x);
    source_close(&y);
    return status;
}

static int copy_rows(const char *command, const records_part *part, records_file *out)
{
    source s;
    rows r = {0};
    int status = source_open(command, part->path, &s);
    if (status == STATUS_OK && !rows_new(&r, s.n)) {
        status = fail(command, BRINK_ERR_MEMORY);
    }
    for (uint64_t at = 0; status == STATUS_OK && at < part->rows;) {
        const size_t n = part->rows - at < ROWS_AT_ONCE ? (size_t)(part->rows - at) : ROWS_AT_ONCE;
        status =
            fill_rows(&s, at, n, &r) ? records_file_append(out, r.values, n) : damaged(command, part->path);
        at += n;
    }
    rows_free(&r);
    source_close(&s);
    return status;
}

static int hdf5_write(const char *command, const records_part *const *parts, size_t n, const char *name)
{
    source first;
    int status = source_open(command, parts[0]->path, &first);
    if (status != STATUS_OK) {
        return status;
    }
    records_file out;
    status = records_file_open(&out, command, "records", name, first.columns, first.n, &first.origin);
    if (status == STATUS_OK) {
        for (size_t i = 0; i < n && status == STATUS_OK; i++) {
            status = copy_rows(command, parts[i], &out);
        }
        status = status == STATUS_OK ? records_file_finish(&out) : status;
        records_file_close(&out);
    }
    source_close(&first);
    return status;
}

const records_join_form records_join_hdf5 = {hdf5_look, hdf5_same, hdf5_write};

#endif
