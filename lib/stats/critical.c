/* SPDX-License-Identifier: Apache-2.0 */
#include "stats/critical.h"

#include "base/math.h"
#include "base/normal.h"

double brink_i_critical_normal(double alpha)
{
    double tail = 0.5 * alpha;
    return !(alpha > 0.0) ? (double)INFINITY : alpha >= 1.0 ? 0.0 : brink_i_normal_inverse(1.0 - tail, tail);
}

/* P(|T| <= sqrt(degrees) tan(angle)), a finite sum (Abramowitz & Stegun 26.7.3 and 26.7.4). */
static double student_within(double angle, uint64_t degrees)
{
    double s = brink_i_sin(angle), c = brink_i_cos(angle), c2 = c * c;
    double term = degrees % 2 == 1 ? c : 1.0, sum = 0.0;
    for (uint64_t i = degrees % 2 == 1 ? 3 : 2; i <= degrees; i += 2) {
        sum += term;
        term *= c2 * ((double)(i - 1) / (double)i);
    }
    return degrees % 2 == 1 ? (angle + s * sum) * 0.63661977236758134308 : s * sum; /* 2 / pi */
}

double brink_i_critical_student(double alpha, uint64_t degrees)
{
    double z = brink_i_critical_normal(alpha), z2 = z * z, r = 1.0 / (double)degrees;
    if (degrees > 1000) {
        /* Expansion in 1 / degrees (Abramowitz & Stegun 26.7.5). */
        double g1 = (z2 + 1) / 4;
        double g2 = ((5 * z2 + 16) * z2 + 3) / 96;
        double g3 = (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384;
        double g4 = ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) / 92160;
        return z * (1 + r * (g1 + r * (g2 + r * (g3 + r * g4))));
    }
    double low = 0.0, high = 1.57079632679489661923; /* pi / 2 */
    for (int i = 0; i < 60; i++) {
        double mid = 0.5 * (low + high);
        if (student_within(mid, degrees) < 1.0 - alpha) {
            low = mid;
        } else {
            high = mid;
        }
    }
    return sqrt((double)degrees) * brink_i_tan(0.5 * (low + high));
}
