/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_CODEGEN_PRELUDE_H
#define BRINK_CODEGEN_PRELUDE_H

/* Texts that stand around the code of a model, line by line, NULL after the last. Written at build time by
 * cmake/write_prelude.cmake from the headers that it names, so that generated code is compiled from the same
 * lines as the library. */
extern const char *const brink_i_native_prelude[];
/* The same for modules in SIMD form: behind the prelude, before and behind the model's tables, and at the
 * end. */
extern const char *const brink_i_native_words[];
extern const char *const brink_i_native_simd_tables[];
extern const char *const brink_i_native_simd_state[];
extern const char *const brink_i_native_simd_body[];
/* What stands before the expressions of a model (codegen/emit.h). */
extern const char *const brink_i_codegen_prelude[];

#endif
