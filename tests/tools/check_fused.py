#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""check_fused.py OBJECT_LIST BRINK SCENARIO...: sampled results are promised byte for byte on every machine, so no
product and sum may become one operation that rounds once (x86's vfmadd, vfnmsub, vfmaddsub ...). Disassembles the
library's objects, and what generated code of the scenarios becomes with the flags that it is compiled with, for the
sets of instructions that have such operations. Exits with 77 where it cannot look."""

import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import tempfile

import symbols

FUSED = re.compile(r"\s(vfn?m(?:add|sub)\w*)\s")
TARGETS = ("x86-64-v3", "x86-64-v4")
FORMS = ("scalar", "simd")
# Stands for the compiler: keeps its input and arguments, and makes nothing.
KEEPER = """#!/bin/sh
for last; do case $last in *.c) cp "$last" "$KEPT/source.c";; *) printf '%s\\n' "$last" >> "$KEPT/flags";; esac; done
exit 1
"""


def why_not():
    """Why it cannot be looked, or nothing."""
    if platform.machine().lower() not in ("x86_64", "amd64"):
        return "not an x86 machine"
    return "" if shutil.which("objdump") else "no objdump (Debian: binutils)"


def fused(file):
    """Fused operations in an object: where they stand."""
    found, function = [], "?"
    for line in symbols.run("objdump", "--disassemble", "--no-show-raw-insn", str(file)).splitlines():
        if line.endswith(">:"):
            function = line.split("<")[1][:-2]
        match = FUSED.search(line + " ")
        if match:
            found.append(f"{file}: {match[1]} in {function}")
    return found


def generated(brink, scenario, form, folder):
    """Source of the scenario's generated code and the flags that it is compiled with."""
    folder.mkdir()
    keeper = folder / "keeper"
    keeper.write_text(KEEPER, encoding="utf-8")
    keeper.chmod(0o755)
    subprocess.run([brink, "run", scenario, "--engine", "code", "--trials", "1"], stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, env=dict(os.environ, BRINK_CC=str(keeper), KEPT=str(folder),
                                                       BRINK_CODE_FORM=form, BRINK_CACHE_DIR=str(folder / "cache")))
    flags = (folder / "flags").read_text(encoding="utf-8").split("\n")[:-1]
    out = flags.index("-o")
    kept = [flag for flag in flags[:out] + flags[out + 2:] if not flag.startswith("-march=")]
    return folder / "source.c", kept


def has(target):
    return subprocess.run(["cc", f"-march={target}", "-xc", "-c", "-o", os.devnull, "-"], input="int x;", text=True,
                          stderr=subprocess.DEVNULL).returncode == 0


def compile_all(jobs):
    """Runs compilers, as many at a time as there are processors."""
    running = []
    for job in jobs:
        if len(running) >= (os.cpu_count() or 1):
            running.pop(0).wait()
        running.append(subprocess.Popen(job))
    for one in running:
        one.wait()


def check_generated(brink, scenarios, root):
    targets, modules, jobs, texts = [target for target in TARGETS if has(target)], [], [], set()
    for scenario in scenarios:
        for form in FORMS:
            name = f"{pathlib.Path(scenario).stem}-{form}"
            source, flags = generated(brink, scenario, form, root / name)
            text = source.read_bytes()
            if text in texts:  # it has one form only
                continue
            texts.add(text)
            for target in targets:
                modules.append(root / name / f"{name}-{target}.so")
                jobs.append(["cc", f"-march={target}", *flags[:-1], "-o", modules[-1], source, flags[-1]])
    compile_all(jobs)
    return modules, [text for module in modules for text in fused(module)]


def main():
    objects, brink, scenarios = symbols.objects(sys.argv[1]), sys.argv[2], sys.argv[3:]
    if why_not():
        print(f"skipped: {why_not()}")
        return 77
    problems = [text for file in objects for text in fused(file)]
    with tempfile.TemporaryDirectory(prefix="brink-fused-") as folder:
        modules, found = check_generated(brink, scenarios, pathlib.Path(folder)) if shutil.which("cc") else ([], [])
    for text in problems + found:
        print(text)
    print(f"{len(objects)} objects, {len(modules)} modules, {len(problems) + len(found)} fused operations")
    return 1 if problems or found or not objects else 0


if __name__ == "__main__":
    sys.exit(main())
