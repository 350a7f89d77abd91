#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""test_check_traceability.py SOURCE_DIR: check_traceability finds each kind of broken thread, and lets whole ones pass."""

import pathlib
import sys
import tempfile
import unittest

import check_traceability as check

SOURCE = pathlib.Path(sys.argv.pop(1)).resolve()


def page(places=("parameter a",), honoured="", unknown=()):
    return {"mechanisms": [{"id": "M1", "honoured": honoured, "places": [{"place": place} for place in places]}],
            "unknown": [{"id": tag, "places": [{"place": "stock b"}]} for tag in unknown]}


def parameter(**changes):
    good = {"name": "a", "lever": False, "source": "P-X1: V[A1]", "standing": "verified", "as_of": "2025-12-31"}
    return {"parameters": [dict(good, **changes)], "references": [{"tag": "A1", "known": True}]}


class Mechanisms(unittest.TestCase):
    def test_present_or_honoured_passes(self):
        self.assertEqual(check.mechanism_problems({"a": page()}), [])
        self.assertEqual(check.mechanism_problems({"a": page(()), "b": page()}), [])
        self.assertEqual(check.mechanism_problems({"a": page((), honoured="so")}), [])

    def test_absent_unknown_and_empty_are_found(self):
        self.assertIn("M1 is absent", check.mechanism_problems({"a": page(()), "b": page(())})[0])
        self.assertIn("M99 (stock b)", check.mechanism_problems({"a": page(unknown=["M99"])})[0])
        self.assertEqual(len(check.mechanism_problems({"a": {"mechanisms": [], "unknown": []}})), 1)


class Sources(unittest.TestCase):
    def test_good_parameter_passes(self):
        self.assertEqual(check.source_problems("s", parameter()), [])

    def test_each_hole_is_found(self):
        for hole in [{"source": " "}, {"standing": "not stated"}, {"as_of": ""}]:
            self.assertEqual(len(check.source_problems("s", parameter(**hole))), 1, hole)
        broken = parameter()
        broken["references"][0]["known"] = False
        self.assertIn("A1", check.source_problems("s", broken)[0])


class Files(unittest.TestCase):
    def problems(self, **files):
        with tempfile.TemporaryDirectory(prefix="brink-trace-") as scratch:
            folder = pathlib.Path(scratch)
            texts = {"mechanisms": "brink_references: 1\nmechanisms:\n  M1: {about: x}\n",
                     "references": "brink_references: 1\nreferences:\n  A1: {title: x}\n",
                     "data-sheet": 'brink_references: 1\nparameters:\n  P-X1: {about: x, basis: "V[A1], J"}\n',
                     "scenario": 'brink: 1\nas_of: 2025-12-31\nexpect:\n  - {outcome: o, source: "P-X1.2: V[A1] of 40 %; M1"}\n'}
            texts.update({name.replace("_", "-"): text for name, text in files.items()})
            for name, text in texts.items():
                (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
            return check.file_problems(folder)

    def test_whole_files_pass(self):
        self.assertEqual(self.problems(), [])

    def test_unknown_tags_are_found(self):
        self.assertEqual(self.problems(scenario="brink: 1\nas_of: 2025-12-31\nparameters:\n  a: {value: 1, source: V[A9]}\n"),
                         ["scenario.yaml: tag A9 is not in the catalogues"])
        self.assertEqual(self.problems(data_sheet='brink_references: 1\nparameters:\n  P-X1: {about: x, basis: "J [W7]"}\n'),
                         ["data-sheet.yaml: tag W7 is not in the catalogues"])

    def test_missing_date_and_double_tag_are_found(self):
        self.assertEqual(self.problems(scenario="brink: 1\n"), ["scenario.yaml: no as_of"])
        self.assertEqual(self.problems(references="brink_references: 1\nreferences:\n  A1: {title: x}\n  M1: {title: y}\n"),
                         ["tag M1 is in the catalogues twice"])


class Writer(unittest.TestCase):
    def test_rows_are_read_as_yaml_means_them(self):
        writer = check.load_writer(SOURCE)
        rows, cases = writer.data_sheet('parameters:\n  P-X1: {group: Oil, about: crude,\n    low: 1, basis: "J, and \\"so\\""}\n'
                                        "  P-X2: {about: gas, basis: U}\ncases:\n  B1: {about: games, basis: C}\n")
        self.assertEqual(rows[0], {"tag": "P-X1", "group": "Oil", "about": "crude", "low": "1", "basis": 'J, and "so"'})
        self.assertEqual((rows[1]["group"], rows[1]["basis"]), ("Oil", "U"))
        self.assertEqual([case["tag"] for case in cases], ["B1"])
        with self.assertRaises(SystemExit):
            writer.data_sheet("parameters:\n  P-X1: {about: crude}\n")


if __name__ == "__main__":
    unittest.main()
