/* SPDX-License-Identifier: Apache-2.0 */
/* A closed scenario: one text that holds what several files say, word for word. The texts of the others stand
 * in `files` of the main one:
 *
 *      include: [modules/japan.yaml]
 *      ...
 *      files:
 *        "modules/japan.yaml": |2
 *          brink: 1
 *          ...
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "scenario/loader.h"

/* Leaves out what says nothing: "./", "//", and a folder that ".." goes out of again. */
static void tidy(char *path)
{
    char *to = path;
    const char *from = path;
    const bool rooted = *path == '/';
    if (rooted) {
        from++;
        to++;
    }
    char *const start = to;
    while (*from) {
        const size_t length = strcspn(from, "/");
        const char *last = to; /* the part before: from here to `to` */
        while (last > start && (last == to || last[-1] != '/')) {
            last--;
        }
        const bool up = length == 2 && memcmp(from, "..", 2) == 0;
        const bool can_go = up && to > start && strncmp(last, "../", 3) != 0;
        if (can_go) {
            to = start + (last - start);
        } else if (length > 0 && !(length == 1 && *from == '.')) {
            memmove(to, from, length);
            to += length;
            *to++ = '/';
        }
        from += length;
        from += *from == '/';
    }
    if (to > start) {
        to--; /* the last slash */
    }
    *to = '\0';
}

const char *brink_i_closed_key(brink_i_loader *loader, const char *includer, const char *path)
{
    const char *slash = strrchr(includer, '/');
    const size_t folder = *path != '/' && slash ? (size_t)(slash - includer) + 1 : 0;
    /* Room for the slash that tidy puts behind each part. */
    char *key = brink_i_read_array(loader, folder + strlen(path) + 2, 1);
    if (!key) {
        return "";
    }
    memcpy(key, includer, folder);
    memcpy(key + folder, path, strlen(path) + 1);
    tidy(key);
    return key;
}

const brink_i_node *brink_i_closed_find(const brink_i_loader *loader, const char *key)
{
    if (loader->closed && loader->closed->kind == BRINK_I_NODE_MAP) {
        BRINK_I_EACH_PAIR(loader->closed, name, value)
        {
            if (strcmp(name->text, key) == 0) {
                return value;
            }
        }
    }
    return NULL;
}

void brink_i_closed_need(brink_i_loader *loader, const char *key, const char *text)
{
    for (const brink_i_needed *other = loader->needed; other; other = other->next) {
        if (strcmp(other->key, key) == 0) { /* of numbers, for two samples */
            return;
        }
    }
    brink_i_needed *needed = brink_i_read_array(loader, 1, sizeof *needed);
    if (needed) {
        *needed = (brink_i_needed){.key = key, .text = text};
        *loader->needed_tail = needed;
        loader->needed_tail = &needed->next;
    }
}

/* As a text in double quotes. */
static void add_quoted(brink_i_text *out, const char *text)
{
    brink_i_text_add(out, "\"");
    for (const char *p = text; *p; p++) {
        const char *escape = *p == '"'    ? "\\\""
                             : *p == '\\' ? "\\\\"
                             : *p == '\n' ? "\\n"
                             : *p == '\r' ? "\\r"
                             : *p == '\t' ? "\\t"
                                          : NULL;
        if (escape) {
            brink_i_text_add(out, escape);
        } else {
            brink_i_text_add_bytes(out, p, 1);
        }
    }
    brink_i_text_add(out, "\"");
}

/* As a block of its own lines; what is written in braces has no such blocks. */
static void add_block(brink_i_text *out, const char *text, int indent)
{
    brink_i_text_add(out, "|2\n");
    while (*text) {
        const size_t length = strcspn(text, "\r\n");
        if (length > 0) {
            brink_i_text_addf(out, "%*s", indent + 2, "");
        }
        brink_i_text_add_bytes(out, text, length);
        brink_i_text_add(out, "\n");
        text += length;
        text += *text == '\r';
        text += *text == '\n';
    }
}

static void add_files(brink_i_text *out, const brink_i_loader *loader)
{
    const brink_i_node *root = loader->main_root;
    const int indent = root->flow ? 0 : root->where.column - 1;
    const char *separator = "";
    if (root->flow) {
        brink_i_text_add(out, "files: {");
    } else {
        brink_i_text_addf(out, "%*sfiles:\n", indent, "");
    }
    for (const brink_i_needed *needed = loader->needed; needed; needed = needed->next) {
        brink_i_text_addf(out, "%s%*s", separator, root->flow ? 0 : indent + 2, "");
        add_quoted(out, needed->key);
        brink_i_text_add(out, ": ");
        if (root->flow) {
            add_quoted(out, needed->text);
            separator = ", ";
        } else {
            add_block(out, needed->text, indent + 2);
        }
    }
    brink_i_text_add(out, root->flow ? "}, " : "");
}

char *brink_i_closed_write(const brink_i_loader *loader)
{
    const brink_i_input *source = &loader->main_source;
    const brink_i_node *root = loader->main_root;
    brink_i_text out;
    brink_i_text_init(&out);
    size_t at = source->length;
    if (loader->needed && !loader->closed) {
        /* Behind the brace, or behind the last line of what is no comment. */
        at = root->flow ? root->start + 1 : root->end;
        while (!root->flow && at < source->length && source->text[at - 1] != '\n') {
            at++;
        }
    }
    brink_i_text_add_bytes(&out, source->text, at);
    if (loader->needed && !loader->closed) {
        brink_i_text_add(&out, !root->flow && at > 0 && source->text[at - 1] != '\n' ? "\n" : "");
        add_files(&out, loader);
    }
    brink_i_text_add_bytes(&out, source->text + at, source->length - at);
    brink_i_text_add(&out, "");
    return brink_i_text_take(&out);
}
