#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Records as files: check_records.py --brink BRINK csv|hdf5

csv    the oracle's, the kernel's and compiled code's are the same bytes, on any number of threads; a run that is ended by a
       signal or a full disk has whole rows, those of its result
hdf5   the same numbers, names and units; a run that is killed at random instants leaves a file that opens, with a prefix of
       the rows; examples/plot_records.py (needs h5py; without it exit status 77)"""

import argparse
import csv
import importlib.util
import json
import os
import pathlib
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time

SCENARIO = """brink: 1
title: Records
time: {unit: day, horizon: 180 day}
parameters:
  talks: {value: "elicited(0.004, 0.01, 0.02, 0)", unit: 1/day, about: hazard of an agreement, source: judgement}
  reserve: {value: "triangular(60, 90, 120)", unit: day}
levers: {rationing: {value: 0.1, range: [0, 0.4]}}
stocks: {fuel: {initial: reserve, unit: day, min: 0, flow: "if(standoff.tense, rationing - 1, 0)"}}
machines:
  standoff:
    initial: tense
    states: [tense, settled, war, conceded]
    transitions:
      - {from: tense, to: settled, rate: talks}
      - {from: tense, to: war, chance: 0.05, within: 1 month}
      - {from: tense, to: conceded, when: fuel <= 0}
outcomes: {war: standoff.war, settlement: standoff.settled, concession: standoff.conceded, still_tense: otherwise}
measures: {left: {at_end: fuel}, low_on: {first: fuel <= 20}}
series: {fuel: {value: fuel, every: 30 day}}
variants: {strict: {set: {rationing: 0.4}}}
"""
EXAMPLE = pathlib.Path(__file__).resolve().parents[2] / "examples" / "plot_records.py"
COLUMNS = "talks,reserve,rationing,left,low_on,fuel"
FAILED = []


def check(good, what):
    if not good:
        FAILED.append(what)
        print(f"FAILED: {what}", flush=True)


class Brink:
    def __init__(self, path):
        self.path = path

    def __call__(self, *arguments, status=0, **more):
        done = subprocess.run([self.path, *arguments], capture_output=True, text=True, **more)
        check(done.returncode == status, f"{' '.join(arguments)}: status {done.returncode}: {done.stderr}")
        return done

    def start(self, *arguments):
        return subprocess.Popen([self.path, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def rows_of(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def limit_files(size):
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    return limit


def equal_bytes(brink):
    """Engines, threads, blocks; of one's own and of a bundled scenario."""
    for scenario, trials, only in (("s.yaml", "3000", COLUMNS), ("taiwan-blockade", "300", None)):
        first = None
        for how in ("--engine oracle", "--engine kernel", "--engine code", "-j 1", "-j 3", "--block 10 -j 2"):
            more = ["--records-only", only] if only else []
            done = subprocess.run([brink.path, "run", scenario, "-n", trials, "-q", "-o", "r.json", "--records", "r.csv", *more,
                                   *how.split()], capture_output=True, text=True)
            if done.returncode == 2 and how.endswith("code"):
                print("no compiler: without compiled code")
                continue
            check(done.returncode == 0, f"{scenario} {how}: {done.stderr}")
            text = pathlib.Path("r.csv").read_bytes()
            first = first or text
            check(text == first, f"{scenario} {how}: other bytes")
            check(not os.path.exists("r.csv.part"), f"{scenario} {how}: r.csv.part is left")


