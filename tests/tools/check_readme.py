#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks that the guides tell the truth.

    check_readme.py --brink PROGRAM [--programs FOLDER] [--slow | --update] [GUIDE ...]

A GUIDE is a Markdown file; without any, all that are known to hold commands are checked, and the links of every page.
What is checked in a guide, by the language of the fence:
  yaml     a complete scenario (it begins with `brink: 1`): `brink check --strict` must accept it
  csv      with a name, a file that commands read
  diff     a change of such a scenario: its lines without + must be there
  c        part of a source file, line for line
  console  lines with `$ ` are run, in order, in a scratch folder that holds the scenarios of the guide; the other lines
           are what they must print. A line `[...]` stands for lines left out.
  sh       lines that begin with `brink` must succeed there; others are not run
Comments before a fence say more: <!-- file: NAME --> names a scenario or the source file, <!-- edit: NAME --> the scenario
that a diff changes, <!-- slow --> marks a block that is run only with --slow (and then alone is).
Besides: the options of every `brink ...` in the text exist, the README begins with its two commands, links lead somewhere.

--update writes what the console blocks print now into the guides, the slow ones too. Where only time, threads, version and
commit differ the old text stays, unless it names a commit with changes (-dirty): use a build of a clean checkout in the end.
"""

import argparse
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

import golden

SOURCE = golden.SOURCE
GUIDES = ("README.md", "CONTRIBUTING.md", "docs/README.md", "docs/first-scenario.md", "docs/c-api.md")
FIRST_COMMANDS = ["scripts/quickstart", "scripts/test"]
GAP = "[...]"
OTHER = "prints something else now"
FOLDERS = ("docs", "scenarios", "examples", "bench", "tests")  # besides the pages at the top


class Block:
    """A fenced block: its language, what the comment before it says, its lines and the line number of the first."""

    def __init__(self, language, note, number):
        self.language, self.note, self.number, self.lines = language, note, number, []

    def noted(self, word):
        found = re.fullmatch(rf"{word}: *(\S+)", self.note)
        return found[1] if found else None


def parse(text):
    """The blocks of a Markdown text, and the text without them."""
    blocks, prose, block, note = [], [], None, ""
    for number, line in enumerate(text.split("\n"), 1):
        if block is not None:
            if line.strip() == "```":
                block = None
            else:
                block.lines.append(line)
        elif line.startswith("```"):
            block = Block(line[3:].strip(), note, number + 1)
            blocks.append(block)
            note = ""
        else:
            comment = re.fullmatch(r"<!-- *(.*?) *-->", line.strip())
            note = comment[1] if comment else "" if line.strip() else note
            prose.append(line)
    return blocks, "\n".join(prose)


def apply_change(old, change):
    """A text with the lines of a diff applied: ' ' stays, '-' goes, '+' comes. None if the old lines are not there once."""
    before = "".join(line[1:] + "\n" for line in change if line[:1] != "+")
    after = "".join(line[1:] + "\n" for line in change if line[:1] != "-")
    return old.replace(before, after) if before and ("\n" + old).count("\n" + before) == 1 else None


def split_console(lines):
    """[(command, [lines that it prints])]"""
    steps = []
    for line in lines:
        if line.startswith("$ "):
            steps.append((line[2:], []))
        elif steps:
            steps[-1][1].append(line)
    return steps


def segments(lines):
    """Lines between gaps."""
    parts = [[]]
    for line in lines:
        if line.strip() == GAP:
            parts.append([])
        else:
            parts[-1].append(line)
    return parts


def find(line, now, place):
    """Where a line stands in `now` from `place` on: itself, or else the first one that begins with the same words."""
    for words in (None, 2, 1):
        for k in range(place, len(now)):
            if now[k] == line if words is None else now[k].split()[:words] == line.split()[:words]:
                return k
    return len(now)


def trim(now, shown):
    """What a command prints now, with lines left out where they are in `shown`. None if that cannot be told."""
    parts = segments(shown)
    if len(parts) == 1:
        return now
    kept, place = [], 0
    for k, part in enumerate(parts):
        if k > 0:
            kept.append(GAP)
            if not part:  # the rest is left out
                return kept
            place = find(part[0], now, place)
        if place + len(part) > len(now):
            return None
        kept += now[place:place + len(part)]
        place += len(part)
    return kept if place == len(now) else None


class Guide:
    def __init__(self, path, brink, programs, rules):
        self.path, self.brink, self.rules = path, brink, rules
        self.text = path.read_text(encoding="utf-8")
        self.blocks, self.prose = parse(self.text)
        self.problems = []
        self.scratch = tempfile.TemporaryDirectory(prefix="brink-guide-")
        self.folder = pathlib.Path(self.scratch.name).resolve()
        for name in ("scenarios", "examples"):
            if (SOURCE / name).is_dir():
                (self.folder / name).symlink_to(SOURCE / name)
        for program in sorted(programs.iterdir()) if programs else []:
            if program.is_file() and program.stat().st_mode & 0o100:
                (self.folder / program.name).symlink_to(program)
        self.ran = 0

    def complain(self, number, text):
        self.problems.append(f"{self.path.name}:{number}: {text}")

    def run(self, command):
        """(status, lines) of a command, both streams together."""
        environment = golden.environment(self.brink)
        environment["PATH"] = f"{self.brink.parent}:{environment['PATH']}"
        environment["LC_ALL"] = "C.UTF-8"  # bars and dashes as most terminals show them
        environment["BRINK_ENGINE"] = "kernel"  # which engine takes over in a long run depends on the machine
        done = subprocess.run(["sh", "-c", f"exec 2>&1; {command}"], cwd=self.folder, env=environment,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        self.ran += 1
        lines = done.stdout.decode("utf-8", "backslashreplace").replace(f"{self.folder}/", "").split("\n")
        while lines and not lines[-1].strip():
            lines.pop()
        return done.returncode, [line.rstrip() for line in lines]

    def normal(self, lines):
        return golden.normalise("\n".join(line.rstrip() for line in lines), self.rules, []).split("\n")

    def check_yaml(self, block):
        if not block.lines or not block.lines[0].startswith("brink: 1"):
            return
        name = block.noted("file")
        if not name:
            self.complain(block.number, "a complete scenario needs <!-- file: NAME --> before it")
            return
        (self.folder / name).write_text("\n".join(block.lines) + "\n", encoding="utf-8")
        status, lines = self.run(f"brink check --strict {shlex.quote(name)}")
        if status != 0:
            self.complain(block.number, "brink check refuses this scenario:\n" + "\n".join(lines))

    def check_csv(self, block):
        if block.noted("file"):
            (self.folder / block.noted("file")).write_text("\n".join(block.lines) + "\n", encoding="utf-8")

    def check_diff(self, block):
        name = block.noted("edit")
        if not name or not (self.folder / name).exists():
            self.complain(block.number, "a diff needs <!-- edit: NAME --> with a scenario that stands above it")
            return
        changed = apply_change((self.folder / name).read_text(encoding="utf-8"), block.lines)
        if changed is None:
            self.complain(block.number, f"the old lines are not (or not just once) in {name}")
        else:
            (self.folder / name).write_text(changed, encoding="utf-8")

    def check_c(self, block):
        name = block.noted("file")
        if not name or not (SOURCE / name).is_file():
            self.complain(block.number, "C code needs <!-- file: PATH --> of the source that it is from")
        elif "\n" + "\n".join(block.lines) + "\n" not in "\n" + (SOURCE / name).read_text(encoding="utf-8"):
            self.complain(block.number, f"this is not in {name}, line for line")

    def check_console(self, block):
        """Returns the block as it is now."""
        now = []
        for command, shown in split_console(block.lines):
            while shown and not shown[-1].strip():
                shown.pop()
            _, printed = self.run(command)
            fresh = trim(printed, shown)
            if fresh is None:
                self.complain(block.number, f"$ {command}: cannot tell what is left out; now it prints:\n" + "\n".join(printed))
                fresh = shown
            elif self.normal(fresh) == self.normal(shown):
                # Times and commits alone are no reason for a new text; but a commit that nobody else has is.
                fresh = fresh if any("-dirty" in line for line in shown) else shown
            else:
                self.complain(block.number, f"$ {command}: {OTHER}:\n" + "\n".join(fresh))
            now += [f"$ {command}"] + fresh
        return now

    def check_sh(self, block):
        for line in block.lines:
            if line.startswith("brink "):
                status, lines = self.run(line)
                if status != 0:
                    self.complain(block.number, f"{line}: exit status {status}\n" + "\n".join(lines))

    def check_options(self):
        """Commands and options in the running text exist."""
        pages = {}
        for code in re.findall(r"`(brink [a-z][^`\n]*)`", self.prose):
            command = code.split()[1]
            if command not in pages:
                status, lines = self.run(f"brink help {command}")
                pages[command] = "\n".join(lines) if status == 0 else None
            if pages[command] is None:
                self.complain(1, f"`{code}`: there is no such command")
                continue
            for option in re.findall(r"(?<=\s)--[a-z-]+", code):
                if option not in pages[command]:
                    self.complain(1, f"`{code}`: {command} has no option {option}")

    def check(self, slow):
        """slow: None for the quick blocks, True for the slow ones alone."""
        checks = {"yaml": self.check_yaml, "csv": self.check_csv, "diff": self.check_diff, "c": self.check_c, "sh": self.check_sh}
        for block in self.blocks:
            if (block.note == "slow") != slow and block.language in ("console", "sh"):
                continue
            if block.language == "console":
                self.check_console(block)
            elif block.language in checks and not slow:
                checks[block.language](block)
        if not slow:
            self.check_options()

    def update(self):
        """Writes what is printed now; says whether that changed anything."""
        lines = self.text.split("\n")
        shift = 0
        for block in self.blocks:
            if block.language == "console":
                now = self.check_console(block)
                begin = block.number - 1 + shift
                lines[begin:begin + len(block.lines)] = now
                shift += len(now) - len(block.lines)
            elif block.language in ("yaml", "csv", "diff"):
                {"yaml": self.check_yaml, "csv": self.check_csv, "diff": self.check_diff}[block.language](block)
        text = "\n".join(lines)
        if text != self.text:
            self.path.write_text(text, encoding="utf-8")
        return text != self.text


def first_commands(text):
    """The commands of a guide in their order."""
    blocks, _ = parse(text)
    lines = [line for block in blocks if block.language in ("sh", "console") for line in block.lines
             if block.language == "sh" or line.startswith("$ ")]
    commands = [re.sub(r"(^\$ )|(\s+#.*$)|(^#.*$)", "", line).strip() for line in lines]
    return [command for command in commands if command]


def anchors(text):
    """The anchors of the headings of a Markdown text, made as GitHub makes them."""
    seen, found = {}, set()
    for line in parse(text)[1].split("\n"):
        heading = re.match(r"#{1,6} +(.*?)#* *$", line)
        if heading:
            plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading[1]).replace("`", "")
            anchor = re.sub(r"[^\w\- ]", "", plain.lower()).strip().replace(" ", "-")
            n = seen.get(anchor, 0)
            seen[anchor] = n + 1
            found.add(f"{anchor}-{n}" if n else anchor)
    return found


def check_links(root, page):
    """Links of a page that lead nowhere in the project. Addresses elsewhere are not looked at."""
    problems = []
    for number, line in enumerate(page.read_text(encoding="utf-8").split("\n"), 1):
        for target in re.findall(r"\]\(<?([^)>\s]+)>?\)", re.sub(r"`[^`]*`", "", line)):
            if re.match(r"[a-z]+:", target):
                continue
            path, _, anchor = target.partition("#")
            file = (page.parent / path).resolve() if path else page
            where = f"{page.relative_to(root).as_posix()}:{number}"
            if not file.exists():
                problems.append(f"{where}: {target} does not exist")
            elif root not in file.parents and file != root:
                problems.append(f"{where}: {target} is outside the project")
            elif anchor and file.suffix == ".md" and anchor not in anchors(file.read_text(encoding="utf-8")):
                problems.append(f"{where}: {path or page.name} has no heading for #{anchor}")
    return problems


def pages(root):
    return sorted(root.glob("*.md")) + sorted(page for folder in FOLDERS for page in (root / folder).rglob("*.md"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--brink", required=True, type=pathlib.Path, help="the driver")
    parser.add_argument("--programs", type=pathlib.Path, help="folder with the built examples")
    parser.add_argument("--slow", action="store_true", help="run the slow blocks, and nothing else")
    parser.add_argument("--update", action="store_true", help="write what is printed now into the guides")
    parser.add_argument("guide", nargs="*", type=pathlib.Path)
    arguments = parser.parse_args()

    rules = golden.load_filters(golden.FILTERS)
    problems, ran = [], 0
    for path in arguments.guide or [SOURCE / name for name in GUIDES]:
        guide = Guide(path.resolve(), arguments.brink.resolve(), arguments.programs and arguments.programs.resolve(), rules)
        if arguments.update:
            print(f"{path.name}: {'written' if guide.update() else 'unchanged'}")
            problems += [text for text in guide.problems if OTHER not in text]
        else:
            guide.check(arguments.slow)
            problems += guide.problems
        ran += guide.ran
        guide.scratch.cleanup()
    if not arguments.guide and not arguments.slow and not arguments.update:
        commands = first_commands((SOURCE / "README.md").read_text(encoding="utf-8"))
        if commands[:2] != FIRST_COMMANDS:
            problems.append(f"README.md: its first two commands are {commands[:2]}, not {FIRST_COMMANDS}")
        for page in pages(SOURCE):
            problems += check_links(SOURCE, page)
    for text in problems:
        print(text)
    print(f"{ran} commands run, {len(problems)} problems")
    if problems:
        print("If the guides should follow: check_readme.py --brink PROGRAM --programs FOLDER --update")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
