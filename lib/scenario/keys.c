/* SPDX-License-Identifier: Apache-2.0 */
#include "scenario/keys.h"

#define KEY_ENTRY(section, id, name, shape, required, help) {name, BRINK_I_SHAPE_##shape, required, help},
#define SECTION_KEYS(id, name)                                                \
    static const brink_i_key keys_##id[] = {BRINK_I_KEYS_##id(KEY_ENTRY)};    \
    _Static_assert(sizeof keys_##id / sizeof *keys_##id <= BRINK_I_KEYS_MOST, \
                   "BRINK_I_KEYS_MOST is too small");
BRINK_I_SECTIONS(SECTION_KEYS)
BRINK_I_CATALOGUE_SECTIONS(SECTION_KEYS)

#define SECTION_ENTRY(id, name) {name, keys_##id, sizeof keys_##id / sizeof *keys_##id},
static const brink_i_section sections[] = {BRINK_I_SECTIONS(SECTION_ENTRY)
                                               BRINK_I_CATALOGUE_SECTIONS(SECTION_ENTRY)};

#define SHAPE_ENTRY(id, word) word,
static const char *const shapes[] = {BRINK_I_SHAPES(SHAPE_ENTRY)};

const brink_i_section *brink_i_keys_section(brink_i_section_id id) { return &sections[id]; }

const char *brink_i_keys_shape(brink_i_shape shape) { return shapes[shape]; }
