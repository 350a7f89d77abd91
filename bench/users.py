# SPDX-License-Identifier: Apache-2.0
"""Sections of bench/run about what users wait for: a bundled scenario against the same by hand, an optimiser's step, getting code
for large models; and this build against another one. Each takes the Bench of bench/run."""

import contextlib
import json
import math
import os
import pathlib
import re
import statistics
import subprocess
import tempfile
import time

import benchlib as lib

BUNDLED = lib.BENCH.parent / "scenarios"
# At least so much faster than the other build is what was set out for; the aim stands behind it.
WANTED = {"taiwan-invasion": {"target": 1.5, "aim": 2}, "two-theatre": {"target": 1.5, "aim": 2}, "korea-provocation": {"target": 1.3}}
STEPPED = ("taiwan-blockade", "two-theatre")


def blockade(bench):
    """taiwan-blockade with all its measures and series, and with its outcomes only, against (f), which has outcomes only. Runs are as
    long as those of users, whatever that takes: short ones would measure how the file is read."""
    table, trials = bench.table, 20_000 if bench.options.quick else 100_000
    table.head(f"taiwan-blockade against the same by hand: {trials:,} trials, per second on one core")
    with tempfile.TemporaryDirectory() as folder:
        if has_only(bench.build):
            outcomes = Driver("outcomes", bench.build, lib.BLOCKADE, None, more=("--only", "outcomes"))
        else:
            outcomes = lib.Brink(bench.build, lib.outcomes_only(lib.BLOCKADE, folder), "outcomes")
        contenders = [lib.Brink(bench.build, lib.BLOCKADE, "bundled"), outcomes, lib.blockade(bench.build)]
        rounds = bench.measure(contenders, trials)
    labels = {"bundled": "Brink, as bundled", "outcomes": "Brink, outcomes only", "f": contenders[2].about}
    for name, label in labels.items():
        engine = rounds[0][name].get("engine")
        table.add("blockade", name, "trials/s", bench.rates(rounds, name), label=label + (f", {engine}" if engine else ""))
    for name, target, aim in (("bundled", 4.0, 3.0), ("outcomes", 2.0, 1.5)):
        ratios = [b / a for a, b in zip(bench.rates(rounds, name), bench.rates(rounds, "f"))]
        table.add("blockade", f"{name}/f", "x", ratios, better="less", label=f"time of {labels[name]} : (f)", target=target, aim=aim)


def records(bench):
    """taiwan-blockade with a row for each trial written, all columns, against without; the code is in the cache. Rows are put into files
    in their order, so that is measured on two threads, too. Memory: what ten times as many trials take more."""
    table, trials = bench.table, 20_000 if bench.options.quick else 200_000
    table.head(f"Records: taiwan-blockade, {trials:,} trials per second, every column of each trial written")
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        environment = private_cache(stack)
        written = {"none": (), "hdf5": ("--records", f"{folder}/r.h5"), "csv": ("--records", f"{folder}/r.csv")}
        for threads in (1, 2):
            contenders = [Driver(name, bench.build, lib.BLOCKADE, environment, more=more, threads=threads)
                          for name, more in written.items()]
            try:
                rounds = bench.measure(contenders, trials)
            except lib.Failed as problem:
                table.note(f"without HDF5: {problem}".splitlines()[0])
                return
            for name in written:
                table.add("records", f"{name} {threads}", "trials/s", bench.rates(rounds, name), label=f"{name}, threads: {threads}")
                if name != "none":
                    ratios = [a / b for a, b in zip(bench.rates(rounds, name), bench.rates(rounds, "none"))]
                    table.add("records", f"{name}/none {threads}", "x", ratios, label=f"{name} : without, threads: {threads}",
                              **({"target": 1 / 3} if name == "hdf5" else {}))
        hdf5 = Driver("hdf5", bench.build, lib.BLOCKADE, environment, more=written["hdf5"], threads=2)
        less, more = (hdf5.sample(n)["peak_kib"] / 1024 for n in (trials, 10 * trials))
        table.add("records", "peak", "MiB", [less], better="less", label=f"peak resident set, {trials:,} trials to HDF5")
        table.add("records", "growth", "MiB", [more - less], better="less", label="with ten times as many", target=16)


