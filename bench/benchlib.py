# SPDX-License-Identifier: Apache-2.0
"""What the scripts of the bench share: programs that can be measured, measuring them in turns, spreads, the machine."""

import contextlib
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile

BENCH = pathlib.Path(__file__).resolve().parent
MODELS = BENCH / "models"
BASELINE = BENCH / "baseline"
BLOCKADE = BENCH.parent / "scenarios/taiwan-blockade.yaml"


class Failed(Exception):
    """A program of the bench could not be run."""


def run(command, environment=None):
    """What a program printed: a dict for each line of JSON."""
    try:
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True, env=environment)
    except OSError as problem:
        raise Failed(f"{command[0]}: {problem.strerror}") from problem
    if done.returncode != 0:
        raise Failed(f"{' '.join(str(part) for part in command)} ended with status {done.returncode}:\n{done.stderr.strip()}")
    return [json.loads(line) for line in done.stdout.splitlines()]


class Contender:
    """A program that samples N trials of a model and says how long it took: called with N and a seed."""

    def __init__(self, name, about, command, first=1000):
        self.name, self.about = name, about
        if command:
            self.command = command
        self.trials = first  # set by calibrate()

    def sample(self, trials=None, seed=1):
        return run(self.command(trials or self.trials, seed))[-1]

    def warm_up(self):
        """What does not count: it may compile, or fill caches."""
        self.sample(1)

    def calibrate(self, seconds, key="seconds"):
        """Finds how many trials take about `seconds`, after warming up."""
        self.warm_up()
        while True:
            took = self.sample()[key]
            if took >= 0.2 * seconds:
                self.trials = max(1, round(self.trials * seconds / took))
                return
            self.trials = max(self.trials + 1, int(self.trials * min(50, 0.5 * seconds / max(took, 1e-6))))


class Brink(Contender):
    """Brink on a scenario file; `model` is the name of one in bench/models, or a path. With the engine auto, as users run it, code is
    made and put into the cache when warming up; what did the sampling is in what is said, under "engine"."""

    def __init__(self, build, model, name="brink", threads=1, first=1000, engine="auto"):
        path = model_path(model)
        super().__init__(name, f"Brink, {path.name}", None, first)
        self.start, self.threads, self.engine = [build / "bench/bench_run", path], threads, engine

    def command(self, trials, seed, engine=None):
        return [*self.start, trials, seed, self.threads, engine or self.engine]

    def sample(self, trials=None, seed=1):
        return run(self.command(trials or self.trials, seed))[-1]

    def warm_up(self):
        with contextlib.suppress(Failed):  # there need not be code
            run(self.command(1, 1, "code" if self.engine == "auto" else None))


def model_path(model):
    return model if isinstance(model, pathlib.Path) else MODELS / f"{model}.yaml"


def bundled(root):
    """The bundled scenarios; what lies beside them (references, mechanisms, the data sheet) are catalogues."""
    return [path for path in sorted((root / "scenarios").glob("*.yaml")) if "\nbrink:" in "\n" + path.read_text(encoding="utf-8")]


def compile_cost(build, model):
    """What generating and compiling the code takes, once: a run of one trial with an empty cache. Processor time and peak memory are
    those of the compiler's processes too; memory is that of the largest one."""
    with tempfile.TemporaryDirectory() as folder:
        said = run([build / "bench/bench_run", model_path(model), 1, 1, 1, "code"], dict(os.environ, BRINK_CACHE_DIR=folder))[-1]
    said["cpu_seconds"] += said["children_cpu_seconds"]
    said["peak_kib"] = max(said["peak_kib"], said["children_peak_kib"])
    return said


def outcomes_only(path, folder, change=None):
    """A copy of a scenario, with the modules beside it, that has no measures, series and expectations. `change`: (what stands
    in the scenario, what shall stand there), for a twin that is wrong."""
    folder = pathlib.Path(folder)
    (folder / "modules").mkdir()
    for source in [path, *sorted(path.parent.glob("modules/*.yaml"))]:
        kept, keep = [], True
        for line in source.read_text(encoding="utf-8").splitlines():
            if line[:1].isalpha():
                keep = line.split(":")[0] not in ("measures", "series", "expect")
            if keep:
                kept.append(line)
        text = "\n".join(kept) + "\n"
        if change and source == path:
            if change[0] not in text:
                raise Failed(f"{path} no longer has {change[0]}")
            text = text.replace(*change)
        (folder / source.relative_to(path.parent)).write_text(text, encoding="utf-8")
    return folder / path.name


