/* SPDX-License-Identifier: Apache-2.0 */
/* Records as HDF5: a dataset for each column, appended by chunks.
 *
 * The file is written as one that others may read meanwhile (single writer, multiple readers: what a reader
 * needs is always there before what leads to it), so that it is whole at any instant at which the program may
 * be killed. `trial` is extended after all others: as long as it is, so many rows there are. */
#include "records_file.h"

#ifndef BRINK_HAVE_HDF5

bool records_have_hdf5(void) { return false; }

const records_form records_hdf5 = {0}; /* records_form_of() gives it to nobody */

#else

#include <hdf5.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "brink_build_info.h"
#include "exit_status.h"
#include "message.h"
#include "records_compress.h"
#include "records_superblock.h"

/* A chunk has so many rows, or fewer where there are so many columns that their chunks together would take
 * more memory than that. */
enum { CHUNK_MOST = 16384, CHUNK_LEAST = 256, CHUNKS_BYTES = 32 << 20 };
/* Compression by the library, of what does not fill a chunk. */
enum { LEVEL = 1 };
/* Rows that do not fill a chunk wait no longer: slow trials are not lost either. */
static const double PATIENCE = 20.0;

typedef struct own_column {
    hid_t set, type; /* of memory, too; -1: closed */
    size_t size;
    unsigned char *pending; /* [chunk] rows that are not in the file yet */
    unsigned char *room;    /* to compress them in; NULL: the library does it */
} own_column;

typedef struct writer {
    const char *command, *part;
    hid_t file;
    own_column *columns;
    size_t n, trial;              /* the last to be written */
    size_t chunk, waiting, begun; /* begun: rows of `pending` that are in the file already */
    records_chunk *chunks;        /* [n] */
    int threads;
    bool broken;
    bool filtered; /* the library can compress */
    uint64_t rows; /* in whole chunks */
    double written;
} writer;

bool records_have_hdf5(void) { return true; }

static double now(void)
{
    struct timespec time;
    return clock_gettime(CLOCK_MONOTONIC, &time) == 0 ? (double)time.tv_sec + 1e-9 * (double)time.tv_nsec
                                                      : 0.0;
}

enum { REASON_ROOM = 200 };

/* What the library says of its innermost error, which is nearest to the cause; of one of the system that. */
static herr_t note_error(unsigned n, const H5E_error2_t *error, void *text)
{
    static const char system[] = "error message = '";
    if (n == 0 && error->desc) {
        const char *from = strstr(error->desc, system);
        from = from ? from + strlen(system) : error->desc;
        snprintf(text, REASON_ROOM, "%.*s", (int)strcspn(from, "'"), from);
    }
    return 0;
}

/* After that nothing is tried any more: the library may fall when it is to close what it could not write. */
static int trouble(writer *w)
{
    char text[REASON_ROOM] = "HDF5 gives no reason";
    (void)H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, note_error, text);
    complain(w->command, "cannot write to %s: %s", w->part, text);
    w->broken = true;
    return STATUS_IO;
}

/* What the library would print is said in our words. Each thread has a switch of its own. */
static void be_quiet(void) { (void)H5Eset_auto2(H5E_DEFAULT, NULL, NULL); }

/* ---- attributes ----------------------------------------------------------------------------------- */

/* A text, which h5py and h5dump show as such. Nothing to say: no attribute. */
static bool put_text(hid_t on, const char *name, const char *text)
{
    if (!text[0]) {
        return true;
    }
    const hid_t type = H5Tcopy(H5T_C_S1), space = H5Screate(H5S_SCALAR);
    bool good = type >= 0 && space >= 0 && H5Tset_size(type, H5T_VARIABLE) >= 0 &&
                H5Tset_cset(type, H5T_CSET_UTF8) >= 0;
    const hid_t attribute = good ? H5Acreate2(on, name, type, space, H5P_DEFAULT, H5P_DEFAULT) : -1;
    good = attribute >= 0 && H5Awrite(attribute, type, &text) >= 0;
    if (attribute >= 0) {
        H5Aclose(attribute);
    }
    H5Tclose(type);
    H5Sclose(space);
    return good;
}

static bool put_number(hid_t on, const char *name, hid_t stored, hid_t type, const void *value)
{
    const hid_t space = H5Screate(H5S_SCALAR);
    const hid_t attribute = space >= 0 ? H5Acreate2(on, name, stored, space, H5P_DEFAULT, H5P_DEFAULT) : -1;
    const bool good = attribute >= 0 && H5Awrite(attribute, type, value) >= 0;
    if (attribute >= 0) {
        H5Aclose(attribute);
    }
    H5Sclose(space);
    return good;
}

