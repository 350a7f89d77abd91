#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""check_install.py BUILD_DIR [--shared SOURCE_DIR] [--cc CC --cxx CXX]

Installs the build to a prefix that it was not configured for, moves the tree, and uses it from there: the driver finds its own
scenarios, pkg-config and find_package lead to a library that links and runs, in projects of C only and of C++ only.
With --shared it first builds the library as a shared one from SOURCE_DIR, in a folder of its own below BUILD_DIR."""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

SCENARIO = "scenarios/validation/competing-risks.yaml"
CMAKE = """cmake_minimum_required(VERSION 3.25)
project(user LANGUAGES {language})
find_package(brink REQUIRED)
add_executable(user {source})
target_link_libraries(user PRIVATE brink::brink)
"""


def run(command, **more):
    done = subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\nended with {done.returncode}:\n{done.stdout}")
    return done.stdout


def build_shared(source, build, arguments):
    shared = build / "shared-for-install"
    launchers = [f"-D{name}={os.environ[name]}" for name in ("CMAKE_C_COMPILER_LAUNCHER",) if name in os.environ]
    run(["cmake", "-S", source, "-B", shared, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug", "-DBUILD_SHARED_LIBS=ON",
         "-DBRINK_BUILD_TESTS=OFF", f"-DCMAKE_C_COMPILER={arguments.cc}", *launchers])
    run(["cmake", "--build", shared])
    return shared


def install(build, work):
    run(["cmake", "--install", build, "--prefix", work / "first"])
    moved = work / "moved"
    shutil.move(work / "first", moved)
    return moved


def environment(**more):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("BRINK_", "PKG_CONFIG", "CMAKE_PREFIX", "LD_LIBRARY"))}
    return kept | {k: str(v) for k, v in more.items()}


def check_driver(moved):
    driver = moved / "bin" / "brink"
    known = json.loads(run([driver, "version", "--json"], env=environment()))["scenarios"]
    beside = str((moved / "share" / "brink" / "scenarios").resolve())
    if known != [beside]:
        sys.exit(f"the driver looks for scenarios in {known}, not in {beside}")
    run([driver, "run", "validation/competing-risks", "--trials", "100", "-q"], env=environment())


def check_output(program, scenario, env):
    out = run([program, scenario], env=env)
    if "%" not in out:
        sys.exit(f"{program} printed:\n{out}")


def check_pkg_config(moved, source, scenario, work, arguments):
    env = environment(PKG_CONFIG_PATH=moved / "lib" / "pkgconfig")
    folder = run(["pkg-config", "--variable=libdir", "brink"], env=env).strip()
    if pathlib.Path(folder).resolve() != (moved / "lib").resolve():
        sys.exit(f"brink.pc names {folder}, not {moved / 'lib'}")
    flags = run(["pkg-config", "--cflags", "--libs", "brink"], env=env).split()
    program = work / "by_pkg_config"
    run([arguments.cc, source, *flags, "-o", program], env=env)
    check_output(program, scenario, environment(LD_LIBRARY_PATH=moved / "lib"))


def check_cmake(moved, source, scenario, work, language, arguments):
    project = work / f"project_{language}"
    project.mkdir()
    name = "user.c" if language == "C" else "user.cpp"
    (project / name).write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    (project / "CMakeLists.txt").write_text(CMAKE.format(language=language, source=name), encoding="utf-8")
    compiler = arguments.cc if language == "C" else arguments.cxx
    run(["cmake", "-S", project, "-B", project / "build", "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={moved}",
         f"-DCMAKE_{language}_COMPILER={compiler}"], env=environment())
    run(["cmake", "--build", project / "build"], env=environment())
    check_output(project / "build" / "user", scenario, environment())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--shared", type=pathlib.Path)
    parser.add_argument("--cc", default="cc")
    parser.add_argument("--cxx", default="c++")
    arguments = parser.parse_args()
    source = pathlib.Path(__file__).resolve().parents[2]
    build = build_shared(arguments.shared, arguments.build, arguments) if arguments.shared else arguments.build
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        moved = install(build, work)
        check_driver(moved)
        hello = source / "examples" / "hello.c"
        check_pkg_config(moved, hello, source / SCENARIO, work, arguments)
        for language in ("C", "CXX"):
            check_cmake(moved, hello, source / SCENARIO, work, language, arguments)
    print("driver, pkg-config, C and C++ use the installed tree where it was moved")


if __name__ == "__main__":
    main()
