#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""verify.py --brink PROGRAM --status N SCENARIO: `brink verify` must end with exactly this status: 0 for models
with known answers, 3 (an expectation missed) for their slightly wrong twins. A scenario without expectations proves
nothing, so it fails."""

import argparse
import pathlib
import re
import subprocess
import sys


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--brink", required=True)
    parser.add_argument("--status", required=True, type=int)
    parser.add_argument("--trials", default="100k", help="number of trials of each variant")
    parser.add_argument("scenario", type=pathlib.Path)
    arguments = parser.parse_args()

    if not re.search(r"^expect\s*:", arguments.scenario.read_text(encoding="utf-8"), re.MULTILINE):
        print(f"{arguments.scenario}: no expect: block, nothing to verify")
        return 1
    status = subprocess.run([arguments.brink, "verify", "--trials", arguments.trials, str(arguments.scenario)], stdin=subprocess.DEVNULL).returncode
    if status != arguments.status:
        sys.stdout.flush()
        print(f"brink verify {arguments.scenario}: exit status {status}, expected {arguments.status}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