def direct(build, model):
    return Contender("direct", "direct method, C, written for this model",
                     lambda n, seed: [build / "bench/baseline_direct", model, n, seed])


def blockade(build):
    return Contender("f", "(f) C, event by event, written for this scenario",
                     lambda n, seed: [build / "bench/baseline_blockade", n, seed])


def python_with(*modules):
    """A Python that can import one of the modules, or None. BRINK_BENCH_PYTHON names one to use."""
    named = os.environ.get("BRINK_BENCH_PYTHON")
    for python in [named] if named else [sys.executable, shutil.which("python3"), "/usr/bin/python3"]:
        for module in modules:
            if python and os.path.exists(python) and subprocess.run([python, "-c", f"import {module}"],
                                                                    capture_output=True).returncode == 0:
                return python
    return None


def ref_contenders(build):
    """(contenders, what is missing) for the reference model, Brink first."""
    found = [
        Brink(build, "ref"),
        Brink(build, "ref", "kernel", engine="kernel"),
        Contender("c", "(c) C, event by event, written for this model", lambda n, seed: [build / "bench/baseline_ref_events", n, seed]),
        Contender("b", "(b) C, daily steps, inlined PCG", lambda n, seed: [build / "bench/baseline_ref_steps", n, seed]),
        Contender("a", "(a) C, daily steps, GSL", lambda n, seed: [build / "bench/baseline_ref_gsl", n, seed]),
    ]
    missing = []
    numpy = python_with("numpy")
    if numpy:
        found.append(Contender("d", "(d) NumPy, daily steps", lambda n, seed: [numpy, BASELINE / "ref_numpy.py", n, seed], 20000))
    else:
        missing.append("(d) NumPy is not installed (Debian: python3-numpy)")
    simpy = python_with("simpy", "SimPy")
    if simpy:
        found.append(Contender("e", "(e) SimPy, event by event", lambda n, seed: [simpy, BASELINE / "ref_simpy.py", n, seed], 200))
    else:
        missing.append("(e) SimPy is not installed (Debian: python3-simpy)")
    return found, missing


def interleave(contenders, repeats, note=None):
    """Each contender `repeats` times, in turns, so that a change of the machine's mood meets all of them: a list of rounds,
    each a dict from name to what the program said."""
    rounds = []
    for i in range(repeats):
        rounds.append({c.name: c.sample(seed=i + 1) for c in contenders})
        if note:
            note(i + 1, repeats)
    return rounds


def spread(values):
    return {"values": values, "median": statistics.median(values), "min": min(values), "max": max(values)}


def need_programs(build):
    for name in ("bench_run", "bench_step", "bench_parts", "bench_events", "bench_thinning", "baseline_direct", "baseline_blockade",
                 "baseline_ref_events", "baseline_ref_steps", "baseline_ref_gsl"):
        if not (build / "bench" / name).exists():
            raise Failed(f"{build / 'bench' / name} is not there. scripts/bench builds everything, or:\n"
                         f"  cmake -B {build} -DCMAKE_BUILD_TYPE=Release -DBRINK_BUILD_BENCH=ON && cmake --build {build}")


def cores():
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def first_line(path, key=None):
    try:
        for line in pathlib.Path(path).read_text(encoding="utf-8", errors="replace").splitlines():
            if key is None:
                return line.strip()
            if line.startswith(key):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return None


def machine():
    return {
        "host": platform.node(),
        "system": f"{platform.system()} {platform.release()}",
        "architecture": platform.machine(),
        "processor": first_line("/proc/cpuinfo", "model name") or platform.processor() or "unknown",
        "cores": cores(),
        "governor": first_line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
        "load_before": os.getloadavg()[0],
        "environment": {k: v for k, v in sorted(os.environ.items()) if k.startswith(("OMP_", "GOMP_", "BRINK_", "SLURM_CPU"))},
    }
