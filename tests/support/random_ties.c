/* SPDX-License-Identifier: Apache-2.0 */

/* Models in which dates nearly coincide. All that is fixed lies on one grid of tenths, written in ways that
 * round differently: stocks reach their bounds next to timers and reviews, conditions of the same meaning
 * cross together, periods divide each other. A little chance keeps histories apart. */

#include "support/random_model.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/text.h"

enum { STOCKS_MOST = 4, MACHINES_MOST = 3 };

typedef struct maker {
    uint64_t state;
    brink_i_text text;
    int stocks, machines;
    int kind[STOCKS_MOST];     /* 0 plain, 1 linear, 2 decaying */
    int states[MACHINES_MOST]; /* 2 or 3 */
} maker;

static int upto(maker *k, int n)
{
    k->state = k->state * 6364136223846793005U + 1442695040888963407U;
    return (int)((k->state >> 33) % (uint64_t)n);
}

static bool often(maker *k, int percent) { return upto(k, 100) < percent; }

__attribute__((format(printf, 2, 3))) static void put(maker *k, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    brink_i_text_addv(&k->text, format, args);
    va_end(args);
}

/* A number of tenths, as it is or as what rounds to a neighbour of it. */
static void tenths(maker *k, int n)
{
    switch (upto(k, 5)) {
    case 0:
        put(k, "%d * 0.1", n);
        break;
    case 1:
        put(k, "%d.%d / 3", 3 * n / 10, 3 * n % 10);
        break;
    case 2:
        put(k, "(%d.%d - 0.7)", (n + 7) / 10, (n + 7) % 10);
        break;
    default:
        put(k, "%d.%d", n / 10, n % 10);
        break;
    }
}

/* A fixed time: mostly whole halves of days. */
static void days(maker *k)
{
    static const char *const others[] = {"p0 * 1 day", "3 day * p1", "36 hour"};
    if (often(k, 35)) {
        put(k, "%s", others[upto(k, 3)]);
    } else {
        put(k, "1 day * ");
        tenths(k, 5 * (1 + upto(k, 12)));
    }
}

static void state_of(maker *k)
{
    int m = upto(k, k->machines);
    put(k, "m%d.s%d", m, upto(k, k->states[m]));
}

static void crossing(maker *k)
{
    static const char *const comparisons[] = {"<", "<=", ">", ">="};
    const char *compare = comparisons[upto(k, 4)];
    int i = upto(k, k->stocks), level = 5 * upto(k, 13);
    switch (upto(k, k->kind[i] == 2 ? 4 : 7)) {
    case 0:
        put(k, "0.1 * x%d %s 0.1 * (", i, compare);
        tenths(k, level);
        put(k, ")");
        break;
    case 1:
        put(k, "3 * x%d %s %d.%d", i, compare, 3 * level / 10, 3 * level % 10);
        break;
    case 2:
        put(k, "x%d / 3 + 0.1 %s (", i, compare);
        tenths(k, level);
        put(k, ") / 3 + 0.1");
        break;
    case 3:
        put(k, "x%d %s ", i, compare);
        tenths(k, level);
        break;
    case 4:
        put(k, "time %s ", compare);
        days(k);
        break;
    case 5:
        put(k, "elapsed(m%d) / 3 %s (", upto(k, k->machines), compare);
        days(k);
        put(k, ") / 3");
        break;
    default: {
        int j = upto(k, k->stocks);
        put(k, k->kind[j] == 2 ? "x%d %s p0" : "x%d %s 2 * x%d - p0", i, compare, j);
        break;
    }
    }
}

static void condition(maker *k)
{
    crossing(k);
    if (often(k, 40)) {
        put(k, often(k, 50) ? " and " : " or ");
        if (often(k, 50)) {
            state_of(k);
        } else {
            crossing(k);
        }
    }
}

static void effects(maker *k)
{
    int i = upto(k, k->stocks);
    put(k, often(k, 50) ? "do: [\"x%d = clamp(x%d + " : "do: [\"x%d = clamp(x%d - ", i, i);
    tenths(k, 5 * upto(k, 6));
    put(k, ", 0, 6)\"]");
}

