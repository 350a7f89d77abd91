#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""test_check_readme.py BRINK: check_readme finds each kind of untruth in a guide, and lets true ones pass."""

import pathlib
import sys
import tempfile
import unittest

import check_readme
import golden

BRINK = pathlib.Path(sys.argv.pop(1)).resolve()

SCENARIO = """brink: 1
time: {unit: day, horizon: 10 day}
machines:
  m: {initial: a, states: [a, b], transitions: [{from: a, to: b, rate: 0.1 per day}]}
outcomes: {moved: m.b, stayed: otherwise}
"""


def fence(language, text, note=""):
    return (f"<!-- {note} -->\n" if note else "") + f"```{language}\n{text}```\n\n"


class Guides(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory(prefix="brink-readme-")
        self.folder = pathlib.Path(self.scratch.name).resolve()

    def tearDown(self):
        self.scratch.cleanup()

    def guide(self, text):
        path = self.folder / "guide.md"
        path.write_text(text, encoding="utf-8")
        return check_readme.Guide(path, BRINK, None, golden.load_filters(golden.FILTERS))

    def problems(self, text, slow=False):
        guide = self.guide(text)
        guide.check(slow)
        guide.scratch.cleanup()
        return guide.problems

    def test_true_guide_passes(self):
        change = " time: {unit: day, horizon: 10 day}\n+define: {half: 0.5}\n machines:\n"
        ok = "m.yaml: ok (1 machine, 2 outcomes)\n"
        text = (fence("yaml", SCENARIO, "file: m.yaml") + fence("console", f"$ brink check m.yaml\n{ok}")
                + fence("diff", change, "edit: m.yaml") + fence("sh", "brink check m.yaml\nno-such-program\n")
                + fence("c", "#include <brink/brink.h>\n", "file: examples/hello.c")
                + "`brink run NAME --trials 1M` and `brink trace`\n")
        self.assertEqual(self.problems(text), [])

    def test_untruths_are_found(self):
        good = fence("yaml", SCENARIO, "file: m.yaml")
        for text in [fence("yaml", SCENARIO), fence("yaml", SCENARIO.replace("m.b", "m.c"), "file: m.yaml"),
                     good + fence("diff", "-no such line\n+another\n", "edit: m.yaml"),
                     good + fence("diff", "-brink: 1\n", "edit: other.yaml"),
                     good + fence("console", "$ brink check m.yaml\nm.yaml: fine\n"),
                     good + fence("console", "$ brink check m.yaml\n"),
                     good + fence("sh", "brink check m.yaml --nonsense\n"),
                     fence("c", "#include <brink/brick.h>\n", "file: examples/hello.c"), fence("c", "int x;\n"),
                     "`brink walk NAME`\n", "`brink run NAME --fast`\n"]:
            self.assertEqual(len(self.problems(text)), 1, text)

    def test_slow_blocks_run_alone(self):
        text = fence("console", "$ echo quick\nno\n") + fence("console", "$ echo slow\nno\n", "slow")
        self.assertIn("echo quick", "".join(self.problems(text)))
        self.assertNotIn("echo slow", "".join(self.problems(text)))
        self.assertIn("echo slow", "".join(self.problems(text, slow=True)))
        self.assertNotIn("echo quick", "".join(self.problems(text, slow=True)))

    def test_left_out_lines(self):
        now = ["head", "a 1", "b 2", "c 3", "end"]
        self.assertEqual(check_readme.trim(now, ["head", "[...]", "c 9", "end"]), ["head", "[...]", "c 3", "end"])
        self.assertEqual(check_readme.trim(now, ["head", "a 0", "[...]"]), ["head", "a 1", "[...]"])
        self.assertEqual(check_readme.trim(now, ["old"]), now)
        self.assertIsNone(check_readme.trim(now, ["head", "[...]", "gone", "end"]))
        self.assertIsNone(check_readme.trim(now, ["head", "[...]", "b 2", "c 3"]))  # the end is not shown

    def test_update_makes_it_true(self):
        guide = self.guide(fence("console", "$ echo new\nold\nolder\n") + "between\n\n" + fence("console", "$ echo other\n"))
        self.assertTrue(guide.update())
        guide.scratch.cleanup()
        text = guide.path.read_text(encoding="utf-8")
        self.assertIn("$ echo new\nnew\n```\n\nbetween\n", text)
        self.assertEqual(self.problems(text), [])

    def test_first_commands(self):
        text = fence("sh", "# a word\nscripts/quickstart   # builds\nscripts/test\n") + fence("console", "$ ls\nx\n")
        self.assertEqual(check_readme.first_commands(text), ["scripts/quickstart", "scripts/test", "ls"])

    def test_links(self):
        (self.folder / "other.md").write_text("# A `Title`, twice\n\n# A Title, twice\n", encoding="utf-8")
        page = self.folder / "page.md"
        page.write_text("[a](other.md) [b](other.md#a-title-twice-1) [c](#here) [d](https://example.org) `[e](no)`\n\n"
                        "## Here\n", encoding="utf-8")
        self.assertEqual(check_readme.check_links(self.folder, page), [])
        for target in ("gone.md", "other.md#a-title", "#there", "../outside.md"):
            page.write_text(f"[x]({target})\n", encoding="utf-8")
            self.assertEqual(len(check_readme.check_links(self.folder, page)), 1, target)


if __name__ == "__main__":
    unittest.main()
