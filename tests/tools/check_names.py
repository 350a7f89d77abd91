#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""check_names.py SOURCE_DIR OBJECT_LIST: every global symbol of the library starts with brink_ (a static library
shares one namespace with its users); what it exports is exactly what the public headers declare with BRINK_API, and
nothing internal (brink_i_)."""

import os
import pathlib
import re
import sys

import symbols


def declared(root):
    """Names that the public headers declare, each with its header."""
    names = {}
    for header in sorted((root / "include" / "brink").glob("*.h")):
        text = re.sub(r"/\*.*?\*/|//[^\n]*", " ", header.read_text(encoding="utf-8"), flags=re.DOTALL)
        text = re.sub(r"^[ \t]*#(?:[^\n\\]|\\\n|\\.)*", " ", text, flags=re.MULTILINE)
        for declaration in re.findall(r"\bBRINK_API\b([^;{]*)", text):
            found = re.search(r"\b(\w+)\s*\(", re.sub(r"__attribute__\s*\(\(.*?\)\)|\bBRINK_[A-Z_]+\b(\s*\([^)]*\))?",
                                                      " ", declaration)) \
                or re.search(r"\b(\w+)\s*(?:\[[^\]]*\]\s*)*$", declaration)
            if found:
                names[found[1]] = header.name
    return names


def check(root, files):
    problems = []
    exported = set()
    for file in files:
        for symbol in symbols.read(file):
            if symbol.bind == "LOCAL" or symbol.section == "UNDEF":
                continue
            where = os.path.basename(file)
            if not symbol.name.startswith("brink_"):
                problems.append(f"{where}: {symbol.name} does not start with brink_")
            if symbol.visibility == "DEFAULT":
                exported.add(symbol.name)
                if symbol.name.startswith("brink_i_"):
                    problems.append(f"{where}: {symbol.name} is internal, but exported")
    public = declared(root)
    problems += [f"{public[name]}: {name} is declared, but the library does not export it"
                 for name in sorted(public.keys() - exported)]
    problems += [f"{name} is exported, but no public header declares it with BRINK_API"
                 for name in sorted(exported - public.keys()) if not name.startswith("brink_i_")]
    return problems, len(exported)


def main():
    files = symbols.objects(sys.argv[2])
    problems, count = check(pathlib.Path(sys.argv[1]), files)
    for text in problems:
        print(text)
    print(f"{len(files)} objects, {count} exported names, {len(problems)} problems")
    return 1 if problems or not files else 0


if __name__ == "__main__":
    sys.exit(main())
