#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""check_mpi.py BRINK BRINK_MPI [CASE...]: brink-mpi on 1, 2, 3 and 7 ranks writes the file that one machine writes, byte for
byte; what a signal or a killed rank interrupts goes on to the same bytes; and what is wrong is said once.
Skipped (77) where there is no mpirun, or it cannot start anything."""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

SCENARIO = """brink: 1
title: A crisis
time: {unit: day, horizon: 100 day}
parameters:
  resolve: {value: "uniform(1, 2)"}
  pace: {value: 20, unit: day, range: [10, 30]}
stocks: {oil: {initial: 50, min: 0, max: 60, flow: "if(crisis.on, -1 per day, 0.5 per day)"}}
machines:
  crisis:
    initial: off
    states: [off, on, war]
    transitions:
      - {from: off, to: on, rate: resolve / pace}
      - {from: on, to: off, after: exponential(9 day)}
      - {from: on, to: war, rate: 0.001 per day * (60 - oil)}
outcomes: {war: crisis.war, peace: otherwise}
measures: {left: {at_end: oil}, dry: {first: oil <= 10}}
series: {oil: {value: oil, every: 25 day}}
variants:
  slow: {about: crises are rarer, set: {pace: 30 day}}
  firm: {about: they are longer, set: {resolve: 1}}
"""
# Its trial 4321 and some others fail: the stock's flow is not a number there.
FAULTY = """brink: 1
time: {unit: day, horizon: 10 day}
parameters: {x: {value: "uniform(0, 1)"}}
machines:
  m: {initial: a, states: [a, b], transitions: [{from: a, to: b, rate: "(x - 0.0003) * 1 per day"}]}
