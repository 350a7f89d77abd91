/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <string.h>

#include "base/text.h"
#include "scenario/loader.h"

const char *brink_i_read_printf(brink_i_loader *loader, const char *format, ...)
{
    brink_i_text text;
    brink_i_text_init(&text);
    va_list args;
    va_start(args, format);
    brink_i_text_addv(&text, format, args);
    va_end(args);
    const char *copy = text.failed || !text.bytes ? NULL : brink_i_arena_strdup(&loader->arena, text.bytes);
    brink_i_text_free(&text);
    loader->failed |= !copy;
    return copy ? copy : "";
}

void *brink_i_read_array(brink_i_loader *loader, size_t n, size_t size)
{
    void *array = brink_i_arena_array(&loader->arena, n, size);
    loader->failed |= !array;
    return array;
}

void brink_i_read_done(brink_i_loader *loader, brink_status status) { loader->failed |= status != BRINK_OK; }

brink_source_text brink_i_read_node(const brink_i_node *node)
{
    return node ? (brink_source_text){node->text, node->where} : (brink_source_text){NULL, {NULL, 0, 0}};
}

brink_source_text brink_i_read_text(const brink_i_fields *fields, int key)
{
    return brink_i_read_node(fields->value[key]);
}

brink_i_fields brink_i_read_short(const brink_i_node *value, int key)
{
    brink_i_fields fields = {{NULL}, {NULL}};
    fields.value[key] = value;
    return fields;
}

void brink_i_read_wrong_kind(brink_i_loader *loader, const brink_i_node *node, const char *what,
                             const char *wanted, const char *hint)
{
    if (!node->broken) {
        brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "wrong-kind", node->where,
                                brink_i_node_length(node), hint, "%s must be %s, not %s", what, wanted,
                                brink_i_node_describe(node));
    }
    loader->problems++;
}

bool brink_i_read_is_text(brink_i_loader *loader, const brink_i_node *node, const char *what)
{
    if (node->broken || (node->kind == BRINK_I_NODE_TEXT && node->text[0] != '\0')) {
        loader->problems += node->broken;
        return !node->broken;
    }
    if (node->kind == BRINK_I_NODE_TEXT) {
        brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "missing-value", node->where, 1, NULL,
                                "%s is empty", what);
        loader->problems++;
    } else {
        brink_i_read_wrong_kind(loader, node, what, "text", NULL);
    }
    return false;
}

/* How a value of this shape is written, for a reader who wrote something else. */
static const char *form_of(brink_i_shape shape)
{
    switch (shape) {
    case BRINK_I_SHAPE_NAMES:
        return "write a name, or [one, two]";
    case BRINK_I_SHAPE_WEIGHTS:
        return "write a state, or {one: 0.9, two: 0.1}";
    case BRINK_I_SHAPE_STATES:
        return "write [one, two], or {one: what it means, two: what it means}";
    case BRINK_I_SHAPE_RANGE:
        return "write [low, high]";
    case BRINK_I_SHAPE_BAND:
        return "write a number, or [low, high]";
    case BRINK_I_SHAPE_POINTS:
        return "write [[x, y], [x, y]]";
    case BRINK_I_SHAPE_EFFECTS:
        return "write [stock = expression], or each effect behind '- ' on a line of its own";
    case BRINK_I_SHAPE_LIST:
        return "write each item behind '- ' on a line of its own";
    case BRINK_I_SHAPE_MAP:
        return "write each entry as 'name: ...' on a line of its own";
    default:
        return NULL;
    }
}

static bool shape_holds(brink_i_shape shape, const brink_i_node *node)
{
    bool text = node->kind == BRINK_I_NODE_TEXT && (node->text[0] != '\0' || shape == BRINK_I_SHAPE_PROSE);
    switch (shape) {
    case BRINK_I_SHAPE_NAMES:
    case BRINK_I_SHAPE_BAND:
        return text || node->kind == BRINK_I_NODE_LIST;
    case BRINK_I_SHAPE_WEIGHTS:
        return text || node->kind == BRINK_I_NODE_MAP;
    case BRINK_I_SHAPE_STATES:
        return node->kind != BRINK_I_NODE_TEXT;
    case BRINK_I_SHAPE_RANGE:
    case BRINK_I_SHAPE_POINTS:
    case BRINK_I_SHAPE_EFFECTS:
    case BRINK_I_SHAPE_LIST:
        return node->kind == BRINK_I_NODE_LIST;
    case BRINK_I_SHAPE_MAP:
        return node->kind == BRINK_I_NODE_MAP;
    default:
        return text;
    }
}

