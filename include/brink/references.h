/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_REFERENCES_H
#define BRINK_REFERENCES_H

#include <stdbool.h>
#include <stddef.h>

#include "brink/diagnostics.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What the tags of scenarios stand for: mechanisms (M30), sources (A1), rows of a data sheet (P-OIL7) and
 *  benchmark cases (B13), read from catalogue files (docs/traceability.md). */
typedef struct brink_references brink_references;

typedef enum brink_reference_kind {
    BRINK_REFERENCE_MECHANISM,
    BRINK_REFERENCE_SOURCE,
    BRINK_REFERENCE_ROW,
    BRINK_REFERENCE_CASE
} brink_reference_kind;

/** One entry. Texts that its kind does not have, or that were not given, are "". Owned by the references. */
typedef struct brink_reference {
    brink_reference_kind kind;
    const char *tag;
    const char *about;                          /**< the claim, the title, or what is measured or compared */
    const char *group;                          /**< mechanism, row: the heading that it stands under */
    const char *honoured;                       /**< mechanism that is a rule of reading: how it is heeded */
    const char *author, *date, *form, *address; /**< source */
    const char *low, *central, *high, *unit;    /**< row */
    const char *basis;                          /**< row, case: how it is known, with tags */
} brink_reference;

/** NULL: out of memory. */
BRINK_API brink_references *brink_references_new(void);
BRINK_API void brink_references_free(brink_references *references);

/** Adds what the catalogue file at `path` says. Of tags that are there already the first meaning stays.
 * Failures as brink_scenario_load(); on any failure nothing is added. */
BRINK_API BRINK_NODISCARD brink_status brink_references_read(brink_references *references, const char *path,
                                                             brink_diagnostics *diagnostics);

BRINK_API size_t brink_references_count(const brink_references *references);
/** Entry i, in the order of the files; NULL if i is out of range. */
BRINK_API const brink_reference *brink_references_get(const brink_references *references, size_t i);
/** The entry of a tag, or of the tag before its point ("B14" for "B14.4"); NULL if there is none. */
BRINK_API const brink_reference *brink_references_find(const brink_references *references, const char *tag);

/** How well a number is known, from best to worst. */
typedef enum brink_standing {
    BRINK_STANDING_VERIFIED,   /**< V: seen in a copy of the source */
    BRINK_STANDING_COMPUTED,   /**< C: computed from other numbers */
    BRINK_STANDING_COPIED,     /**< V~: seen in a repost, summary or news report */
    BRINK_STANDING_UNVERIFIED, /**< U: general knowledge, not looked up */
    BRINK_STANDING_JUDGEMENT,  /**< J */
    BRINK_STANDING_DEVICE,  /**< none: no number about the world, a switch or a draw that the model needs */
    BRINK_STANDING_UNSTATED /**< its source does not say */
} brink_standing;

/** The standing that a text of `source` states: the worst of its marks; without marks, that of the first row
 * or case that it names. `references` may be NULL; nothing is stated by a `source` that is. */
BRINK_API brink_standing brink_source_standing(const char *source, const brink_references *references);
/** "verified", "judgement", ...; "" if there is no such standing. */
BRINK_API const char *brink_standing_name(brink_standing standing);

/** Finds the first tag (as P-OIL7, W80b, B14.4) at or behind *at: true, *tag and *length are it, *at is
 * behind it. */
BRINK_API bool brink_source_tag(const char **at, const char **tag, size_t *length);

#ifdef __cplusplus
}
#endif
#endif
