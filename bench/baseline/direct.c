/* SPDX-License-Identifier: Apache-2.0 */

/* Plain C loops of the direct method (Gillespie 1977), each written by hand for one model of bench/models:
 * total of all hazards, one exponential, one uniform to choose. Inlined PCG, libm's log. They count events,
 * so that trials per second of the same model can be read as events per second.
 *
 *   direct MODEL TRIALS [SEED]       MODEL: birth-death, mm1, sir, polling, embedded */

#include <stdbool.h>
#include <string.h>

#include "baseline.h"

/* What a trial gives: the outcome's index, or the value of the one measure. */
typedef struct ending {
    int outcome;
    double value;
} ending;

enum { CURVE_POINTS = 37 };

/* What is added up over trials: events, and what the epidemic records besides its ending. */
typedef struct tallies {
    uint64_t events;
    double curve[CURVE_POINTS], peaks;
} tallies;

static ending birth_death(baseline_stream *r, tallies *sums)
{
    double t = 0;
    int x = 100;
    uint64_t n = 0;
    while (x > 0) {
        t += baseline_exponential(r) / (0.21 * x);
        if (t > 50) {
            break;
        }
        x += baseline_uniform(r) * 0.21 < 0.1 ? 1 : -1;
        n++;
    }
    sums->events += n;
    return (ending){0, x};
}

static ending mm1(baseline_stream *r, tallies *sums)
{
    double t = 0;
    int n = (int)(log(baseline_uniform(r)) / log(0.9));
    uint64_t count = 0;
    for (;;) {
        const double total = n > 0 ? 1.9 : 0.9;
        t += baseline_exponential(r) / total;
        if (t > 1000) {
            break;
        }
        n += baseline_uniform(r) * total < 0.9 ? 1 : -1;
        count++;
    }
    sums->events += count;
    return (ending){0, n};
}

static ending sir(baseline_stream *r, tallies *sums)
{
    double t = 0;
    int susceptible = 950, ill = 50, peak = 50, next = 0;
    uint64_t n = 0;
    while (ill > 0) {
        const double infects = 0.4 * susceptible * ill / 1000, total = infects + 0.2 * ill;
        t += baseline_exponential(r) / total;
        while (next < CURVE_POINTS && 10.0 * next < t) {
            sums->curve[next++] += ill;
        }
        if (t > 365.24219878125) {
            break;
        }
        if (baseline_uniform(r) * total < infects) {
            susceptible--;
            ill++;
            peak = ill > peak ? ill : peak;
        } else {
            ill--;
        }
        n++;
    }
    sums->peaks += peak;
    sums->events += n;
    return (ending){ill > 0, susceptible};
}

enum { STATIONS = 18 };

static ending polling(baseline_stream *r, tallies *sums)
{
    double t = 0;
    bool full[STATIONS] = {false};
    int empty = STATIONS, at = 0;
    bool serves = false;
    uint64_t n = 0;
    for (;;) {
        const double fill = empty / (double)STATIONS, total = fill + (serves ? 1 : 200);
        t += baseline_exponential(r) / total;
        if (t > 1000) {
            break;
        }
        n++;
        const double u = baseline_uniform(r) * total;
        if (u < fill) {
            int which = (int)(u * STATIONS); /* of the empty ones */
            for (int i = 0;; i++) {
                if (!full[i] && which-- == 0) {
                    full[i] = true;
                    break;
                }
            }
            empty--;
        } else if (serves || !full[at]) {
            empty += serves;
            full[at] = false;
            serves = false;
            at = (at + 1) % STATIONS;
        } else if (at < 2) {
            sums->events += n;
            return (ending){at, 0};
        } else {
            serves = true;
        }
    }
    sums->events += n;
    return (ending){2, 0};
}

enum { FAILED, DISTURBED, OK };

