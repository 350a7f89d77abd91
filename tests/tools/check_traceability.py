#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""check_traceability.py --brink PROGRAM SOURCE_DIR: in the bundled scenarios

* every mechanism that is named is in scenarios/mechanisms.yaml, and every one there lives somewhere or is a rule of
  reading;
* every parameter and lever says where its number comes from and how well it is known;
* every tag of a source (of expectations and of the catalogues too) is in the catalogues;
* every set of numbers (scenario or module) has a date;
* docs/mechanisms.md and docs/parameters.md are what scripts/write-mechanisms writes."""

import argparse
import importlib.machinery
import importlib.util
import pathlib
import re
import sys

TAG = re.compile(r"(?<![\w+-])[A-Z]+(?:-[A-Z]+)*[0-9]+(?:\.[0-9]+|[a-z])?(?![\w+-])")
SOURCE = re.compile(r"""\bsource:\s*(?:"((?:[^"\\]|\\.)*)"|([^,}\n]*))""")


def load_writer(source):
    path = source / "scripts" / "write-mechanisms"
    loader = importlib.machinery.SourceFileLoader("write_mechanisms", str(path))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("write_mechanisms", loader))
    sys.dont_write_bytecode = True
    loader.exec_module(module)
    return module


def tags_of(text):
    """Tags of a text, those with a point also without it: B14.4 is a part of B14."""
    return {tag.partition(".")[0] for tag in TAG.findall(text)}


def catalogue_tags(folder):
    found = []
    for name in ("mechanisms.yaml", "references.yaml", "data-sheet.yaml"):
        found += re.findall(r"^  (\S+):", (folder / name).read_text(encoding="utf-8"), re.MULTILINE)
    return found


def sources_in(text):
    """All texts of `source` in a scenario file, those of expectations too, which no page of the driver shows."""
    return [quoted or plain for quoted, plain in SOURCE.findall(text)]


def mechanism_problems(pages):
    """pages: {scenario: page of `brink show --mechanisms --format json`}"""
    problems, present = [], set()
    for name, page in pages.items():
        for entry in page["unknown"]:
            places = ", ".join(place["place"] for place in entry["places"])
            problems.append(f"{name}: mechanism {entry['id']} ({places}) is not in scenarios/mechanisms.yaml")
        present.update(entry["id"] for entry in page["mechanisms"] if entry["places"] or entry["honoured"])
    catalogue = [entry["id"] for page in pages.values() for entry in page["mechanisms"]]
    problems += [f"mechanism {tag} is absent from all bundled scenarios" for tag in dict.fromkeys(catalogue)
                 if tag not in present]
    if not catalogue:
        problems.append("there is no catalogue of mechanisms")
    return problems


def source_problems(name, page):
    """page: of `brink show --sources --format json`"""
    problems = []
    for parameter in page["parameters"]:
        what = f"{name}: {'lever' if parameter['lever'] else 'parameter'} {parameter['name']}"
        if not parameter["source"].strip():
            problems.append(f"{what} has no source")
        elif parameter["standing"] == "not stated":
            problems.append(f"{what}: '{parameter['source']}' does not say how well it is known (V, V~, C, U, J, none)")
        if not parameter["as_of"]:
            problems.append(f"{what} is of no date: its file has no as_of")
    problems += [f"{name}: tag {entry['tag']} is not in the catalogues" for entry in page["references"] if not entry["known"]]
    return problems


def file_problems(folder):
    known = catalogue_tags(folder)
    problems = [f"tag {tag} is in the catalogues twice" for tag in sorted(set(known)) if known.count(tag) > 1]
    for path in sorted([*folder.glob("*.yaml"), *folder.glob("modules/*.yaml")]):
        text = path.read_text(encoding="utf-8")
        where = path.relative_to(folder)
        if re.search(r"^brink_references:", text, re.MULTILINE):
            bases = [" ".join(basis.split()) for basis in re.findall(r'\bbasis: (?:"([^"]*)"|[^,}]*)', text)]
            wrong = tags_of(" ".join(bases)) - set(known)
        else:
            wrong = tags_of(" ".join(sources_in(text))) - set(known)
            if not re.search(r"^as_of:", text, re.MULTILINE):
                problems.append(f"{where}: no as_of")
        problems += [f"{where}: tag {tag} is not in the catalogues" for tag in sorted(wrong)]
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--brink", required=True)
    parser.add_argument("source", type=pathlib.Path)
    arguments = parser.parse_args()
    writer = load_writer(arguments.source.resolve())
    driver = writer.Driver(arguments.brink)
    names = driver.scenarios()
    problems = mechanism_problems({name: driver.mechanisms(name) for name in names})
    for name in names:
        problems += source_problems(name, driver.sources(name))
    problems += file_problems(arguments.source / "scenarios")
    for page, write in (("mechanisms.md", writer.mechanisms_page), ("parameters.md", writer.parameters_page)):
        path = arguments.source / "docs" / page
        if not path.exists() or path.read_text(encoding="utf-8") != write(driver):
            problems.append(f"docs/{page} is not what the scenarios say: run scripts/write-mechanisms")
    for problem in dict.fromkeys(problems):
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
