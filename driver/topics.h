/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_TOPICS_H
#define BRINK_DRIVER_TOPICS_H

#include <stdbool.h>
#include <stdio.h>

#include "suggest.h"

/* What the documentation says about a word: "distributions", "functions", a section of scenario files
 * ("stocks"), a distribution ("pert"), a function ("clamp"), a key of a section, or the code of a message
 * ("bad-include"). */

/* Prints it; false if there is nothing. */
bool topic_print(FILE *out, const char *word);
/* Offers all words that there is something about. */
void topic_offer(nearest_name *nearest);

#endif
