#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""check_libm.py SOURCE_DIR OBJECT_LIST: sampled results are promised byte for byte on every machine, and the C
library's transcendental functions differ between processors. So the folders whose numbers reach a sampled value must
not call them; lib/base/math.h has replacements."""

import re
import sys

import symbols

# Folders of lib/ whose numbers never reach a sampled value: summaries and text.
FREE = {"stats", "result", "scenario", "units"}

BANNED = set("""
    exp exp2 exp10 expm1 log log2 log10 log1p pow cbrt hypot sin cos tan sincos asin acos atan atan2
    sinh cosh tanh asinh acosh atanh erf erfc lgamma lgamma_r tgamma j0 j1 y0 y1 drand48 rand random
    """.split())
BANNED |= {name + "f" for name in BANNED} | {name + "l" for name in BANNED}


def folder(file):
    """The folder of lib/ that an object was compiled from: .../lib/random/pcg.c.o -> random"""
    found = re.search(r".*(?:^|/)lib/(\w+)/", file)
    return found[1] if found else "?"


def check(files):
    problems = []
    for file in files:
        if folder(file) in FREE:
            continue
        for symbol in symbols.read(file):
            name = symbol.name.split("@")[0]
            if symbol.section == "UNDEF" and (name in BANNED or name.startswith(("gsl_ran_", "gsl_cdf_", "gsl_sf_"))):
                problems.append(f"lib/{folder(file)}: {file.rsplit('/', 1)[-1]} calls {name}")
    return problems


def main():
    files = symbols.objects(sys.argv[2])
    problems = check(files)
    for text in problems:
        print(text)
    print(f"{len(files)} objects, {len(problems)} calls that differ between machines")
    return 1 if problems or not files else 0


if __name__ == "__main__":
    sys.exit(main())
