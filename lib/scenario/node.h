/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_SCENARIO_NODE_H
#define BRINK_SCENARIO_NODE_H

/* A YAML file as a tree of text, lists and maps. Every scalar is text: what it means is decided by its place.
 */

#include <stdbool.h>
#include <stddef.h>

#include "brink/diagnostics.h"

typedef enum brink_i_node_kind { BRINK_I_NODE_TEXT, BRINK_I_NODE_LIST, BRINK_I_NODE_MAP } brink_i_node_kind;

typedef struct brink_i_node {
    brink_i_node_kind kind;
    bool plain;                 /* TEXT: written without quotes */
    bool absent;                /* TEXT: nothing was written ("key:") */
    bool broken;                /* already reported; no message about what stands here helps anybody */
    bool repeated;              /* a key that its map has already; reported */
    bool flow;                  /* LIST, MAP: written with [ ] or { } */
    brink_where where;          /* first character; of quoted text the one after the quote */
    size_t start, end;          /* bytes of the source; end is the byte after the last */
    const char *text;           /* TEXT, NUL-terminated */
    struct brink_i_node *first; /* LIST: items; MAP: keys and values in turn */
    struct brink_i_node *next;
    size_t n; /* items of a LIST, pairs of a MAP */
} brink_i_node;

/* "a list", "a map", "text", "nothing" */
const char *brink_i_node_describe(const brink_i_node *node);
/* Characters to underline: the node's own, on its first line. */
int brink_i_node_length(const brink_i_node *node);

#endif
