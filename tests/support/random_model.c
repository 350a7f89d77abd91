/* SPDX-License-Identifier: Apache-2.0 */
#include "support/random_model.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"

enum { STOCKS_MOST = 5, MACHINES_MOST = 4, MACHINES_OF_CHANCES_MOST = 6, STATES_MOST = 4 };

typedef struct maker {
    uint64_t state;
    const uint8_t *choices; /* the first ones, one a byte; then they are random */
    size_t n_choices;
    brink_i_text text;
    int params, stocks, machines;
    bool chances;          /* only what generated code samples in words */
    bool calm;             /* a crisis of which little but its stocks moves */
    int kind[STOCKS_MOST]; /* 0 plain, 1 linear, 2 decaying */
    int states[MACHINES_OF_CHANCES_MOST];
} maker;

static uint64_t next(maker *k)
{
    if (k->n_choices > 0) {
        k->n_choices--;
        return *k->choices++;
    }
    uint64_t z = (k->state += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
}

/* At most one draw in the arguments of a call: compilers evaluate them in different orders. */
static int upto(maker *k, int n) { return (int)(next(k) % (uint64_t)n); }

static bool often(maker *k, int percent) { return upto(k, 100) < percent; }

__attribute__((format(printf, 2, 3))) static void put(maker *k, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    brink_i_text_addv(&k->text, format, args);
    va_end(args);
}

/* How volatile an expression may be. */
enum volatility { FIXED, STILL, MOVING };

static void number(maker *k, int depth, enum volatility most, bool draws);

static void state_of(maker *k)
{
    int m = upto(k, k->machines);
    if (!k->chances && often(k, 10)) {
        put(k, "ever(m%d.s%d)", m, upto(k, k->states[m]));
    } else if (often(k, 25)) {
        put(k, "m%d in (s0, s%d)", m, 1 + upto(k, k->states[m] - 1));
    } else {
        put(k, "m%d.s%d", m, upto(k, k->states[m]));
    }
}

/* A comparison that can be solved for: affine in linear stocks and clocks, or one decaying stock. */
static void crossing(maker *k)
{
    static const char *const comparisons[] = {"<", "<=", ">", ">="};
    const char *compare = comparisons[upto(k, 4)];
    int i = upto(k, k->stocks), j = upto(k, k->stocks);
    if (!k->chances && often(k, 10)) {
        int m = upto(k, k->machines), s = upto(k, k->states[m]), days = upto(k, 6);
        put(k, "time_in(m%d.s%d) %s %d.5 day", m, s, compare, days);
    } else if (often(k, 20)) {
        int days = upto(k, 6);
        put(k, "elapsed(m%d) %s %d.5 day", upto(k, k->machines), compare, days);
    } else if (often(k, 15)) { /* at a bound, where rounding may come to another date than the arrival's */
        put(k, "3 * x%d + p1 %s %d + p1", i, compare, often(k, 50) ? 45 : -15 * upto(k, 2));
    } else if (often(k, 15)) {
        put(k, "time %s %d day", compare, upto(k, 20));
    } else if (k->kind[i] < 2 && k->kind[j] < 2 && often(k, 40)) {
        put(k, "x%d %s %d * x%d - p0", i, compare, 1 + upto(k, 3), j);
    } else if (often(k, 30)) {
        put(k, "2 * x%d + if(", i);
        state_of(k);
        put(k, ", 1, -1) %s p0", compare);
    } else {
        put(k, "x%d %s %d", i, compare, upto(k, 12));
    }
}

static void condition(maker *k, int depth)
{
    if (depth > 0 && often(k, 35)) {
        put(k, "(");
        condition(k, depth - 1);
        put(k, often(k, 50) ? " and " : " or ");
        condition(k, depth - 1);
        put(k, ")");
    } else if (depth > 0 && often(k, 15)) {
        put(k, "not (");
        condition(k, depth - 1);
        put(k, ")");
    } else if (often(k, 45)) {
        state_of(k);
    } else {
        crossing(k);
    }
}

/* What is asked of distributions; few u are beyond 1, which is no number. */
static void answer(maker *k, enum volatility most, bool draws)
{
    static const char *const forms[] = {"quantile(normal(p1, 1 + abs(p0)), ",
                                        "quantile(truncate(normal(p0, 2), -1, 3), ",
                                        "quantile(discrete(0, 1, p0, 2, 3, 0.5), ",
                                        "quantile(weibull(1.5, 2), ",
                                        "cdf(beta(2, 3), ",
                                        "cdf(truncate(gamma(2, 1), 0.1, 4), ",
                                        "cdf(poisson(abs(p1)), ",
                                        "cdf(normal(1, 2), "};
    int form = upto(k, 8);
    put(k, "%s", forms[form]);
    if (form < 4 && often(k, 20)) {
        put(k, "abs(p0) / 20)");
    } else if (form < 4) {
        put(k, "logistic(");
        number(k, 0, most < STILL ? most : STILL, draws);
        put(k, "))");
    } else {
        number(k, 0, most < STILL ? most : STILL, draws);
        put(k, ")");
    }
}

static void leaf(maker *k, enum volatility most, bool draws)
{
    int i = upto(k, k->stocks);
    if (!k->chances && often(k, 6)) {
        answer(k, most, draws);
        return;
    }
    if (most >= STILL && !k->chances && often(k, 8)) {
        int m = upto(k, k->machines), s = upto(k, k->states[m]);
        put(k, "entries(m%d.s%d)", m, s);
        return;
    }
    if (draws && often(k, 30)) {
        static const char *const forms[] = {"uniform()",
                                            "normal()",
                                            "exponential(2)",
                                            "triangular(0, 1, 4)",
                                            "bernoulli(0.3)",
                                            "weibull(1.5, 2)",
                                            "uniform(p0, p0 + 1)",
                                            "truncate(normal(1, 2), 0, 3)",
                                            "truncate(normal(-1, p1 * 0 + 2), 0, abs(p0) + 3)"};
        put(k, "%s", forms[upto(k, 9)]);
    } else if (most == MOVING && often(k, 40)) {
        put(k, "x%d", i);
    } else if (most == MOVING && often(k, 10)) {
        put(k, "(time / 7 day)");
    } else if (most == MOVING && often(k, 12)) {
        put(k, "(elapsed(m%d) / 7 day)", upto(k, k->machines));
    } else if (most >= STILL && k->kind[i] == 0 && often(k, 40)) {
        put(k, "x%d", i);
    } else if (most >= STILL && often(k, 30)) {
        put(k, "(");
        condition(k, 1);
        put(k, ")");
    } else if (often(k, 50)) {
        put(k, "p%d", upto(k, k->params));
    } else {
        int tenths = upto(k, 10);
        put(k, "%d.%d", upto(k, 5), tenths);
    }
}

/* Of operations that have bounds in words. */
static void plain_number(maker *k, int depth, enum volatility most)
{
    static const char *const forms[] = {"logistic(", "(0.5 - ", "max(", "min(", "(", "(", "(", "(1.5 * "},
                             *const between[] = {"", "", ", ", ", ", " + ", " * ", " - ", ""};
    int form = upto(k, 9);
    if (depth <= 0) {
        leaf(k, most, false);
    } else if (form == 8) {
        put(k, "(");
        plain_number(k, depth - 1, most);
        put(k, " / (6.5 + ");
        plain_number(k, depth - 1, often(k, 50) ? STILL : most);
        put(k, "))");
    } else {
        put(k, "%s", forms[form]);
        plain_number(k, depth - 1, most);
        put(k, "%s", between[form]);
        if (*between[form]) {
            plain_number(k, depth - 1, most);
        }
        put(k, ")");
    }
}

static void number(maker *k, int depth, enum volatility most, bool draws)
{
    if (k->chances && (most == MOVING || often(k, 50))) {
        plain_number(k, depth, most);
        return;
    }
    if (depth <= 0) {
        leaf(k, most, draws && !k->chances);
        return;
    }
    static const char *const functions[] = {"logistic", "abs", "floor", "cos", "curve", "round", "sin"};
    static const char *const operators[] = {"+", "-", "*"};
    switch (upto(k, 6)) {
    case 0:
        put(k, "%s(", functions[upto(k, k->chances ? 2 : 7)]);
        number(k, depth - 1, most, draws);
        put(k, ")");
        break;
    case 1:
        put(k, "%s(", often(k, 50) ? "min" : "max");
        number(k, depth - 1, most, draws);
        put(k, ", ");
        number(k, depth - 1, most, draws);
        put(k, ")");
        break;
    case 2:
        if (most >= STILL) {
            put(k, "if(");
            condition(k, 1);
            put(k, ", ");
            number(k, depth - 1, most, draws);
            put(k, ", ");
            number(k, depth - 1, most, draws);
            put(k, ")");
            break;
        }
        leaf(k, most, draws);
        break;
    case 3:
        if (often(k, 30) && !k->chances) {
            put(k, "((0.5 + abs(");
            number(k, depth - 1, most, draws);
            put(k, ")) ^ %s)", often(k, 50) ? "(p0 - 1)" : often(k, 50) ? "floor(p0 + 1.5)" : "2");
        } else {
            put(k, "%s", !k->chances && depth == 1 ? "log10(1 + abs(" : "exp(-abs(");
            number(k, depth - 1, most, draws);
            put(k, "))");
        }
        break;
    default:
        put(k, "(");
        number(k, depth - 1, most, draws);
        put(k, " %s ", operators[upto(k, 3)]);
        number(k, depth - 1, most, draws);
        put(k, ")");
        break;
    }
}

static void effects(maker *k, int own_machine)
{
    put(k, "do: [");
    int n = 1 + upto(k, 2);
    for (int e = 0; e < n; e++) {
        int m = upto(k, k->machines);
        put(k, "%s", e ? ", " : "");
        if (k->chances) {
            put(k, "\"x%d = clamp(", upto(k, k->stocks));
            number(k, 2, often(k, 50) ? MOVING : STILL, false);
            put(k, ", -5, 15)\"");
        } else if (m != own_machine && often(k, 20)) {
            put(k, "m%d = s%d", m, upto(k, k->states[m]));
        } else if (often(k, 20)) {
            put(k, "{if: \"");
            condition(k, 1);
            put(k, "\", do: [\"x0 = x0 + 1\"], else: [\"x0 = clamp(uniform(0, 3), 0, 2)\"]}");
        } else if (often(k, 10)) { /* 0 or -0 */
            put(k, "\"x%d = 0 * (uniform() - 0.5)\"", upto(k, k->stocks));
        } else {
            put(k, "\"x%d = clamp(", upto(k, k->stocks));
            number(k, 2, MOVING, true);
            put(k, ", -5, 15)\"");
        }
    }
    put(k, "]");
}

static void target(maker *k, int m)
{
    if (often(k, 30) && !k->chances) {
        put(k, "{s0: 0.2, s%d: \"1 + abs(", 1 + upto(k, k->states[m] - 1));
        number(k, 1, MOVING, false);
        put(k, ")\"}");
    } else {
        put(k, "s%d", upto(k, k->states[m]));
    }
}

static void transition(maker *k, int m)
{
    if (often(k, 15)) {
        put(k, "      - {from: any, to: ");
    } else if (often(k, 15)) {
        put(k, "      - {from: [s0, s1], to: ");
    } else {
        put(k, "      - {from: s%d, to: ", upto(k, k->states[m]));
    }
    target(k, m);
    int trigger = upto(k, 10);
    if (k->chances && trigger >= 1 && trigger <= 3) {
        trigger = 5;
    }
    switch (trigger) {
    case 0: {
        int days = 1 + upto(k, 40);
        put(k, ", chance: 0.%d, within: \"%d day\"", upto(k, 9), days);
        break;
    }
    case 8: /* a parameter beyond its range is a fault of the trial */
        put(k, ", chance: \"0.2 * p%d - 0.0002\", within: \"20 day * (", upto(k, k->params));
        number(k, 1, STILL, false);
        put(k, " + p0 + 8)\"");
        break;
    case 9: { /* interval arithmetic gives a square a negative bound, and the hazard a loose one */
        int i = upto(k, k->stocks);
        put(k, ", rate: \"0.02 per day * min(%d, (x%d - 2) * (x%d - 2))\"", 9 + upto(k, 30), i, i);
        break;
    }
    case 1:
        put(k, ", after: \"%d.5 day * (0.1 + abs(", upto(k, 9));
        number(k, 1, MOVING, true);
        put(k, "))\"");
        break;
    case 2:
        put(k, ", after: \"weibull(1.5, %d day)\"", 1 + upto(k, 9));
        break;
    case 3:
        put(k, ", when: \"");
        condition(k, 2);
        put(k, "\"");
        break;
    case 4:
        put(k, ", rate: \"0.%d per day\"", upto(k, 9));
        break;
    case 5:
        put(k, ", rate: \"0.3 per day * clamp(");
        number(k, 2, STILL, false);
        put(k, ", 0, 3)\"");
        break;
    default:
        put(k, k->chances ? ", rate: \"0.2 per day * max(0, min(" : ", rate: \"0.2 per day * clamp(");
        number(k, 2, MOVING, false);
        put(k, k->chances ? ", 4))\"" : ", 0, 4)\"");
        break;
    }
    if (often(k, 40)) {
        put(k, ", ");
        effects(k, m);
    }
    put(k, "}\n");
}

static void choice(maker *k, int m)
{
    static const char *const precisions[] = {
        "1.5", "p0", "3000"}; /* the last overflows where utilities are not compared first */
    static const char *const periods[] = {"every: 3 day, ", "every: 0.7 day, ",
                                          "every: \"1.1 day + 1 day * abs(p1)\", "};
    if (often(k, 20)) {
        put(k, "      - {in: [s0, s1], ");
    } else {
        put(k, "      - {in: s%d, ", upto(k, k->states[m]));
    }
    const char *precision = precisions[upto(k, 3)];
    put(k, "by: someone, %sprecision: %s, ", often(k, 75) ? periods[upto(k, 3)] : "", precision);
    put(k, "options: [{to: s%d, utility: \"sin(", upto(k, k->states[m]));
    number(k, 1, MOVING, false);
    put(k, ")\"");
    if (often(k, 30)) {
        put(k, ", ");
        effects(k, m);
    }
    put(k, "}, {stay: true, utility: 0.3");
    if (often(k, 20)) {
        put(k, ", ");
        effects(k, m);
    }
    put(k, "}]}\n");
}

static void machine(maker *k, int m)
{
    put(k, "  m%d:\n    initial: ", m);
    if (often(k, 30) && !k->chances) {
        put(k, "{s0: 1, s1: \"0.5 + abs(p0)\"}\n");
    } else {
        put(k, "s%d\n", upto(k, k->states[m]));
    }
    put(k, "    states: [");
    for (int s = 0; s < k->states[m]; s++) {
        put(k, "%ss%d", s ? ", " : "", s);
    }
    put(k, "]\n    transitions:\n");
    for (int n = 2 + upto(k, 4); n > 0; n--) {
        transition(k, m);
    }
    int choices = often(k, 40) && !k->chances ? 1 + upto(k, 3) : 0;
    put(k, "%s", choices ? "    choices:\n" : "");
    while (choices-- > 0) {
        choice(k, m);
    }
}

static void stock(maker *k, int i)
{
    int low = -(upto(k, 2) * 5);
    put(k, "  x%d: {initial: \"%s\", min: %d, max: %d", i, often(k, 50) ? "uniform(0, 10)" : "p0 + 3", low,
        15);
    if (k->kind[i] >= 1) {
        put(k, ", flow: \"1 per day * (");
        number(k, 2, STILL, false);
        put(k, " - 1)\"");
    }
    if (k->kind[i] == 2) {
        put(k, ", decay: \"0.05 per day * (1 + abs(");
        number(k, 1, STILL, false);
        put(k, "))\"");
    }
    put(k, "}\n");
}

static void observations(maker *k)
{
    put(k, "outcomes:\n  early: m0.s1 and time > 30 day\n  crossed: \"");
    crossing(k);
    put(k, " and time > 10 day\"\n  rest: otherwise\n");
    put(k, "measures:\n  last: {at_end: \"");
    number(k, 2, MOVING, false);
    put(k, "\"}\n  spent: {time_in: \"");
    condition(k, 2);
    put(k, "\"}\n  dated: {first: \"");
    condition(k, 2);
    put(k, "\"}\n  entries: {count: m0.s0}\n  lowest: {min: x0}\n  highest: {max: \"2 * x%d + 1\"}\n",
        upto(k, k->stocks));
    if (k->chances) {
        return;
    }
    put(k, "series:\n  x0: {value: x0, every: 5 day}\n  any: {value: \"");
    number(k, 2, MOVING, false);
    put(k, "\", every: 7.5 day}\n");
}

/* A hazard that reads nothing but states and what is drawn at the start. */
static void quiet_hazard(maker *k)
{
    switch (upto(k, 5)) {
    case 0:
        put(k, "chance: \"0.3 * p%d - 0.0002\", within: 20 day",
            upto(k, k->params)); /* below 0, it is a fault */
        break;
    case 1:
        put(k, "rate: \"0.05 per day * max(0, p%d - 0.5)\"", upto(k, k->params));
        break;
    case 2:
        put(k, "rate: \"0.%02d per day * (", upto(k, 9));
        state_of(k);
        put(k, ")\"");
        break;
    case 3:
        put(k, "rate: \"if(");
        state_of(k);
        put(k, ", 0.02 per day, 0.01 per day * p%d)\"", upto(k, k->params));
        break;
    default:
        put(k, "rate: \"0.%02d per day\"", upto(k, 9));
        break;
    }
}

static void crisis_transition(maker *k, int m, int from)
{
    int states = k->states[m];
    put(k, "      - {from: s%d, to: s%d, ", from,
        k->calm ? (from + 1 + upto(k, states - 1)) % states : upto(k, states));
    if (from == 0 || often(k, k->calm ? 90 : 50)) {
        quiet_hazard(k);
    } else {
        put(k, "rate: \"0.2 per day * max(0, min(");
        plain_number(k, 2, MOVING);
        put(k, ", 4))\"");
    }
    if (often(k, k->calm ? 2 : 15)) {
        put(k, ", ");
        effects(k, m);
    }
    put(k, "}\n");
}

static void crisis_machine(maker *k, int m)
{
    put(k, "  m%d:\n    initial: s0\n    states: [", m);
    for (int s = 0; s < k->states[m]; s++) {
        put(k, "%ss%d", s ? ", " : "", s);
    }
    put(k, "]\n    transitions:\n");
    for (int n = 1 + upto(k, k->calm ? 1 : 2); n > 0; n--) {
        crisis_transition(k, m, 0);
    }
    for (int n = 1 + upto(k, 3); n > 0; n--) {
        crisis_transition(k, m, upto(k, k->states[m]));
    }
}

/* At rest until a machine moves, or not if something is wrong. */
static void crisis_flow(maker *k)
{
    static const char *const factors[] = {"p0", "(1 - p1)", "exp(800 * p0)", "(1 / (p1 - p1 * (p0 > 1)))"};
    int m = upto(k, k->machines), state = 1 + upto(k, k->states[m] - 1);
    const char *factor = factors[upto(k, 10) < 8 ? upto(k, 2) : upto(k, 4)];
    put(k,
        often(k, 50) ? ", flow: \"1 per day * if(m%d.s%d, -%s, 0)\""
                     : ", flow: \"-1 per day * (m%d.s%d * %s)\"",
        m, state, factor);
}

char *brink_i_random_crisis(uint64_t seed)
{
    maker k = {.state = seed * 104729 + 31, .chances = true};
    brink_i_text_init(&k.text);
    k.params = 2;
    k.stocks = 1 + upto(&k, 2);
    k.calm = seed % 3 > 0;
    k.machines = 1 + upto(&k, k.calm ? 3 : 4);
    for (int m = 0; m < k.machines; m++) {
        k.states[m] = 2 + upto(&k, STATES_MOST - 1);
    }
    put(&k, "brink: 1\ntitle: random crisis %llu\ntime: {unit: day, horizon: 45 day}\nparameters:\n",
        (unsigned long long)seed);
    put(&k, "  p0: {value: \"uniform(0, 2)\"}\n  p1: {value: \"%s\"}\nstocks:\n",
        often(&k, 50) ? "normal(1, 0.3)" : "triangular(0, 1, 2)");
    for (int i = 0; i < k.stocks; i++) {
        k.kind[i] = often(&k, 70);
        int low = -(upto(&k, 2) * 5);
        put(&k, "  x%d: {initial: \"%s\", min: %d, max: 15", i, often(&k, 50) ? "uniform(0, 10)" : "p0 + 3",
            low);
        if (k.kind[i]) {
            crisis_flow(&k);
        }
        put(&k, "}\n");
    }
    put(&k, "machines:\n");
    for (int m = 0; m < k.machines; m++) {
        crisis_machine(&k, m);
    }
    put(&k, "outcomes:\n  one: m0.s1%s\n", often(&k, 10) ? " or m0.s0" : ""); /* some hold from the start */
    put(&k, "  other: \"m%d.s%d", k.machines - 1, k.states[k.machines - 1] - 1);
    put(&k, often(&k, 50) ? " and not (m0.s0)\"\n  rest: otherwise\n" : "\"\n  rest: otherwise\n");
    return brink_i_text_take(&k.text);
}

static char *make(maker k, uint64_t seed)
{
    bool chances = k.chances;
    brink_i_text_init(&k.text);
    k.params = 2 + upto(&k, 3);
    k.stocks = 2 + upto(&k, chances ? 2 : STOCKS_MOST - 1);
    k.machines = 1 + upto(&k, chances ? MACHINES_OF_CHANCES_MOST : MACHINES_MOST);
    for (int i = 0; i < k.stocks; i++) {
        k.kind[i] = upto(&k, chances ? 2 : 3);
    }
    for (int m = 0; m < k.machines; m++) {
        k.states[m] = 2 + upto(&k, STATES_MOST - 1);
    }
    put(&k, "brink: 1\ntitle: random model %llu\ntime: {unit: day, horizon: 45 day}\nparameters:\n",
        (unsigned long long)seed);
    static const char *const values[] = {"uniform(0, 2)",
                                         "normal(1, 0.3)",
                                         "elicited(1, 2, 4)",
                                         "pert(0, 1, 3)",
                                         "1.5",
                                         "gamma(2, 0.5)",
                                         "data(0.4, 1, 1, 1.7)",
                                         "laplace(1, 0.1)",
                                         "truncate(student_t(4, 1, 0.5), 0.02, inf)"};
    int tied[4], n_tied = 0; /* those that may be correlated */
    for (int i = 0; i < k.params; i++) {
        const char *value = i && often(&k, 20) && !chances ? "p0 * uniform(0.5, 1)" : values[upto(&k, 9)];
        const bool chance = value != values[4] && often(&k, 20);
        put(&k, "  p%d: {value: \"%s\"%s}\n", i, value, chance ? ", kind: chance" : "");
        if (!chance && *value != 'p' && value != values[4]) {
            tied[n_tied++] = i;
        }
    }
    if (!chances && n_tied > 1 && often(&k, 40)) {
        static const char *const ranks[] = {"0.6", "-0.3", "0.95"};
        put(&k, "correlate:\n  - {of: [p%d, p%d], rank: %s}\n", tied[1], tied[0], ranks[upto(&k, 3)]);
        if (n_tied > 2) {
            put(&k, "  - {of: [p%d, p%d], rank: 0.2}\n", tied[0], tied[2]);
        }
    }
    const bool sampled = !chances && seed % 5 == 3; /* takes no choice from the others */
    if (sampled) {
        put(&k, "samples:\n  panel: {file: panel.csv, columns: {p%d: value}, weight: weight}\n", k.params++);
    }
    put(&k, "tables:\n  curve: [[-2, 0], [0, 1], [1, 0.5], [4, 3]]\nstocks:\n");
    for (int i = 0; i < k.stocks; i++) {
        stock(&k, i);
    }
    put(&k, "machines:\n");
    for (int m = 0; m < k.machines; m++) {
        machine(&k, m);
    }
    if (chances) {
        observations(&k);
        return brink_i_text_take(&k.text);
    }
    put(&k, "processes:\n  monthly:\n    every: 6 day\n    ");
    effects(&k, -1);
    put(&k, "\n");
    if (often(&k, 50)) { /* k times 0.9 is not the sum of k times 0.9 */
        put(&k, "  often:\n    every: 0.9 day * (1 + 0.1 * abs(p1))\n    ");
        effects(&k, -1);
        put(&k, "\n");
    }
    observations(&k);
    if (sampled) {
        put(&k, "files: {panel.csv: \"value,weight\\n0.4,2\\n1.1,1\\n0.7,0.5\\n1.6,1\\n\"}\n");
    }
    return brink_i_text_take(&k.text);
}

char *brink_i_random_model(uint64_t seed) { return make((maker){.state = seed * 7919 + 17}, seed); }

char *brink_i_random_chances(uint64_t seed)
{
    return make((maker){.state = seed * 7919 + 17, .chances = true}, seed);
}

char *brink_i_random_model_of(const uint8_t *data, size_t size)
{
    return make((maker){.state = size, .choices = data, .n_choices = size}, size);
}
