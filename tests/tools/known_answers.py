#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""known_answers.py SOURCE_DIR derives every number in the expect: blocks of scenarios/validation/ anew, from
closed forms or by solving the chain's equations, and compares; compares with what others have published; then
holds each tests/twins/*.yaml to the model that it is a twin of: nothing may differ but the title and the
lines that are marked '# off'. known_answers.py --print NAME writes the expect: block of one model."""

import functools
import itertools
import math
import pathlib
import re
import sys
from math import comb, exp, log, log1p, sqrt

DIGITS = 10  # significant digits of the numbers in the files


# ---- numerical tools ---------------------------------------------------------------------------------
def integral(f, a, b, pieces=4000):
    """Simpson's rule; the integrands here are smooth."""
    h = (b - a) / (2 * pieces)
    inner = math.fsum((4 if i % 2 else 2) * f(a + i * h) for i in range(1, 2 * pieces))
    return h / 3 * (f(a) + inner + f(b))


def solve(matrix, right):
    """Gaussian elimination with partial pivoting."""
    n = len(right)
    rows = [list(row) + [value] for row, value in zip(matrix, right)]
    for c in range(n):
        pivot = max(range(c, n), key=lambda r: abs(rows[r][c]))
        rows[c], rows[pivot] = rows[pivot], rows[c]
        for r in range(n):
            if r != c and rows[r][c]:
                factor = rows[r][c] / rows[c][c]
                rows[r] = [x - factor * y for x, y in zip(rows[r], rows[c])]
    return [rows[i][n] / rows[i][i] for i in range(n)]


def transient(rates, start, t):
    """A Markov chain by uniformisation: rates[i] = {j: rate}. Returns where it is at t, and the expected
    times that it has spent in each state until then."""
    n = len(rates)
    top = max(sum(row.values()) for row in rates)
    now, at, spent = list(start), [0.0] * n, [0.0] * n
    poisson, below = exp(-top * t), 0.0
    last = int(top * t + 12 * sqrt(top * t) + 40)
    for k in range(last):
        below += poisson
        for i in range(n):
            at[i] += poisson * now[i]
            spent[i] += max(0.0, 1 - below) / top * now[i]
        new = [0.0] * n
        for i, row in enumerate(rates):
            new[i] += now[i] * (1 - sum(row.values()) / top)
            for j, rate in row.items():
                new[j] += now[i] * rate / top
        now, poisson = new, poisson * top * t / (k + 1)
    return at, spent


def hitting(rates):
    """From state 0: chance to end well, mean and second moment of the time to the end. rates[i] = {j: rate};
    j may be 'good' or 'bad'."""
    def system(right, factor):
        matrix = []
        for i, row in enumerate(rates):
            total = sum(row.values())
            matrix.append([(total if i == j else 0.0) - row.get(j, 0.0) for j in range(len(rates))])
        return solve(matrix, [factor * x for x in right])
    good = system([row.get("good", 0.0) for row in rates], 1)
    first = system([1.0] * len(rates), 1)
    second = system(first, 2)
    return good[0], first[0], second[0]


def moments(points):
    """Mean and sd of a distribution given as (value, probability)."""
    points = list(points)
    mean = math.fsum(x * p for x, p in points)
    return {"mean": mean, "sd": sqrt(math.fsum((x - mean) ** 2 * p for x, p in points))}


def lifetime(survival, end):
    """Mean and sd of a positive time with this survival function, which is nothing beyond end."""
    mean = integral(survival, 0, end)
    return {"mean": mean, "sd": sqrt(2 * integral(lambda t: t * survival(t), 0, end) - mean ** 2)}


def binomial(n, p):
    return [comb(n, k) * p ** k * (1 - p) ** (n - k) for k in range(n + 1)]


def softmax(weights):
    return [exp(w) / sum(map(exp, weights)) for w in weights]


# ---- what is expected --------------------------------------------------------------------------------
class Answers:
    """What one scenario expects: (kind, name, time, variant) -> {statistic: value}, in the file's order."""

    def __init__(self):
        self.of = {}

    def outcome(self, name, probability, variant=None):
        self.of["outcome", name, None, variant] = {"probability": probability}

    def measure(self, name, variant=None, **values):
        self.of["measure", name, None, variant] = values

    def series(self, name, times, values, variant=None):
        """values(t) gives a mean, (mean, variance), or a deterministic [value]"""
        for t in times:
            value = values(t)
            if isinstance(value, tuple):
                entry = {"mean": value[0], "sd": sqrt(value[1])} if value[1] > 0 else {"mean": value[0]}
            else:
                entry = {"path": value[0]} if isinstance(value, list) else {"mean": value}
            self.of["series", name, t, variant] = entry


def birth_death(a):
    def x(t):
        return 100 * exp(-0.01 * t), 100 * (0.21 / 0.01) * exp(-0.01 * t) * -math.expm1(-0.01 * t)
    a.measure("size", mean=x(50)[0], sd=sqrt(x(50)[1]))
    a.series("x", range(0, 51, 5), x)


def immigration_death(a):
    a.series("x", range(0, 51, 5), lambda t: (-10 * math.expm1(-0.1 * t),) * 2)


def immigration_death_reset(a):
    def x(t):
        s = t if t < 25 else t - 25
        here, stay = (0 if t < 25 else 50), exp(-0.1 * s)
        return here * stay + 10 * (1 - stay), here * stay * (1 - stay) + 10 * (1 - stay)
    a.series("x", range(0, 51, 5), x)


def batches(a):
    a.series("x", range(0, 51, 5), lambda t: (-25 * math.expm1(-0.2 * t),
                                              -25 * math.expm1(-0.2 * t) - 50 * math.expm1(-0.4 * t)))


def dimerisation(a):
    # states: number of pairs
    chain = [{} for _ in range(51)]
    for pairs in range(51):
        single = 100 - 2 * pairs
        if single:
            chain[pairs][pairs + 1] = 0.001 * single * (single - 1) / 2
        if pairs:
            chain[pairs][pairs - 1] = 0.01 * pairs
    at = {t: moments(enumerate(transient(chain, [1.0] + [0.0] * 50, t)[0])) for t in range(0, 51, 5)}
    a.series("single", at, lambda t: (100 - 2 * at[t]["mean"], 4 * at[t]["sd"] ** 2))
    a.series("pairs", at, lambda t: (at[t]["mean"], at[t]["sd"] ** 2))


def fluid_queue(a):
    used, rate = 2 / 3, 0.1
    a.measure("time_empty", mean=50 * (1 - used))
    a.series("level", range(0, 51, 10), lambda t: (used / rate, (2 * used - used ** 2) / rate ** 2))
    a.series("empty", range(0, 51, 10), lambda t: 1 - used)


def polling(a):
    states = list(itertools.product(range(3), (False, True), *[(False, True)] * 3))
    index = {s: i for i, s in enumerate(s for s in states if not (s[1] and s[0] < 2))}
    rates = []
    for at, serving, *full in index:
        following = (at + 1) % 3
        if serving:
            row = [((following, False, *full[:at], False, *full[at + 1:]), 1.0)]
        else:
            row = [((at, True, *full) if full[at] else (following, False, *full), 200.0)]
        for i in range(3):
            if not full[i]:
                row.append(((at, serving, *full[:i], True, *full[i + 1:]), 1 / 3))
        ends = {(0, True): "good", (1, True): "bad"}
        rates.append({ends.get(to[:2], index.get(to)): rate for to, rate in row})
    assert list(index)[0] == (0, False, False, False, False)
    chance, first, second = hitting(rates)
    a.outcome("station_1_first", chance)
    a.outcome("station_2_first", 1 - chance)
    a.outcome("neither", 0.0)
    a.measure("served_at", mean=first, sd=sqrt(second - first ** 2))


def parallel_units(a):
    for variant, repairers in ((None, 1), ("two_repairers", 2)):
        chain = [{1: 0.2}, {0: 1.0, 2: 0.1}, {1: 1.0 * repairers}]
        a.measure("time_down", variant, mean=transient(chain, [1, 0, 0], 50)[1][2])
        a.series("down", range(0, 51, 5), lambda t, c=chain: transient(c, [1, 0, 0], t)[0][2], variant)


def no_repair(a):
    for variant, p in ((None, (1 - exp(-1)) ** 2), ("series", 1 - exp(-2))):
        a.outcome("failed", p, variant)
        a.outcome("works", 1 - p, variant)


def warm_spare(a):
    # 0.65 until the first failure, then 0.5
    early = 1 - exp(-0.5) - 0.5 * (exp(-0.5) - exp(-0.65)) / 0.15
    a.outcome("early", early)
    a.outcome("late", 1 - early)
    a.outcome("works", 0.0)
    a.measure("life", mean=46 / 13, sd=sqrt(1 / 0.65 ** 2 + 4))


def mm1_queue(a):
    times = range(0, 201, 25)
    a.measure("average", mean=9.0)
    a.series("n", times, lambda t: (9.0, 0.9 / 0.1 ** 2))
    room = 240  # more than 12 standard deviations of the arrivals' excess beyond any number seen by then
    chain = [{}] + [{n - 1: 1.0} for n in range(1, room)]
    for n in range(room - 1):
        chain[n][n + 1] = 0.9
    empty = [1.0] + [0.0] * (room - 1)
    spent = transient(chain, empty, 200)[1]
    a.measure("average", "empty", mean=sum(n * s for n, s in enumerate(spent)) / 200)

    def mean_and_variance(t):
        at = moments(enumerate(transient(chain, empty, t)[0]))
        return at["mean"], at["sd"] ** 2
    a.series("n", times, mean_and_variance, "empty")


def competing_risks(a):
    hazards = {"talks": 0.02, "collapse": 0.05, "war": 0.10}
    total = sum(hazards.values())
    for name, hazard in hazards.items():
        a.outcome(name, hazard / total * -math.expm1(-12 * total))
    a.outcome("none", exp(-12 * total))
    mean = -math.expm1(-12 * total) / total  # of the smaller of T and 12
    second = 2 * (mean - 12 * exp(-12 * total)) / total
    a.measure("duration", mean=mean, sd=sqrt(second - mean ** 2), median=log(2) / total)


def annual_chances(a):
    for name, p, period in (("slim", 0.05, 6), ("moderate", 0.24, 6), ("likely", 0.65, 10)):
        a.series(name, range(11), lambda t, p=p, n=period: -math.expm1(log1p(-p) * t / n))


def weibull(a):
    for name in ("by_delay", "by_hazard"):
        half = math.gamma(1.5)
        a.measure(name, mean=10 * half, sd=10 * sqrt(1 - half ** 2), median=10 * sqrt(log(2)))


def gompertz(a):
    def survival(t):
        return exp(-0.01 / 0.1 * math.expm1(0.1 * t))
    a.outcome("by_ten", 1 - survival(10))
    a.outcome("later", survival(10))
    a.outcome("alive", 0.0)
    a.measure("age", **lifetime(survival, 100), median=log1p(10 * log(2)) * 10)


def logit_choice(a):
    for variant, precision in ((None, 1.5), ("at_random", 0.0), ("sharp", 4.0)):
        shares = softmax([precision * u for u in (0.0, 0.4, 1.0, -0.5)])
        for name, share in zip(("wait", "protest", "blockade", "strike"), shares):
            a.outcome(name, share, variant)


def ratio_contest(a):
    for variant, m in ((None, 1), ("decisive", 2)):
        p = 60 ** m / (60 ** m + 40 ** m)
        a.outcome("stronger", p, variant)
        a.outcome("weaker", 1 - p, variant)


def crisis_game(a):
    resist = softmax([-0.5, -1.0])[0]
    challenge = softmax([resist * -1.5 + (1 - resist) * 1.0, 0.0])[0]
    a.outcome("status_quo", 1 - challenge)
    a.outcome("capitulation", challenge * (1 - resist))
    a.outcome("war", challenge * resist)


def reviews(a):
    a.series("war", (0, 10, 20, 30, 40, 50), lambda t: 1 - 0.98 ** t)
    a.outcome("war_at_once", 0.02)
    a.outcome("war_by_step_5", 0.98 - 0.98 ** 5)
    a.outcome("war_later", 0.98 ** 5 - 0.98 ** 50)
    a.outcome("peace", 0.98 ** 50)


def drained_stock(a):
    dry = exp(-0.02 * 30 / 0.5)
    a.outcome("dry", dry)
    a.outcome("settled", 1 - dry)
    a.outcome("neither", 0.0)
    mean = (1 - dry) / 0.02  # of the smaller of T and 60
    second = 2 * (mean - 60 * dry) / 0.02
    a.measure("duration", mean=mean, sd=sqrt(second - mean ** 2))
    a.measure("low_point", mean=30 - 0.5 * mean, sd=0.5 * sqrt(second - mean ** 2))


def linear_hazard(a):
    a.outcome("none", exp(-0.01 * 60 - 0.0005 * 60 ** 2 / 2))
    a.series("calm", range(0, 61, 10), lambda t: exp(-0.01 * t - 0.0005 * t ** 2 / 2))


def logistic_hazard(a):
    def calm(t, width):
        start, now = (100 - 60) / width, (100 - 2 * t - 60) / width
        return exp(-0.05 * width / 2 * (log1p(exp(start)) - log1p(exp(now))))
    for variant, width in ((None, 15), ("rising", -15)):
        a.outcome("none", calm(50, width), variant)
        a.series("calm", range(0, 51, 10), lambda t, w=width: calm(t, w), variant)


def gamblers_ruin(a):
    p, q, start, goal = 0.45, 0.55, 3, 10
    order = [start] + [k for k in range(1, goal) if k != start]
    index = {0: "bad", goal: "good", **{k: i for i, k in enumerate(order)}}
    rates = [{index[k - 1]: q, index[k + 1]: p} for k in order]
    chance, mean, second = hitting(rates)
    assert abs(chance - ((q / p) ** start - 1) / ((q / p) ** goal - 1)) < 1e-12
    assert abs(mean - (start - goal * chance) / (q - p)) < 1e-9
    a.outcome("wins", chance)
    a.outcome("ruined", 1 - chance)
    a.outcome("plays", 0.0)
    # E[N (N + 1)] is what the equations of a chain with exponential steps of mean 1 give
    a.measure("rounds", mean=mean, sd=sqrt(second - mean - mean ** 2))


def random_walk(a):
    steps = binomial(20, 0.5)
    at = {2 * k - 20: p for k, p in enumerate(steps)}

    def reaches(k):  # reflection principle
        return sum(p for x, p in at.items() if x >= k) + sum(p for x, p in at.items() if x > k)
    a.series("x", range(0, 21, 4), lambda t: (0.0, float(t)))
    a.measure("highest", **moments((k, reaches(k) - reaches(k + 1)) for k in range(21)))
    a.measure("distance", **moments((abs(x), p) for x, p in at.items()))


def ornstein_uhlenbeck(a):
    a.series("x", range(0, 11, 2), lambda t: (0.4 + 0.5 * exp(-0.5 * t), 0.04 * -math.expm1(-t)))


def coupon_collector(a):
    chances = [k / 6 for k in range(1, 7)]
    a.measure("days", mean=sum(1 / p for p in chances), sd=sqrt(sum((1 - p) / p ** 2 for p in chances)))

    def complete(n):
        return sum((-1) ** k * comb(6, k) * (1 - k / 6) ** n for k in range(7))
    a.outcome("by_day_10", complete(10))
    a.outcome("later", 1 - complete(10))
    a.outcome("incomplete", 0.0)


def salvo(a):
    hits = [0.0] * 13
    for (x, px), (y, py) in itertools.product(enumerate(binomial(12, 0.7)), enumerate(binomial(8, 0.6))):
        hits[max(0, x - y)] += px * py
    a.outcome("no_hit", hits[0])
    a.outcome("four_or_more", sum(hits[4:]))
    a.outcome("one_to_three", sum(hits[1:4]))
    a.measure("hits", **moments(enumerate(hits)))


def relaxing_stock(a):
    def x(t):
        return 100 - 50 * exp(-0.07 * t)
    a.measure("at_ten", every_trial=x(10), within=1e-6)
    a.measure("crosses_75", every_trial=log(2) / 0.07, within=1e-6)
    a.series("x", range(11), lambda t: [x(t)])


def switched_stock(a):
    """Runge-Kutta for p = P(on), E[x], E[x; on], E[x^2], of x' = 7 on - 0.07 x."""
    def slopes(y):
        p, m, on, square = y
        return (0.3 * (1 - p) - 0.2 * p, 7 * p - 0.07 * m, 7 * p - 0.07 * on - 0.2 * on + 0.3 * (m - on),
                14 * on - 0.14 * square)
    y, h, values = (0.0, 50.0, 0.0, 2500.0), 0.005, {0: (50.0, 0.0)}
    for step in range(1, 10001):
        k1 = slopes(y)
        k2 = slopes([a_ + h / 2 * b for a_, b in zip(y, k1)])
        k3 = slopes([a_ + h / 2 * b for a_, b in zip(y, k2)])
        k4 = slopes([a_ + h * b for a_, b in zip(y, k3)])
        y = tuple(a_ + h / 6 * (b + 2 * c + 2 * d + e) for a_, b, c, d, e in zip(y, k1, k2, k3, k4))
        values[step * h] = (y[1], y[3] - y[1] ** 2)
    a.series("x", range(0, 51, 10), lambda t: values[min(values, key=lambda s: abs(s - t))])


def capability(a):
    a.series("k", range(11), lambda t: [100 - 50 * 0.93 ** t])


def power_transition(a):
    a.measure("parity", mean=15 * log(2), sd=sqrt(900 / 8 - (15 * log(2)) ** 2), median=10.0)


def oil_endurance(a):
    for r, overland in itertools.product((0, 20, 30, 40), (0.0, 1.1, 2.0)):
        variant = None if (r, overland) == (0, 0.0) else "r%d_l%d" % (r, round(overland * 10))
        days = 1300 / (14.8 * (1 - r / 100) - 4.3 - overland)
        a.measure("dry_on", variant, every_trial=days, within=0.001)


def uncertain_rate(a):
    a.series("calm", range(0, 101, 20), lambda t: (1 + 0.01 * t) ** -2.0)
    a.outcome("none", 2.0 ** -2)


def correlated_inputs(a):
    def arc(r):
        return math.asin(2 * math.sin(math.pi * r / 6)) / (2 * math.pi)
    every = 1 / 8 + (arc(0.6) + arc(-0.2) + arc(0.3)) / 2
    a.outcome("all_high", every)
    a.outcome("both_high", 1 / 4 + arc(0.6) - every)
    for name, r in (("stock_share", 0.6), ("stock_price", -0.2), ("share_price", 0.3)):
        a.measure(name, mean=1 / 4 + r / 12)
    a.measure("share", mean=1 / 5, sd=0.4 / sqrt(11))


def heavy_tails(a):
    def t3(t):
        y = t / sqrt(3)
        return 1 / 2 + (y / (1 + y * y) + math.atan(y)) / math.pi

    def t1(t):
        return 1 / 2 + math.atan(t) / math.pi
    a.outcome("shock_beyond", round(1 - t3(3.182446305), 10))
    a.measure("shock_inside", mean=round(2 * t3(0.7648923284) - 1, 9))
    a.measure("jump_beyond", mean=round(1 - t1(12.70620474), 10))
    a.measure("jump_inside", mean=2 * t1(1) - 1)
    a.measure("error", mean=10, sd=2 * sqrt(2), median=10)
    a.measure("error_low", mean=exp(-log(10)) / 2)
    a.measure("said", mean=2.5, sd=1.5)
    a.measure("positive", median=0.7648923284)
    a.measure("folded", mean=1 / 2, sd=1 / sqrt(12))


def renewals(a):
    # N(t) is at least n if n uniform delays sum up to t or less: t^n / n!
    a.measure("events", mean=math.e - 1, sd=sqrt(3 * math.e - math.e ** 2))


# What others print, suites and textbooks: (model, kind, name, time, variant, statistic)
PUBLISHED = {
    ("birth-death", "series", "x", 50, None, "mean"): "60.65307",
    ("birth-death", "series", "x", 50, None, "sd"): "22.38677",
    ("immigration-death", "series", "x", 50, None, "mean"): "9.93262",
    ("immigration-death", "series", "x", 50, None, "sd"): "3.151606",
    ("batches", "series", "x", 50, None, "mean"): "24.998865",
    ("batches", "series", "x", 50, None, "sd"): "8.660189",
    ("dimerisation", "series", "single", 10, None, "mean"): "52.214271",
    ("dimerisation", "series", "single", 10, None, "sd"): "5.51176",
    ("dimerisation", "series", "pairs", 50, None, "mean"): "35.728851",
    ("dimerisation", "series", "pairs", 50, None, "sd"): "2.394665",
    ("polling", "outcome", "station_1_first", None, None, "probability"): "0.521454325",
    ("parallel-units", "series", "down", 50, None, "mean"): "0.0163934",
    ("parallel-units", "series", "down", 50, "two_repairers", "mean"): "0.0082645",
    ("no-repair", "outcome", "failed", None, None, "probability"): "0.3995764",
    ("no-repair", "outcome", "failed", None, "series", "probability"): "0.8646647",
    ("warm-spare", "outcome", "early", None, None, "probability"): "0.1118530638",
    ("warm-spare", "measure", "life", None, None, "mean"): "3.538462",  # 46/13
    ("competing-risks", "outcome", "talks", None, None, "probability"): "0.1023",
    ("competing-risks", "outcome", "collapse", None, None, "probability"): "0.2559",
    ("competing-risks", "outcome", "war", None, None, "probability"): "0.5117",
    ("heavy-tails", "outcome", "shock_beyond", None, None, "probability"): "0.025",  # Student's tables
    ("heavy-tails", "measure", "jump_beyond", None, None, "mean"): "0.025",
    ("weibull", "measure", "by_hazard", None, None, "mean"): "8.8623",
    ("weibull", "measure", "by_hazard", None, None, "median"): "8.3255",
    ("gompertz", "outcome", "later", None, None, "probability"): "0.84212",
    ("gompertz", "measure", "age", None, None, "median"): "20.708",
    ("crisis-game", "outcome", "status_quo", None, None, "probability"): "0.6356",
    ("crisis-game", "outcome", "war", None, None, "probability"): "0.2268",
    ("reviews", "series", "war", 20, None, "mean"): "0.3324",
    ("ornstein-uhlenbeck", "series", "x", 2, None, "mean"): "0.58394",
    ("salvo", "measure", "hits", None, None, "mean"): "3.6366",
    ("salvo", "measure", "hits", None, None, "sd"): "2.0279",
    ("salvo", "outcome", "no_hit", None, None, "probability"): "0.0711",
    ("salvo", "outcome", "four_or_more", None, None, "probability"): "0.5234",
    ("relaxing-stock", "measure", "at_ten", None, None, "every_trial"): "75.171",
    ("relaxing-stock", "measure", "crosses_75", None, None, "every_trial"): "9.9021",
    ("oil-endurance", "measure", "dry_on", None, None, "every_trial"): "124",
    ("oil-endurance", "measure", "dry_on", None, "r0_l11", "every_trial"): "138",
    ("oil-endurance", "measure", "dry_on", None, "r0_l20", "every_trial"): "153",
    ("oil-endurance", "measure", "dry_on", None, "r20_l0", "every_trial"): "172",
    ("oil-endurance", "measure", "dry_on", None, "r20_l11", "every_trial"): "202",
    ("oil-endurance", "measure", "dry_on", None, "r20_l20", "every_trial"): "235",
    ("oil-endurance", "measure", "dry_on", None, "r30_l0", "every_trial"): "215",
    ("oil-endurance", "measure", "dry_on", None, "r30_l11", "every_trial"): "262",
    ("oil-endurance", "measure", "dry_on", None, "r30_l20", "every_trial"): "320",
    ("oil-endurance", "measure", "dry_on", None, "r40_l0", "every_trial"): "284",
    ("oil-endurance", "measure", "dry_on", None, "r40_l11", "every_trial"): "374",
    ("oil-endurance", "measure", "dry_on", None, "r40_l20", "every_trial"): "504",
}


def models():
    # the functions above that take answers, by the names of their files
    skipped = {"main", "models"}
    return {name.replace("_", "-"): f for name, f in globals().items()
            if callable(f) and name not in skipped and getattr(f, "__code__", None) and
            f.__code__.co_varnames[:f.__code__.co_argcount] == ("a",)}


@functools.lru_cache(maxsize=None)
def answers(name):
    a = Answers()
    models()[name](a)
    return a.of


# ---- the files ---------------------------------------------------------------------------------------
def number(x):
    return "0" if x == 0 else f"{x:.{DIGITS}g}"


def band(x):
    """A path without randomness is compared as a narrow band: rounding may differ in the last bits."""
    step = 10.0 ** (math.floor(log(abs(x), 10)) - 8) if x else 1e-9
    return f"[{(math.floor(x / step) - 1) * step:.10g}, {(math.ceil(x / step) + 1) * step:.10g}]"


def agrees(key, text, true):
    if key in ("path", "mean") and text.startswith("["):
        low, high = (float(t) for t in text[1:-1].split(","))
        return key == "path" and low <= true <= high and high - low <= 1e-7 * abs(true)
    if key == "path":
        return False
    return abs(float(text) - true) <= 1e-9 * abs(true)


ENTRY = re.compile(r"(\w+): (\[[^\]]*\]|\"[^\"]*\"|[^,\[\"]+)(?:, |$)")


def read_expectations(path):
    """Entries of the restricted form that these files use: one on a line, in braces."""
    lines = path.read_text(encoding="utf-8").split("\nexpect:\n", 1)[1].splitlines()
    for line in lines:
        found = re.fullmatch(r"  - \{(.*)\}(?: +#.*)?", line)
        if not found or not ENTRY.match(found[1]):
            raise ValueError(f"{path.name}: not '  - {{key: value, ...}}': {line}")
        entry = {key: value.strip() for key, value in ENTRY.findall(found[1])}
        kind = next(k for k in ("outcome", "measure", "series") if k in entry)
        at = float(entry["at"].split()[0]) if "at" in entry else None
        yield (kind, entry[kind], at, entry.get("variant")), entry


def check_model(path):
    wanted, problems = dict(answers(path.stem)), []
    for subject, entry in read_expectations(path):
        known = wanted.pop(subject, None)
        of = " ".join(str(word) for word in subject if word is not None)
        if known is None:
            problems.append(f"{path.name}: {of}: no closed form here, or named twice")
            continue
        given = {k for k in entry if k in ("probability", "mean", "sd", "median", "every_trial", "within")}
        if given != {"mean" if k == "path" else k for k in known}:
            problems.append(f"{path.name}: {of}: has {sorted(given)}, known are {sorted(known)}")
        for key, true in known.items():
            text = entry.get("mean" if key == "path" else key, "nan")
            if not agrees(key, text, true):
                problems.append(f"{path.name}: {of}: {key} is {text}, derived {true!r}")
        if "source" not in entry:
            problems.append(f"{path.name}: {of}: has no source")
    problems += [f"{path.name}: {subject} is derived, but not expected" for subject in wanted]
    return problems


def check_published():
    problems = []
    for (model, kind, name, at, variant, key), text in PUBLISHED.items():
        derived = answers(model)[kind, name, at, variant][key]
        digits = len(text.partition(".")[2])
        if abs(derived - float(text)) > 0.51 * 10.0 ** -digits:
            problems.append(f"{model}: {name}: {key} derived as {derived!r}, published as {text}")
    return problems


def body(path):
    """Lines without the head comment and the title."""
    lines = path.read_text(encoding="utf-8").splitlines()
    while lines and (lines[0].startswith("#") or not lines[0]):
        del lines[0]
    return [line for line in lines if not line.startswith("title:")]


def check_twin(path, folder):
    text = path.read_text(encoding="utf-8")
    found = re.search(r"^# Twin of scenarios/validation/([\w-]+\.yaml)", text, re.MULTILINE)
    if not found or not (folder / found[1]).is_file():
        return [f"{path.name}: no head comment '# Twin of scenarios/validation/...' that names its original"]
    twin, original = body(path), body(folder / found[1])
    if len(twin) != len(original):
        return [f"{path.name}: {len(twin)} lines, its original {len(original)}"]
    off = [(a, b) for a, b in zip(twin, original) if a != b]
    problems = [f"{path.name}: '{a.strip()}' differs from its original and is not marked '# off'"
                for a, _ in off if "# off" not in a]
    return problems if off else [f"{path.name}: is its original"]


def main():
    if sys.argv[1] == "--print":
        print("expect:")
        for (kind, name, at, variant), values in answers(sys.argv[2]).items():
            parts = [f"{kind}: {name}"] + ([f"at: {at} UNIT"] if at is not None else [])
            parts += [f"mean: {band(v)}" if k == "path" else f"{k}: {number(v)}" for k, v in values.items()]
            parts += [f"variant: {variant}"] if variant else []
            print("  - {" + ", ".join(parts + ["source: SOURCE"]) + "}")
        return 0
    root = pathlib.Path(sys.argv[1])
    folder, twins = root / "scenarios" / "validation", sorted((root / "tests" / "twins").glob("*.yaml"))
    files = sorted(folder.glob("*.yaml"))
    problems = check_published()
    problems += [f"{name}.yaml is missing" for name in models() if name not in {f.stem for f in files}]
    for path in files:
        problems += check_model(path) if path.stem in models() else [f"{path.name}: no closed form here"]
    for path in twins:
        problems += check_twin(path, folder)
    problems += [f"{f.stem} has no twin" for f in files if f.stem not in {t.stem for t in twins}]
    for text in problems:
        print(text)
    print(f"{len(files)} models, {len(twins)} twins, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
