#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""check_sources.py SOURCE_DIR fails on C files that break the conventions for files: the licence line first,
snake_case names, base names unique within lib/ (a debugger and an archive show only those), guards after the path."""

import pathlib
import re
import sys

LICENCE = "/* SPDX-License-Identifier: Apache-2.0 */"


def guard(path):
    """include/brink/status.h -> BRINK_STATUS_H, lib/base/math.h -> BRINK_BASE_MATH_H"""
    parts = path.split("/")
    kept = {"include": parts[2:], "lib": parts[1:]}.get(parts[0], parts)
    return "BRINK_" + re.sub(r"\W", "_", "_".join(kept)).upper()


def check(root):
    problems = []
    seen = {}
    files = sorted(f for top in ("include", "lib", "driver", "mpi", "tests", "bench", "examples")
                   for pattern in ("*.[ch]", "*.cpp") for f in (root / top).rglob(pattern))
    for file in files:
        path = file.relative_to(root).as_posix()
        text = file.read_text(encoding="utf-8")
        if text.split("\n", 1)[0] != LICENCE:
            problems.append(f"{path}:1: the first line is not {LICENCE}")
        if not re.fullmatch(r"[a-z][a-z0-9_]*\.(c|h|cpp)", file.name):
            problems.append(f"{path}: the name is not snake_case")
        if path.startswith("lib/") and path.endswith(".c"):
            if file.name in seen:
                problems.append(f"{path}: {seen[file.name]} has the same base name")
            seen.setdefault(file.name, path)
        # A header that is made to be included several times (lists, bodies) has no guard at all.
        found = re.search(r"^#ifndef (\w+_H)\n#define \1$", text, re.MULTILINE)
        if path.endswith(".h") and path.startswith(("include/", "lib/")) and found and found[1] != guard(path):
            problems.append(f"{path}: the guard is {found[1]}, expected {guard(path)}")
    return problems, len(files)


def main():
    problems, count = check(pathlib.Path(sys.argv[1]))
    for text in problems:
        print(text)
    print(f"{count} files, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
