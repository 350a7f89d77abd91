#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares what the driver prints with what it is known to print.

    golden.py --brink PROGRAM [--update] PATH...

A PATH is one of
  a folder       with `cmd`, a shell script that uses $BRINK. Expected: `stdout`, `stderr` and `exit`, the status.
                 A missing `stdout` or `stderr` means that nothing is printed there, a missing `exit` means 0.
                 It runs in a copy of its folder, thrown away afterwards; $SOURCE is the project's folder.
  SCENARIO.yaml  `brink check SCENARIO.yaml` in its folder. Expected: SCENARIO.expected, what it prints on either
                 stream, and the exit status as the last line.

Volatile words are replaced by placeholders first: see filters in tests/golden/.
--update writes what is printed now as expected; read the difference before you commit it.
"""

import argparse
import difflib
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(__file__).resolve().parents[2]
FILTERS = SOURCE / "tests" / "golden" / "filters"
EXPECTED_FILES = ("stdout", "stderr", "exit", "filters")
LINES_SHOWN = 60
TIME_LIMIT = 100  # seconds; below ctest's own limit, so that this report is the one seen


def load_filters(path):
    rules = []
    if path.exists():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            pattern, arrow, replacement = line.partition(" => ")
            if not arrow:
                sys.exit(f"{path}:{number}: expected: REGULAR EXPRESSION => REPLACEMENT")
            rules.append((re.compile(pattern), replacement))
    return rules


def normalise(text, rules, folders):
    for folder, placeholder in folders:
        text = text.replace(folder, placeholder)
    lines = text.split("\n")
    for pattern, replacement in rules:
        lines = [pattern.sub(replacement, line) for line in lines]
    return "\n".join(lines)


def environment(brink):
    """The same for everybody: no locale, no colours, no terminal width, no settings of the user."""
    kept = {k: v for k, v in os.environ.items()
            if not k.startswith(("BRINK", "LC_", "OMP_")) and k not in ("LANG", "LANGUAGE", "COLUMNS", "TZ")}
    kept.update(BRINK=str(brink), SOURCE=str(SOURCE), LC_ALL="C", TZ="UTC", TERM="dumb", NO_COLOR="1",
                OMP_NUM_THREADS="2", BRINK_ENGINE="kernel",  # compiled is only what a case asks for with --engine
                BRINK_CACHE_DIR=str(brink.parent.parent / "tests" / "cache"))
    return kept


def execute(command, folder, brink, merge):
    """(status, stdout, stderr); a status of None means that it ran out of time."""
    with subprocess.Popen(command, cwd=folder, env=environment(brink), stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT if merge else subprocess.PIPE,
                          start_new_session=True) as process:
        try:
            out, err = process.communicate(timeout=TIME_LIMIT)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)  # with what it started
            return None, "", ""
    return process.returncode, out.decode("utf-8", "backslashreplace"), (err or b"").decode("utf-8", "backslashreplace")


def run_case(case, brink):
    """Runs a golden case: {expected file: text now}, or a message when it cannot be one."""
    rules = load_filters(FILTERS) + load_filters(case / "filters")
    with tempfile.TemporaryDirectory(prefix="brink-golden-") as scratch:
        folder = pathlib.Path(scratch).resolve() / case.name
        shutil.copytree(case, folder, ignore=lambda _, names: [n for n in names if n in EXPECTED_FILES])
        status, out, err = execute(["sh", "-eu", "./cmd"], folder, brink, merge=False)
        folders = [(str(folder), "<CASE>"), (str(SOURCE), "<SOURCE>"), (str(folder.parent), "<TMP>")]
    if status is None:
        return f"cmd ran for more than {TIME_LIMIT} s"
    if status < 0 or status >= 128:
        return f"cmd was ended by a signal (status {status})\n{out}{err}"
    return {case / "stdout": normalise(out, rules, folders), case / "stderr": normalise(err, rules, folders),
            case / "exit": f"{status}\n" if status else ""}


def run_bad(scenario, brink):
    """Runs brink check on a scenario: {expected file: text now}, or a message."""
    status, out, _ = execute([str(brink), "check", scenario.name], scenario.parent, brink, merge=True)
    if status is None or status < 0:
        return f"brink check crashed or hung (status {status})\n{out}"
    if out and not out.endswith("\n"):
        out += "\n"
    text = normalise(out, load_filters(FILTERS), [(str(SOURCE), "<SOURCE>")])
    return {scenario.with_suffix(".expected"): f"{text}[exit status {status}]\n"}


def compare(now):
    """Prints a compact difference for each file that is not as expected; says whether all are."""
    same = True
    for path, text in now.items():
        expected = path.read_bytes().decode("utf-8", "backslashreplace") if path.exists() else ""
        if text == expected:
            continue
        same = False
        where = os.path.relpath(path, SOURCE)
        lines = list(difflib.unified_diff(expected.splitlines(), text.splitlines(), f"{where} (expected)",
                                          f"{where} (now)", n=2, lineterm=""))
        if not lines:
            lines = [f"{where}: differs only in how its lines end"]
        print("\n".join(lines[:LINES_SHOWN]))
        if len(lines) > LINES_SHOWN:
            print(f"... and {len(lines) - LINES_SHOWN} more lines of difference")
    return same


def update(now):
    for path, text in now.items():
        old = path.read_bytes().decode("utf-8", "backslashreplace") if path.exists() else ""
        if text == old:
            continue
        print(f"{'removed' if not text else 'wrote'} {os.path.relpath(path, SOURCE)}")
        if text:
            path.write_bytes(text.encode("utf-8"))
        else:
            path.unlink()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--brink", required=True, type=pathlib.Path, help="the driver")
    parser.add_argument("--update", action="store_true", help="write what is printed now as expected")
    parser.add_argument("path", nargs="+", type=pathlib.Path)
    arguments = parser.parse_args()

    failed = False
    for path in arguments.path:
        path = path.resolve()
        now = (run_case if path.is_dir() else run_bad)(path, arguments.brink.resolve())
        if isinstance(now, str):
            print(f"{os.path.relpath(path, SOURCE)}: {now}")
            failed = True
        elif arguments.update:
            update(now)
        elif not compare(now):
            print(f"If this is right: scripts/update-goldens {path.stem}")
            failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
