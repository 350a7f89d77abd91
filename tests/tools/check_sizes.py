#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""check_sizes.py SOURCE_DIR fails on any source file of more than 700 lines: it has two responsibilities; and on any
line of C of more than 110 columns. A table that is set by hand, between `clang-format off` and `on`, has 120."""

import pathlib
import sys

LIMIT = 700
COLUMNS, TABLE_COLUMNS = 110, 120
FOLDERS = ("include", "lib", "driver", "mpi", "tests", "bench", "examples", "cmake", "scripts")
ENDINGS = {".c", ".h", ".cpp", ".hpp", ".py", ".sh", ".cmake", ".txt", ""}
C_ENDINGS = {".c", ".h", ".cpp", ".hpp"}
SKIPPED = ("tests/golden/", "tests/bad/", "tests/fuzz/corpus/")  # data, not sources


def wide_lines(text):
    """The numbers of the lines that are too long, from 1."""
    limit = COLUMNS
    for number, line in enumerate(text.split("\n"), 1):
        if "clang-format off" in line:
            limit = TABLE_COLUMNS
        if "clang-format on" in line:
            limit = COLUMNS
        if len(line) > limit:
            yield number, len(line), limit


def check(root):
    problems = []
    count = 0
    for file in sorted(f for top in FOLDERS for f in (root / top).rglob("*")):
        path = file.relative_to(root).as_posix()
        if not file.is_file() or file.suffix not in ENDINGS or path.startswith(SKIPPED):
            continue
        count += 1
        lines = file.read_bytes().count(b"\n")
        if lines > LIMIT:
            problems.append(f"{path}: {lines} lines; the limit is {LIMIT}")
        if file.suffix in C_ENDINGS:
            problems += [f"{path}:{number}: {length} columns; the limit is {limit}"
                         for number, length, limit in wide_lines(file.read_text())]
    return problems, count


def main():
    problems, count = check(pathlib.Path(sys.argv[1]))
    for text in problems:
        print(text)
    print(f"{count} files, {len(problems)} too long or too wide")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
