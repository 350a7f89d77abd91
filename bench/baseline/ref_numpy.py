#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Baseline (d): the reference model in daily steps with NumPy, vectorised over trials. It samples the law that ref_steps.c
describes. Trials go in batches that fit the cache, and those that ended are dropped from time to time.

    ref_numpy.py TRIALS [SEED]
"""

import json
import sys
import time

import numpy as np

PEACE, BLOCKADE, INVASION, SETTLED, ANNEXED = range(5)
CALM, PROVOCATION, WAR = range(3)
BATCH = 20_000
DROP_EVERY = 10

# Hazards that are constant within a state.
ONWARD = np.array([0.002, 0.01, 0.0, 0.0, 0.0])  # of the strait: peace to blockade, blockade to invasion
SETTLE = np.array([0.0, 0.02, 0.01, 0.0, 0.0])
KOREA_TOTAL = np.array([0.001, 0.035, 0.0])


def batch(n, rng):
    """Final states of the strait of n trials."""
    fuel = rng.triangular(60, 90, 120, n)
    drain = 1 - rng.uniform(0.1, 0.35, n)
    strait = np.zeros(n, dtype=np.int8)
    korea = np.zeros(n, dtype=np.int8)
    committed = np.zeros(n, dtype=bool)
    ended = []
    for day in range(365):
        invasion = strait == INVASION
        conflict = invasion | (strait == BLOCKADE)
        calm = korea == CALM

        onward = ONWARD[strait]
        total = onward + SETTLE[strait]
        at = np.flatnonzero(invasion)
        if at.size:
            onward[at] = 0.015 * (1 - 0.5 * committed[at]) / (1 + np.exp(-(fuel[at] - 20) / 10))
            total[at] += onward[at] + 0.03 * (fuel[at] <= 0)
        chance = -np.expm1(-total)
        u = rng.random(strait.size)
        moves = np.flatnonzero(u < chance)

        chance_korea = -np.expm1(-(KOREA_TOTAL[korea] + 0.02 * (conflict & calm)))
        v = rng.random(strait.size)
        stirs = np.flatnonzero(v < chance_korea)

        if at.size:
            w = rng.random(at.size)
            committed[at] |= w < -np.expm1(-0.1 * (1 - 0.6 * ~calm[at]))
        fuel -= drain * conflict
        np.maximum(fuel, 0, out=fuel)

        if moves.size:
            first = u[moves] * total[moves] < onward[moves] * chance[moves]
            was = strait[moves]
            strait[moves] = np.where(was == PEACE, BLOCKADE,
                                     np.where(first, np.where(was == BLOCKADE, INVASION, ANNEXED), SETTLED))
        if stirs.size:
            war = v[stirs] * 7 < chance_korea[stirs]
            korea[stirs] = np.where(korea[stirs] == CALM, PROVOCATION, np.where(war, WAR, CALM))

        if day % DROP_EVERY == DROP_EVERY - 1:
            alive = strait < SETTLED
            ended.append(strait[~alive])
            fuel, drain, strait, korea, committed = (a[alive] for a in (fuel, drain, strait, korea, committed))
    return np.concatenate([*ended, strait])


def main():
    trials = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    rng = np.random.default_rng(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    counts = np.zeros(5, dtype=np.int64)
    wall, cpu = time.perf_counter(), time.process_time()
    for first in range(0, trials, BATCH):
        counts += np.bincount(batch(min(BATCH, trials - first), rng), minlength=5)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    settled, annexed = int(counts[SETTLED]), int(counts[ANNEXED])
    print(json.dumps({"name": "ref_numpy", "trials": trials, "seconds": wall, "cpu_seconds": cpu,
                      "with": "NumPy " + np.__version__,
                      "outcomes": {"settled": settled, "annexed": annexed, "other": trials - settled - annexed}}))


if __name__ == "__main__":
    main()
