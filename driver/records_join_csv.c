/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* asprintf, getline */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "exit_status.h"
#include "message.h"
#include "output.h"
#include "records_join.h"

static int unreadable(const char *command, const char *path)
{
    complain(command, "cannot read %s: %s", path, strerror(errno));
    return STATUS_IO;
}

/* The description beside a file; NULL: there is none that can be read. */
static json_t *about_of(const char *path)
{
    char *beside = NULL;
    json_t *about = NULL;
    if (asprintf(&beside, "%s-metadata.json", path) >= 0) {
        about = json_load_file(beside, 0, NULL);
        free(beside);
    }
    return about;
}

/* Its columns, and of what lies beside it the scenario. */
static char *identity_of(const char *path, const char *header)
{
    static const char *const keys[] = {"schema:identifier", "schema:version", "dc:subject",
                                       "dc:conformsTo",     "dc:hasPart",     "dc:provenance"};
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    json_t *about = about_of(path);
    if (out) {
        fprintf(out, "columns %s", header);
    }
    for (size_t i = 0; out && about && i < sizeof keys / sizeof *keys; i++) {
        const char *value = json_string_value(json_object_get(about, keys[i]));
        /* What made it, up to how many rows it has. */
        const char *until = value && i == 5 ? strstr(value, ", first trial ") : NULL;
        if (value) {
            fprintf(out, "%s %.*s\n", keys[i], until ? (int)(until - value) : (int)strlen(value), value);
        }
    }
    json_decref(about);
    if (!out || fclose(out) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

static bool read_trial(const char *line, uint64_t *trial)
{
    char *end;
    errno = 0;
    *trial = strtoull(line, &end, 10);
    return end > line && (*end == ',' || *end == '\n') && errno == 0;
}

static int csv_look(const char *command, const char *path, records_part *out)
{
    FILE *in = fopen(path, "r");
    if (!in) {
        return unreadable(command, path);
    }
    char *line = NULL;
    size_t room = 0;
    int status = STATUS_OK, number = 1;
    ssize_t length = getline(&line, &room, in);
    if (length <= 0 || strncmp(line, "trial,", 6) != 0) {
        complain(command, "%s:1:1: this is no file of records: its first column is not 'trial'", path);
        status = STATUS_USAGE;
    } else if (!(out->identity = identity_of(path, line))) {
        status = fail(command, BRINK_ERR_MEMORY);
    }
    out->complete = true;
    while (status == STATUS_OK && (length = getline(&line, &room, in)) > 0) {
        const uint64_t before = out->last;
        number++;
        if (line[length - 1] != '\n') {
            out->complete = false; /* the last, cut short: it does not count */
        } else if (!read_trial(line, &out->last) || (out->rows > 0 && out->last < before)) {
            complain(command, "%s:%d:1: trials must be numbers in ascending order", path, number);
            status = STATUS_USAGE;
        } else {
            out->first = out->rows++ > 0 ? out->first : out->last;
        }
    }
    if (status == STATUS_OK && ferror(in)) {
        status = unreadable(command, path);
    }
    free(line);
    fclose(in);
    return status;
}

static int csv_same(const char *command, const records_part *a, const records_part *b, bool *same)
{
    FILE *x = fopen(a->path, "r"), *y = fopen(b->path, "r");
    int status = x && y ? STATUS_OK : unreadable(command, x ? b->path : a->path);
    *same = status == STATUS_OK;
    for (int c = 0; *same && c != EOF;) {
        c = getc_unlocked(x);
        *same = c == getc_unlocked(y);
    }
    if (x) {
        fclose(x);
    }
    if (y) {
        fclose(y);
    }
    return status;
}

/* Its whole lines, the first of them too if `header`. */
static int copy_lines(const char *command, const records_part *part, bool header, FILE *out)
{
    FILE *in = fopen(part->path, "r");
    if (!in) {
        return unreadable(command, part->path);
    }
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    for (bool first = true; (length = getline(&line, &room, in)) > 0; first = false) {
        if (line[length - 1] == '\n' && (header || !first)) {
            fwrite(line, 1, (size_t)length, out);
        }
    }
    free(line);
    const bool bad = ferror(in) != 0;
    fclose(in);
    return bad ? unreadable(command, part->path) : STATUS_OK;
}

/* What lies beside the first, for the whole. */
static int write_about(const char *command, const records_part *const *parts, size_t n, const char *name)
{
    json_t *about = about_of(parts[0]->path);
    if (!about) {
        return STATUS_OK; /* a run that was killed has none */
    }
    uint64_t rows = 0;
    for (size_t i = 0; i < n; i++) {
        rows += parts[i]->rows;
    }
    const char *slash = strrchr(name, '/');
    const char *made = json_string_value(json_object_get(about, "dc:provenance"));
    const char *until = made ? strstr(made, ", first trial ") : NULL;
    char *text = NULL, *beside = NULL, *whole = NULL;
    bool good =
        json_object_set_new(about, "url", json_string(slash ? slash + 1 : name)) == 0 &&
        asprintf(&whole, "%.*s, first trial %llu, %llu rows", until ? (int)(until - made) : 0,
                 made ? made : "", (unsigned long long)parts[0]->first, (unsigned long long)rows) >= 0;
    good = good && json_object_set_new(about, "dc:provenance", json_string(whole)) == 0 &&
           asprintf(&beside, "%s-metadata.json", name) >= 0 &&
           (text = json_dumps(about, JSON_INDENT(2))) != NULL;
    output out;
    int status = good ? output_open(&out, beside, command) : fail(command, BRINK_ERR_MEMORY);
    status = status == STATUS_OK ? output_finish(&out, text, command) : status;
    free(text);
    free(beside);
    free(whole);
    json_decref(about);
    return status;
}

static int csv_write(const char *command, const records_part *const *parts, size_t n, const char *name)
{
    char *part = NULL;
    if (asprintf(&part, "%s.part", name) < 0) {
        return fail(command, BRINK_ERR_MEMORY);
    }
    FILE *out = fopen(part, "w");
    int status = STATUS_OK;
    for (size_t i = 0; out && i < n && status == STATUS_OK; i++) {
        status = copy_lines(command, parts[i], i == 0, out);
    }
    bool good = out != NULL;
    good = good && fflush(out) == 0 && ferror(out) == 0 && fsync(fileno(out)) == 0;
    const bool closed = out && fclose(out) == 0;
    if (status == STATUS_OK && (!good || !closed || rename(part, name) != 0)) {
        complain(command, "cannot write to %s: %s", name, strerror(errno));
        status = STATUS_IO;
    }
    if (status != STATUS_OK) {
        unlink(part);
    }
    free(part);
    return status == STATUS_OK ? write_about(command, parts, n, name) : status;
}

const records_join_form records_join_csv = {csv_look, csv_same, csv_write};