static bool put_count(hid_t on, const char *name, uint64_t value)
{
    return put_number(on, name, H5T_STD_U64LE, H5T_NATIVE_UINT64, &value);
}

static bool describe_file(const writer *w, const records_origin *o)
{
    return put_text(w->file, "title", o->title) && put_text(w->file, "scenario", o->scenario) &&
           put_text(w->file, "scenario_hash", o->hash) && put_text(w->file, "variant", o->variant) &&
           put_text(w->file, "variants", o->variants) && put_text(w->file, "set", o->set) &&
           put_text(w->file, "as_of", o->as_of) && put_count(w->file, "seed", o->seed) &&
           put_count(w->file, "first_trial", o->first_trial) &&
           put_text(w->file, "brink_version", BRINK_BUILD_VERSION) &&
           put_text(w->file, "brink_commit", BRINK_BUILD_COMMIT);
}

static bool describe_column(hid_t set, const brink_records_column *column)
{
    static const char *const kinds[] = {"variant",   "trial", "outcome", "end",
                                        "parameter", "lever", "measure", "series"};
    return put_text(set, "unit", column->unit) && put_text(set, "about", column->about) &&
           put_text(set, "source", column->source) && put_text(set, "value", column->value) &&
           put_text(set, "kind", kinds[column->kind]) &&
           (column->kind != BRINK_RECORDS_SERIES ||
            put_number(set, "time", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, &column->at));
}

/* ---- columns -------------------------------------------------------------------------------------- */

/* As it is stored; codes are an enumeration of their names. */
static hid_t stored_type(const brink_records_column *column)
{
    if (column->type != BRINK_RECORDS_CODE) {
        return H5Tcopy(column->type == BRINK_RECORDS_UINT64 ? H5T_STD_U64LE : H5T_IEEE_F64LE);
    }
    const hid_t type = H5Tcreate(H5T_ENUM, sizeof(int32_t));
    for (size_t i = 0; type >= 0 && i < column->n_names; i++) {
        const int32_t value = (int32_t)i;
        if (H5Tenum_insert(type, column->names[i], &value) < 0) {
            H5Tclose(type);
            return -1;
        }
    }
    return type;
}

static hid_t creation_of(const writer *w)
{
    const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
    const hsize_t chunk = w->chunk;
    bool good = creation >= 0 && H5Pset_chunk(creation, 1, &chunk) >= 0 &&
                H5Pset_obj_track_times(creation, false) >= 0;
    /* A library may have been built without compression. */
    if (good && w->filtered) {
        good = H5Pset_shuffle(creation) >= 0 && H5Pset_deflate(creation, LEVEL) >= 0;
    }
    if (!good && creation >= 0) {
        H5Pclose(creation);
    }
    return good ? creation : -1;
}

static bool make_column(writer *w, hid_t creation, const brink_records_column *from, own_column *to)
{
    const hsize_t none = 0, any = H5S_UNLIMITED;
    const hid_t stored = stored_type(from), space = H5Screate_simple(1, &none, &any);
    to->size = from->type == BRINK_RECORDS_CODE ? sizeof(int32_t) : sizeof(double);
    to->pending = malloc(w->chunk * to->size);
    to->room = w->filtered && records_can_compress() ? malloc(records_chunk_room(w->chunk * to->size)) : NULL;
    to->type = stored >= 0 ? H5Tget_native_type(stored, H5T_DIR_DEFAULT) : -1;
    to->set = stored >= 0 && space >= 0
                  ? H5Dcreate2(w->file, from->name, stored, space, H5P_DEFAULT, creation, H5P_DEFAULT)
                  : -1;
    const bool good = to->pending && to->type >= 0 && to->set >= 0 && describe_column(to->set, from);
    if (stored >= 0) {
        H5Tclose(stored);
    }
    if (space >= 0) {
        H5Sclose(space);
    }
    return good;
}

