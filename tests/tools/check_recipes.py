#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""check_recipes.py BRINK SOURCE_DIR: commands that docs/hpc.md and examples/ give to other people's launchers do what they say.

  GNU parallel   its line in docs/hpc.md is run, with fewer trials and parts (skipped where there is no parallel)
  HTCondor       the command of examples/htcondor is run for each part as HTCondor would expand it
  Spack          the recipe is executed against a stand-in for spack.package, and asks for what Brink needs
  Apptainer      the recipe installs by scripts/install-deps, and its commands are Brink's
"""

import importlib.util
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import types

from check_mpi import SCENARIO

TRIALS, PARTS = "30k", 4


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


def run(command, folder, environment):
    done = subprocess.run(command, shell=True, cwd=folder, env=environment, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)
    expect(done.returncode == 0, f"{command}\nended with {done.returncode}:\n{done.stdout}")


def small(command):
    """The same with the test's scenario, trials and parts."""
    for old, new in (("two-theatre", "crisis.yaml"), ("1G", TRIALS), ("100", str(PARTS))):
        expect(old in command, f"no {old} in: {command}")
        command = command.replace(old, new)
    return command


def merged(folder, environment, parts):
    run(f"brink run crisis.yaml -n {TRIALS} -o one.brink -q", folder, environment)
    run(f"brink merge {parts} -o all.brink", folder, environment)
    expect((folder / "one.brink").read_bytes() == (folder / "all.brink").read_bytes(), "merged parts are not the whole run")
    expect(len(list((folder / parts).glob("*.brink"))) == PARTS, "not so many parts")


def parallel(source, folder, environment):
    if not shutil.which("parallel"):
        return "skipped: there is no GNU parallel"
    line = re.search(r"^parallel .*$", (source / "docs" / "hpc.md").read_text(encoding="utf-8"), re.MULTILINE).group()
    (pathlib.Path(environment["HOME"]) / ".parallel").mkdir()
    (pathlib.Path(environment["HOME"]) / ".parallel" / "will-cite").touch()  # it asks to be cited, once for each user
    run(small(line), folder, environment)
    merged(folder, environment, "runs")
    return "good"


def htcondor(source, folder, environment):
    text = (source / "examples" / "htcondor" / "brink.sub").read_text(encoding="utf-8")
    keys = dict(re.findall(r"^(\w+)\s*=\s*(.*?)\s*$", text, re.MULTILINE))
    expect(keys["on_exit_remove"].endswith("(ExitCode != 75)"), "status 75 does not stay in the queue")
    for process in range(PARTS):
        arguments = keys["arguments"].replace("$INT(part)", str(process + 1)).replace("$(parts)", "100")
        arguments = arguments.replace("$(request_cpus)", "1")
        expect("$" not in arguments, arguments)
        run(f"{keys['executable']} {small(arguments)}", folder, environment)
    merged(folder, environment, "runs")
    return "good"


def needed(source):
    """What cmake/BrinkDependencies.cmake looks for."""
    text = (source / "cmake" / "BrinkDependencies.cmake").read_text(encoding="utf-8")
    return set(re.findall(r"^\s+brink_find_dependency\((\w+) ", text, re.MULTILINE))


def spack(source, folder, environment):
    asked, variants, defined = set(), set(), {}
    stand_in = types.ModuleType("spack.package")

    class Package:
        def define_from_variant(self, name, variant):
            expect(variant in variants, f"no variant {variant}")
            defined[name] = variant

        def define(self, name, value):
            defined[name] = value

    stand_in.CMakePackage = Package
    stand_in.version = lambda *_, **__: None
    stand_in.variant = lambda name, **_: variants.add(name)
    stand_in.depends_on = lambda what, **_: asked.add(re.split(r"[@+~ ]", what)[0])
    sys.modules["spack"], sys.modules["spack.package"] = types.ModuleType("spack"), stand_in
    recipe = source / "examples" / "spack" / "packages" / "brink" / "package.py"
    spec = importlib.util.spec_from_file_location("recipe", recipe)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.Brink().cmake_args()
    expect(needed(source) <= asked, f"the recipe does not ask for {needed(source) - asked}")
    options = (source / "cmake" / "BrinkOptions.cmake").read_text(encoding="utf-8")
    for name in defined:
        expect(f"option({name} " in options, f"there is no option {name}")
    return "good"


def apptainer(source, folder, environment):
    text = (source / "examples" / "apptainer" / "brink.def").read_text(encoding="utf-8")
    post = re.search(r"^%post\n(.*?)^%", text, re.MULTILINE | re.DOTALL).group(1)
    expect("scripts/install-deps" in post, "it does not install by scripts/install-deps")
    for line in re.findall(r"^\s+(brink \w+.*)$", text, re.MULTILINE):
        command = shlex.split(line)[1]
        run(f"brink {command} --help", folder, environment)
    return "good"


def main():
    brink, source = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    failed = 0
    for check in (parallel, htcondor, spack, apptainer):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "crisis.yaml").write_text(SCENARIO, encoding="utf-8")
            environment = os.environ | {"PATH": f"{brink.parent}:{os.environ['PATH']}", "HOME": str(folder)}
            try:
                print(f"{check.__name__}: {check(source, folder, environment)}")
            except AssertionError as why:
                failed += 1
                print(f"FAILED: {check.__name__}: {why}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
