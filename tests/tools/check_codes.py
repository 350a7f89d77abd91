#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""check_codes.py SOURCE_DIR: each diagnostic code that the library reports is explained in docs/scenario-format.md and shown by a
broken scenario in tests/bad/, whose first line names its codes (tests/unit/test_scenario_bad.c proves that line true)."""

import pathlib
import re
import sys

FOLDERS = ("expr", "model", "scenario", "units")
ONE_WORD = {"cycle", "module", "syntax"}  # codes that a search for words with hyphens misses
NO_CODES = set()  # words with hyphens in the sources that are no codes
# Codes that no small scenario file can show, and why.
NOT_FROM_A_FILE = {
    "bad-set": "comes from the command line",
    "unknown-variant": "comes from the command line",
    "too-long": "takes an expression of 64 KiB (test_scenario_hostile.c)",
}

LITERAL = re.compile(r'"([a-z]+(?:-[a-z]+)*)"')
ROW = re.compile(r"^\| `([a-z-]+)` \|")


def used(source):
    codes = set()
    for folder in FOLDERS:
        for path in (source / "lib" / folder).glob("*.c"):
            for word in LITERAL.findall(path.read_text(encoding="utf-8")):
                if ("-" in word and word not in NO_CODES) or word in ONE_WORD:
                    codes.add(word)
    return codes


def documented(source):
    text = (source / "docs" / "scenario-format.md").read_text(encoding="utf-8")
    rows = text.partition("\n## Messages\n")[2].splitlines()
    return [match[1] for match in map(ROW.match, rows) if match]


def shown(source):
    codes = set()
    for path in (source / "tests" / "bad").glob("*.yaml"):
        first = path.read_bytes().split(b"\n", 1)[0].decode("utf-8", "replace")
        if first.startswith("# Codes: "):
            codes.update(first[len("# Codes: "):].split(", "))
    return codes


def check(source):
    lib, docs, bad = used(source), documented(source), shown(source)
    problems = [f"{code}: reported by the library, but not in docs/scenario-format.md" for code in sorted(lib - set(docs))]
    problems += [f"{code}: in docs/scenario-format.md, but nothing reports it" for code in sorted(set(docs) - lib)]
    problems += [f"{code}: no scenario in tests/bad/ shows it" for code in sorted(lib - bad - set(NOT_FROM_A_FILE))]
    problems += [f"{code}: listed as not from a file, but tests/bad/ shows it" for code in sorted(bad & set(NOT_FROM_A_FILE))]
    if docs != sorted(docs):
        problems.append("the codes in docs/scenario-format.md are not in alphabetical order")
    return problems, len(lib)


def main():
    problems, n = check(pathlib.Path(sys.argv[1]))
    for text in problems:
        print(text)
    print(f"{n} codes, {len(problems)} problems")
    return 1 if problems or n == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
