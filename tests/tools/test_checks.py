#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""test_checks.py COMPILER: each check of tests/tools finds the fault it is there for, and lets the rest pass."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import check_fused
import check_globals
import check_layers
import check_libm
import check_names
import check_sizes
import check_sources
import golden

COMPILER = sys.argv.pop(1) if len(sys.argv) > 1 else "cc"
LICENCE = check_sources.LICENCE + "\n"


class Checks(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="brink-checks-")
        self.root = pathlib.Path(self.folder.name)

    def tearDown(self):
        self.folder.cleanup()

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def compile(self, path, text, *flags):
        source = self.write(path, text)
        target = f"{source}.o"
        subprocess.run([COMPILER, "-std=c17", "-O1", "-fPIC", "-fvisibility=hidden", "-I", str(self.root / "include"),
                        *flags, "-c", str(source), "-o", target], check=True)
        return target

    def layers(self, path, include):
        self.write(path, f"#include {include}\n")
        return check_layers.check(self.root)[0]

    def test_layers_allowed(self):
        for path, include in [("lib/engine/a.c", '"compile/plan.h"'), ("lib/stats/b.c", "<gsl/gsl_cdf.h>"),
                              ("lib/random/gsl_adaptor.c", "<gsl/gsl_rng.h>"), ("driver/c.c", "<brink/run.h>"),
                              ("driver/d.c", '"report.h"'), ("lib/model/show.c", "<jansson.h>"),
                              ("include/brink/e.h", "<stdint.h>"), ("lib/scenario/f.c", "<libfyaml.h>"),
                              ("lib/base/g.c", '"brink_build_info.h"'), ("lib/run/h.c", "<sys/types.h>")]:
            self.assertEqual(self.layers(path, include), [])

    def test_layers_refused(self):
        for path, include in [("lib/oracle/a.c", '"engine/plan.h"'), ("lib/oracle/m.c", '"trace/story.h"'),
                              ("lib/base/b.c", '"model/model.h"'),
                              ("lib/engine/c.c", "<gsl/gsl_rng.h>"), ("driver/d.c", '"model/model.h"'),
                              ("driver/e.c", '"../lib/base/text.h"'), ("lib/model/f.c", "<libfyaml.h>"),
                              ("include/brink/g.h", '"model/model.h"'), ("lib/model/h.c", '"model.h"'),
                              ("lib/run/i.c", '"scenario/load.h"'), ("lib/other/j.c", "<math.h>"),
                              ("lib/model/k.c", "<jansson.h>"), ("driver/l.c", "<omp.h>")]:
            self.assertEqual(len(self.layers(path, include)), 1, (path, include))
            (self.root / path).unlink()

    def test_sizes(self):
        self.write("lib/base/long.c", "\n" * 701)
        self.write("lib/base/fits.c", "\n" * 700)
        self.write("tests/golden/case/stdout", "\n" * 2000)
        self.assertEqual([text.split(":")[0] for text in check_sizes.check(self.root)[0]], ["lib/base/long.c"])

    def test_columns(self):
        self.write("lib/base/fits.c", "x" * 110 + "\n/* clang-format off */\n" + "x" * 120 + "\n/* clang-format on */\n")
        self.assertEqual(check_sizes.check(self.root)[0], [])
        self.write("lib/base/wide.h", "x" * 111 + "\n/* clang-format off */\n" + "x" * 121 + "\n/* clang-format on */\n" +
                   "x" * 111)
        self.assertEqual([text.split(":")[1] for text in check_sizes.check(self.root)[0]], ["1", "3", "5"])

    def test_sources(self):
        self.write("lib/base/text.h", LICENCE + "#ifndef BRINK_BASE_TEXT_H\n#define BRINK_BASE_TEXT_H\n#endif\n")
        self.write("lib/base/text.c", LICENCE)
        self.assertEqual(check_sources.check(self.root)[0], [])
        self.write("lib/expr/text.c", LICENCE)
        self.write("lib/expr/Text.c", LICENCE)
        self.write("lib/expr/bare.c", "int x;\n")
        self.write("include/brink/run.h", LICENCE + "#ifndef RUN_H\n#define RUN_H\n#endif\n")
        self.assertEqual(len(check_sources.check(self.root)[0]), 4)

    def test_globals(self):
        fine = self.compile("lib/base/fine.c", "static const char *const t[] = {\"a\", \"b\"};\n"
                            "const char *brink_f(int i);\nconst char *brink_f(int i) { return t[i]; }\n")
        self.assertEqual(check_globals.check([fine]), [])
        for text in ("int brink_x;", "int brink_x = 3;", "_Thread_local int brink_x;",
                     "int brink_f(void);int brink_f(void) { static int n; return ++n; }",
                     "const char *brink_names[] = {\"a\"};"):
            self.assertEqual(len(check_globals.check([self.compile("lib/base/bad.c", text + "\n")])), 1, text)

    def test_names(self):
        api = '#define BRINK_API __attribute__((visibility("default")))\n'
        self.write("include/brink/x.h", api + "/* BRINK_API int brink_not(void); */\n"
                   "BRINK_API const char *\nbrink_text(int (*f)(int), int n);\nBRINK_API extern const int brink_n;\n")
        body = "const char *brink_text(int (*f)(int), int n) { (void)f; (void)n; return \"\"; }\n" \
            "const int brink_n = 1;\nvoid brink_i_x(void);\nvoid brink_i_x(void) {}\n"
        fine = self.compile("lib/base/x.c", "#include <brink/x.h>\n" + body)
        self.assertEqual(check_names.check(self.root, [fine]), ([], 2))
        hidden = self.compile("lib/base/y.c", body.replace("const int brink_n", "extern const int brink_n;\nconst int brink_n")
                              .replace("const char *brink_text", "const char *brink_text(int (*)(int), int);\nconst char *brink_text"))
        self.assertEqual(len(check_names.check(self.root, [hidden])[0]), 2)
        stray = self.compile("lib/base/z.c", api + "BRINK_API void brink_i_z(void);\nvoid brink_i_z(void) {}\nvoid zed(void);\nvoid zed(void) {}\n")
        self.assertEqual(len(check_names.check(self.root, [fine, stray])[0]), 2)

    def test_libm(self):
        text = "#include <math.h>\ndouble brink_f(double x);\ndouble brink_f(double x) { return log(x); }\n"
        self.assertEqual(len(check_libm.check([self.compile("lib/random/a.c", text)])), 1)
        self.assertEqual(check_libm.check([self.compile("lib/stats/a.c", text)]), [])
        self.assertEqual(check_libm.check([self.compile("lib/random/b.c", text.replace("log", "sqrt"))]), [])

    def test_fused(self):
        if check_fused.why_not():
            self.skipTest(check_fused.why_not())
        # Straight code of which gcc 12 makes vfmaddsub although contraction is forbidden.
        text = "void f(double *restrict y, const double *restrict x, const double *restrict p);\n" \
            "void f(double *restrict y, const double *restrict x, const double *restrict p)\n" \
            "{ y[0] = 3 * x[0] - p[0]; y[1] = 3 * x[1] + p[1]; }\n"
        flags = ("-O2", "-march=x86-64-v3")
        self.assertNotEqual(check_fused.fused(self.compile("lib/base/a.c", text, *flags, "-ffp-contract=fast")), [])
        self.assertEqual(check_fused.fused(self.compile("lib/base/a.c", text, *flags, "-ffp-contract=off",
                                                        "-fno-tree-slp-vectorize")), [])

    def brink(self, text):
        program = self.write("brink", "#!/bin/sh\n" + text)
        program.chmod(0o755)
        return program

    def golden(self, *arguments):
        return subprocess.run([sys.executable, "-B", golden.__file__, *map(str, arguments)], stdout=subprocess.PIPE,
                              text=True)

    def test_golden_case(self):
        brink = self.brink('echo "commit abcdef012345-dirty, threads: 7, elapsed 1.25 s"; echo "in $PWD"; echo oops >&2; exit 2\n')
        case = self.write("case/cmd", '"$BRINK" run\n').parent
        self.assertEqual(self.golden("--brink", brink, case).returncode, 1)
        self.assertEqual(self.golden("--brink", brink, "--update", case).returncode, 0)
        self.assertEqual((case / "stdout").read_text(), "commit <COMMIT>, threads: <N>, elapsed <TIME>\nin <CASE>\n")
        self.assertEqual((case / "stderr").read_text(), "oops\n")
        self.assertEqual((case / "exit").read_text(), "2\n")
        self.assertEqual(self.golden("--brink", brink, case).returncode, 0)
        for file, text in (("stdout", "commit\n"), ("stderr", ""), ("exit", "3\n")):
            kept = (case / file).read_text()
            self.write(f"case/{file}", text)
            report = self.golden("--brink", brink, case)
            self.assertEqual(report.returncode, 1, file)
            self.assertIn("(expected)", report.stdout)
            self.write(f"case/{file}", kept)
        self.assertEqual(self.golden("--brink", self.brink("kill -SEGV $$\n"), "--update", case).returncode, 1)

    def test_golden_bad_scenario(self):
        scenario = self.write("bad/unit.yaml", "brink: 1\n")
        brink = self.brink('echo "$2:3:5: no unit"; echo hint >&2; exit 1\n')
        self.assertEqual(self.golden("--brink", brink, scenario).returncode, 1)
        self.assertEqual(self.golden("--brink", brink, "--update", scenario).returncode, 0)
        self.assertEqual((self.root / "bad/unit.expected").read_text(), "unit.yaml:3:5: no unit\nhint\n[exit status 1]\n")
        self.assertEqual(self.golden("--brink", brink, scenario).returncode, 0)
        self.assertEqual(self.golden("--brink", self.brink("exit 0\n"), scenario).returncode, 1)

    def test_verify(self):
        tool = os.path.join(os.path.dirname(golden.__file__), "verify.py")
        scenario = self.write("a.yaml", "brink: 1\nexpect:\n  - {outcome: a}\n")
        silent = self.write("b.yaml", "brink: 1\n")
        for status, want, file, result in ((0, 0, scenario, 0), (3, 3, scenario, 0), (0, 3, scenario, 1),
                                           (1, 3, scenario, 1), (3, 0, scenario, 1), (0, 0, silent, 1)):
            done = subprocess.run([sys.executable, "-B", tool, "--brink", str(self.brink(f"exit {status}\n")), "--status",
                                   str(want), str(file)], stdout=subprocess.DEVNULL)
            self.assertEqual(done.returncode, result, (status, want, file))


if __name__ == "__main__":
    unittest.main()