def check_csv(brink):
    equal_bytes(brink)
    brink("run", "s.yaml", "-n", "2000", "-q", "-o", "r.json", "--records", "r.csv", "--records-only", COLUMNS)
    header = pathlib.Path("r.csv").read_text().splitlines()[0]
    check(header == "trial,outcome,end [day],talks [1/day],reserve [day],rationing,left [day],low_on [day],fuel@0 [day],"
          "fuel@30 [day],fuel@60 [day],fuel@90 [day],fuel@120 [day],fuel@150 [day],fuel@180 [day]", f"header: {header}")
    rows, result = rows_of("r.csv"), json.loads(pathlib.Path("r.json").read_text())
    check([int(row["trial"]) for row in rows] == list(range(2000)), "trials are not 0 to 1999")
    for outcome in result["outcomes"]:
        count = sum(row["outcome"] == outcome["name"] for row in rows)
        check(count == outcome["count"], f"{count} rows end with {outcome['name']}: the result has {outcome['count']}")
    check(any(row["low_on [day]"] == "" for row in rows), "a `first` that never held is not empty")
    about = json.loads(pathlib.Path("r.csv-metadata.json").read_text())
    column = about["tableSchema"]["columns"][3]
    check(column["titles"] == "talks [1/day]" and column["dc:source"] == "judgement", f"metadata: {column}")
    check("seed 1" in about["dc:provenance"], "metadata: no seed")

    # In a comparison: each variant of a trial, on the same luck.
    brink("compare", "s.yaml", "-n", "500", "-q", "-o", "c.csv", "--records", "both.csv")
    rows = rows_of("both.csv")
    check([(row["trial"], row["variant"]) for row in rows[:3]] == [("0", "base"), ("0", "strict"), ("1", "base")], "variants")
    check(len(rows) == 1000 and all(a["talks [1/day]"] == b["talks [1/day]"] for a, b in zip(rows[::2], rows[1::2])), "luck")
    check({row["rationing"] for row in rows[1::2]} == {"0.4"}, "the lever of the variant")

    # Ended by a signal: the rows of the result. By --until, too.
    child = brink.start("run", "s.yaml", "-n", "1G", "-q", "-o", "part.json", "--records", "part.csv")
    time.sleep(1.0)
    child.terminate()
    check(child.wait() == 143, "status after SIGTERM")
    trials = json.loads(pathlib.Path("part.json").read_text())["run"]["trials"]
    with open("part.csv", "rb") as file:
        lines = file.read()
    check(lines.endswith(b"\n") and lines.count(b"\n") == trials + 1, f"{len(lines.splitlines())} lines, {trials} trials")
    brink("run", "s.yaml", "--until", "1%", "-q", "-o", "until.json", "--records", "until.csv")
    check(len(rows_of("until.csv")) == json.loads(pathlib.Path("until.json").read_text())["run"]["trials"], "rows of --until")

    # Ended by a full disk: status 4, the partial result, whole rows; the old file is as it was.
    for name in ["full.csv"] + (["full.h5"] if has_hdf5(brink) else []):
        pathlib.Path(name).write_text("old")
        # What HDF5 could not write it is not asked to close: that is no leak.
        done = brink("run", "s.yaml", "-n", "10M", "-o", "full.json", "--records", name, status=4,
                     preexec_fn=limit_files(2_000_000), restore_signals=False, env=dict(os.environ, ASAN_OPTIONS="detect_leaks=0"))
        check("cannot write to" in done.stderr and f"{name}.part" in done.stderr, f"full disk: {done.stderr}")
        check(json.loads(pathlib.Path("full.json").read_text())["run"]["trials"] > 0, "full disk: no result")
        check(pathlib.Path(name).read_text() == "old", "full disk: the old file was replaced")


def has_hdf5(brink):
    done = subprocess.run([brink.path, "run", "s.yaml", "-n", "1", "-q", "-o", "x.json", "--records", "x.h5"], capture_output=True)
    return done.returncode == 0


def check_killed(brink, h5py, whole, kills):
    """Whatever instant it is killed at."""
    prefix = []
    for i in range(kills):
        child = brink.start("run", "s.yaml", "-n", "10G", "-q", "-o", "k.json", "--records", "k.h5", "--records-only", COLUMNS)
        time.sleep(random.Random(i).uniform(0.2, 1.5))
        child.kill()
        child.wait()
        with h5py.File("k.h5.part", "r") as file:
            n = len(file["trial"])
            prefix.append(n)
            m = min(n, len(whole["trial"]))
            for name in file:
                check(len(file[name]) >= n, f"killed: {name} is shorter than trial")
                check(file[name][:m].tobytes() == whole[name][:m].tobytes(), f"killed: other values of {name}")
            check("complete" not in file.attrs, "killed: says that it is complete")
    print(f"killed {kills} times, rows left: {sorted(prefix)}")
    check(max(prefix) > 0, "no kill left any row")


