/* SPDX-License-Identifier: Apache-2.0 */
#include "suggest.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum { LONGEST = 63 };

static int least(int a, int b) { return a < b ? a : b; }

/* The same letter; people mix up case, hyphen and underscore. */
static bool alike(char a, char b)
{
    a = a == '_' ? '-' : a;
    b = b == '_' ? '-' : b;
    return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* Insertions, deletions, replacements and swaps of neighbours that turn a into b (Damerau 1964). */
static int edits(const char *a, int n, const char *b, int m)
{
    int rows[3][LONGEST + 1];
    int *before = rows[0], *above = rows[1], *row = rows[2];
    for (int j = 0; j <= m; j++) {
        above[j] = j;
    }
    for (int i = 1; i <= n; i++) {
        row[0] = i;
        for (int j = 1; j <= m; j++) {
            row[j] = least(above[j - 1] + !alike(a[i - 1], b[j - 1]), least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && alike(a[i - 1], b[j - 2]) && alike(a[i - 2], b[j - 1])) {
                row[j] = least(row[j], before[j - 2] + 1);
            }
        }
        int *oldest = before;
        before = above;
        above = row;
        row = oldest;
    }
    return above[m];
}

nearest_name nearest_start(const char *wanted)
{
    size_t length = strlen(wanted);
    /* A third of the letters may be wrong: more is another word. */
    return (nearest_name){wanted, NULL, length > LONGEST ? 0 : length < 3 ? 2 : (int)length / 3 + 1};
}

void nearest_offer(nearest_name *self, const char *candidate)
{
    size_t n = strlen(self->wanted), m = strlen(candidate);
    if (n == 0 || n > LONGEST || m > LONGEST) {
        return;
    }
    int distance = edits(self->wanted, (int)n, candidate, (int)m);
    /* The beginning of a name is that name, however much is missing. */
    if (n >= 3 && n < m && strncmp(self->wanted, candidate, n) == 0) {
        distance = least(distance, 1);
    }
    if (distance < self->distance) {
        self->distance = distance;
        self->best = candidate;
    }
}
