/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_RESULT_STATEMENT_H
#define BRINK_RESULT_STATEMENT_H

/* Stands on every output. */
#define BRINK_I_STATEMENT \
    "Illustrative, not a forecast: sampling error only; parameter judgement is not in the intervals."

#endif
