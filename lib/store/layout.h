/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_STORE_LAYOUT_H
#define BRINK_STORE_LAYOUT_H

/* What stands where in a result file (docs/result-file.md):
 *
 *      magic, version of the format, length   head, tally of each variant, pairs   sum of all before */

#include "base/arena.h"
#include "base/bytes.h"
#include "brink/store.h"
#include "model/model.h"

/* As PNG's: shows at once what mail, editors and line ends do to binary files. */
#define BRINK_I_MAGIC \
    "\x89"            \
    "Brk\r\n\x1a\n"
enum {
    BRINK_I_MAGIC_SIZE = 8,
    BRINK_I_FORMAT = 1,
    BRINK_I_FRAME = BRINK_I_MAGIC_SIZE + 4 + 8,
    BRINK_I_SUM = 8
};

struct brink_stored {
    brink_i_arena arena;
    brink_stored_info info;
    brink_stored_variant *variants; /* [info.n_variants] */
    bool some;                      /* only these measures and series were asked for: */
    const char **only;              /* [n_only] */
    size_t n_only;
    const unsigned char *bytes, *tallies; /* all; what follows the head */
    size_t length;                        /* from `tallies` to the sum */
};

/* ---- writing ---- */

/* Head of a file. `model`: of the first variant, whose columns are those of the file. */
typedef struct brink_i_head {
    const brink_variant *variants; /* [n]; of a single result its name is NULL */
    int n;
    bool comparison, some;
    const brink_provenance *made;
    uint64_t fingerprint; /* 0: of this build */
    const brink_trial_range *ranges;
    size_t n_ranges;
} brink_i_head;

/* Begins a file with its head; brink_i_file_end closes it and hands it out. */
void brink_i_file_begin(brink_i_text *out, const brink_i_head *head);
brink_status brink_i_file_end(brink_i_text *out, unsigned char **bytes, size_t *n);

/* The hash of what is asked: names, comparisons and hashes of the variants; measures and series, if some
 * only. */
brink_status brink_i_question(const brink_stored_variant *variants, int n, bool some, const char *const *only,
                              size_t n_only, char out[BRINK_HASH_ROOM]);
/* The names of a model's measures and series, [n]; free(). NULL: out of memory. */
const char **brink_i_columns_of(const brink_model *model, size_t *n);

/* ---- failures ---- */

/* There is nothing to say yet; NULL is allowed. */
void brink_i_store_forget(brink_store_failure *failure);
__attribute__((format(printf, 2, 3))) brink_status brink_i_store_fail(brink_store_failure *failure,
                                                                      const char *format, ...);

#endif
