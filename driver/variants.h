/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_VARIANTS_H
#define BRINK_DRIVER_VARIANTS_H

#include <stdbool.h>
#include <stddef.h>

#include "brink/compare.h"
#include "load.h"

/* Variants that are set side by side. Each is named by a text: "base" (the scenario as it stands), the name
 * of a variant, several that '+' joins, or "NAME=VALUE,..." with other values, which variants' names may go
 * before. */

extern const char base_name[];

typedef struct variant {
    char *label;            /* the text */
    char *pieces;           /* a copy of it, cut up: what `choice` points into */
    scenario_choice choice; /* the common sets first, then its own */
    scenario loaded;
    const char *about; /* of the variant; NULL: none, or several */
    int against;       /* which of the variants it is compared with */
    bool under;        /* it is one of them once more, under other assumptions */
} variant;

typedef struct variants {
    const char *command;
    const scenario_choice *common; /* name and sets of all; its variant is not looked at */
    brink_scenario_info *info;     /* the variants that there are */
    variant *items;
    size_t n;
} variants;

/* Reads which variants there are; an exit status. Free with variants_free() in any case. */
int variants_open(variants *self, const char *command, const scenario_choice *common);
void variants_free(variants *self);
/* Adds one, or one for each name of a list separated by commas; an exit status. */
int variants_add(variants *self, const char *text);
int variants_add_names(variants *self, const char *list);
/* Adds the scenario as it stands and all its variants; an exit status. */
int variants_add_all(variants *self);
/* Adds all that there are once more, each with what `text` says besides; an exit status. */
int variants_add_under(variants *self, const char *text);
/* Loads the models of all; prints what is wrong (unless quiet, warnings of the first too). An exit status. */
int variants_load(variants *self, bool quiet);
/* One of them for the library. */
brink_variant variant_for_library(const variant *self);

#endif
