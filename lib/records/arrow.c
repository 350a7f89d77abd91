/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks of records by Arrow's C data interface. Every node of a schema or array owns all that it points to,
 * so that a consumer may move columns out and release what is left. */
#include <stdlib.h>
#include <string.h>

#include "records/order.h"

/* ---- schema --------------------------------------------------------------------------------------- */

/* Pairs of texts as the specification packs them: counts in the machine's byte order. */
typedef struct packed {
    char *bytes; /* NULL: only measured */
    size_t n;
} packed;

static void pack_bytes(packed *p, const void *bytes, size_t n)
{
    if (p->bytes) {
        memcpy(p->bytes + p->n, bytes, n);
    }
    p->n += n;
}

static void pack_text(packed *p, const char *text)
{
    const int32_t length = (int32_t)strlen(text);
    pack_bytes(p, &length, sizeof length);
    pack_bytes(p, text, (size_t)length);
}

static void pack_column(packed *p, const brink_records_column *column)
{
    static const char *const kinds[] = {"variant",   "trial", "outcome", "end",
                                        "parameter", "lever", "measure", "series"};
    const char *const pairs[][2] = {{"kind", kinds[column->kind]},
                                    {"unit", column->unit},
                                    {"about", column->about},
                                    {"source", column->source},
                                    {"value", column->value}};
    int32_t n = 0;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        n += pairs[i][1][0] != '\0';
    }
    pack_bytes(p, &n, sizeof n);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (pairs[i][1][0]) {
            pack_text(p, pairs[i][0]);
            pack_text(p, pairs[i][1]);
        }
    }
}

/* free() it; NULL when out of memory. */
static char *metadata_of(const brink_records_column *column)
{
    packed p = {NULL, 0};
    pack_column(&p, column);
    p = (packed){malloc(p.n), 0};
    if (p.bytes) {
        pack_column(&p, column);
    }
    return p.bytes;
}

static void schema_release(struct ArrowSchema *schema)
{
    for (int64_t i = 0; schema->children && i < schema->n_children; i++) {
        if (schema->children[i] && schema->children[i]->release) {
            schema->children[i]->release(schema->children[i]);
        }
        free(schema->children[i]);
    }
    free((void *)schema->children);
    if (schema->dictionary && schema->dictionary->release) {
        schema->dictionary->release(schema->dictionary);
    }
    free(schema->dictionary);
    free(schema->private_data); /* the name */
    free((void *)(uintptr_t)schema->metadata);
    *schema = (struct ArrowSchema){0};
}

static bool schema_init(struct ArrowSchema *schema, const char *format, const char *name, int64_t children)
{
    char *own = strdup(name);
    *schema = (struct ArrowSchema){.format = format,
                                   .name = own,
                                   .n_children = children,
                                   .release = schema_release,
                                   .private_data = own};
    if (children > 0) {
        schema->children = (struct ArrowSchema **)calloc((size_t)children, sizeof *schema->children);
    }
    return own && (children == 0 || schema->children);
}

static bool column_schema(struct ArrowSchema *schema, const brink_records_column *column)
{
    static const char *const formats[] = {"L", "i", "g"};
    if (!schema_init(schema, formats[column->type], column->name, 0)) {
        return false;
    }
    schema->metadata = metadata_of(column);
    if (schema->metadata && column->type == BRINK_RECORDS_CODE) {
        schema->dictionary = calloc(1, sizeof *schema->dictionary);
        return schema->dictionary && schema_init(schema->dictionary, "u", "", 0);
    }
    return schema->metadata != NULL;
}

static brink_status make_schema(const brink_records_block *block, struct ArrowSchema *out)
{
    bool good = schema_init(out, "+s", "", (int64_t)block->n_columns);
    for (size_t i = 0; good && i < block->n_columns; i++) {
        out->children[i] = calloc(1, sizeof **out->children);
        good = out->children[i] && column_schema(out->children[i], &block->columns[i]);
    }
    if (!good) {
        schema_release(out);
        return BRINK_ERR_MEMORY;
    }
    return BRINK_OK;
}

