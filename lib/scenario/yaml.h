/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_SCENARIO_YAML_H
#define BRINK_SCENARIO_YAML_H

/* Text to tree. YAML's anchors, aliases, tags, merge keys, directives and several documents are refused: a
 * scenario has no use for them, and a page of aliases can stand for more nodes than fit into memory. */

#include "base/arena.h"
#include "scenario/node.h"
#include "scenario/input.h"

enum { BRINK_I_YAML_DEPTH = 64, BRINK_I_YAML_NODES = 1000000 };

/* BRINK_OK with *root set; `*incomplete` becomes true if problems were reported that leave holes in the tree.
 * BRINK_ERR_INVALID: not YAML, reported. `nodes_left` is taken down by the number of nodes. */
brink_status brink_i_yaml_parse(brink_i_arena *arena, brink_diagnostics *diagnostics, brink_i_input *source,
                                size_t *nodes_left, bool *incomplete, brink_i_node **root);

/* Undoes what a comma inside { } or [ ] does to an expression, with a diagnostic: `{value: max(a, b), unit:
 * day}` is to YAML a map of `value: max(a`, `b)` and `unit: day`. Called for each finished flow collection.
 */
brink_status brink_i_commas_mend(brink_i_arena *arena, brink_diagnostics *diagnostics,
                                 const brink_i_input *source, brink_i_node *collection);

#endif
