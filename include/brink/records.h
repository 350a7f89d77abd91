/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_RECORDS_H
#define BRINK_RECORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/model.h"
#include "brink/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Records: one row for each trial, for those who want the trials themselves and not their distribution. A run
 * or a comparison hands them over in blocks of columns while it samples (docs/records.md). */

/** What a column is about. */
typedef enum brink_records_kind {
    BRINK_RECORDS_VARIANT,   /**< index of the variant, in comparisons only: code */
    BRINK_RECORDS_TRIAL,     /**< number of the trial: uint64_t */
    BRINK_RECORDS_OUTCOME,   /**< how it ended: code */
    BRINK_RECORDS_END,       /**< when it ended: number */
    BRINK_RECORDS_PARAMETER, /**< number */
    BRINK_RECORDS_LEVER,     /**< number */
    BRINK_RECORDS_MEASURE,   /**< number; NaN where a `first` never held, or the value is none (0/0) */
    BRINK_RECORDS_SERIES     /**< the value of a series at one of its dates: number */
} brink_records_kind;

/** How its values are stored. */
typedef enum brink_records_type {
    BRINK_RECORDS_UINT64, /**< uint64_t */
    BRINK_RECORDS_CODE,   /**< int32_t, an index of the column's names */
    BRINK_RECORDS_DOUBLE  /**< double */
} brink_records_type;

/** A column. Texts are never NULL; "" where nothing is known. */
typedef struct brink_records_column {
    /** "trial", "outcome", "end", "variant", the name of a parameter, lever or measure, "oil@30" for a series
     * at a date; unique: where a name is taken already, its kind goes before it, as in "measure.end". */
    const char *name;
    const char *unit; /**< "1" for plain numbers; "" for codes and the number of the trial */
    const char *about, *source;
    const char *value; /**< of a parameter or lever: as it is declared or was set, "uniform(1, 2)" */
    brink_records_kind kind;
    brink_records_type type;
    int index;                /**< of the parameter, measure or series in the (first) model; -1: of none */
    double at;                /**< of a series: the date, in the model's time unit; else NaN */
    const char *const *names; /**< [n_names], of the codes; NULL otherwise */
    size_t n_names;
} brink_records_column;

/** Some rows. Everything in it is valid until the callback returns. */
typedef struct brink_records_block {
    size_t rows;
    size_t n_columns;
    const brink_records_column *columns; /**< [n_columns]; the same in all blocks of a run */
    const void *const *values;           /**< [n_columns]: each [rows], of the type that the column says */
    void *owner;                         /**< the library's own */
} brink_records_block;

/** Who wants records, and which. Initialise with BRINK_RECORDS_INIT. */
typedef struct brink_records {
    size_t size; /**< sizeof(brink_records) */
    /** Gets all rows in ascending order of trials, of a comparison all variants of a trial before the next
     * trial; called by one thread at a time, any of the run's. While it works others sample on, as far as
     * memory for some blocks allows (64 MiB in all, or 64 trials for each of some blocks per thread); then
     * they wait. Blocks may have any size. Rows are exactly the trials of the result: also of a run that was
     * cancelled. After a fault they are a prefix of those before the failing trial.
     *
     *  BRINK_OK: go on. BRINK_ERR_CANCELLED: as if the run had been cancelled now; rows of trials under way
     * are still handed over. Anything else ends the run, which returns it and has no result. */
    brink_status (*take)(void *context, const brink_records_block *block);
    void *context;
    /** If not NULL: the columns after trial, outcome and end, by name, n_only of them: of parameters, levers
     * and measures; a series at one of its dates, "oil@30" (in the model's time unit) or "oil@30 day"; a
     * whole series, "oil"; and, where nothing has that name, "parameters", "levers", "measures" and "series"
     * for all of them. NULL: parameters that are drawn or set, levers, measures. What options->only leaves
     * out is not there. */
    const char *const *only;
    size_t n_only;
} brink_records;

#define BRINK_RECORDS_INIT                         \
    {                                              \
        sizeof(brink_records), NULL, NULL, NULL, 0 \
    }

struct brink_run_options;

/** The columns of a run of these options, before it is begun. Immutable. */
typedef struct brink_records_columns brink_records_columns;

/** `models`: one for a run, [n]; for a comparison those of all variants, which `variants`, [n], names (NULL
 * for a run). `options` and options->records may be NULL (defaults). BRINK_ERR_NOT_FOUND: there is nothing
 * with a name that options->records->only has; which is written to *wrong (may be NULL), and why, as a
 * sentence without full stop, to message[room] (may be NULL). The models and names must outlive the list:
 * brink_records_columns_free(). */
BRINK_API BRINK_NODISCARD brink_status brink_records_columns_new(const brink_model *const *models,
                                                                 const char *const *variants, int n,
                                                                 const struct brink_run_options *options,
                                                                 brink_records_columns **out, size_t *wrong,
                                                                 char *message, size_t room);
BRINK_API void brink_records_columns_free(brink_records_columns *columns);
BRINK_API size_t brink_records_columns_count(const brink_records_columns *columns);
/** Column i, or NULL if there is none. */
BRINK_API const brink_records_column *brink_records_columns_get(const brink_records_columns *columns,
                                                                size_t i);

/* ---- Arrow's C data interface ------------------------------------------------------------------------
 * https://arrow.apache.org/docs/format/CDataInterface.html, as it says there word for word. */

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
    // Array type description
    const char *format;
    const char *name;
    const char *metadata;
    int64_t flags;
    int64_t n_children;
    struct ArrowSchema **children;
    struct ArrowSchema *dictionary;

    // Release callback
    void (*release)(struct ArrowSchema *);
    // Opaque producer-specific data
    void *private_data;
};

struct ArrowArray {
    // Array data description
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    int64_t n_children;
    const void **buffers;
    struct ArrowArray **children;
    struct ArrowArray *dictionary;

    // Release callback
    void (*release)(struct ArrowArray *);
    // Opaque producer-specific data
    void *private_data;
};

#endif // ARROW_C_DATA_INTERFACE

/** The block as a struct array, that is a record batch: a child for each column, codes as dictionaries of
 * their names, units, texts and sources as metadata. Nothing is copied: the array keeps the block's memory
 * alive, also after the callback and the run have ended, until it is released; the run goes on in fresh
 * memory. Both are given to the caller, who must release them; columns may be moved out as the specification
 * says. Either may be NULL. */
BRINK_API BRINK_NODISCARD brink_status brink_records_arrow(const brink_records_block *block,
                                                           struct ArrowSchema *schema,
                                                           struct ArrowArray *array);

#ifdef __cplusplus
}
#endif
#endif
