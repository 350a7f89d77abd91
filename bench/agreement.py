#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""agreement.py --build DIR fails unless Brink and the baselines of the bench sample the same laws: those in continuous time
each other's (Brink, C event by event, SimPy; direct method; a bundled scenario by hand), those in daily steps each other's
(C, GSL, NumPy). No timings.

Seeds are fixed. All comparisons together fail by bad luck, if other seeds were taken, with probability 0.0001 (Bonferroni, normal
approximation; every count compared is far above 100). To show that the counts suffice to see an error, the reference model in steps
of ten days must differ, and the bundled scenario with reviews every 28 days instead of 30.

    agreement.py --build DIR [--step-error]     also prints the error that daily steps make (a minute)
"""

import argparse
import math
import pathlib
import statistics
import sys
import tempfile

sys.dont_write_bytecode = True
import benchlib as lib  # noqa: E402

ERROR_RATE = 1e-4


def proportions(a, b):
    """(outcome, z) for each outcome of two samples that both saw."""
    n, m = a["trials"], b["trials"]
    for name in a["outcomes"]:
        x, y = a["outcomes"][name], b["outcomes"][name]
        pooled = (x + y) / (n + m)
        if min(x + y, n + m - x - y) > 200:
            yield name, (x / n - y / m) / math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))


def means(a, b):
    for name, x in a.get("measures", {}).items():
        y = b.get("measures", {}).get(name)
        if y:
            yield "mean of " + name, (x["mean"] - y["mean"]) / math.sqrt(x["sd"]**2 / x["n"] + y["sd"]**2 / y["n"])


def compare(label, a, b):
    return [(f"{label}: {name}", z) for name, z in [*proportions(a, b), *means(a, b)]]


def steps(build, trials, number, seed=7):
    return lib.run([build / "bench/baseline_ref_steps", trials, seed, number])[0]


def step_error(build):
    exact = lib.run([build / "bench/baseline_ref_events", 40_000_000, 11])[0]
    for number in (365, 730, 1460):
        stepped = steps(build, 4_000_000, number)
        for name in exact["outcomes"]:
            p, q = stepped["outcomes"][name] / stepped["trials"], exact["outcomes"][name] / exact["trials"]
            error = 1.96 * math.sqrt(p * (1 - p) / stepped["trials"] + q * (1 - q) / exact["trials"])
            print(f"{number:5} steps a year: {name} {p:.5f}, in continuous time {q:.5f}: {p - q:+.5f} +- {error:.5f}")


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--build", type=pathlib.Path, required=True)
    p.add_argument("--step-error", action="store_true")
    options = p.parse_args()
    build = options.build.resolve()
    lib.need_programs(build)

    contenders, missing = lib.ref_contenders(build)
    counts = {"brink": 1_000_000, "c": 1_000_000, "e": 20_000, "b": 400_000, "a": 100_000, "d": 200_000}
    said = {c.name: c.sample(counts[c.name], seed=3) for c in contenders if c.name in counts}
    results = compare("REF, Brink and (c)", said["brink"], said["c"]) + compare("REF, (b) and (a)", said["b"], said["a"])
    if "e" in said:
        results += compare("REF, Brink and (e)", said["brink"], said["e"])
    if "d" in said:
        results += compare("REF, (b) and (d)", said["b"], said["d"])
    by_hand = lib.blockade(build).sample(1_000_000, seed=3)
    results += compare("taiwan-blockade, Brink and (f)", lib.Brink(build, lib.BLOCKADE).sample(1_000_000, seed=3), by_hand)
    for model, ours, theirs in (("birth-death", 20_000, 100_000), ("mm1", 5_000, 50_000), ("sir", 20_000, 100_000),
                                ("polling", 20_000, 100_000), ("embedded", 2_000, 10_000)):
        results += compare(model, lib.Brink(build, model).sample(ours, seed=3), lib.direct(build, model).sample(theirs, seed=3))

    critical = statistics.NormalDist().inv_cdf(1 - ERROR_RATE / 2 / len(results))
    passed = 0
    for label, z in results:
        good = abs(z) <= critical
        passed += good
        print(f"{'pass' if good else 'FAIL'}  {label}: z = {z:+.2f}, |z| <= {critical:.2f}")

    with tempfile.TemporaryDirectory() as folder:
        often = lib.outcomes_only(lib.BLOCKADE, folder, ("review: {value: 30,", "review: {value: 28,"))
        wrong = compare("reviews every 28 days, not 30", lib.Brink(build, often).sample(1_000_000, seed=3), by_hand)
    for twin in (compare("REF in 36 steps", steps(build, 1_000_000, 36), said["c"]), wrong):
        seen = max(abs(z) for _, z in twin) > critical
        passed += seen
        print(f"{'pass' if seen else 'FAIL'}  an error is seen: {', '.join(f'{label}: z = {z:+.2f}' for label, z in twin)}")
    for text in missing:
        print(f"skipped: {text}")
    if options.step_error:
        step_error(build)
    failed = len(results) + 2 - passed
    print(f"{passed} passed, {failed} failed, {len(missing)} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except lib.Failed as problem:
        sys.exit(f"agreement: {problem}")