def check_hdf5(brink, kills):
    try:
        import h5py
        import numpy
    except ImportError:
        print("skipped: there is no h5py (Debian: python3-h5py)")
        return 77
    if not has_hdf5(brink):
        print("skipped: brink was built without HDF5")
        return 77
    brink("run", "s.yaml", "-n", "40000", "-q", "-o", "r.json", "--records", "r.h5", "--records-only", COLUMNS)
    brink("run", "s.yaml", "-n", "40000", "-q", "-o", "r.json", "--records", "r.csv", "--records-only", COLUMNS)
    rows = rows_of("r.csv")
    whole = h5py.File("r.h5", "r")
    names = h5py.check_enum_dtype(whole["outcome"].dtype)
    check(names == {"war": 0, "settlement": 1, "concession": 2, "still_tense": 3}, f"names of outcomes: {names}")
    words = {code: word for word, code in names.items()}
    check([words[code] for code in whole["outcome"][:]] == [row["outcome"] for row in rows], "outcomes")
    for name in whole:
        unit = whole[name].attrs.get("unit", "")
        title = f"{name} [{unit}]" if unit not in ("", "1") else name
        check(whole[name].chunks and whole[name].compression == "gzip" and whole[name].shuffle, f"storage of {name}")
        if name != "outcome":
            values = numpy.array([float(row[title] or "nan") for row in rows])
            check(numpy.array_equal(whole[name][:].astype(float), values, equal_nan=True), f"values of {name}")
    attributes = dict(whole["talks"].attrs)
    check(attributes == {"unit": "1/day", "about": "hazard of an agreement", "source": "judgement", "kind": "parameter",
                         "value": "elicited(0.004, 0.01, 0.02, 0)"}, f"attributes: {attributes}")
    check(whole["fuel@30"].attrs["time"] == 30, "time of a point")
    result = json.loads(pathlib.Path("r.json").read_text())
    check(whole.attrs["scenario_hash"] == result["scenario"]["hash"], "hash")
    check(whole.attrs["seed"] == 1 and whole.attrs["rows"] == 40000 and whole.attrs["complete"] == 1, "attributes of the file")
    brink("compare", "s.yaml", "-n", "500", "-q", "-o", "c.csv", "--records", "both.h5")
    with h5py.File("both.h5", "r") as both:
        check(list(both["variant"][:4]) == [0, 1, 0, 1] and len(both["trial"]) == 1000, "variants")
    check_killed(brink, h5py, whole, kills)
    check_example(rows)
    return 0


def check_example(rows):
    """It says what the rows say: shares of bins of equal size, whose mean is that of all; short of fuel, more give in."""
    spec = importlib.util.spec_from_file_location("plot_records", EXAMPLE)
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    x, share, width, unit = example.shares("r.h5", "reserve", "concession")
    known = sum(row["outcome"] == "concession" for row in rows) / len(rows)
    check(unit == "day" and len(x) == 20 and all(x[:-1] < x[1:]), f"example: {x} {unit}")
    check(abs(share.mean() - known) < 1e-12, f"example: {share.mean()} of {known}")
    check(share[0] - share[-1] > 3 * (width[0] + width[-1]), f"example: {share}")
    done = subprocess.run([sys.executable, "-B", EXAMPLE, "r.h5", "reserve", "concession"], capture_output=True, text=True)
    check(done.returncode == 0 and len(done.stdout.splitlines()) == 20, f"example: {done.stdout}{done.stderr}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--brink", required=True)
    parser.add_argument("--kills", type=int, default=8)
    parser.add_argument("what", choices=("csv", "hdf5"))
    options = parser.parse_args()
    brink = Brink(os.path.abspath(options.brink))
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        pathlib.Path("s.yaml").write_text(SCENARIO)
        status = check_csv(brink) if options.what == "csv" else check_hdf5(brink, options.kills)
        os.chdir("/")
    if FAILED:
        print(f"{len(FAILED)} failed")
        return 1
    return status or 0


if __name__ == "__main__":
    sys.exit(main())
