/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_SCENARIO_LOADER_H
#define BRINK_SCENARIO_LOADER_H

/* The state of one load, shared by the readers of the sections. */

#include <sys/types.h>

#include "base/arena.h"
#include "base/diagnostics.h"
#include "brink/builder.h"
#include "scenario/keys.h"
#include "scenario/input.h"
#include "scenario/node.h"

/* The known keys of one map. */
typedef struct brink_i_fields {
    const brink_i_node *key[BRINK_I_KEYS_MOST];   /* NULL: absent */
    const brink_i_node *value[BRINK_I_KEYS_MOST]; /* NULL: absent, or reported as wrong */
} brink_i_fields;

/* One file of the scenario, in the order in which their contents count: included files before the one that
 * includes them. */
typedef struct brink_i_file {
    struct brink_i_file *next;
    const char *name;
    brink_where whole; /* the start of its text */
    brink_i_fields fields;
    bool main;
} brink_i_file;

/* A file that was met, by what the system knows it as, so that two paths to one file are one file. Those of a
 * closed scenario are known by their key. */
typedef struct brink_i_met {
    struct brink_i_met *next;
    dev_t device;
    ino_t inode;
    const char *path, *key;
    bool open; /* its includes are being read */
} brink_i_met;

/* The text of a file that the main one needs, in the order in which they were met. */
typedef struct brink_i_needed {
    struct brink_i_needed *next;
    const char *key; /* its path from the main file's folder */
    const char *text;
} brink_i_needed;

/* A file of numbers that a `file` key names. */
typedef struct brink_i_data {
    struct brink_i_data *next;
    const brink_i_node *node; /* that names it */
    const char *path;
    brink_i_input source;
    bool good; /* it was read */
} brink_i_data;

typedef struct brink_i_variant {
    struct brink_i_variant *next;
    const brink_i_node *name, *about, *set; /* set: NULL if it was reported as wrong */
    brink_mechanism_list mechanisms;
    bool applied; /* to the model under way */
} brink_i_variant;

typedef struct brink_i_loader {
    brink_i_arena arena;
    brink_diagnostics *diagnostics;
    brink_builder *builder; /* NULL while only the variants are asked for */
    size_t nodes_left;
    bool incomplete; /* a hole that the builder would report again as unknown names: it is not asked */
    bool dropped; /* an outcome, measure or series was left out: what is expected of it is not declared either
                   */
    size_t problems; /* holes so far: declarations compare it before and after they are read */
    bool failed;     /* out of memory */
    brink_i_file *files, **files_tail;
    brink_i_input main_source;
    const brink_i_node *main_root;
    const brink_i_node *closed; /* the main file's `files`; NULL: it is not closed */
    brink_i_needed *needed, **needed_tail;
    brink_i_met *met;
    size_t n_met;
    brink_i_data *data;
    brink_i_variant *variants, **variants_tail;
    size_t n_variants;
} brink_i_loader;

/* ---- files.c, variants.c, sections.c: the steps of a load ---- */

enum {
    BRINK_I_FILES_MOST = 1000,
    BRINK_I_INCLUDES_DEEP = 16,
    BRINK_I_VARIANTS_MOST = 1000,
    BRINK_I_NAMES_MOST = 10000
};

void brink_i_loader_init(brink_i_loader *loader, brink_diagnostics *diagnostics);

/* Whether a file has parts of a model but neither `time` nor `outcomes`: a piece to be included. */
bool brink_i_files_is_module(const brink_i_file *file);
/* Reads the main file and all that it includes into loader->files. From a path (`text` NULL), or from text
 * with the folder of its includes (NULL: refused). BRINK_ERR_IO if the main file cannot be read; what else is
 * wrong is reported and leaves `incomplete`. */
brink_status brink_i_files_read(brink_i_loader *loader, const char *path, const char *text, size_t length,
                                const char *directory);

/* closed.c: one text instead of several files. */

/* A file as the scenario knows it: `path` as `includer` (a key, "" for the main file) writes it, without what
 * goes forth and back. */
const char *brink_i_closed_key(brink_i_loader *loader, const char *includer, const char *path);
/* Its text in a closed scenario; NULL if it is not there. */
const brink_i_node *brink_i_closed_find(const brink_i_loader *loader, const char *key);
/* Notes a text that the scenario needs. */
void brink_i_closed_need(brink_i_loader *loader, const char *key, const char *text);
/* The main file with the texts of all others in its `files`, once everything is read; free(). NULL: out of
 * memory. */
char *brink_i_closed_write(const brink_i_loader *loader);

/* Collects the variants of all files and checks what they set. */
void brink_i_variants_collect(brink_i_loader *loader);
/* Applies the variant of that name, or several that '+' joins, one after the other; reports those that there
 * are not. */
void brink_i_variants_apply(brink_i_loader *loader, const char *names);
/* Reports names that variants which were not applied set and that are neither parameter nor lever of any
 * file. */
