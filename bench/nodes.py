#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""nodes.py [--brink PROGRAM] [--scenario NAME]... [--nodes N] [--cores N] [--hours H]

Measures on this machine what a run over many nodes is made of, and models what it costs on N nodes:

  speed    trials a second of one core, with generated code
  start    seconds from the command to the first trial, with code in the cache
  bytes    of a result file; what a checkpoint writes
  merge    seconds for each part that `brink merge` joins

Prints the table of docs/hpc.md. Processor time, the smallest of three."""

import argparse
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(__file__).resolve().parents[1]
PARTS = 32


def seconds(command, folder):
    """Processor time of the command and what it started; the smallest of three."""
    best = float("inf")
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return best


def measure(brink, scenario, folder):
    run = [brink, "run", scenario, "-q", "-j", "1"]
    subprocess.run([brink, "compile", scenario, "--isa", "here"], cwd=folder, stdout=subprocess.DEVNULL, check=True)
    start = seconds(run + ["-n", "1"], folder)
    trials, took = 1000, 0
    while took < 2:  # long enough to tell
        trials *= 4
        took = seconds(run + ["-n", str(trials)], folder) - start
    for part in range(1, PARTS + 1):
        subprocess.run(run + ["-n", str(trials), "--shard", f"{part}/{PARTS}", "--into", "parts"], cwd=folder, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    merge = seconds([brink, "merge", "parts", "-o", "all.brink", "-q"], folder)
    few = pathlib.Path(folder) / "few"
    few.mkdir()
    files = sorted((pathlib.Path(folder) / "parts").glob("*.brink"))
    merge_few = seconds([brink, "merge", str(files[0]), str(files[1]), "--partial", "-o", "few.brink", "-q"], folder)
    size = (pathlib.Path(folder) / "all.brink").stat().st_size
    return {"scenario": scenario, "speed": trials / took, "start": start, "bytes": size,
            "merge": max(merge - merge_few, 0) / (PARTS - 2)}


def table(rows, nodes, cores, hours):
    print(f"| scenario | trials/s of a core | start, s | result file | merge of a part | trials in {hours:g} h on {nodes:,} × {cores} "
          "cores | merging all | a checkpoint of all |")
    print("|---|---|---|---|---|---|---|---|")
    for row in rows:
        trials = row["speed"] * cores * nodes * (hours * 3600 - row["start"])
        total = row["bytes"] * nodes
        print(f"| `{row['scenario']}` | {row['speed']:,.0f} | {row['start']:.2f} | {row['bytes'] / 1e3:,.0f} kB | "
              f"{row['merge'] * 1e3:.1f} ms | {trials:.1e} | {row['merge'] * nodes:,.0f} s | {total / 1e9:.2f} GB |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--brink", default=str(SOURCE / "build" / "release" / "bin" / "brink"))
    parser.add_argument("--scenario", action="append")
    parser.add_argument("--nodes", type=int, default=1000)
    parser.add_argument("--cores", type=int, default=64)
    parser.add_argument("--hours", type=float, default=1)
    arguments = parser.parse_args()
    rows = []
    for scenario in arguments.scenario or ["taiwan-blockade", "two-theatre"]:
        with tempfile.TemporaryDirectory() as folder:
            os.environ.setdefault("BRINK_CACHE_DIR", str(pathlib.Path.home() / ".cache" / "brink"))
            rows.append(measure(os.path.abspath(arguments.brink), scenario, folder))
    table(rows, arguments.nodes, arguments.cores, arguments.hours)


if __name__ == "__main__":
    main()