static ending embedded(baseline_stream *r, tallies *sums)
{
    const double failure = 1.0 / (365 * 24), fault = 1.0 / 24, reboot = 120, timeout = 60;
    double t = 0;
    int s = 3, a = 2, i = OK, o = OK, skipped = 0;
    bool computed = true, in = true, out = false;
    uint64_t n = 0;
    ending end = {4, 0};
    for (;;) {
        const bool reads = s >= 2, acts = a >= 1;
        const double h[8] = {s > 1 ? s / 720.0 : 0,
                             a / 1440.0,
                             reads && i > FAILED ? failure : 0,
                             reads && i == OK          ? fault
                             : reads && i == DISTURBED ? reboot
                                                       : 0,
                             acts && o > FAILED ? failure : 0,
                             acts && o == OK          ? fault
                             : acts && o == DISTURBED ? reboot
                                                      : 0,
                             failure,
                             timeout};
        const double total = h[0] + h[1] + h[2] + h[3] + h[4] + h[5] + h[6] + h[7],
                     wait = baseline_exponential(r) / total;
        const bool danger = i == DISTURBED || o == DISTURBED;
        t += wait;
        end.value += danger ? wait : 0;
        if (t > 20000) {
            break;
        }
        n++;
        double u = baseline_uniform(r) * total;
        if (u < timeout) {
            const bool had = in;
            skipped = computed ? 0 : skipped + 1;
            computed = in && !out;
            in = (i == OK && reads) || (in && out);
            out = !(o == OK && acts) && (out || had);
            if (skipped >= 9) {
                end.outcome = 1;
                break;
            }
            continue;
        }
        u -= timeout;
        int which = 0;
        while (which < 6 && u >= h[which]) {
            u -= h[which++];
        }
        switch (which) {
        case 0:
            s--;
            break;
        case 1:
            a--;
            break;
        case 2:
            i = FAILED;
            break;
        case 3:
            i = i == OK ? DISTURBED : OK;
            if (i == OK) {
                computed = computed || !out;
                in = true;
                out = !(o == OK && acts);
            }
            break;
        case 4:
            o = FAILED;
            break;
        case 5:
            o = o == OK ? DISTURBED : OK;
            if (o == OK) {
                computed = computed || in;
                in = i == OK && reads;
                out = false;
            }
            break;
        default:
            end.outcome = 3;
            break;
        }
        if (which == 6) {
            break;
        }
        if (i == OK && s < 2) {
            end.outcome = 0;
            break;
        }
        if (o == OK && a < 1) {
            end.outcome = 2;
            break;
        }
    }
    sums->events += n;
    return end;
}

static const struct model {
    const char *name;
    ending (*trial)(baseline_stream *r, tallies *sums);
    const char *measure; /* NULL: none */
    const char *outcomes[6];
} models[] = {{"birth-death", birth_death, "size", {"end"}},
              {"mm1", mm1, "at_end", {"end"}},
              {"sir", sir, "escaped", {"over", "goes_on"}},
              {"polling", polling, NULL, {"station_1_first", "station_2_first", "neither"}},
              {"embedded", embedded, "danger", {"sensors", "io", "actuators", "main", "up"}}};

int main(int argc, char **argv)
{
    const struct model *model = NULL;
    for (size_t i = 0; argc > 1 && i < sizeof models / sizeof *models; i++) {
        model = strcmp(argv[1], models[i].name) == 0 ? &models[i] : model;
    }
    if (!model) {
        fprintf(stderr, "usage: %s birth-death|mm1|sir|polling|embedded TRIALS [SEED]\n", argv[0]);
        return 2;
    }
    uint64_t trials = baseline_argument(argc, argv, 2, 1000), seed = baseline_argument(argc, argv, 3, 1);
    tallies sums = {0};
    uint64_t counts[6] = {0};
    double mean = 0, squares = 0;
    baseline_timer start = baseline_start();
    for (uint64_t i = 0; i < trials; i++) {
        baseline_stream r = baseline_open(seed, i);
        const ending end = model->trial(&r, &sums);
        const double delta = end.value - mean;
        counts[end.outcome]++;
        mean += delta / (double)(i + 1);
        squares += delta * (end.value - mean);
    }
    baseline_report(model->name, trials, start);
    printf(", \"events\": %" PRIu64 ", \"outcomes\": {", sums.events);
    for (int i = 0; model->outcomes[i]; i++) {
        printf("%s\"%s\": %" PRIu64, i > 0 ? ", " : "", model->outcomes[i], counts[i]);
    }
    printf("}, \"measures\": {");
    if (model->measure) {
        printf("\"%s\": {\"n\": %" PRIu64 ", \"mean\": %.17g, \"sd\": %.17g}", model->measure, trials, mean,
               trials > 1 ? sqrt(squares / (double)(trials - 1)) : 0.0);
    }
    printf("}");
    if (sums.peaks > 0) {
        printf(", \"peak\": %.9g, \"curve\": [", sums.peaks / (double)trials);
        for (int i = 0; i < CURVE_POINTS; i++) {
            printf("%s%.9g", i > 0 ? ", " : "", sums.curve[i] / (double)trials);
        }
        printf("]");
    }
    printf("}\n");
    return 0;
}
