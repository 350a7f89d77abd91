/* SPDX-License-Identifier: Apache-2.0 */
#include "scenario/input.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diagnostics.h"
#include "base/text.h"

static bool continues(char byte) { return ((unsigned char)byte & 0xC0) == 0x80; }

/* Characters that make a text look like another: they turn its direction (U+202A to U+202E, U+2066 to U+2069)
 * or end its line (U+2028, U+2029). */
static bool misleads(const unsigned char *p, size_t size)
{
    return size == 3 && p[0] == 0xE2 &&
           ((p[1] == 0x80 && p[2] >= 0xA8 && p[2] <= 0xAE) || (p[1] == 0x81 && p[2] >= 0xA6 && p[2] <= 0xA9));
}

/* Bytes of the UTF-8 character at p (Unicode 15, table 3-7), 0 if there is none. */
static size_t character(const unsigned char *p, size_t left)
{
    if (p[0] < 0x80) {
        return p[0] >= 0x20 || p[0] == '\t' || p[0] == '\n' || p[0] == '\r';
    }
    size_t size = p[0] >= 0xC2 && p[0] < 0xE0   ? 2
                  : p[0] >= 0xE0 && p[0] < 0xF0 ? 3
                  : p[0] >= 0xF0 && p[0] < 0xF5 ? 4
                                                : 0;
    if (size == 0 || size > left) {
        return 0;
    }
    for (size_t i = 1; i < size; i++) {
        if (!continues((char)p[i])) {
            return 0;
        }
    }
    bool overlong = (p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xF0 && p[1] < 0x90);
    bool surrogate = p[0] == 0xED && p[1] >= 0xA0, beyond = p[0] == 0xF4 && p[1] >= 0x90;
    bool control = p[0] == 0xC2 && p[1] < 0xA0 && p[1] != 0x85;
    return overlong || surrogate || beyond || control || misleads(p, size) ? 0 : size;
}

size_t brink_i_input_bad_byte(const char *text, size_t length)
{
    const unsigned char *bytes = (const unsigned char *)text;
    for (size_t i = 0; i < length;) {
        size_t size = character(bytes + i, length - i);
        if (size == 0) {
            return i;
        }
        i += size;
    }
    return length;
}

brink_where brink_i_input_place(brink_i_input *source, size_t offset)
{
    const char *text = source->text;
    offset = offset < source->length ? offset : source->length;
    while (source->offset < offset) {
        char passed = text[source->offset++];
        if (passed == '\n') {
            source->line++;
            source->column = 1;
        } else {
            source->column += !continues(text[source->offset]);
        }
    }
    while (source->offset > offset) {
        source->column -= !continues(text[source->offset]);
        if (text[--source->offset] == '\n') {
            source->line--;
            const char *first = text + source->offset;
            while (first > text && first[-1] != '\n') {
                first--;
            }
            source->column = brink_i_text_columns(first, (size_t)(text + source->offset - first)) + 1;
        }
    }
    return (brink_where){source->file, source->line, source->column};
}

/* Where the first line that is too long starts; length if none is. */
static size_t long_line(const char *text, size_t length)
{
    for (size_t start = 0; start < length;) {
        const char *newline = memchr(text + start, '\n', length - start);
        size_t end = newline ? (size_t)(newline - text) : length;
        if (end - start > BRINK_I_INPUT_LONGEST_LINE) {
            return start;
        }
        start = end + 1;
    }
    return length;
}

static brink_status report_bad_byte(brink_diagnostics *diagnostics, brink_i_input *source, size_t at)
{
    /* The text is not shown: it would reach a terminal as it is. */
    source->file = brink_i_diagnostics_source(diagnostics, source->file, "", 0);
    brink_where where = brink_i_input_place(source, at);
    unsigned byte = (unsigned char)source->text[at];
    bool control =
        byte < 0x80 || (byte == 0xC2 && at + 1 < source->length && continues(source->text[at + 1]));
    const char *wide = "this looks like UTF-16: save the file as UTF-8";
    const char *hint = "save the file as UTF-8";
    if (at == 0 && source->length > 1 &&
        ((byte == 0xFF && (unsigned char)source->text[1] == 0xFE) ||
         (byte == 0xFE && (unsigned char)source->text[1] == 0xFF))) {
        hint = wide;
    } else if (byte == 0) {
        hint = at == 1 ? wide : "this is no text file, or it is damaged";
    } else if (control) {
        hint = "remove the control character";
    }
    const unsigned char *p = (const unsigned char *)source->text + at;
    if (source->length - at >= 3 && misleads(p, 3)) {
        brink_i_diagnostics_add(
            diagnostics, BRINK_ERROR, "not-text", where, 1, "remove it",
            "U+20%02X turns the direction of the text or ends its line: what is read would not be "
            "what is meant",
            (p[1] == 0x80 ? 0x00U : 0x40U) + (p[2] & 0x3FU));
        return BRINK_ERR_INVALID;
    }
    brink_i_diagnostics_add(
        diagnostics, BRINK_ERROR, "not-text", where, 1, hint,
        control ? "byte 0x%02X is a control character, not text" : "byte 0x%02X is not valid UTF-8", byte);
    return BRINK_ERR_INVALID;
}

