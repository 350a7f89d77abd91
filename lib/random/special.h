/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_RANDOM_SPECIAL_H
#define BRINK_RANDOM_SPECIAL_H

/* Small pieces shared by the incomplete gamma and beta functions, written so that nothing cancels. */

/** The logarithm of a tail probability and how steeply it changes. `slope` is the size of its derivative by
 * the logarithm of x (gamma) or of the odds x/(1-x) (beta); always positive. */
typedef struct brink_i_tail {
    double log, slope;
} brink_i_tail;

/** d - log(1 + d) for d > -1, to full relative precision also near 0, where it is d^2/2. */
double brink_i_log1p_gap(double d);

/** a * (t - 1 - log t) with t = m/a, given m and m - a: the deviance term of Loader (2000). a, m > 0. */
double brink_i_deviance(double a, double m, double m_minus_a);

/** log Gamma(a+1) - ((a + 1/2) log a - a + log(2 pi)/2): the error of Stirling's formula. a > 0. */
double brink_i_stirling_error(double a);

/** The integral over s >= 0 of exp(-h(s)), h(s) = A gap(alpha s) + B gap(beta s) + C s, where gap is
 *  brink_i_log1p_gap. The tails of gamma and beta densities with large parameters have this form.
 *  C >= 0; A alpha^2 + B beta^2 > 0; alpha and beta are small beside 1/(width of the tail). */
double brink_i_tail_integral(double A, double alpha, double B, double beta, double C);

#endif