/* ---- array ---------------------------------------------------------------------------------------- */

/* What an array keeps alive. */
typedef struct holding {
    const void *buffers[3];
    brink_i_piece *piece; /* NULL: the buffers are its own, ... */
    void *own;            /* ... and stand here */
} holding;

static void array_release(struct ArrowArray *array)
{
    for (int64_t i = 0; array->children && i < array->n_children; i++) {
        if (array->children[i] && array->children[i]->release) {
            array->children[i]->release(array->children[i]);
        }
        free(array->children[i]);
    }
    free((void *)array->children);
    if (array->dictionary && array->dictionary->release) {
        array->dictionary->release(array->dictionary);
    }
    free(array->dictionary);
    holding *held = array->private_data;
    if (held) {
        brink_i_piece_leave(held->piece);
        free(held->own);
        free(held);
    }
    *array = (struct ArrowArray){0};
}

static bool array_init(struct ArrowArray *array, size_t length, int64_t buffers, int64_t children)
{
    holding *held = calloc(1, sizeof *held);
    *array = (struct ArrowArray){.length = (int64_t)length,
                                 .n_buffers = buffers,
                                 .n_children = children,
                                 .release = array_release,
                                 .private_data = held};
    if (!held) {
        return false;
    }
    array->buffers = held->buffers;
    if (children > 0) {
        array->children = (struct ArrowArray **)calloc((size_t)children, sizeof *array->children);
    }
    return children == 0 || array->children;
}

/* Texts: offsets, and behind them the bytes. */
static bool names_array(struct ArrowArray *array, const char *const *names, size_t n)
{
    if (!array_init(array, n, 3, 0)) {
        return false;
    }
    size_t length = 0;
    for (size_t i = 0; i < n; i++) {
        length += strlen(names[i]);
    }
    holding *held = array->private_data;
    int32_t *offsets = held->own = malloc((n + 1) * sizeof *offsets + length + 1);
    if (!offsets) {
        return false;
    }
    char *bytes = (char *)(offsets + n + 1);
    int32_t at = 0;
    for (size_t i = 0; i < n; i++) {
        const size_t size = strlen(names[i]);
        offsets[i] = at;
        memcpy(bytes + at, names[i], size);
        at += (int32_t)size;
    }
    offsets[n] = at;
    held->buffers[1] = offsets;
    held->buffers[2] = bytes;
    return true;
}

static bool column_array(struct ArrowArray *array, const brink_records_block *block, size_t i)
{
    if (!array_init(array, block->rows, 2, 0)) {
        return false;
    }
    holding *held = array->private_data;
    held->buffers[1] = block->values[i];
    held->piece = block->owner;
    brink_i_piece_use(held->piece);
    const brink_records_column *column = &block->columns[i];
    if (column->type != BRINK_RECORDS_CODE) {
        return true;
    }
    array->dictionary = calloc(1, sizeof *array->dictionary);
    return array->dictionary && names_array(array->dictionary, column->names, column->n_names);
}

static brink_status make_array(const brink_records_block *block, struct ArrowArray *out)
{
    bool good = array_init(out, block->rows, 1, (int64_t)block->n_columns);
    for (size_t i = 0; good && i < block->n_columns; i++) {
        out->children[i] = calloc(1, sizeof **out->children);
        good = out->children[i] && column_array(out->children[i], block, i);
    }
    if (!good) {
        array_release(out);
        return BRINK_ERR_MEMORY;
    }
    return BRINK_OK;
}

brink_status brink_records_arrow(const brink_records_block *block, struct ArrowSchema *schema,
                                 struct ArrowArray *array)
{
    if (schema) {
        *schema = (struct ArrowSchema){0};
    }
    if (array) {
        *array = (struct ArrowArray){0};
    }
    if (!block || !block->owner || !block->columns || !block->values) {
        return BRINK_ERR_ARGUMENT;
    }
    brink_status status = schema ? make_schema(block, schema) : BRINK_OK;
    if (status == BRINK_OK && array) {
        status = make_array(block, array);
        if (status != BRINK_OK && schema) {
            schema->release(schema);
        }
    }
    return status;
}
