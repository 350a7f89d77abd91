/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_NATIVE_FUNCTIONS_H
#define BRINK_NATIVE_FUNCTIONS_H

#include "native/host.h"

/* The library's functions for generated code. */
extern const brink_i_native_host brink_i_native_functions;

#endif
