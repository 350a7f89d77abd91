#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""check_globals.py SOURCE_DIR OBJECT_LIST fails if the library has mutable state of its own: anything in a
writable section, of a thread or of the process. (Constant tables of pointers, .data.rel.ro, are not writable.)
One object is exempt: the lock around UDUNITS, which has globals itself (docs/decisions/0005-unit-database.md)."""

import os
import sys

import symbols

WRITABLE = (".data", ".bss", ".tdata", ".tbss", "COMMON")
CONSTANT = (".data.rel.ro",)
EXEMPT = {("database.c.o", "database")}


def check(files):
    problems = []
    for file in files:
        for symbol in symbols.read(file):
            if symbol.kind in ("OBJECT", "TLS", "NOTYPE") and symbol.section.startswith(WRITABLE) \
                    and not symbol.section.startswith(CONSTANT) \
                    and (os.path.basename(file), symbol.name) not in EXEMPT:
                problems.append(f"{os.path.basename(file)}: {symbol.name} is mutable ({symbol.section})")
    return problems


def main():
    files = symbols.objects(sys.argv[2])
    problems = check(files)
    for text in problems:
        print(text)
    print(f"{len(files)} objects, {len(problems)} mutable globals")
    return 1 if problems or not files else 0


if __name__ == "__main__":
    sys.exit(main())
