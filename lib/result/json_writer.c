/* SPDX-License-Identifier: Apache-2.0 */
#include "result/json_writer.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "result/number.h"

void brink_i_json_init(brink_i_json *json)
{
    *json = (brink_i_json){.first = true};
    brink_i_text_init(&json->text);
}

char *brink_i_json_take(brink_i_json *json)
{
    brink_i_text_add(&json->text, "\n");
    char *text = brink_i_text_take(&json->text);
    brink_i_text_free(&json->text);
    return text;
}

/* Length of the UTF-8 character at the beginning of a NUL-terminated text, 0 if there is none: overlong
 * forms, surrogates and numbers beyond U+10FFFF are none. */
static size_t character(const unsigned char *at)
{
    if (at[0] < 0x80) {
        return 1;
    }
    size_t length = at[0] >= 0xf0 && at[0] <= 0xf4  ? 4
                    : at[0] >= 0xe0 && at[0] < 0xf0 ? 3
                    : at[0] >= 0xc2 && at[0] < 0xe0 ? 2
                                                    : 0;
    for (size_t i = 1; i < length; i++) {
        if ((at[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    bool bad = (at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xed && at[1] > 0x9f) ||
               (at[0] == 0xf0 && at[1] < 0x90) || (at[0] == 0xf4 && at[1] > 0x8f);
    return bad ? 0 : length;
}

static void add_character(brink_i_text *text, const char *at, size_t length)
{
    unsigned char byte = (unsigned char)at[0];
    if (length == 0) {
        brink_i_text_add(text, "\\ufffd");
    } else if (byte == '"' || byte == '\\') {
        brink_i_text_addf(text, "\\%c", byte);
    } else if (byte == '\n') {
        brink_i_text_add(text, "\\n");
    } else if (byte == '\t') {
        brink_i_text_add(text, "\\t");
    } else if (byte < 0x20 || byte == 0x7f) {
        brink_i_text_addf(text, "\\u%04x", byte);
    } else {
        brink_i_text_add_bytes(text, at, length);
    }
}

static void add_string(brink_i_text *text, const char *value)
{
    brink_i_text_add(text, "\"");
    while (*value) {
        size_t length = character((const unsigned char *)value);
        add_character(text, value, length);
        value += length > 0 ? length : 1;
    }
    brink_i_text_add(text, "\"");
}

static void new_line(brink_i_json *json)
{
    brink_i_text_add(&json->text, "\n");
    for (int i = 0; i < json->depth; i++) {
        brink_i_text_add(&json->text, "  ");
    }
}

/* Comma, new line, key: all that goes before a value. */
static void begin(brink_i_json *json, const char *key)
{
    if (!json->first) {
        brink_i_text_add(&json->text, ",");
    }
    if (json->depth > 0) {
        new_line(json);
    }
    json->first = false;
    if (key) {
        add_string(&json->text, key);
        brink_i_text_add(&json->text, ": ");
    }
}

void brink_i_json_open(brink_i_json *json, const char *key, char bracket)
{
    begin(json, key);
    brink_i_text_add_bytes(&json->text, &bracket, 1);
    json->depth++;
    json->first = true;
}

void brink_i_json_close(brink_i_json *json, char bracket)
{
    json->depth--;
    if (!json->first) {
        new_line(json);
    }
    json->first = false;
    brink_i_text_add(&json->text, bracket == '{' ? "}" : "]");
}

void brink_i_json_null(brink_i_json *json, const char *key)
{
    begin(json, key);
    brink_i_text_add(&json->text, "null");
}

void brink_i_json_string(brink_i_json *json, const char *key, const char *value)
{
    if (!value) {
        brink_i_json_null(json, key);
        return;
    }
    begin(json, key);
    add_string(&json->text, value);
}

static void add_number(brink_i_text *text, double value)
{
    char number[BRINK_I_NUMBER_ROOM];
    brink_i_text_add(text, isfinite(value) ? brink_i_number_exact(number, value) : "null");
}

void brink_i_json_number(brink_i_json *json, const char *key, double value)
{
    begin(json, key);
    add_number(&json->text, value);
}

void brink_i_json_count(brink_i_json *json, const char *key, uint64_t value)
{
    begin(json, key);
    brink_i_text_addf(&json->text, "%" PRIu64, value);
}

void brink_i_json_bool(brink_i_json *json, const char *key, bool value)
{
    begin(json, key);
    brink_i_text_add(&json->text, value ? "true" : "false");
}

void brink_i_json_raw(brink_i_json *json, const char *key, const char *value)
{
    size_t length = strlen(value);
    while (length > 0 && strchr(" \n", value[length - 1])) {
        length--;
    }
    begin(json, key);
    brink_i_text_add_bytes(&json->text, value, length);
}

void brink_i_json_numbers(brink_i_json *json, const char *key, const double *values, size_t n)
{
    begin(json, key);
    brink_i_text_add(&json->text, "[");
    for (size_t i = 0; i < n; i++) {
        if (i > 0) {
            brink_i_text_add(&json->text, ", ");
        }
        add_number(&json->text, values[i]);
    }
    brink_i_text_add(&json->text, "]");
}

void brink_i_json_counts(brink_i_json *json, const char *key, const uint64_t *values, size_t n)
{
    begin(json, key);
    brink_i_text_add(&json->text, "[");
    for (size_t i = 0; i < n; i++) {
        brink_i_text_addf(&json->text, "%s%" PRIu64, i > 0 ? ", " : "", values[i]);
    }
    brink_i_text_add(&json->text, "]");
}
