#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""check_sizes.py SOURCE_DIR fails on any source file of more than 700 lines: it has two responsibilities."""

import pathlib
import sys

LIMIT = 700
FOLDERS = ("include", "lib", "driver", "tests", "bench", "examples", "cmake", "scripts")
ENDINGS = {".c", ".h", ".cpp", ".hpp", ".py", ".sh", ".cmake", ".txt", ""}
SKIPPED = ("tests/golden/", "tests/bad/", "tests/fuzz/corpus/")  # data, not sources


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
    return problems, count


def main():
    problems, count = check(pathlib.Path(sys.argv[1]))
    for text in problems:
        print(text)
    print(f"{count} files, {len(problems)} too long")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
