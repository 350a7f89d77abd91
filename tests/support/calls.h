/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_TESTS_SUPPORT_CALLS_H
#define BRINK_TESTS_SUPPORT_CALLS_H

/* Calls of public functions with wrong arguments, by name, so that a function that nobody called is found. */

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Notes that the function is called. */
void call(const char *name);
/* Fails where a public header declares a function that was not. */
void calls_check(void);

#define REFUSED(function, ...) (call(#function), assert_int_equal(function(__VA_ARGS__), BRINK_ERR_ARGUMENT))
/* The same, and the output, of any pointer's type, is NULL after it. */
#define REFUSED_NULL(out, function, ...)                     \
    do {                                                     \
        *(void **)&(out) = (void *)#function; /* not NULL */ \
        REFUSED(function, __VA_ARGS__);                      \
        assert_null(out);                                    \
    } while (0)
#define NOTHING(function, ...) (call(#function), assert_null(function(__VA_ARGS__)))
#define ZERO(function, ...) (call(#function), assert_true(function(__VA_ARGS__) == 0))
#define NO_NUMBER(function, ...) (call(#function), assert_true(isnan(function(__VA_ARGS__))))
#define HARMLESS(function, ...) (call(#function), function(__VA_ARGS__))

#endif
