/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_NATIVE_PRELUDE_H
#define BRINK_NATIVE_PRELUDE_H

/* Texts that stand around the code of a model, line by line, NULL after the last. Written at build time by
 * cmake/write_prelude.cmake from the headers that it names, so that generated code is compiled from the same
 * lines as the library. */
extern const char *const brink_i_native_prelude[];
extern const char *const brink_i_native_frame[];
/* The same for modules in SIMD form: behind the prelude, before and behind the model's tables, and at the
 * end. */
extern const char *const brink_i_native_words[];
extern const char *const brink_i_native_simd_tables[];
extern const char *const brink_i_native_simd_state[];
extern const char *const brink_i_native_simd_body[];

#endif