void brink_i_variants_check(brink_i_loader *loader);
/* "did you mean 'x'?", or the known variants; NULL if there are none. */
const char *brink_i_variants_hint(brink_i_loader *loader, const char *name);

/* Gives the builder other values: from a map, or from texts "name=value". */
void brink_i_sets_apply(brink_i_loader *loader, const brink_i_node *map, const char *what,
                        const char *origin);
void brink_i_sets_parse(brink_i_loader *loader, const char *const *sets, size_t n);

/* Messages beyond this many are only counted, so hints for them are not worth their time. */
enum { BRINK_I_HINTED = 200 };

/* read.c: the forms that all sections share. `what` names the thing in messages: "parameter 'demand'". */

/* Reads the keys of `map`; false (reported) if it is no map. Unknown keys, missing keys and values of another
 * kind are reported; a misspelt key whose meaning is clear is taken as meant. */
bool brink_i_read_fields(brink_i_loader *loader, const brink_i_node *map, brink_i_section_id section,
                         const char *what, brink_where where, brink_i_fields *out);

/* The text of a field; {NULL} if it is absent. */
brink_source_text brink_i_read_text(const brink_i_fields *fields, int key);
brink_source_text brink_i_read_node(const brink_i_node *node);

/* Fields with only `value` at index `key`, for short forms. */
brink_i_fields brink_i_read_short(const brink_i_node *value, int key);

/* True if node is text with something in it; otherwise reports what `where_word` wants ("the value of 'x'").
 */
bool brink_i_read_is_text(brink_i_loader *loader, const brink_i_node *node, const char *what);

/* Reports that `node` is of the wrong kind. */
void brink_i_read_wrong_kind(brink_i_loader *loader, const brink_i_node *node, const char *what,
                             const char *wanted, const char *hint);

/* Whether a text is a number as in expressions: digits, point, exponent; without a unit. */
bool brink_i_read_is_number(const char *text);

/* A piece of text that lives as long as the loader; "" when out of memory, which is remembered. */
__attribute__((format(printf, 2, 3))) const char *brink_i_read_printf(brink_i_loader *loader,
                                                                      const char *format, ...);
/* Array of the loader's arena; NULL when out of memory, which is remembered. */
void *brink_i_read_array(brink_i_loader *loader, size_t n, size_t size);
/* Remembers a failed builder call. */
void brink_i_read_done(brink_i_loader *loader, brink_status status);

/* A state or several: for `from`, `in`. false: reported. */
bool brink_i_read_names(brink_i_loader *loader, const brink_i_node *node, const char *what,
                        const brink_source_text **out, size_t *n);
/* The mechanisms that `what` expresses: the key at index `key`, empty if it is absent. */
brink_mechanism_list brink_i_read_mechanisms(brink_i_loader *loader, const brink_i_fields *fields, int key,
                                             const char *what);
/* Reports what is no date; NULL is allowed. */
void brink_i_read_check_date(brink_i_loader *loader, const brink_i_node *date);
/* A state, or states with weights. */
bool brink_i_read_weights(brink_i_loader *loader, const brink_i_node *node, const char *what,
                          const brink_weighted_state **out, size_t *n);
/* Two quantities; or one, if `band`, with `high` left empty. */
bool brink_i_read_range(brink_i_loader *loader, const brink_i_node *node, const char *what, bool band,
                        brink_source_text *low, brink_source_text *high);
/* A list of effects. */
bool brink_i_read_effects(brink_i_loader *loader, const brink_i_node *node, const char *what,
                          const brink_effect_declaration **out, size_t *n);

/* Sections. Each takes its map or list, gives the builder its declarations and reports the rest. */
void brink_i_load_parameters(brink_i_loader *loader, const brink_i_node *map);
void brink_i_load_correlations(brink_i_loader *loader, const brink_i_node *list);
void brink_i_load_samples(brink_i_loader *loader, const brink_i_node *map);
void brink_i_load_levers(brink_i_loader *loader, const brink_i_node *map);
void brink_i_load_define(brink_i_loader *loader, const brink_i_node *map);
void brink_i_load_tables(brink_i_loader *loader, const brink_i_node *map);
void brink_i_load_stocks(brink_i_loader *loader, const brink_i_node *map);
void brink_i_load_machines(brink_i_loader *loader, const brink_i_node *map);
void brink_i_load_processes(brink_i_loader *loader, const brink_i_node *map);
void brink_i_load_outcomes(brink_i_loader *loader, const brink_i_node *map);
void brink_i_load_measures(brink_i_loader *loader, const brink_i_node *map);
void brink_i_load_series(brink_i_loader *loader, const brink_i_node *map);
void brink_i_load_expect(brink_i_loader *loader, const brink_i_node *list);

/* Visits the entries of a section that is a map of names. */
#define BRINK_I_EACH_PAIR(map, name, value)                                                \
    for (const brink_i_node *name = (map)->first, *value = name ? name->next : NULL; name; \
         name = value->next, value = name ? name->next : NULL)                             \
        if (!name->broken && !name->repeated)

#endif
