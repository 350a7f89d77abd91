/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_SIDES_H
#define BRINK_DRIVER_SIDES_H

#include <stdbool.h>
#include <stddef.h>

#include "brink/compare.h"
#include "load.h"

/* Variants that are set side by side. Each is named by a text: "base" (the scenario as it stands), the name
 * of a variant, several that '+' joins, or "NAME=VALUE,..." with other values, which variants' names may go
 * before. */

extern const char base_name[];

typedef struct side {
    char *label;            /* the text */
    char *pieces;           /* a copy of it, cut up: what `choice` points into */
    scenario_choice choice; /* the common sets first, then its own */
    scenario loaded;
    const char *about; /* of the variant; NULL: none, or several */
    int against;       /* which of the sides it is compared with */
    bool under;        /* it is one of them once more, under other assumptions */
} side;

typedef struct sides {
    const char *command;
    const scenario_choice *common; /* name and sets of all; its variant is not looked at */
    brink_scenario_info *info;     /* the variants that there are */
    side *items;
    size_t n;
} sides;

/* Reads which variants there are; an exit status. Free with sides_free() in any case. */
int sides_open(sides *self, const char *command, const scenario_choice *common);
void sides_free(sides *self);
/* Adds one, or one for each name of a list separated by commas; an exit status. */
int sides_add(sides *self, const char *text);
int sides_add_names(sides *self, const char *list);
/* Adds the scenario as it stands and all its variants; an exit status. */
int sides_add_all(sides *self);
/* Adds all that there are once more, each with what `text` says besides; an exit status. */
int sides_add_under(sides *self, const char *text);
/* Loads the models of all; prints what is wrong (unless quiet, warnings of the first too). An exit status. */
int sides_load(sides *self, bool quiet);
/* One of them for the library. */
brink_variant side_variant(const side *self);

#endif
