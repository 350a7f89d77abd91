/* SPDX-License-Identifier: Apache-2.0 */
/* The forms that several keys share: names, weights, ranges, effects. */
#include <string.h>

#include "scenario/loader.h"

bool brink_i_read_names(brink_i_loader *loader, const brink_i_node *node, const char *what,
                        const brink_source_text **out, size_t *n)
{
    bool list = node->kind == BRINK_I_NODE_LIST;
    if (list && node->n == 0) {
        brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "missing-value", node->where, 1, NULL,
                                "%s is empty", what);
        loader->problems++;
        return false;
    }
    brink_source_text *names = brink_i_read_array(loader, list ? node->n : 1, sizeof *names);
    *n = 0;
    for (const brink_i_node *item = list ? node->first : node; names && item;
         item = list ? item->next : NULL) {
        if (brink_i_read_is_text(loader, item, what)) {
            names[(*n)++] = brink_i_read_node(item);
        }
    }
    *out = names;
    return names && *n > 0;
}

brink_mechanism_list brink_i_read_mechanisms(brink_i_loader *loader, const brink_i_fields *fields, int key,
                                             const char *what)
{
    brink_mechanism_list list = {NULL, 0};
    if (fields->value[key]) {
        (void)brink_i_read_names(loader, fields->value[key],
                                 brink_i_read_printf(loader, "'mechanism' of %s", what), &list.ids, &list.n);
    }
    return list;
}

bool brink_i_read_weights(brink_i_loader *loader, const brink_i_node *node, const char *what,
                          const brink_weighted_state **out, size_t *n)
{
    bool map = node->kind == BRINK_I_NODE_MAP;
    if (map && node->n == 0) {
        brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "missing-value", node->where, 1, NULL,
                                "%s is empty", what);
        loader->problems++;
        return false;
    }
    brink_weighted_state *states = brink_i_read_array(loader, map ? node->n : 1, sizeof *states);
    *n = 0;
    if (states && !map) {
        states[(*n)++] = (brink_weighted_state){brink_i_read_node(node), {NULL, {NULL, 0, 0}}};
    } else if (states) {
        BRINK_I_EACH_PAIR(node, name, value)
        {
            if (brink_i_read_is_text(
                    loader, value,
                    brink_i_read_printf(loader, "the weight of '%.80s' in %s", name->text, what))) {
                states[(*n)++] = (brink_weighted_state){brink_i_read_node(name), brink_i_read_node(value)};
            }
        }
    }
    *out = states;
    return *n > 0;
}

bool brink_i_read_range(brink_i_loader *loader, const brink_i_node *node, const char *what, bool band,
                        brink_source_text *low, brink_source_text *high)
{
    if (band && node->kind == BRINK_I_NODE_TEXT) {
        *low = brink_i_read_node(node);
        return true;
    }
    if (node->n != 2) {
        brink_i_diagnostics_add(loader->diagnostics, BRINK_ERROR, "wrong-kind", node->where, 1,
                                "write [low, high]", "%s must be two quantities, not %zu", what, node->n);
        loader->problems++;
        return false;
    }
    if (brink_i_read_is_text(loader, node->first, what) &&
        brink_i_read_is_text(loader, node->first->next, what)) {
        *low = brink_i_read_node(node->first);
        *high = brink_i_read_node(node->first->next);
        return true;
    }
    return false;
}

static void read_effect(brink_i_loader *loader, const brink_i_node *node, const char *what,
                        brink_effect_declaration *out)
{
    if (node->kind != BRINK_I_NODE_MAP) {
        if (brink_i_read_is_text(loader, node, brink_i_read_printf(loader, "an effect of %s", what))) {
            out->text = brink_i_read_node(node);
        }
        return;
    }
    const brink_i_node *name = node->first;
    if (node->n == 1 && name->kind == BRINK_I_NODE_TEXT && !name->broken &&
        name->next->kind == BRINK_I_NODE_TEXT && strcmp(name->text, "if") != 0 &&
        strcmp(name->text, "do") != 0) {
        const char *hint = brink_i_read_printf(loader, "write %.80s = %.80s", name->text, name->next->text);
        brink_i_read_wrong_kind(loader, node, brink_i_read_printf(loader, "an effect of %s", what),
                                "text or a map with 'if'", hint);
        return;
    }
    brink_i_fields fields;
    if (brink_i_read_fields(loader, node, BRINK_I_SECTION_EFFECT,
                            brink_i_read_printf(loader, "a conditional effect of %s", what), node->where,
                            &fields)) {
        const brink_i_node *then = fields.value[BRINK_I_KEY_EFFECT_DO],
                           *other = fields.value[BRINK_I_KEY_EFFECT_ELSE];
        out->condition = brink_i_read_text(&fields, BRINK_I_KEY_EFFECT_IF);
        if (then) {
            (void)brink_i_read_effects(loader, then, what, &out->then_do, &out->n_then);
        }
        if (other) {
            (void)brink_i_read_effects(loader, other, what, &out->else_do, &out->n_else);
        }
    }
}

bool brink_i_read_effects(brink_i_loader *loader, const brink_i_node *node, const char *what,
                          const brink_effect_declaration **out, size_t *n)
{
    brink_effect_declaration *effects = brink_i_read_array(loader, node->n, sizeof *effects);
    *n = 0;
    for (const brink_i_node *item = node->first; effects && item; item = item->next) {
        effects[*n] = (brink_effect_declaration){.text = {NULL, item->where}};
        read_effect(loader, item, what, &effects[(*n)++]);
    }
    *out = effects;
    return effects != NULL;
}

bool brink_i_read_is_number(const char *text)
{
    const char *p = text + (*text == '-' || *text == '+');
    size_t whole = strspn(p, "0123456789"), fraction = 0;
    p += whole;
    if (*p == '.') {
        fraction = strspn(++p, "0123456789");
        p += fraction;
    }
    if (whole + fraction > 0 && (*p == 'e' || *p == 'E')) {
        p += 1 + (p[1] == '-' || p[1] == '+');
        size_t digits = strspn(p, "0123456789");
        return digits > 0 && p[digits] == '\0';
    }
    return whole + fraction > 0 && *p == '\0';
}