static void transition(maker *k, int m)
{
    int from = upto(k, k->states[m]);
    put(k, "      - {from: s%d, to: s%d, ", from, (from + 1 + upto(k, k->states[m] - 1)) % k->states[m]);
    switch (upto(k, 8)) {
    case 0:
        put(k, "rate: 0.%02d per day", 1 + upto(k, 30));
        break;
    case 1: { /* moving: windows end between the dates of the grid */
        int i = upto(k, k->stocks);
        put(k, "rate: \"0.05 per day * max(0, x%d - 1.5) * (x%d + 0.1)\"", i, i);
        break;
    }
    case 2:
    case 3:
    case 4:
        put(k, "after: \"");
        days(k);
        put(k, "\"");
        break;
    default:
        put(k, "when: \"");
        condition(k);
        put(k, "\"");
        break;
    }
    if (often(k, 30)) {
        put(k, ", ");
        effects(k);
    }
    put(k, "}\n");
}

static void machine(maker *k, int m)
{
    put(k, "  m%d:\n    initial: s%d\n    states: [s0, s1%s]\n    transitions:\n", m, upto(k, k->states[m]),
        k->states[m] == 3 ? ", s2" : "");
    for (int n = 2 + upto(k, 3); n > 0; n--) {
        transition(k, m);
    }
    if (often(k, 30)) {
        put(k, "    choices:\n      - {in: s0, by: someone, every: \"");
        days(k);
        put(k, "\", precision: 1, options: [{to: s1, utility: 0.1}, {stay: true, utility: \"0.2 * ");
        state_of(k);
        put(k, "\"}]}\n");
    }
}

static void stock(maker *k, int i)
{
    put(k, "  x%d: {initial: \"", i);
    if (often(k, 30)) {
        put(k, "p0 + %d", upto(k, 3));
    } else {
        tenths(k, 5 * upto(k, 13));
    }
    put(k, "\", min: 0, max: \"");
    tenths(k, 60);
    put(k, "\"");
    if (k->kind[i] > 0) {
        put(k, ", flow: \"1 per day * (");
        tenths(k, 1 + upto(k, 10));
        put(k, " - if(");
        if (often(k, 30)) {
            crossing(k);
        } else {
            state_of(k);
        }
        put(k, ", ");
        tenths(k, 1 + upto(k, 20));
        put(k, ", p1))\"");
    }
    put(k, k->kind[i] == 2 ? ", decay: 0.1 per day}\n" : "}\n");
}

char *brink_i_random_ties(uint64_t seed)
{
    maker k = {.state = seed * 15485863 + 5};
    brink_i_text_init(&k.text);
    k.stocks = 2 + upto(&k, STOCKS_MOST - 1);
    k.machines = 1 + upto(&k, MACHINES_MOST);
    for (int i = 0; i < k.stocks; i++) {
        k.kind[i] = upto(&k, 8) < 6 ? 1 : upto(&k, 2) * 2;
    }
    for (int m = 0; m < k.machines; m++) {
        k.states[m] = 2 + upto(&k, 2);
    }
    put(&k, "brink: 1\ntitle: random ties %llu\ntime: {unit: %s, horizon: 30 day}\n",
        (unsigned long long)seed, often(&k, 70) ? "day" : "hour");
    put(&k, "parameters:\n  p0: {value: \"0.5 * floor(uniform(1, 5))\"}\n"
            "  p1: {value: \"0.1 * floor(uniform(1, 11))\"}\nstocks:\n");
    for (int i = 0; i < k.stocks; i++) {
        stock(&k, i);
    }
    put(&k, "machines:\n");
    for (int m = 0; m < k.machines; m++) {
        machine(&k, m);
    }
    put(&k, "processes:\n  often:\n    every: ");
    put(&k, often(&k, 50) ? "0.5 day\n    " : "1 day * p1\n    ");
    effects(&k);
    put(&k, "\n  seldom:\n    every: \"");
    days(&k);
    put(&k, "\"\n    ");
    effects(&k);
    put(&k, "\noutcomes:\n  early: \"time >= 20 day and (");
    condition(&k);
    put(&k, ")\"\n  rest: otherwise\nmeasures:\n  last: {at_end: x0 + x1}\n");
    put(&k, "  spent: {time_in: \"");
    condition(&k);
    put(&k, "\"}\n  dated: {first: \"");
    crossing(&k);
    put(&k, "\"}\n  again: {first: \"");
    crossing(&k);
    put(&k, "\"}\n  entries: {count: m0.s0}\n  lowest: {min: x0}\n  highest: {max: x1}\n"
            "series:\n  x0: {value: x0, every: 1.5 day}\n  x1: {value: x1, every: 0.7 day}\n");
    return brink_i_text_take(&k.text);
}