static bool make_columns(writer *w, const brink_records_column *columns, size_t n)
{
    size_t row = 0;
    for (size_t i = 0; i < n; i++) {
        row += columns[i].type == BRINK_RECORDS_CODE ? sizeof(int32_t) : sizeof(double);
        w->trial = columns[i].kind == BRINK_RECORDS_TRIAL ? i : w->trial;
    }
    w->chunk = CHUNKS_BYTES / row;
    w->chunk = w->chunk > CHUNK_MOST ? CHUNK_MOST : w->chunk < CHUNK_LEAST ? CHUNK_LEAST : w->chunk;
    w->filtered = H5Zfilter_avail(H5Z_FILTER_SHUFFLE) > 0 && H5Zfilter_avail(H5Z_FILTER_DEFLATE) > 0;
    w->columns = calloc(n, sizeof *w->columns);
    w->chunks = calloc(n, sizeof *w->chunks);
    const hid_t creation = creation_of(w);
    bool good = w->columns && w->chunks && creation >= 0;
    for (size_t i = 0; w->columns && i < n; i++) {
        w->columns[i].set = w->columns[i].type = -1;
    }
    w->n = w->columns ? n : 0;
    for (size_t i = 0; good && i < n; i++) {
        good = make_column(w, creation, &columns[i], &w->columns[i]);
    }
    if (creation >= 0) {
        H5Pclose(creation);
    }
    return good;
}

static bool close_sets(writer *w)
{
    bool good = true;
    for (size_t i = 0; i < w->n; i++) {
        good &= w->columns[i].set < 0 || H5Dclose(w->columns[i].set) >= 0;
        w->columns[i].set = -1;
    }
    return good;
}

static bool close_file(writer *w)
{
    const bool sets = close_sets(w), file = w->file < 0 || H5Fclose(w->file) >= 0;
    w->file = -1;
    return sets && file;
}

static void hdf5_close(void *context)
{
    writer *w = context;
    (void)(w->broken || close_file(w));
    for (size_t i = 0; i < w->n; i++) {
        if (w->columns[i].type >= 0) {
            H5Tclose(w->columns[i].type);
        }
        free(w->columns[i].pending);
        free(w->columns[i].room);
    }
    free(w->columns);
    free(w->chunks);
    free(w);
}

/* The format of HDF5 1.10, which is what readers need for it. Locks are no reason to do without a file system
 * that has none. */
static hid_t file_access(void)
{
    const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    bool good = access >= 0 && H5Pset_libver_bounds(access, H5F_LIBVER_V110, H5F_LIBVER_V110) >= 0;
    /* Whole chunks are written once and never read again: there is nothing for a cache to keep. It is the
     * file's, for columns are opened anew when others may read it. */
    good = good && H5Pset_cache(access, 0, 1, 0, 1.0) >= 0;
#if H5_VERSION_GE(1, 12, 1) || (H5_VERSION_GE(1, 10, 7) && !H5_VERSION_GE(1, 12, 0))
    good = good && H5Pset_file_locking(access, true, true) >= 0;
#endif
    if (!good && access >= 0) {
        H5Pclose(access);
    }
    return good ? access : -1;
}

static int hdf5_open(const char *command, const char *part, const brink_records_column *columns, size_t n,
                     const records_origin *origin, void **out)
{
    writer *w = calloc(1, sizeof *w);
    if (!w) {
        return fail(command, BRINK_ERR_MEMORY);
    }
    *w = (writer){.command = command, .part = part, .file = -1, .threads = origin->threads, .written = now()};
    (void)H5dont_atexit();
    be_quiet();
    const hid_t access = file_access(), creation = H5Pcreate(H5P_FILE_CREATE);
    /* Columns are listed in their order, not by name. */
    if (access >= 0 && creation >= 0 &&
        H5Pset_link_creation_order(creation, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED) >= 0) {
        w->file = H5Fcreate(part, H5F_ACC_TRUNC, creation, access);
    }
    if (creation >= 0) {
        H5Pclose(creation);
    }
    if (access >= 0) {
        H5Pclose(access);
    }
    /* Nothing can be added to it once it may be read by others. */
    if (w->file < 0 || !describe_file(w, origin) || !make_columns(w, columns, n) ||
        H5Fflush(w->file, H5F_SCOPE_LOCAL) < 0 || H5Fstart_swmr_write(w->file) < 0) {
        const int status = trouble(w);
        hdf5_close(w);
        return status;
    }
    records_superblock_mend(part);
    *out = w;
    return STATUS_OK;
}

/* ---- rows ----------------------------------------------------------------------------------------- */

