/* SPDX-License-Identifier: Apache-2.0 */
#include "random/special.h"

#include "base/math.h"

double brink_i_log1p_gap(double d)
{
    if (d < -0.2 || d > 0.2) {
        return d - brink_i_log1p(d);
    }
    /* log(1+d) = 2 artanh(w), w = d/(2+d); the leading 2w leaves d - 2w = d w exactly. */
    const double w = d / (2.0 + d);
    const double y = w * w;
    double sum = 1.0 / 21.0;
    sum = sum * y + 1.0 / 19.0;
    sum = sum * y + 1.0 / 17.0;
    sum = sum * y + 1.0 / 15.0;
    sum = sum * y + 1.0 / 13.0;
    sum = sum * y + 1.0 / 11.0;
    sum = sum * y + 1.0 / 9.0;
    sum = sum * y + 1.0 / 7.0;
    sum = sum * y + 1.0 / 5.0;
    sum = sum * y + 1.0 / 3.0;
    return w * (d - 2.0 * y * sum);
}

double brink_i_deviance(double a, double m, double m_minus_a)
{
    const double d = m_minus_a / a;
    if (d < -0.2 || d > 0.2) {
        return m_minus_a - a * brink_i_log(m / a); /* not log1p(d): d rounds to -1 when m is tiny */
    }
    return a * brink_i_log1p_gap(d);
}

double brink_i_stirling_error(double a)
{
    const double half_log_2pi = 0.918938533204672741780329736406;
    if (a < 10.0) {
        return brink_i_lgamma(a + 1.0) - (a + 0.5) * brink_i_log(a) + a - half_log_2pi;
    }
    const double y = 1.0 / (a * a);
    double sum = 1.0 / 156.0;
    sum = sum * y - 691.0 / 360360.0;
    sum = sum * y + 1.0 / 1188.0;
    sum = sum * y - 1.0 / 1680.0;
    sum = sum * y + 1.0 / 1260.0;
    sum = sum * y - 1.0 / 360.0;
    sum = sum * y + 1.0 / 12.0;
    return sum / a;
}

double brink_i_tail_integral(double A, double alpha, double B, double beta, double C)
{
    /* Gauss-Legendre, 32 points: positive abscissas and their weights. The integrand falls from 1 to e^-46
     * over the interval, in shape between an exponential and half a bell; both are integrated to rounding. */
    static const double rule[16][2] = {
        {0.997263861849481564, 0.0070186100094700966}, {0.985611511545268335, 0.0162743947309056706},
        {0.964762255587506431, 0.0253920653092620595}, {0.934906075937739689, 0.0342738629130214331},
        {0.896321155766052124, 0.0428358980222266807}, {0.84936761373256997, 0.0509980592623761762},
        {0.794483795967942407, 0.0586840934785355471}, {0.73218211874028968, 0.0658222227763618468},
        {0.663044266930215201, 0.0723457941088485062}, {0.587715757240762329, 0.0781938957870703065},
        {0.50689990893222939, 0.0833119242269467552},  {0.421351276130635345, 0.0876520930044038111},
        {0.33186860228212765, 0.0911738786957638847},  {0.239287362252137075, 0.0938443990808045656},
        {0.144471961582796493, 0.0956387200792748594}, {0.0483076656877383162, 0.0965400885147278006},
    };
    const double depth = 46.0;
    /* The end solves C s + K s^2/2 = depth, since gap(d) is about d^2/2. */
    const double K = A * alpha * alpha + B * beta * beta;
    const double half = depth / (C + sqrt(C * C + 2.0 * K * depth));
    double sum = 0.0;
    for (int i = 0; i < 16; i++) {
        const double near = half * (1.0 - rule[i][0]);
        const double far = half * (1.0 + rule[i][0]);
        double h_near = A * brink_i_log1p_gap(alpha * near) + C * near;
        double h_far = A * brink_i_log1p_gap(alpha * far) + C * far;
        if (B > 0.0) {
            h_near += B * brink_i_log1p_gap(beta * near);
            h_far += B * brink_i_log1p_gap(beta * far);
        }
        sum += rule[i][1] * (brink_i_exp(-h_near) + brink_i_exp(-h_far));
    }
    return half * sum;
}
