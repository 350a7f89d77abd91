/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/diagnostics.h"
#include "scenario/yaml.h"

/* Opening minus closing parentheses. */
static int open_parentheses(const char *text, size_t length)
{
    int open = 0;
    for (size_t i = 0; i < length; i++) {
        open += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
    }
    return open;
}

enum {
    PIECES_MOST = 256
}; /* arguments of one expression: beyond that it is no wreck, and searching on would cost */

/* The last node of the wreck that starts at `value`, or NULL if there is none: what follows is plain text, in
 * a map without a value of its own, up to the one that closes the parenthesis. A list must close it: in a map
 * the missing values tell enough. */
static brink_i_node *wreck_end(const brink_i_input *source, bool map, const brink_i_node *value)
{
    int open = open_parentheses(source->text + value->start, value->end - value->start);
    brink_i_node *last = NULL, *piece = value->next;
    for (int n = 0; open > 0 && piece && n < PIECES_MOST; n++) {
        if (piece->kind != BRINK_I_NODE_TEXT || !piece->plain || piece->absent ||
            (map && !piece->next->absent)) {
            break;
        }
        open += open_parentheses(source->text + piece->start, piece->end - piece->start);
        last = piece;
        piece = map ? piece->next->next : piece->next;
    }
    return map || open <= 0 ? last : NULL;
}

static size_t count(const brink_i_node *node)
{
    size_t n = 0;
    for (; node; node = node->next) {
        n++;
    }
    return n;
}

brink_status brink_i_commas_mend(brink_i_arena *arena, brink_diagnostics *diagnostics,
                                 const brink_i_input *source, brink_i_node *collection)
{
    bool map = collection->kind == BRINK_I_NODE_MAP;
    brink_i_node *value = collection->first && map ? collection->first->next : collection->first;
    while (value) {
        brink_i_node *last = value->plain && strchr(value->text, '(') ? wreck_end(source, map, value) : NULL;
        if (last) {
            value->next = map ? last->next->next : last->next;
            value->end = last->end;
            value->text =
                brink_i_arena_strndup(arena, source->text + value->start, value->end - value->start);
            if (!value->text) {
                return BRINK_ERR_MEMORY;
            }
            const char *hint = brink_i_diagnostics_format(
                diagnostics, "a comma inside %s ends a YAML value: write \"%.80s\", with the quotes",
                map ? "{ }" : "[ ]", value->text);
            brink_i_diagnostics_add(diagnostics, BRINK_ERROR, "quote-needed", value->where,
                                    brink_i_node_length(value), hint, "this text with a comma needs quotes");
        }
        value = map ? (value->next ? value->next->next : NULL) : value->next;
    }
    collection->n = map ? count(collection->first) / 2 : count(collection->first);
    return BRINK_OK;
}
