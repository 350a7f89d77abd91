#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Random models without luck, in which dates meet: what brink makes of them against exact rational arithmetic.

usage: exact_dates.py BRINK [--models N] [--first SEED] [--show]

Each model has stocks that move and have bounds, machines with `when`, `after` and reviews, processes and series; its
durations are such as 0.1 day, 90 minute and 1 month, so that many dates are equal, and most of them are no binary
fractions. A simulator in rational numbers, written from docs/semantics.md sections 4 to 10 with a resolution of 0,
says what is right, whatever the file's own unit of time. Models with luck besides (hazards, delays that are drawn)
must have the same trials in every unit."""
import argparse
import json
import math
import os
import random
import subprocess
import sys
import tempfile
from fractions import Fraction as F

DAY = F(86400)
YEAR = F("31556925.9747")  # UDUNITS-2: the tropical year
UNITS = {"minute": F(60) / DAY, "hour": F(3600) / DAY, "day": F(1), "week": F(7), "month": YEAR / 12 / DAY, "year": YEAR / DAY}
DURATIONS = ["0.1 day", "0.3 day", "0.7 day", "1 day", "2.5 day", "6 hour", "5 hour", "90 minute", "20 minute", "1 week", "0.3 week",
             "1 month", "0.1 month"]
HORIZONS = ["3 day", "10 day", "2 week", "30 day", "1 month", "3 month"]
RATES = ["0.1", "0.3", "0.7", "0.03", "1", "2.5", "0.9"]
LEVELS = ["0.3", "0.9", "1", "2.1", "2.7", "3"]
NEVER = None


def days(text):
    number, unit = text.split()
    return F(number) * UNITS[unit]


class Model:
    """What the file says, and the file."""

    def __init__(self, seed, luck=False):
        r = self.r = random.Random(seed)
        self.kinds = ["after", "when", "review"] + (["rate", "drawn"] if luck else [])
        self.horizon = r.choice(HORIZONS)
        self.n_stocks, self.n_machines, self.n_states = r.randint(1, 3), r.randint(1, 3), 3
        self.stocks = [{"first": r.choice(LEVELS), "max": r.choice(["3", "4.5"]), "by": (r.randrange(self.n_machines), r.randrange(3)),
                        "flows": [self.flow(), self.flow()]} for _ in range(self.n_stocks)]
        self.machines = [[self.state(s) for s in range(3)] for _ in range(self.n_machines)]
        self.processes = [(r.choice(DURATIONS), self.effect()) for _ in range(r.randint(1, 3))]
        self.every = r.choice(["0.3 day", "0.5 day", "1 day", "6 hour", "0.1 week"])

    def flow(self):
        return self.r.choice(["", "-", "-"]) + self.r.choice(RATES) if self.r.random() < 0.85 else "0"

    def effect(self):
        if self.r.random() < 0.6:
            return ("n",)
        return ("x", self.r.randrange(self.n_stocks), self.r.choice(LEVELS))

    def condition(self):
        if self.r.random() < 0.15:
            return ("time", ">=", self.r.choice(DURATIONS + ["3 day", "2 week"]))
        return (self.r.randrange(self.n_stocks), self.r.choice(["<=", ">=", "<", ">"]), self.r.choice(LEVELS + ["0"]))

    def state(self, s):
        to = [k for k in range(3) if k != s]
        rules = []
        for kind in self.r.sample(self.kinds, self.r.randint(1, 2)):
            what = self.condition() if kind == "when" else self.r.choice(DURATIONS)
            if kind == "rate":
                what = f"\"{self.r.choice(RATES)} per day * (1 + x{self.r.randrange(self.n_stocks)})\""
            if kind == "drawn":
                kind, what = "after", f"\"weibull(1.5, {what})\""
            rules.append({"kind": kind, "what": what, "to": s if kind == "after" and self.r.random() < 0.2 else self.r.choice(to),
                          "do": [self.effect()] if self.r.random() < 0.6 else []})
        return sorted(rules, key=lambda rule: rule["kind"] == "review")

    @staticmethod
    def effect_text(effect):
        return "n = n + 1" if effect[0] == "n" else f"x{effect[1]} = {effect[2]}"

    def text(self, unit="day"):
        out = [f"brink: 1\ntime: {{unit: {unit}, horizon: {self.horizon}}}\nstocks:\n  n: {{initial: 0}}"]
        for i, s in enumerate(self.stocks):
            m, k = s["by"]
            out.append(f"  x{i}: {{initial: {s['first']}, min: 0, max: {s['max']}, "
                       f"flow: \"if(m{m}.s{k}, {s['flows'][0]} per day, {s['flows'][1]} per day)\"}}")
        out.append("machines:")
        for m, states in enumerate(self.machines):
            out.append(f"  m{m}:\n    initial: s0\n    states: [s0, s1, s2]\n    transitions:")
            rules = [(s, rule) for s in range(3) for rule in states[s]]
            for s, rule in rules:
                do = f", do: [{', '.join(map(self.effect_text, rule['do']))}]" if rule["do"] else ""
                what = rule["what"]
                if rule["kind"] == "when":
                    what = f"\"{'time' if what[0] == 'time' else f'x{what[0]}'} {what[1]} {what[2]}\""
                if rule["kind"] != "review":
                    out.append(f"      - {{from: s{s}, to: s{rule['to']}, {rule['kind']}: {what}{do}}}")
            if not any(rule["kind"] != "review" for _, rule in rules):
                out[-1] = out[-1].replace("\n    transitions:", "")
            reviews = [(s, rule) for s, rule in rules if rule["kind"] == "review"]
            if reviews:
                out.append("    choices:")
            for s, rule in reviews:
                do = f", do: [{', '.join(map(self.effect_text, rule['do']))}]" if rule["do"] else ""
                out.append(f"      - {{in: s{s}, every: {rule['what']}, options: [{{to: s{rule['to']}, utility: 0{do}}}, "
                           f"{{to: s{s}, utility: -1000000}}]}}")
        out.append("processes:")
        out += [f"  p{i}: {{every: {every}, do: [{self.effect_text(do)}]}}" for i, (every, do) in enumerate(self.processes)]
        out.append("outcomes: {end: otherwise}\nmeasures:\n  n: {at_end: n}\n  entries: {count: m0.s1}\n  first: {first: m0.s2}\n"
                   "  inside: {time_in: m0.s1}")
        out += [f"  low{i}: {{at_end: x{i}}}" for i in range(self.n_stocks)]
        out.append(f"series:\n  n: {{value: n, every: {self.every}}}")
        return "\n".join(out) + "\n"


class Endless(Exception):
    """An instant without end."""


class Exact:
    """One trial, in rational numbers."""

    def __init__(self, model):
        self.m = model
        self.now, self.horizon = F(0), days(model.horizon)
        self.n, self.x = 0, [[F(s["first"]), F(0), F(0)] for s in model.stocks]  # x0, t0, f
        self.bound = [NEVER] * model.n_stocks
        self.limit = [F(0)] * model.n_stocks
        self.restart = [True] * model.n_stocks
        keys = []
        for states in model.machines:
            for rules in states:
                keys += [rule["what"] for rule in rules if rule["kind"] == "when"]
        self.comparisons = {key: {"truth": self.holds(key), "date": NEVER, "recompute": True, "due": True} for key in dict.fromkeys(keys)}
        self.states, self.entered = [0] * model.n_machines, [F(0)] * model.n_machines
        self.pending = [True] * model.n_machines
        self.timers, self.reviews = [{} for _ in model.machines], [{} for _ in model.machines]
        self.periods = [1] * len(model.processes)
        self.changes, self.entries, self.first, self.inside = 0, 0, None, F(0)
        self.points = []

    def value(self, i):
        x0, t0, f = self.x[i]
        return x0 + f * (self.now - t0)

    def gap(self, key):
        """Left minus right, and its slope."""
        if key[0] == "time":
            return self.now - days(key[2]), F(1)
        return self.value(key[0]) - F(key[2]), self.x[key[0]][2]

    def holds(self, key):
        g = self.gap(key)[0]
        return {"<=": g <= 0, ">=": g >= 0, "<": g < 0, ">": g > 0}[key[1]]

    def count(self):
        self.changes += 1
        if self.changes > 900:
            raise Endless

    def jump(self, i, x):
        self.x[i][0], self.x[i][1] = x, self.now
        self.restart[i] = True
        for key, c in self.comparisons.items():
            if key[0] == i:
                c["recompute"] = c["due"] = True

    def move_stock(self, i):
        s = self.m.stocks[i]
        f, x = F(s["flows"][0 if self.states[s["by"][0]] == s["by"][1] else 1]), self.value(i)
        top = F(s["max"])
        if (x >= top and f > 0) or (x <= 0 and f < 0):
            f = F(0)
        if self.restart[i] or f != self.x[i][2]:
            self.x[i] = [x, self.now, f]
            self.limit[i] = top if f > 0 else F(0)
            self.bound[i] = NEVER if f == 0 else self.now + (self.limit[i] - x) / f
            self.restart[i] = False
            for key, c in self.comparisons.items():
                if key[0] == i:
                    c["due"] = True

    def renew(self, key):
        c, (g, slope) = self.comparisons[key], self.gap(key)
        less = key[1] in ("<", "<=")
        wants = slope > 0 if c["truth"] == less else slope < 0
        c["date"] = self.now + max(-g / slope, F(0)) if wants and slope else NEVER
        if c["date"] is not NEVER and key[0] != "time" and self.bound[key[0]] is not NEVER and c["date"] >= self.bound[key[0]]:
            c["date"] = NEVER

    def toggle(self, key):
        self.count()
        self.comparisons[key]["truth"] = not self.comparisons[key]["truth"]
        self.renew(key)

    def update(self):
        for i in range(self.m.n_stocks):
            self.move_stock(i)
        for key, c in self.comparisons.items():
            if c["due"]:
                if c["recompute"]:
                    c["truth"] = self.holds(key)
                c["recompute"] = c["due"] = False
                self.renew(key)
                if c["date"] is not NEVER and c["date"] <= self.now:
                    self.toggle(key)

    def enter(self, m, state):
        self.inside += self.now - self.entered[0] if m == 0 and self.states[0] == 1 else 0
        self.states[m], self.entered[m], self.pending[m] = state, self.now, True
        self.timers[m], self.reviews[m] = {}, {}
        if m == 0 and state == 1:
            self.entries += 1
        if m == 0 and state == 2 and self.first is None:
            self.first = self.now

    def effects(self, do):
        for effect in do:
            if effect[0] == "n":
                self.n += 1
            else:
                x = min(F(effect[2]), F(self.m.stocks[effect[1]]["max"]))
                if x != self.value(effect[1]):
                    self.jump(effect[1], x)

    def rules(self, m):
        return self.m.machines[m][self.states[m]]

    def arrive(self, m):
        self.pending[m] = False
        self.count()
        for k, rule in enumerate(self.rules(m)):
            if rule["kind"] == "after":
                self.timers[m][k] = self.now + days(rule["what"])
            if rule["kind"] == "review":
                self.reviews[m][k] = self.now + days(rule["what"])

    def take(self, m, k):
        rule = self.rules(m)[k]
        self.enter(m, rule["to"])
        self.effects(rule["do"])

    def settle(self):
        while True:
            self.update()
            if any(self.pending):
                for m in range(self.m.n_machines):
                    if self.pending[m]:
                        self.arrive(m)
                continue
            fires = next(((m, k) for m in range(self.m.n_machines) for k, rule in enumerate(self.rules(m))
                          if rule["kind"] == "when" and self.comparisons[rule["what"]]["truth"]), None)
            if not fires:
                return
            self.count()
            self.take(*fires)

    def events(self):
        """All dates, in the order in which they happen at one instant."""
        yield from ((self.bound[i], self.reach, (i,)) for i in range(self.m.n_stocks))
        yield from ((c["date"], self.cross, ()) for c in self.comparisons.values())
        for m in range(self.m.n_machines):
            yield from ((date, self.take, (m, k)) for k, date in sorted(self.timers[m].items()))
            yield from ((date, self.take, (m, k)) for k, date in sorted(self.reviews[m].items()))
        yield from ((k * days(self.m.processes[i][0]), self.act, (i,)) for i, k in enumerate(self.periods))

    def reach(self, i):
        self.bound[i] = NEVER
        self.jump(i, self.limit[i])

    def cross(self):
        for key, c in self.comparisons.items():
            if c["date"] is not NEVER and c["date"] <= self.now:
                self.toggle(key)

    def act(self, i):
        self.periods[i] += 1
        self.effects([self.m.processes[i][1]])

    def record(self, before):
        every = days(self.m.every)
        while len(self.points) * every <= self.horizon and (before is NEVER or len(self.points) * every < before):
            self.points.append(self.n)

    def run(self):
        self.settle()
        while True:
            date, act, arguments = min((e for e in self.events() if e[0] is not NEVER), key=lambda e: e[0])
            if date > self.horizon:
                break
            self.record(date)
            if date > self.now:
                self.changes = 0
            self.now = date
            act(*arguments)
            self.settle()
        self.now = self.horizon
        self.record(NEVER)
        self.inside += self.now - self.entered[0] if self.states[0] == 1 else 0
        return {"n": self.n, "entries": self.entries, "first": self.first, "inside": self.inside,
                **{f"low{i}": self.value(i) for i in range(self.m.n_stocks)}, "points": self.points}


def brink(program, text, unit, trials=1):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        ran = subprocess.run([program, "run", path, "--trials", str(trials), "--format", "json", "--engine", "kernel"], capture_output=True,
                             text=True, check=False)
    if ran.returncode:
        raise RuntimeError(ran.stderr)
    result = json.loads(ran.stdout)
    got = {m["name"]: m["mean"]["value"] for m in result["measures"]}
    for name in ("first", "inside"):
        got[name] = got[name] * float(UNITS[unit]) if got[name] is not None else None
    got["points"] = result["series"][0]["mean"]["value"]
    return got


def same_in_all_units(program, seed, show):
    """Models with luck: the number of units whose trials differ from those of the day."""
    text = Model(seed, luck=True).text
    try:
        right = brink(program, text("day"), "day", 50)
    except RuntimeError as error:
        if "endless" in str(error) or "instant" in str(error):
            return 0
        raise
    wrong = 0
    for unit in (u for u in UNITS if u != "day"):
        found = list(differences(right, brink(program, text(unit), unit, 50)))
        wrong += bool(found)
        if found:
            print(f"model {seed} with luck, day and {unit}: {'; '.join(found)[:400]}")
            if show:
                print(text(unit))
    return wrong


def differences(right, got):
    for name, value in right.items():
        if name in ("first", "inside") or name.startswith("low"):
            same = (value is None) == (got[name] is None) and (value is None or math.isclose(value, got[name], rel_tol=1e-9, abs_tol=1e-9))
        elif name == "points":
            same = all(math.isclose(a, b, rel_tol=1e-9) for a, b in zip(value, got[name], strict=True))
        else:
            same = math.isclose(value, got[name], rel_tol=1e-9)
        if not same:
            yield f"{name} is {got[name]}, right is {value if name == 'points' or value is None else float(value)}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("brink")
    parser.add_argument("--models", type=int, default=150)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--show", action="store_true")
    args = parser.parse_args()
    wrong = endless = 0
    for seed in range(args.first, args.first + args.models):
        model = Model(seed)
        try:
            right = Exact(model).run()
        except Endless:
            endless += 1
            right = None
        for unit in ["day"] + random.Random(seed).sample([u for u in UNITS if u != "day"], 1) if right else []:
            found = list(differences(right, brink(args.brink, model.text(unit), unit)))
            wrong += bool(found)
            if found:
                print(f"model {seed} in unit {unit}: {'; '.join(found)[:400]}")
                if args.show:
                    print(model.text(unit))
        wrong += same_in_all_units(args.brink, seed, args.show) if seed % 3 == 0 else 0
    print(f"{args.models} models, {endless} with an endless instant, {wrong} runs wrong")
    sys.exit(1 if wrong or endless > args.models // 2 else 0)


if __name__ == "__main__":
    main()
