/* SPDX-License-Identifier: Apache-2.0 */
#include "records_join.h"

#include <stdlib.h>
#include <string.h>

#include "exit_status.h"
#include "message.h"
#include "number.h"
#include "records_file.h"

static int by_trial(const void *a, const void *b)
{
    const records_part *x = *(const records_part *const *)a, *y = *(const records_part *const *)b;
    if (x->first != y->first) {
        return x->first < y->first ? -1 : 1;
    }
    return (x->last > y->last) - (x->last < y->last);
}

/* The first line in which two identities differ: "seed 1" and "seed 2". */
static void first_difference(const char *a, const char *b, int *from_a, int *from_b, const char **at_a,
                             const char **at_b)
{
    while (*a && *b) {
        const size_t n = strcspn(a, "\n"), m = strcspn(b, "\n");
        if (n != m || memcmp(a, b, n) != 0) {
            break;
        }
        a += n + (a[n] == '\n');
        b += m + (b[m] == '\n');
    }
    *at_a = a;
    *at_b = b;
    *from_a = (int)strcspn(a, "\n");
    *from_b = (int)strcspn(b, "\n");
}

static int check_identity(const char *command, const records_part *first, const records_part *part)
{
    if (strcmp(first->identity, part->identity) == 0) {
        return STATUS_OK;
    }
    int n, m;
    const char *a, *b;
    first_difference(first->identity, part->identity, &n, &m, &a, &b);
    complain(command, "%s and %s are not parts of one run", first->path, part->path);
    static const char nothing[] = "nothing more";
    remark("  the one has  %.*s", n ? n : (int)strlen(nothing), n ? a : nothing);
    remark("  the other    %.*s", m ? m : (int)strlen(nothing), m ? b : nothing);
    return STATUS_USAGE;
}

/* Two neighbours in the order; *twice: the second is the first once more. */
static int check_pair(const char *command, const records_join_form *form, const records_part *a,
                      const records_part *b, bool partial, bool *twice)
{
    *twice = false;
    if (b->first == a->first && b->last == a->last) {
        int status = form->same(command, a, b, twice);
        if (status == STATUS_OK && !*twice) {
            complain(command, "%s and %s have the same trials with other rows", a->path, b->path);
            status = STATUS_USAGE;
        } else if (status == STATUS_OK) {
            complain(command, "%s and %s have the same rows: they count once", a->path, b->path);
        }
        return status;
    }
    if (b->first <= a->last) {
        complain(command, "%s (trials %llu to %llu) and %s (%llu to %llu) overlap", a->path,
                 (unsigned long long)a->first, (unsigned long long)a->last, b->path,
                 (unsigned long long)b->first, (unsigned long long)b->last);
        return STATUS_USAGE;
    }
    if (b->first > a->last + 1 && !partial) {
        complain(command, "between %s and %s trials %llu to %llu are missing", a->path, b->path,
                 (unsigned long long)(a->last + 1), (unsigned long long)(b->first - 1));
        return STATUS_USAGE;
    }
    return STATUS_OK;
}

/* Puts those that count in front. */
static int choose(const char *command, const records_join_form *form, const records_part **order, size_t *n,
                  bool partial)
{
    size_t kept = 0;
    int status = STATUS_OK;
    for (size_t i = 0; i < *n && status == STATUS_OK; i++) {
        bool twice = false;
        if (!order[i]->complete && !partial) {
            complain(command, "%s is not complete: the run that wrote it was ended", order[i]->path);
            status = STATUS_USAGE;
        } else if (kept > 0) {
            status = check_pair(command, form, order[kept - 1], order[i], partial, &twice);
        }
        if (status == STATUS_OK && !twice && order[i]->rows > 0) {
            order[kept++] = order[i];
        }
    }
    *n = kept;
    return status;
}

static int join(const char *command, const records_join_form *form, records_part *parts,
                const records_part **order, size_t n, const char *name, bool partial, uint64_t *rows)
{
    int status = STATUS_OK;
    size_t used = 0;
    for (size_t i = 0; i < n && status == STATUS_OK; i++) {
        status = i > 0 ? check_identity(command, &parts[0], &parts[i]) : STATUS_OK;
        if (parts[i].rows > 0) {
            order[used++] = &parts[i];
        }
    }
    if (status == STATUS_OK && used == 0) { /* columns alone */
        order[used++] = &parts[0];
    }
    qsort((void *)order, used, sizeof *order, by_trial);
    status = status == STATUS_OK ? choose(command, form, order, &used, partial) : status;
    if (status == STATUS_OK && used == 0) {
        used = 1;
    }
    status = status == STATUS_OK ? form->write(command, order, used, name) : status;
    for (size_t i = 0; rows && i < used; i++) {
        *rows += order[i]->rows;
    }
    return status;
}

int records_join(const char *command, const char *const *paths, size_t n, const char *name, bool partial,
                 uint64_t *rows)
{
    const records_form *written = records_form_of(command, "records", name);
    if (!written) {
        return STATUS_USAGE;
    }
    const records_join_form *form = written == &records_csv ? &records_join_csv : &records_join_hdf5;
    records_part *parts = calloc(n, sizeof *parts);
    const records_part **order = (const records_part **)calloc(n + 1, sizeof *order);
    int status = parts && order ? STATUS_OK : fail(command, BRINK_ERR_MEMORY);
    if (rows) {
        *rows = 0;
    }
    for (size_t i = 0; i < n && status == STATUS_OK; i++) {
        parts[i].path = paths[i];
        status = form->look(command, paths[i], &parts[i]);
    }
    status = status == STATUS_OK ? join(command, form, parts, order, n, name, partial, rows) : status;
    for (size_t i = 0; parts && i < n; i++) {
        free(parts[i].identity);
    }
    free(parts);
    free((void *)order);
    return status;
}
