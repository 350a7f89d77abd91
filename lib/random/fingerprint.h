/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_RANDOM_FINGERPRINT_H
#define BRINK_RANDOM_FINGERPRINT_H

#include <stdint.h>

/* A sum over some thousand values of the functions that luck goes through: the generator, elementary
 * functions, quantile functions of distributions. Two builds with the same one sample the same bits, as far
 * as arithmetic can tell; another SLEEF, compiler or flag that moves a last bit is noticed. Takes less than a
 * millisecond. */
uint64_t brink_i_fingerprint(void);

#endif
