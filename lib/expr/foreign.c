/* SPDX-License-Identifier: Apache-2.0 */
#include "expr/foreign.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

/* Words between spaces, and what to write instead. */
static const struct {
    const char *words, *hint;
} FOREIGN[] = {
    {" pow power ", "write a power as x^y"},
    {" log ", "log(x) is the natural logarithm here, log10(x) that to base 10"}, /* Excel's LOG */
    {" log2 logb ", "to another base write log(x) / log(base); log(x) is natural, log10(x) is there too"},
    {" log1p ", "write log(1 + x)"},
    {" expm1 ", "write exp(x) - 1"},
    {" exp2 ", "write 2^x"},
    {" tan ", "write sin(x) / cos(x)"},
    {" tanh ", "write 2 * logistic(2 * x) - 1"},
    {" expit sigmoid plogis invlogit inv_logit ", "write logistic(x)"},
    {" logit qlogis ", "write log(p / (1 - p))"},
    {" ifelse if_else iif where ", "write if(condition, a, b)"},
    {" pmin minimum fmin ", "write min(a, b)"},
    {" pmax maximum fmax ", "write max(a, b)"},
    {" clip ", "write clamp(x, low, high)"},
    {" int fix trunc rounddown ", "write floor(x)"},
    {" ceiling roundup ", "write ceil(x)"},
    {" fabs ", "write abs(x)"},
    {" sqr ", "write sqrt(x)"},
    {" mod rem fmod remainder ", "write x - m * floor(x / m)"},
    {" sign sgn signum ", "write if(x > 0, 1, if(x < 0, -1, 0))"},
    {" heaviside step ", "a condition counts as 1 or 0: write (x >= 0)"},
    {" sum fsum total ", "write the sum with +"},
    {" mean average avg ", "write (a + b) / 2; the mean over trials is on the page of a measure"},
    {" rand random runif unifrnd unif rnd ",
     "a random number between 0 and 1 is uniform(), between a and b uniform(a, b)"},
    {" randint randi randrange randbetween integers ", "write floor(uniform(low, high + 1))"},
    {" norm rnorm normrnd randn gauss gaussian normalvariate norminv ",
     "a draw from the normal distribution is normal(mean, sd)"},
    {" expon rexp exprnd expovariate ",
     "a draw from the exponential distribution is exponential(mean); it takes the mean, not the rate"},
    {" lognorm rlnorm lognrnd lognormvariate ", "a draw from the lognormal distribution is lognormal(median, "
                                                "sigma), the median being exp(mean of the logarithm)"},
    {" rgamma gamrnd gammavariate ", "a draw from the gamma distribution is gamma(shape, scale)"},
    {" rbeta betarnd betavariate ", "a draw from the beta distribution is beta(alpha, beta)"},
    {" rweibull wblrnd weibullvariate weibull_min ",
     "a draw from the Weibull distribution is weibull(shape, scale)"},
    {" triang rtriang rtriangle tri ",
     "a draw from the triangular distribution is triangular(low, mode, high)"},
    {" rpois poissrnd pois ", "a draw from the Poisson distribution is poisson(mean)"},
    {" binom rbinom binornd bern ",
     "a draw from the binomial distribution is binomial(n, p); of a single trial, bernoulli(p)"},
    {" choice choices sample randsample ",
     "a draw among values is discrete(value, weight, value, weight, ...)"},
    {" e ", "write exp(1), or exp(x) for its powers"},
    {" inf infinity infty ",
     "there is no infinity here: leave the bound or the limit out. Only truncate takes inf and -inf"},
    {" nan na none null ", "there is no missing value here"},
    {" t now clock ", "write time: the time since the start of the trial"},
    {" np numpy math scipy stats ", "functions stand alone here: write log(x), not np.log(x)"},
    {" and or not xor ", "conditions are joined as in 'a and b', 'a or b', 'not a'"},
};

/* Whether `name` is one of the words. */
static bool among(const char *words, const char *name, size_t length)
{
    for (const char *word = words + 1; *word; word += strcspn(word, " ") + 1) {
        if (strcspn(word, " ") == length && strncasecmp(word, name, length) == 0) {
            return true;
        }
    }
    return false;
}

const char *brink_i_foreign_hint(const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < sizeof FOREIGN / sizeof FOREIGN[0]; i++) {
        if (among(FOREIGN[i].words, name, length)) {
            return FOREIGN[i].hint;
        }
    }
    return NULL;
}
