/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_STATUS_H
#define BRINK_STATUS_H

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define BRINK_API __attribute__((visibility("default")))
#define BRINK_NODISCARD __attribute__((warn_unused_result))
#else
#define BRINK_API
#define BRINK_NODISCARD
#endif

/** Every status that a Brink function returns: name, value, meaning.
 *  Values are part of the ABI and are never reused. */
#define BRINK_STATUS_LIST(ENTRY)                                                   \
    ENTRY(OK, 0, "success")                                                        \
    ENTRY(ERR_MEMORY, 1, "out of memory")                                          \
    ENTRY(ERR_ARGUMENT, 2, "an argument is out of its documented range")           \
    ENTRY(ERR_INVALID, 3, "the model or scenario has errors; see its diagnostics") \
    ENTRY(ERR_IO, 4, "a file could not be read or written")                        \
    ENTRY(ERR_FAULT, 5, "a trial met a run-time fault; see the fault's report")    \
    ENTRY(ERR_CANCELLED, 6, "the run was cancelled; the partial result is valid")  \
    ENTRY(ERR_NOT_FOUND, 7, "the named thing does not exist")                      \
    ENTRY(ERR_INTERNAL, 8, "a broken invariant inside Brink; please report it")

/** Result of every Brink function that can fail. */
typedef enum brink_status {
#define BRINK_STATUS_ENTRY(name, value, text) BRINK_##name = value,
    BRINK_STATUS_LIST(BRINK_STATUS_ENTRY)
#undef BRINK_STATUS_ENTRY
} brink_status;

/** Meaning of a status in one line of English, ending with its symbolic name,
 *  as in "out of memory (BRINK_ERR_MEMORY)". Static storage; never NULL. */
BRINK_API const char *brink_status_text(brink_status status);

#ifdef __cplusplus
}
#endif
#endif
