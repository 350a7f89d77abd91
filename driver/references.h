/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_REFERENCES_H
#define BRINK_DRIVER_REFERENCES_H

#include "brink/references.h"
#include "load.h"

/* The catalogues of mechanisms and sources that a scenario's tags are looked up in: mechanisms.yaml is the
 * one in the scenario's folder, else the bundled one; references.yaml and data-sheet.yaml are read from both,
 * the scenario's own first. An exit status; *out is freed with brink_references_free(). */
int references_load(const char *command, const scenario *of, brink_references **out);

/* The name of a file of the scenario for people: without the folder that the scenario itself is in. */
const char *references_near(const scenario *of, const char *file);

/* The two pages that need them; an exit status. */
int show_mechanisms(const scenario *of, bool json);
int show_sources(const scenario *of, bool json);

/* What the file of a scenario says about itself: variants, dates of its parts. An exit status. */
int references_info(const char *command, const scenario *of, brink_scenario_info **out);

#endif
