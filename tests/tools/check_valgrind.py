#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""check_valgrind.py BRINK SCENARIO_DIR COMMAND...: a few trials of the bundled scenarios with each engine that needs
no compiler, and each COMMAND (a program and its arguments, in one word), under Valgrind: no error, and nothing that is
definitely lost. What UDUNITS-2 keeps until the process ends is not lost. Skipped (77) where Valgrind is not, or does
not know this processor's instructions."""

import pathlib
import shlex
import shutil
import subprocess
import sys

VALGRIND = ["valgrind", "-q", "--error-exitcode=99", "--leak-check=full", "--errors-for-leak-kinds=definite",
            "--show-leak-kinds=definite"]


def commands(brink, scenarios, others):
    for path in sorted(scenarios.glob("*.yaml")):
        if "\nbrink: 1\n" in "\n" + path.read_text(encoding="utf-8"):  # not a catalogue
            yield [brink, "run", str(path), "--engine", "kernel", "--trials", "20", "--threads", "2", "--quiet"]
    yield [brink, "run", str(scenarios / "taiwan-blockade.yaml"), "--engine", "oracle", "--trials", "20", "--quiet"]
    for other in others:
        yield shlex.split(other)


def main():
    brink, scenarios, others = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3:]
    if not shutil.which("valgrind"):
        print("skipped: there is no valgrind")
        return 77
    probe = subprocess.run(VALGRIND + [brink, "version"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    if b"unhandled instruction" in probe.stderr or b"SIGILL" in probe.stderr:
        print("skipped: this valgrind does not know instructions of this processor")
        return 77
    failed = 0
    for command in commands(brink, scenarios, others):
        done = subprocess.run(VALGRIND + command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
        good = done.returncode == 0
        print("silent:" if good else "NOT SILENT:", shlex.join(command))
        if not good:
            failed += 1
            print(f"status {done.returncode}\n" + done.stderr.decode(errors="replace")[-6000:])
    print(f"{failed} not silent")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