def has_only(build):
    """Whether this Brink can be told to leave out measures and series; if not, a copy of the scenario without them is measured."""
    return "--only" in subprocess.run([build / "bin/brink", "run", "--help"], capture_output=True, text=True).stdout


def step(bench):
    """An optimiser's step; --against has its ratio to that of the other build."""
    table = bench.table
    table.head("An optimiser's step: another value of a lever, 1,000 trials, outcomes read (only they are asked for); one core, code in the cache")
    programs = {"step": bench.build / "bench/bench_step"}
    folders = {"step": BUNDLED}  # each build reads its own: the format grows
    with contextlib.ExitStack() as stack:
        environments = {name: private_cache(stack) for name in ("step", "before")}
        if bench.options.against:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            try:
                programs["before"], folders["before"] = build_against(bench.options.against, pathlib.Path(folder))
            except lib.Failed as problem:
                table.note(f"no comparison with the other build: {problem}")
        for scenario in STEPPED:
            contenders = [Stepper(name, program, folders[name] / f"{scenario}.yaml", environments[name]) for name, program in programs.items()]
            rounds = bench.measure(contenders)
            for name in programs:
                said = [r[name] for r in rounds]
                label = f"{scenario}, {said[0]['engine']}" + (", the other build" if name == "before" else "")
                table.add("step", f"{scenario}{', before' if name == 'before' else ''}", "ms", [1e3 / x for x in bench.rates(rounds, name)],
                          better="less", label=label)
            loads = [1e3 * r["step"]["load_cpu_seconds"] / r["step"]["trials"] for r in rounds]
            table.add("step", f"{scenario}, load", "ms", loads, better="less", label="  reading and checking the file (in the above)")
            if "before" in programs:
                ratios = [b / a for a, b in zip(bench.rates(rounds, "before"), bench.rates(rounds, "step"))]
                table.add("step", f"{scenario}, before/now", "x", ratios, label="  so much faster than the other build", target=3.0)


def compiling(bench):
    """What it takes to get code for models that are larger than any bundled one, with an empty cache."""
    table = bench.table
    table.head("Getting code for large models, from the file on: time, and memory of the largest process")
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("1,000 parameters", many_parameters()), ("5,000 transitions", many_transitions())):
            path = pathlib.Path(folder) / (name.replace(",", "").replace(" ", "-") + ".yaml")
            path.write_text(text, encoding="utf-8")
            try:
                said = lib.compile_cost(bench.build, path)
            except lib.Failed as problem:
                table.note(f"{name}: no code: {str(problem).splitlines()[-1]}")
                continue
            table.add("compiling", f"{name}, time", "s", [said[bench.key]], better="less", label=f"{name}: time", target=3.0)
            table.add("compiling", f"{name}, memory", "MiB", [said["peak_kib"] / 1024], better="less", label=f"{name}: memory",
                      target=300.0)


