/* SPDX-License-Identifier: Apache-2.0 */

/* What an event costs, kind by kind: small models, each with some thousand events of one kind in a trial, on
 * one thread, through the public interface. Costs of expressions are seen where an expression is all that
 * differs from "event/jump". One line of JSON for each, in nanoseconds.
 *
 *   bench_events [SECONDS [PART OF A NAME]]     about that long for each figure (0.05) */

#include "bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A model of horizon 1,000 days: `body` follows the head, then `rest` machines that hardly ever move. */
typedef struct figure {
    const char *name;
    const char *per; /* "event" or "trial" */
    double events;   /* expected in a trial; 1 for "trial" */
    int rest;
    const char *body;
} figure;

#define FLIP(name)                                        \
    #name ": {initial: a, states: [a, b], transitions: [" \
          "{from: a, to: b, rate: 1 per day}, {from: b, to: a, rate: 1 per day}]}\n"
#define JUMP(value)                                                                       \
    "stocks: {x: {initial: 1}}\nmachines:\n  m: {initial: a, states: [a], transitions: [" \
    "{from: a, to: a, rate: 1 per day, do: [\"x = " value "\"]}]}\n"
#define RATE(value)                                                                       \
    "stocks: {x: {initial: 1}}\nmachines:\n  m: {initial: a, states: [a], transitions: [" \
    "{from: a, to: a, rate: \"1 per day + 1e-6 per day * (" value ")\", do: [\"x = 3 - x\"]}]}\n"
/* x is the time since the last event; the numbers of events follow from renewal theory, m = t/mu +
 * (sigma^2/mu^2 - 1)/2. */
#define THINNED(hazard)                                       \
    "stocks: {x: {initial: 0, flow: 1 per day}}\nmachines:\n" \
    "  m: {initial: a, states: [a], transitions: [{from: a, to: a, rate: " hazard ", do: [x = 0]}]}\n"
#define AFTER(delay) \
    "machines:\n  m: {initial: a, states: [a], transitions: [{from: a, to: a, after: \"" delay "\"}]}\n"

static const figure figures[] = {
    /* The same event among ever more machines, alone and in company. */
    {"event/flip", "event", 1000, 0, "machines:\n  " FLIP(m)},
    {"event/flip among 8 machines", "event", 1000, 7, "machines:\n  " FLIP(m)},
    {"event/flip among 32 machines", "event", 1000, 31, "machines:\n  " FLIP(m)},
    {"event/flip, 4 busy machines", "event", 4000, 0,
     "machines:\n  " FLIP(k) "  " FLIP(l) "  " FLIP(m) "  " FLIP(n)},
    {"event/race of 4", "event", 1000, 0,
     "machines:\n  m: {initial: a, states: [a, b, c, d], transitions: [\n"
     "    {from: any, to: a, rate: 0.1 per day}, {from: any, to: b, rate: 0.2 per day},\n"
     "    {from: any, to: c, rate: 0.3 per day}, {from: any, to: d, rate: 0.4 per day}]}\n"},
    {"event/drawn target", "event", 1000, 0,
     "machines:\n  m: {initial: a, states: [a, b], transitions: [{from: any, to: {a: 1, b: 2}, rate: 1 per "
     "day}]}\n"},
    {"event/timer", "event", 1000, 0, AFTER("1 day")},
    {"event/timer, exponential", "event", 1000, 0, AFTER("exponential(1 day)")},
    {"event/timer, weibull", "event", 1000, 0, AFTER("weibull(2, 1.128379 day)")},
    {"event/process", "event", 1000, 0,
     "stocks: {x: {initial: 0}}\nprocesses: {p: {every: 1 day, do: [x = x + 1]}}\n"},
    {"event/crossing", "event", 1000, 0,
     "stocks: {x: {initial: 0, flow: 1 per day}}\n"
     "machines:\n  m: {initial: a, states: [a], transitions: [{from: a, to: a, when: x >= 1, do: [x = "
     "0]}]}\n"},
    {"event/review of 2 options", "event", 1000, 0,
     "machines:\n  m:\n    initial: a\n    states: [a]\n    choices:\n"
     "      - {in: a, every: 1 day, options: [{to: a, utility: 0.5}, {stay: true, utility: 0}]}\n"},
    {"event/thinned hazard, linear", "event", 797.5, 0, THINNED("1 per day * x")},
    {"event/thinned hazard, logistic", "event", 1137, 0, THINNED("2 per day * logistic(x - 1)")},
    {"event/jump", "event", 1000, 0, JUMP("3 - x")},
    {"event/conditional effect", "event", 1000, 0,
     "stocks: {x: {initial: 1}}\nmachines:\n  m: {initial: a, states: [a], transitions: [\n"
     "    {from: a, to: a, rate: 1 per day, do: [{if: x > 1, do: [x = 1], else: [x = 2]}]}]}\n"},

    /* Expressions: in an effect, and in a hazard that the event changes. */
    {"expression/effect, 16 sums and products", "event", 1000, 0,
     JUMP("0.5 + (((((((x * 0.25 + 1) * 0.5 + x) * 0.25 + 2) * 0.5 + x) * 0.25 + 3) * 0.5 + x) * 0.25 + 4) * "
          "0.0625")},
    {"expression/effect, exp", "event", 1000, 0, JUMP("exp(-x)")},
    {"expression/effect, logistic", "event", 1000, 0, JUMP("3 * logistic(1 - x)")},
    {"expression/effect, power", "event", 1000, 0, JUMP("2 * (x + 1) ^ -0.7")},
    {"expression/effect, normal draw", "event", 1000, 0, JUMP("normal(1, 0.1)")},
    {"expression/hazard, linear", "event", 1000, 0, RATE("x")},
    {"expression/hazard, 16 sums and products", "event", 1000, 0,
     RATE("((((((((x * 0.25 + 1) * 0.5 + x) * 0.25 + 2) * 0.5 + x) * 0.25 + 3) * 0.5 + x) * 0.25 + 4) * 0.5 "
          "+ x)")},
    {"expression/hazard, logistic", "event", 1000, 0, RATE("logistic(1 - x)")},
    {"expression/hazard, table", "event", 1000, 0,
     "tables: {t: [[0, 0.2], [0.5, 0.7], [1, 1], [2, 3], [4, 3.5]]}\n" RATE("t(x)")},

    /* What watching adds to event/flip. */
    {"watch/time_in", "event", 1000, 0, "machines:\n  " FLIP(m) "measures: {w: {time_in: m.a}}\n"},
    {"watch/count", "event", 1000, 0, "machines:\n  " FLIP(m) "measures: {w: {count: m.a}}\n"},
    {"watch/max", "event", 1000, 0, JUMP("3 - x") "measures: {w: {max: x}}\n"},
    {"watch/series of 1000 points", "event", 1000, 0,
     "machines:\n  " FLIP(m) "series: {s: {value: m.a, every: 1 day}}\n"},

    /* What a trial costs before anything happens in it, and drawing parameters. */
    {"trial/1 machine", "trial", 1, 1, ""},
    {"trial/32 machines", "trial", 1, 32, ""},
    {"trial/8 parameters", "trial", 1, 1,
     "parameters: {a: 'normal(0, 1)', b: 'normal(0, 1)', c: 'normal(0, 1)', d: 'normal(0, 1)', e: 'normal(0, "
     "1)', "
     "f: 'normal(0, 1)', g: 'normal(0, 1)', h: 'normal(0, 1)'}\nmeasures: {w: {at_end: a + b + c + d + e + f "
     "+ g + h}}\n"},
};

