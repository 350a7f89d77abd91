/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_ANALYSIS_TRACE_COMPARE_H
#define BRINK_ANALYSIS_TRACE_COMPARE_H

/* Telling a divergence: what text and JSON have in common. */

#include "analysis/divergence.h"

/* Checks the arguments and finds the divergence. On success the caller closes it. */
brink_status brink_i_trace_compare_open(brink_i_divergence *divergence, const brink_variant *first,
                                        const brink_variant *second, const brink_trace_options *options,
                                        brink_compare_failure *failure);
/* The status of a told trial: BRINK_ERR_FAULT, with *failure filled, if it failed with either variant. */
brink_status brink_i_trace_compare_status(const brink_i_divergence *divergence,
                                          brink_compare_failure *failure);

#endif
