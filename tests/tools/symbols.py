# SPDX-License-Identifier: Apache-2.0
"""Symbols of object files, read with binutils; shared by the checks of the built library."""

import collections
import os
import subprocess

# kind: OBJECT, FUNC, NOTYPE, TLS...; bind: LOCAL, GLOBAL, WEAK; visibility: DEFAULT, HIDDEN...;
# section: its name, "UNDEF" or "COMMON"
Symbol = collections.namedtuple("Symbol", "file name kind bind visibility section")


def run(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True,
                          env=dict(os.environ, LC_ALL="C")).stdout


def sections(file):
    """Number of each section -> its name."""
    names = {}
    for line in run("readelf", "--wide", "--section-headers", file).splitlines():
        head, bracket, rest = line.partition("]")
        if bracket and head.strip().startswith("[") and head.strip(" [").isdigit():
            names[head.strip(" [")] = rest.split()[0] if rest.split() else ""
    return names


def read(file):
    """All named symbols of an object file."""
    names = sections(file)
    symbols = []
    for line in run("readelf", "--wide", "--symbols", file).splitlines():
        fields = line.split()
        if len(fields) < 8 or not fields[0].rstrip(":").isdigit():
            continue
        kind, bind, visibility, index, name = fields[3:8]
        section = {"UND": "UNDEF", "COM": "COMMON"}.get(index, names.get(index, index))
        symbols.append(Symbol(file, name, kind, bind, visibility, section))
    return symbols


def objects(list_file):
    """The object files named in a file, one a line."""
    with open(list_file, encoding="utf-8") as lines:
        return [line.strip() for line in lines if line.strip()]
