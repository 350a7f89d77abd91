#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Includes go one way: check_layers.py SOURCE_DIR fails on any include that the table below does not allow."""

import pathlib
import re
import sys

# Folder of lib/ -> folders of lib/ whose headers it may include (its own always).
LAYERS = {
    "base": "",
    "random": "base",
    "stats": "base",
    "units": "base",
    "expr": "base random units",
    "model": "base random units stats expr",
    "scenario": "base units expr model",
    "compile": "base random expr model",
    "engine": "base random expr model compile",
    "codegen": "base random expr model compile engine",
    "native": "base random expr model compile engine codegen",
    "oracle": "base random expr model",  # not compile, no engine: it must not share their mistakes
    "trace": "base random units expr model oracle",  # tells what the oracle does
    "result": "base random stats model oracle",  # the oracle for how trials began
    "records": "base units expr model",
    "run": "base random stats units expr model compile engine native oracle trace result records",
    "analysis": "base stats units expr model oracle trace result records run",  # what is done with several runs
    "store": "base random stats model result records run analysis",  # results as files
}

# Header of somebody else (a prefix) -> the places that may include it (a prefix of the path below the project).
FOREIGN = {
    "libfyaml.h": ["lib/scenario/"],
    "udunits2.h": ["lib/units/"],
    "gsl/": ["lib/stats/", "lib/random/gsl_adaptor", "include/brink/gsl.h"],
    "jansson.h": ["lib/result/", "lib/model/show", "lib/scenario/", "driver/", "mpi/"],
    "sleef.h": ["lib/base/"],
    "immintrin.h": ["lib/base/", "lib/engine/words.h", "lib/native/words.h"],
    "arm_neon.h": ["lib/base/"],
    "omp.h": ["lib/run/"],
    "mpi.h": ["mpi/"],
    "hdf5.h": ["driver/records_"],
    "zlib.h": ["driver/records_compress"],
    "pcg_": [],
}

INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')


def problem(path, quote, header):
    """What is wrong with this include in the file at path (relative, with slashes), or None."""
    for prefix, places in FOREIGN.items():
        if header.startswith(prefix):
            if any(path.startswith(place) for place in places):
                return None
            return f"only {' and '.join(places) or 'tests'} may include it"
    if header.startswith("brink/") or header == "brink_build_info.h":
        if header == "brink_build_info.h" and path.startswith("include/"):
            return "public headers include public headers only"
        return None
    if path.startswith("include/"):
        return "public headers include <brink/...> and standard headers only" if quote == '"' or "/" in header \
            else None
    folder = header.split("/")[0] if "/" in header else None
    if path.startswith(("driver/", "mpi/")):
        if folder in LAYERS or folder == "lib" or ".." in header:
            return "the driver and brink-mpi use the public headers, <brink/...>, only"
        return None
    own = path.split("/")[1]
    if folder in LAYERS:
        if folder == own or folder in LAYERS[own].split():
            return None
        return f"lib/{own} may include only: {LAYERS[own] or 'nothing'} (and itself)"
    if quote == '"':
        return 'headers of lib/ are included as "folder/file.h"'
    return None


def check(root):
    problems = []
    files = [f for top in ("include", "lib", "driver", "mpi") for f in sorted((root / top).rglob("*.[ch]"))]
    for file in files:
        path = file.relative_to(root).as_posix()
        parts = path.split("/")
        if parts[0] == "lib" and (len(parts) < 3 or parts[1] not in LAYERS):
            problems.append(f"{path}: not in a folder that tests/tools/check_layers.py knows")
            continue
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            found = INCLUDE.match(line)
            if found:
                wrong = problem(path, *found.groups())
                if wrong:
                    problems.append(f"{path}:{number}: {line.strip()}: {wrong}")
    return problems, len(files)


def main():
    problems, count = check(pathlib.Path(sys.argv[1]))
    for text in problems:
        print(text)
    print(f"{count} files, {len(problems)} wrong includes")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