outcomes: {b: m.b, a: otherwise}
"""
RANKS = (1, 2, 3, 7)
# On this machine only, and without what containers forbid (reading another process's memory).
MPIRUN = ["mpirun", "--oversubscribe", "--mca", "btl_tcp_if_include", "lo", "--mca", "oob_tcp_if_include", "lo",
          "--mca", "btl_vader_single_copy_mechanism", "none"]


class Case:
    """In a folder of its own, with the scenarios."""

    def __init__(self, brink, brink_mpi, folder):
        self.brink, self.brink_mpi, self.folder = brink, brink_mpi, pathlib.Path(folder)
        (self.folder / "crisis.yaml").write_text(SCENARIO, encoding="utf-8")
        (self.folder / "faulty.yaml").write_text(FAULTY, encoding="utf-8")
        self.environment = {k: v for k, v in os.environ.items()
                            if not k.startswith(("BRINK_", "SLURM_", "OMPI_", "PMI"))}
        self.environment |= {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
                             "BRINK_CACHE_DIR": os.environ.get("BRINK_CACHE_DIR", str(self.folder / "cache")),
                             "TMPDIR": str(self.folder)}

    def start(self, ranks, *arguments):
        command = MPIRUN + ["-n", str(ranks), self.brink_mpi, *map(str, arguments)]
        return subprocess.Popen(command, cwd=self.folder, env=self.environment, text=True, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def run(self, ranks, *arguments, status=0):
        process = self.start(ranks, *arguments)
        said = process.communicate()[0]
        self.expect(process.returncode == status, f"{arguments} on {ranks} ranks ended with {process.returncode}:\n{said}")
        return said

    def alone(self, *arguments, status=0):
        done = subprocess.run([self.brink, *map(str, arguments)], cwd=self.folder, env=self.environment, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        self.expect(done.returncode == status, f"brink {arguments} ended with {done.returncode}:\n{done.stdout}")
        return done.stdout

    def bytes(self, name):
        return (self.folder / name).read_bytes()

    @staticmethod
    def expect(condition, what):
        if not condition:
            raise AssertionError(what)


def same_bytes(case):
    """run, run --until and compare, on any number of ranks and threads."""
    questions = {"run": ["run", "crisis.yaml", "-n", "100k", "--seed", "7", "--set", "pace=15 day", "--variant", "firm"],
                 "part": ["run", "crisis.yaml", "-n", "30k", "--first-trial", "1M", "--only", "left"],
                 "until": ["run", "crisis.yaml", "-n", "2M", "--until", "0.12%"],
                 "compare": ["compare", "crisis.yaml", "-n", "50k", "--with", "firm,pace=11 day"]}
    print(f"{'':10}" + "".join(f"{n:>3} ranks" for n in RANKS))
    for name, question in questions.items():
        case.alone(*question, "-o", f"{name}.brink", "-q")
        line = f"{name:10}"
        for ranks in RANKS:
            case.run(ranks, *question, "-o", f"{name}-{ranks}.brink", "-j", 1 + ranks % 2, "-q")
            same = case.bytes(f"{name}.brink") == case.bytes(f"{name}-{ranks}.brink")
            line += f"{'equal' if same else 'OTHER':>9}"
            case.expect(not (case.folder / f"{name}-{ranks}.brink.parts").exists(), "checkpoints are left")
        print(line)
        case.expect("OTHER" not in line, f"{name}: other bytes than those of one machine")


def wait_for(process, condition, what):
    until = time.monotonic() + 60
    while not condition():
        if process.poll() is not None or time.monotonic() > until:
            process.kill()
            raise AssertionError(f"no {what}:\n{process.communicate()[0]}")
        time.sleep(0.05)


def ranks_of(process, program):
    """The processes that mpirun has started, by the numbers of their parents."""
    found = []
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
            name = os.readlink(stat.parent / "exe")
        except OSError:
            continue
        if int(fields[1]) == process.pid and name == os.path.realpath(program):
            found.append(int(stat.parent.name))
    return found


LONG = ["run", "crisis.yaml", "--engine", "kernel", "--checkpoint", "1", "-j", "1", "-q"]


def long_enough(case):
    """As many trials as three ranks play in some seconds here."""
    started = time.monotonic()
    case.alone("run", "crisis.yaml", "-n", "50k", "--engine", "kernel", "-j", "1", "-q")
    return max(int(50000 * 6 / (time.monotonic() - started)), 100000)


def interrupted(case, what, until=False):
    """what(process) ends it in the middle; the same command goes on."""
    trials = long_enough(case)
    # The wider outcome has about 0.43: narrow enough after about so many trials, if more are allowed.
    goal = ["-n", 10 * trials, "--until", f"{98 * (0.43 * 0.57 * 4 / trials) ** 0.5:.3f}%"] if until else ["-n", trials]
    case.alone("run", "crisis.yaml", *goal, "-o", "one.brink", "-q")
    command = [*LONG, *goal, "-o", "all.brink", "--into", "parts"]
    process = case.start(3, *command)
    wait_for(process, lambda: len(list(case.folder.glob("parts/*.brink"))) >= 2, "checkpoint")
    status = what(process)
    case.expect(not (case.folder / "all.brink").exists(), "there is a result of an interrupted run")
    said = case.run(2, *command[:-2], "--into", "parts").replace("\n", " ")
    case.expect(case.bytes("one.brink") == case.bytes("all.brink"), f"other bytes after an interruption ({status}): {said}")
    again = case.run(1, *[a for a in command if a != "-q"])  # nothing is left to play
    case.expect("goes on from" in again, again)
    case.expect(case.bytes("one.brink") == case.bytes("all.brink"), "other bytes from finished parts")


def a_signal_is_gone_on_from(case):
    def stop(process):
        process.send_signal(signal.SIGUSR1)
        said = process.communicate()[0]
        case.expect(process.returncode == 75, f"status {process.returncode}:\n{said}")
        case.expect("the same command goes on" in said, said)
        return 75
    interrupted(case, stop)


def until_is_gone_on_from(case):
    """Some looks have been taken when all ranks are killed."""
    def stop(process):
        for rank in ranks_of(process, case.brink_mpi):
            os.kill(rank, signal.SIGKILL)
        process.communicate()
        return process.returncode
    interrupted(case, stop, until=True)


def a_killed_rank_is_gone_on_from(case):
    def stop(process):
        os.kill(ranks_of(process, case.brink_mpi)[-1], signal.SIGKILL)
        process.communicate()
        case.expect(process.returncode != 0, "a killed rank was not noticed")
        return process.returncode
    interrupted(case, stop)


def all_killed_is_gone_on_from(case):
    def stop(process):
        for rank in ranks_of(process, case.brink_mpi):
            os.kill(rank, signal.SIGKILL)
        process.communicate()
        return process.returncode
    interrupted(case, stop)


def what_is_wrong_is_said(case):
    told = case.alone("run", "faulty.yaml", "-n", "20k", status=1)
    fault = case.run(3, "run", "faulty.yaml", "-n", "20k", "-o", "f.brink", status=1)
    lines = [line for line in told.splitlines() if line.startswith(("  what:", "  when:", "  rule:"))]
    case.expect(lines and all(line in fault for line in lines), f"{told}\n{fault}")
    for arguments, word, status in ((["run", "crisis.yaml"], "--output", 2),
                                    (["run", "crisis.yaml", "-o", "x.csv"], ".brink", 2),
                                    (["run", "crisis.yaml", "-o", "no/x.brink"], "no/x.brink", 4),
                                    (["run", "nowhere.yaml", "-o", "x.brink"], "nowhere.yaml", 2),
                                    (["run", "crisis.yaml", "--sead", "1", "-o", "x.brink"], "--seed", 2),
                                    (["play"], "no command", 2)):
        said = case.run(2, *arguments, status=status)
        ours = [line for line in said.splitlines() if line.startswith("brink-mpi")]
        case.expect(len(ours) == 1 and word in said, f"{arguments}: {said}")
    case.run(2, "run", "crisis.yaml", "-n", "10k", "-o", "a.brink", "--into", "mine", "-q")
    case.environment |= {"BRINK_CC": "/nonexistent", "BRINK_CACHE_DIR": str(case.folder / "none")}
    said = case.run(1, "run", "crisis.yaml", "-o", "x.brink", "--engine", "code", status=2)
    case.expect("no code could be compiled" in said, said)
    case.run(2, "--help")
    case.expect("brink-mpi run" in case.run(2, "run", "--help"), "no help")


def damaged_checkpoints_are_refused(case):
    trials = long_enough(case)
    command = [*LONG, "-n", trials, "-o", "all.brink", "--into", "parts"]
    process = case.start(2, *command)
    wait_for(process, lambda: list(case.folder.glob("parts/*.brink")), "checkpoint")
    process.send_signal(signal.SIGUSR1)
    process.communicate()
    part = sorted(case.folder.glob("parts/*.brink"))[0]
    whole = part.read_bytes()
    part.write_bytes(whole[:len(whole) // 2])
    said = case.run(2, *command, status=2)
    case.expect(part.name in said, said)
    part.write_bytes(whole)
    said = case.run(2, *[str(a) for a in command[:-5]], int(trials) // 1000, "-o", "all.brink", "--into", "parts", status=2)
    case.expect("asked for" in said, said)


CASES = [same_bytes, a_signal_is_gone_on_from, until_is_gone_on_from, a_killed_rank_is_gone_on_from, all_killed_is_gone_on_from,
         what_is_wrong_is_said, damaged_checkpoints_are_refused]


def main():
    brink, brink_mpi, *names = sys.argv[1:]
    if not shutil.which("mpirun"):
        print("skipped: there is no mpirun")
        return 77
    failed = 0
    with tempfile.TemporaryDirectory(prefix="mpi-") as probe:
        process = Case(brink, brink_mpi, probe).start(2, "--help")
        said = process.communicate()[0]
        if process.returncode != 0:
            print(f"skipped: mpirun starts nothing here:\n{said}")
            return 77
    for one in CASES:
        if names and one.__name__ not in names:
            continue
        with tempfile.TemporaryDirectory(prefix="mpi-") as folder:
            try:
                one(Case(brink, brink_mpi, folder))
                print(f"good: {one.__name__}")
            except AssertionError as why:
                failed += 1
                print(f"FAILED: {one.__name__}: {why}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