def many_parameters(number=1000, per_machine=10):
    """As many drawn parameters, each read by a hazard."""
    lines = ["brink: 1", "title: Many parameters", "time: {unit: day, horizon: 1 year}", "parameters:"]
    lines += [f'  p{i}: {{value: "elicited(1, 2, 4, 0)", unit: 1/year}}' for i in range(number)]
    lines += ["machines:"]
    for m in range(number // per_machine):
        total = " + ".join(f"p{i}" for i in range(m * per_machine, (m + 1) * per_machine))
        lines += [f"  m{m}:", "    initial: off", "    states: [off, on]", "    transitions:",
                  f"      - {{from: off, to: on, rate: 0.01 * ({total})}}", "      - {from: on, to: off, rate: 0.1 per day}"]
    lines += ["outcomes: {end: otherwise}", "measures:", "  on: {at_end: m0.on}"]
    return "\n".join(lines) + "\n"


def many_transitions(machines=100, states=25):
    """Two transitions from each state of each machine, up and down a ladder; each machine goes up faster while the next is high."""
    lines = ["brink: 1", "title: Many transitions", "time: {unit: day, horizon: 30 day}", "machines:"]
    for m in range(machines):
        lines += [f"  m{m}:", "    initial: s0", f"    states: [{', '.join(f's{s}' for s in range(states))}]", "    transitions:"]
        for s in range(states):
            up, down, beyond = (s + 1) % states, (s - 1) % states, (s + states // 2) % states
            lines += [f'      - {{from: s{s}, to: s{up}, rate: "0.{s + 11} per day * if(m{(m + 1) % machines}.s{beyond}, 2, 1)"}}',
                      f"      - {{from: s{s}, to: s{down}, rate: 0.{s + 21} per day}}"]
    lines += ["outcomes: {end: otherwise}", "measures:", "  low: {at_end: m0.s0}"]
    return "\n".join(lines) + "\n"


# ---- this build against another one


def private_cache(stack):
    return dict(os.environ, BRINK_CACHE_DIR=stack.enter_context(tempfile.TemporaryDirectory()))


class Stepper(lib.Contender):
    """bench_step of one build on one scenario; what it calls trials are steps."""

    def __init__(self, name, program, path, environment):
        super().__init__(name, "", lambda n, seed: [program, path, n, seed], first=1)
        self.environment = environment

    def warm_up(self):
        """Until code has taken over, if it does: an optimiser makes thousands of steps."""
        until = time.monotonic() + 15
        while time.monotonic() < until and self.sample(10)["engine"] != "generated code":
            pass

    def sample(self, trials=None, seed=1):
        return lib.run(self.command(trials or self.trials, seed), self.environment)[-1]


class Driver(lib.Contender):
    """bin/brink of any build, on a bundled scenario by name or a file: nothing else of that build is relied on."""

    def __init__(self, name, build, model, environment, first=100, more=(), threads=1):
        super().__init__(name, "", lambda n, seed: [build / "bin/brink", "run", model, "--trials", n, "--seed", seed, "--threads", threads,
                                                    "--format", "json", "--quiet", *more], first)
        self.environment = environment

    def sample(self, trials=None, seed=1, more=()):
        command = [str(part) for part in [*self.command(trials or self.trials, seed), *more]]
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
            start = time.monotonic()
            process = subprocess.Popen(command, stdout=output, stderr=errors, env=self.environment)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = status  # it has been waited for
            seconds = time.monotonic() - start
            output.seek(0)
            errors.seek(0)
            if status != 0:
                raise lib.Failed(f"{' '.join(command)} failed:\n{errors.read().decode(errors='replace').strip()}")
            document = json.load(output)
        made = document["made_by"]
        return {"trials": trials or self.trials, "seconds": seconds, "cpu_seconds": usage.ru_utime + usage.ru_stime,
                "peak_kib": usage.ru_maxrss, "threads": made["threads"],
                "engine": made["engine"], "commit": made["commit"], "scenario_hash": document["scenario"]["hash"],
                "counts": [outcome["count"] for outcome in document["outcomes"]]}

    def warm_up(self):
        with contextlib.suppress(lib.Failed):  # there need not be code
            self.compile()

    def compile(self):
        """Fills the cache; what that took, from an empty one."""
        return self.sample(1, more=("--engine", "code"))


def build_against(build, folder):
    """bench_step built with the headers and the library of another build, and that build's bundled scenarios."""
    cache = (build / "CMakeCache.txt").read_text(encoding="utf-8") if (build / "CMakeCache.txt").exists() else ""
    source = re.search(r"^CMAKE_HOME_DIRECTORY:\w+=(.*)$", cache, re.M)
    compiler = re.search(r"^CMAKE_C_COMPILER:\w+=(.*)$", cache, re.M)
    package = build / "brink.pc"
    library = next((path for path in (build / "libbrink.a", build / "lib/libbrink.a") if path.exists()), None)
    if not (source and compiler and package.exists() and library):
        raise lib.Failed(f"{build} is no build folder with CMakeCache.txt, brink.pc and a static library")
    text = package.read_text(encoding="utf-8")
    own = re.search(r"^Libs:.*?-lbrink(.*)$", text, re.M)
    needs = re.search(r"^Requires(?:\.private)?: *(.+)$", text, re.M)
    program = folder / "bench_step"
    header = pathlib.Path(source[1]) / "include/brink/run.h"
    without = [] if header.exists() and "n_only" in header.read_text(encoding="utf-8") else ["-DBENCH_WITHOUT_ONLY"]
    try:
        found = subprocess.run(["pkg-config", "--libs", *needs[1].split()], capture_output=True, text=True, check=True).stdout.split()
        subprocess.run([compiler[1], "-std=gnu17", "-O2", *without, lib.BENCH / "bench_step.c", lib.BENCH / "bench.c", f"-I{source[1]}/include",
                        library, *own[1].split(), *found, "-lm", "-fopenmp", "-o", program], capture_output=True, text=True, check=True)
    except (OSError, TypeError, subprocess.CalledProcessError) as problem:
        raise lib.Failed(f"{getattr(problem, 'stderr', None) or problem}".strip()) from problem
    scenarios = pathlib.Path(source[1]) / "scenarios"
    return program, scenarios if scenarios.is_dir() else BUNDLED


def against(bench):
    """Each bundled scenario and small model with both drivers, in turns, as users call them; code in the caches."""
    table, key = bench.table, bench.key
    other = bench.options.against
    table.head(f"This build against {other}: how many times as fast, whole runs of the driver on one core")
    models = [(path.stem, path.stem) for path in lib.bundled(lib.BENCH.parent)]
    models += [(name, lib.model_path(name)) for name in ("ref", "birth-death", "mm1", "polling", "embedded", "sir")]
    commits = {}
    with contextlib.ExitStack() as stack:
        environments = {name: private_cache(stack) for name in ("now", "before")}
        for name, model in models:
            now = Driver("now", bench.build, model, environments["now"])
            before = Driver("before", other, model, environments["before"])
            compiled = {}
            for driver in (before, now):
                try:
                    compiled[driver.name] = driver.compile()[key]
                except lib.Failed as problem:
                    table.note(f"{name}: no code ({driver.name}): {str(problem).splitlines()[-1]}")
            try:
                now.calibrate(4 * bench.options.seconds, key)  # long enough for the file not to count
                before.trials = now.trials
                before.sample()
                rounds = lib.interleave([before, now], bench.options.repeats)
            except lib.Failed as problem:
                table.note(f"{name} could not be run: {problem}")
                continue
            commits = {which: rounds[-1][which]["commit"] for which in ("now", "before")}
            engines = [rounds[-1][which]["engine"] for which in ("before", "now")]
            table.add("against", name, "x", [r["before"][key] / r["now"][key] for r in rounds], engines=engines,
                      label=f"{name} ({engines[0]} : {engines[1]})", trials=now.trials, **WANTED.get(name, {}))
            for which in ("before", "now"):
                table.add("against", f"{name}, {which}", "us", [1e6 * r[which][key] / now.trials for r in rounds], better="less",
                          label=f"  a trial, {which}; {now.trials:,} trials a run")
            if len(compiled) == 2:
                table.note(f"getting code from an empty cache, {bench.options.clock} time: {compiled['before']:.2f} s before, "
                           f"{compiled['now']:.2f} s now")
            if any(r["before"]["scenario_hash"] != r["now"]["scenario_hash"] for r in rounds):
                table.note(f"{name}: the two builds read different models")
            elif any(r["before"]["counts"] != r["now"]["counts"] for r in rounds):
                table.note(f"{name}: the two builds gave different results")
    ratios = [f["median"] for f in table.figures if f["section"] == "against" and f["name"] in dict(models)]
    if ratios:
        table.note(f"this build is of commit {commits['now']}, the other of {commits['before']}")
        table.note(f"geometric mean of the ratios: {math.exp(statistics.mean(map(math.log, ratios))):.2f}")