brink_status brink_i_input_take(brink_i_arena *arena, brink_diagnostics *diagnostics, const char *name,
                                const char *text, size_t length, brink_i_input *out)
{
    const char *mark = "\xEF\xBB\xBF";
    if (length >= 3 && memcmp(text, mark, 3) == 0) {
        text += 3;
        length -= 3;
    }
    *out = (brink_i_input){.file = name, .length = length, .line = 1, .column = 1};
    brink_where whole = {NULL, 0, 0};
    if (length > BRINK_I_INPUT_LARGEST) {
        whole.file = brink_i_diagnostics_source(diagnostics, name, "", 0);
        brink_i_diagnostics_add(diagnostics, BRINK_ERROR, "too-large", whole, 1, "split it with include",
                                "the file is larger than 16 MiB");
        return BRINK_ERR_INVALID;
    }
    out->text = brink_i_arena_strndup(arena, text, length);
    if (!out->text) {
        return BRINK_ERR_MEMORY;
    }
    size_t bad = brink_i_input_bad_byte(out->text, length);
    if (bad < length) {
        return report_bad_byte(diagnostics, out, bad);
    }
    size_t lengthy = long_line(out->text, length);
    if (lengthy < length) {
        out->file = brink_i_diagnostics_source(diagnostics, name, "", 0);
        brink_i_diagnostics_add(diagnostics, BRINK_ERROR, "too-large", brink_i_input_place(out, lengthy), 1,
                                "break the line", "this line is longer than 1 MiB");
        return BRINK_ERR_INVALID;
    }
    out->file = brink_i_diagnostics_source(diagnostics, name, out->text, length);
    return out->file ? BRINK_OK : BRINK_ERR_MEMORY;
}

static brink_status unreadable(brink_diagnostics *diagnostics, const char *path, brink_where named_at,
                               const char *why)
{
    int length = named_at.file ? (int)strlen(path) : 1;
    brink_i_diagnostics_add(diagnostics, BRINK_ERROR, "unreadable-file", named_at, length, NULL,
                            "cannot read '%s': %s", path, why);
    return BRINK_ERR_IO;
}

/* Appends the file to bytes, one byte more than the largest size at most. */
static int read_all(int descriptor, brink_i_text *bytes)
{
    char block[65536];
    while (!bytes->failed && bytes->length <= BRINK_I_INPUT_LARGEST + 3) {
        ssize_t got = read(descriptor, block, sizeof block);
        if (got < 0 && errno != EINTR) {
            return errno;
        }
        if (got == 0) {
            break;
        }
        if (got > 0) {
            brink_i_text_add_bytes(bytes, block, (size_t)got);
        }
    }
    return 0;
}

brink_status brink_i_input_read(brink_i_arena *arena, brink_diagnostics *diagnostics, const char *path,
                                brink_where named_at, brink_i_input *out)
{
    struct stat about;
    if (stat(path, &about) != 0) {
        return unreadable(diagnostics, path, named_at, brink_i_text_reason(errno));
    }
    /* An included file is a file: opening a pipe or a terminal that a downloaded scenario names would wait
     * for ever. */
    if (S_ISDIR(about.st_mode) || (named_at.file && !S_ISREG(about.st_mode))) {
        return unreadable(diagnostics, path, named_at,
                          S_ISDIR(about.st_mode) ? brink_i_text_reason(EISDIR) : "it is not a regular file");
    }
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (descriptor < 0) {
        return unreadable(diagnostics, path, named_at, brink_i_text_reason(errno));
    }
    brink_i_text bytes;
    brink_i_text_init(&bytes);
    int error = read_all(descriptor, &bytes);
    close(descriptor);
    brink_status status = BRINK_ERR_MEMORY;
    if (error) {
        status = unreadable(diagnostics, path, named_at, brink_i_text_reason(error));
    } else if (!bytes.failed) {
        status =
            brink_i_input_take(arena, diagnostics, path, bytes.bytes ? bytes.bytes : "", bytes.length, out);
    }
    brink_i_text_free(&bytes);
    return status;
}