static void append(char **at, const char *end, const char *text)
{
    const int n = snprintf(*at, (size_t)(end - *at), "%s", text);
    if (n < 0 || n >= end - *at) {
        fprintf(stderr, "the model is too long\n");
        exit(1);
    }
    *at += n;
}

static brink_model *load(const figure *f)
{
    char text[16384], *at = text, line[128];
    const char *end = text + sizeof text;
    append(&at, end, "brink: 1\ntime: {unit: day, horizon: 1000 day}\noutcomes: {end: otherwise}\n");
    const char *machines =
        strstr(f->body, "machines:\n"); /* comes before measures and series, behind the stocks */
    if (machines) {
        const size_t before = (size_t)(machines - f->body) + strlen("machines:\n");
        snprintf(line, sizeof line, "%.*s", (int)before, f->body);
        append(&at, end, line);
    } else {
        append(&at, end, f->rest > 0 ? "machines:\n" : "");
    }
    for (int i = 0; i < f->rest; i++) {
        snprintf(
            line, sizeof line,
            "  rest_%d: {initial: a, states: [a, b], transitions: [{from: a, to: b, rate: 1e-9 per day}]}\n",
            i);
        append(&at, end, line);
    }
    append(&at, end, machines ? machines + strlen("machines:\n") : f->body);
    return bench_load(f->name, text, NULL);
}

static void measure(const figure *f, double seconds)
{
    brink_model *model = load(f);
    brink_run_options options = BRINK_RUN_OPTIONS_INIT;
    options.threads = 1;
    options.trials = 64;
    double wall = 0, cpu = 0;
    for (;;) {
        wall = bench_wall();
        cpu = bench_cpu();
        brink_result *result = bench_sample(model, &options);
        wall = bench_wall() - wall;
        cpu = bench_cpu() - cpu;
        brink_result_free(result);
        if (wall >= 0.7 * seconds) {
            break;
        }
        const double more = seconds / (wall > 0 ? wall : 1e-6);
        options.trials = more > 16 ? 16 * options.trials : (uint64_t)ceil(more * (double)options.trials);
    }
    const double n = f->events * (double)options.trials;
    printf("{\"name\": \"%s\", \"per\": \"%s\", \"ns\": %.6g, \"cpu_ns\": %.6g}\n", f->name, f->per,
           1e9 * wall / n, 1e9 * cpu / n);
    fflush(stdout);
    brink_model_free(model);
}

int main(int argc, char **argv)
{
    const double seconds = argc > 1 ? atof(argv[1]) : 0.05;
    if (!(seconds > 0)) {
        fprintf(stderr, "usage: %s [SECONDS [PART OF A NAME]]\n", argv[0]);
        return 2;
    }
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        if (argc <= 2 || strstr(figures[i].name, argv[2])) {
            measure(&figures[i], seconds);
        }
    }
    return 0;
}