static void check_value(brink_i_loader *loader, const brink_i_node *name, const brink_i_node *node,
                        const brink_i_key *key, const char *what, const brink_i_node **out)
{
    if (node->broken) {
        loader->problems++;
    } else if (shape_holds(key->shape, node)) {
        *out = node;
    } else if (node->kind == BRINK_I_NODE_TEXT && node->text[0] == '\0') {
        brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "missing-value", name->where,
                                brink_i_node_length(name), form_of(key->shape), "'%s' of %s is empty",
                                key->name, what);
        loader->problems++;
    } else {
        const char *word = brink_i_keys_shape(key->shape);
        bool article = strcmp(word, "text") != 0;
        brink_i_read_wrong_kind(loader, node, brink_i_read_printf(loader, "'%s' of %s", key->name, what),
                                brink_i_read_printf(loader, "%s%s",
                                                    !article                 ? ""
                                                    : strchr("aeiou", *word) ? "an "
                                                                             : "a ",
                                                    word),
                                form_of(key->shape));
    }
}

static const char *list_keys(brink_i_loader *loader, const brink_i_section *section)
{
    brink_i_text text;
    brink_i_text_init(&text);
    for (size_t i = 0; i < section->n; i++) {
        brink_i_text_addf(&text, "%s%s", i ? ", " : "known here: ", section->keys[i].name);
    }
    const char *copy = text.failed ? NULL : brink_i_arena_strdup(&loader->arena, text.bytes);
    loader->failed |= !copy;
    brink_i_text_free(&text);
    return copy;
}

/* What is wrong with an unknown key when YAML's own rules made it one; NULL if nothing points there. */
static const char *trap(brink_i_loader *loader, const brink_i_node *name, const brink_i_node *value)
{
    const char *colon = strchr(name->text, ':');
    if (colon && value->absent && name->plain) {
        return brink_i_read_printf(loader, "YAML wants a space behind the colon: %.*s: %.60s",
                                   (int)(colon - name->text), name->text, colon + 1);
    }
    if (value->absent && name->plain) {
        return "a comma inside { } or [ ] ends a YAML value: put text with a comma in quotes";
    }
    return NULL;
}

static void unknown_key(brink_i_loader *loader, const brink_i_node *name, const brink_i_node *value,
                        brink_i_section_id id, const char *what, brink_i_fields *out)
{
    const brink_i_section *section = brink_i_keys_section(id);
    const char *free_names[BRINK_I_KEYS_MOST];
    size_t n = 0;
    for (size_t i = 0; i < section->n; i++) {
        if (!out->key[i]) {
            free_names[n++] = section->keys[i].name;
        }
    }
    const char *hint = NULL;
    if (brink_diagnostics_count(loader->diagnostics) < BRINK_I_HINTED) {
        const char *near = brink_i_text_nearest(name->text, free_names, n);
        hint = near ? brink_i_read_printf(loader, "did you mean '%s'?", near) : trap(loader, name, value);
        hint = hint ? hint : list_keys(loader, section);
        for (size_t i = 0; near && i < section->n; i++) {
            if (strcmp(section->keys[i].name, near) == 0) {
                out->key[i] = name;
                check_value(loader, name, value, &section->keys[i], what, &out->value[i]);
            }
        }
    }
    brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "unknown-key", name->where,
                            brink_i_node_length(name), hint, "unknown key '%.80s' in %s", name->text, what);
}

bool brink_i_read_fields(brink_i_loader *loader, const brink_i_node *map, brink_i_section_id id,
                         const char *what, brink_where where, brink_i_fields *out)
{
    const brink_i_section *section = brink_i_keys_section(id);
    *out = (brink_i_fields){{NULL}, {NULL}};
    if (map->kind != BRINK_I_NODE_MAP || map->broken) {
        const char *colon = map->kind == BRINK_I_NODE_TEXT ? strchr(map->text, ':') : NULL;
        brink_i_read_wrong_kind(loader, map, what, "a map",
                                colon ? "YAML wants a space behind the colon"
                                      : brink_i_read_printf(loader, "write {%s: ..., %s: ...}",
                                                            section->keys[0].name, section->keys[1].name));
        return false;
    }
    bool unknown = false;
    BRINK_I_EACH_PAIR(map, name, value)
    {
        size_t i = 0;
        while (i < section->n && strcmp(section->keys[i].name, name->text) != 0) {
            i++;
        }
        if (i < section->n) {
            out->key[i] = name;
            check_value(loader, name, value, &section->keys[i], what, &out->value[i]);
        } else {
            unknown = true;
        }
    }
    /* After the known ones, so that a misspelt key is not taken for one that is there. */
    BRINK_I_EACH_PAIR(map, name, value)
    {
        bool known = !unknown;
        for (size_t i = 0; i < section->n && !known; i++) {
            known = strcmp(section->keys[i].name, name->text) == 0;
        }
        if (!known) {
            unknown_key(loader, name, value, id, what, out);
        }
    }
    bool broken = false; /* a key that was reported may have been any of them */
    for (const brink_i_node *name = map->first; name; name = name->next->next) {
        broken |= name->broken;
    }
    for (size_t i = 0; i < section->n && !broken; i++) {
        if (section->keys[i].required && !out->key[i]) {
            brink_i_diagnostics_add(
                loader->diagnostics, BRINK_ERROR, "missing-key", where, 1,
                brink_i_read_printf(loader, "%s: %s", section->keys[i].name, section->keys[i].help),
                "%s has no '%s'", what, section->keys[i].name);
            loader->problems++;
        }
    }
    loader->problems += broken;
    return true;
}
