/* SPDX-License-Identifier: Apache-2.0 */
#include "stats/critical.h"

#include "base/math.h"

static double polynomial(const double *coefficient, int degree, double x)
{
    double y = coefficient[degree];
    for (int i = degree - 1; i >= 0; i--) {
        y = y * x + coefficient[i];
    }
    return y;
}

/* Algorithm AS 241, PPND16 (Wichura 1988): about 16 digits everywhere. */
double brink_i_critical_normal(double alpha)
{
    static const double a[8] = {3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
                                1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
                                3.3430575583588128105e4, 2.5090809287301226727e3};
    static const double b[8] = {1.0,
                                4.2313330701600911252e1,
                                6.8718700749205790830e2,
                                5.3941960214247511077e3,
                                2.1213794301586595867e4,
                                3.9307895800092710610e4,
                                2.8729085735721942674e4,
                                5.2264952788528545610e3};
    static const double c[8] = {1.42343711074968357734e0,  4.63033784615654529590e0,
                                5.76949722146069140550e0,  3.64784832476320460504e0,
                                1.27045825245236838258e0,  2.41780725177450611770e-1,
                                2.27238449892691845833e-2, 7.74545014278341407640e-4};
    static const double d[8] = {1.0,
                                2.05319162663775882187e0,
                                1.67638483018380384940e0,
                                6.89767334985100004550e-1,
                                1.48103976427480074590e-1,
                                1.51986665636164571966e-2,
                                5.47593808499534494600e-4,
                                1.05075007164441684324e-9};
    static const double e[8] = {6.65790464350110377720e0,  5.46378491116411436990e0,
                                1.78482653991729133580e0,  2.96560571828504891230e-1,
                                2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                2.71155556874348757815e-5, 2.01033439929228813265e-7};
    static const double f[8] = {1.0,
                                5.99832206555887937690e-1,
                                1.36929880922735805310e-1,
                                1.48753612908506148525e-2,
                                7.86869131145613259100e-4,
                                1.84631831751005468180e-5,
                                1.42151175831644588870e-7,
                                2.04426310338993978564e-15};
    double tail = 0.5 * alpha;
    if (!(alpha > 0.0)) {
        return INFINITY;
    }
    if (alpha >= 1.0) {
        return 0.0;
    }
    if (tail >= 0.075) {
        double q = 0.5 - tail, r = 0.180625 - q * q;
        return q * polynomial(a, 7, r) / polynomial(b, 7, r);
    }
    double r = sqrt(-brink_i_log(tail));
    if (r <= 5.0) {
        return polynomial(c, 7, r - 1.6) / polynomial(d, 7, r - 1.6);
    }
    return polynomial(e, 7, r - 5.0) / polynomial(f, 7, r - 5.0);
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