/* Rows [w->begun, w->waiting) of what is pending go behind those that are there. */
static bool write_column(const writer *w, const own_column *c)
{
    const hsize_t count = w->waiting - w->begun, start = w->rows + w->begun, length = start + count;
    const hid_t memory = H5Screate_simple(1, &count, NULL);
    bool good = memory >= 0 && H5Dset_extent(c->set, &length) >= 0;
    const hid_t space = good ? H5Dget_space(c->set) : -1;
    good = space >= 0 && H5Sselect_hyperslab(space, H5S_SELECT_SET, &start, NULL, &count, NULL) >= 0 &&
           H5Dwrite(c->set, c->type, memory, space, H5P_DEFAULT, c->pending + w->begun * c->size) >= 0;
    if (space >= 0) {
        H5Sclose(space);
    }
    if (memory >= 0) {
        H5Sclose(memory);
    }
    return good;
}

/* A whole chunk that is compressed already. Filters are numbered by their order: 2 is the second. */
static bool write_chunk(const writer *w, size_t i)
{
    const own_column *c = &w->columns[i];
    const records_chunk *chunk = &w->chunks[i];
    const hsize_t start = w->rows, length = w->rows + w->chunk;
    return H5Dset_extent(c->set, &length) >= 0 &&
           H5Dwrite_chunk(c->set, H5P_DEFAULT, chunk->plain ? 2 : 0, &start, chunk->length, chunk->made) >= 0;
}

/* Compresses whole chunks of all columns; false where the library is to do it. */
static bool compress(writer *w)
{
    bool can = w->waiting == w->chunk;
    for (size_t i = 0; i < w->n && can; i++) {
        const own_column *c = &w->columns[i];
        w->chunks[i] = (records_chunk){.values = c->pending, .size = c->size, .n = w->chunk, .room = c->room};
        can = c->room != NULL;
    }
    return can && records_compress(w->chunks, w->n, w->threads);
}

static int write_waiting(writer *w)
{
    be_quiet();
    const bool made = compress(w);
    bool good = true;
    for (size_t i = 0; i < w->n && good; i++) {
        good = i == w->trial || (made ? write_chunk(w, i) : write_column(w, &w->columns[i]));
    }
    good = good && H5Fflush(w->file, H5F_SCOPE_LOCAL) >= 0 &&
           (made ? write_chunk(w, w->trial) : write_column(w, &w->columns[w->trial])) &&
           H5Fflush(w->file, H5F_SCOPE_LOCAL) >= 0;
    if (!good) {
        return trouble(w);
    }
    records_superblock_mend(w->part);
    w->begun = w->waiting;
    if (w->waiting == w->chunk) {
        w->rows += w->chunk;
        w->waiting = w->begun = 0;
    }
    w->written = now();
    return STATUS_OK;
}

static int hdf5_append(void *context, const void *const *values, size_t rows)
{
    writer *w = context;
    for (size_t done = 0; done < rows;) {
        const size_t room = w->chunk - w->waiting, take = rows - done < room ? rows - done : room;
        for (size_t i = 0; i < w->n; i++) {
            const own_column *c = &w->columns[i];
            memcpy(c->pending + w->waiting * c->size, (const unsigned char *)values[i] + done * c->size,
                   take * c->size);
        }
        w->waiting += take;
        done += take;
        if (w->waiting == w->chunk || now() - w->written > PATIENCE) {
            const int status = write_waiting(w);
            if (status != STATUS_OK) {
                return status;
            }
        }
    }
    return STATUS_OK;
}

/* What it has is said at the end, in a file that nobody else reads any more. */
static int hdf5_finish(void *context, const char *name, uint64_t rows)
{
    (void)name;
    writer *w = context;
    be_quiet();
    int status = w->waiting > w->begun ? write_waiting(w) : STATUS_OK;
    if (status == STATUS_OK && !close_file(w)) {
        status = trouble(w);
    }
    if (status != STATUS_OK) {
        return status;
    }
    const hid_t access = file_access();
    w->file = access >= 0 ? H5Fopen(w->part, H5F_ACC_RDWR, access) : -1;
    if (access >= 0) {
        H5Pclose(access);
    }
    const int8_t complete = 1;
    const bool good = w->file >= 0 && put_count(w->file, "rows", rows) &&
                      put_number(w->file, "complete", H5T_STD_I8LE, H5T_NATIVE_INT8, &complete) &&
                      close_file(w);
    return good ? STATUS_OK : trouble(w);
}

const records_form records_hdf5 = {hdf5_open, hdf5_append, hdf5_finish, hdf5_close};

#endif
