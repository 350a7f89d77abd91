/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>
#include <stdlib.h>

#include "base/text.h"
#include "brink/diagnostics.h"

/* A JSON string of any bytes: what is no text (a file name may hold anything) becomes '?'. JSON null for
 * NULL. */
static json_t *string_of(const char *text)
{
    if (!text) {
        return json_null();
    }
    json_t *string = json_string(text);
    if (string) {
        return string;
    }
    brink_i_text clean;
    brink_i_text_init(&clean);
    brink_i_text_add(&clean, text);
    for (size_t i = 0; !clean.failed && i < clean.length; i++) {
        if ((unsigned char)clean.bytes[i] >= 0x80) {
            clean.bytes[i] = '?';
        }
    }
    string = clean.failed ? NULL : json_string(clean.bytes);
    brink_i_text_free(&clean);
    return string;
}

static json_t *object_of(const brink_diagnostic *item)
{
    json_t *object = json_object();
    int failed = json_object_set_new(object, "severity",
                                     json_string(item->severity == BRINK_ERROR ? "error" : "warning"));
    failed |= json_object_set_new(object, "code", string_of(item->code));
    failed |= json_object_set_new(object, "message", string_of(item->message));
    failed |= json_object_set_new(object, "hint", string_of(item->hint));
    failed |= json_object_set_new(object, "file", string_of(item->where.file));
    failed |= json_object_set_new(object, "line", json_integer(item->where.line));
    failed |= json_object_set_new(object, "column", json_integer(item->where.column));
    failed |= json_object_set_new(object, "length", json_integer(item->length));
    if (failed) {
        json_decref(object);
        return NULL;
    }
    return object;
}

brink_status brink_diagnostics_json(const brink_diagnostics *list, char **out)
{
    if (out) {
        *out = NULL;
    }
    if (!list || !out) {
        return BRINK_ERR_ARGUMENT;
    }
    json_t *array = json_array();
    int failed = array == NULL;
    for (size_t i = 0; !failed && i < brink_diagnostics_count(list); i++) {
        failed = json_array_append_new(array, object_of(brink_diagnostics_get(list, i)));
    }
    if (!failed) {
        *out = json_dumps(array, JSON_INDENT(2));
    }
    json_decref(array);
    return *out ? BRINK_OK : BRINK_ERR_MEMORY;
}
