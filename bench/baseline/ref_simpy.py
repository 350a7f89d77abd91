#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Baseline (e): the reference model as SimPy processes, event by event in continuous time: one process per machine waits
for its next move and is woken when another one changes something (exponential waits may be drawn anew then). The
hazard that follows the fuel is thinned under its value at the time of the draw; a fourth process waits for the fuel to
run dry. Works with SimPy 3 and 4 (`simpy`, PyPI) and with SimPy 2 (`SimPy`, Debian's python3-simpy).

    ref_simpy.py TRIALS [SEED]
"""

import json
import math
import random
import sys
import time

try:
    import simpy
    VERSION = "SimPy " + str(getattr(simpy, "__version__", "3 or 4"))
except ImportError:
    simpy = None
    import SimPy
    from SimPy.Simulation import Process, Simulation, hold
    VERSION = "SimPy " + SimPy.__version__

HORIZON = 365.0
PEACE, BLOCKADE, INVASION, SETTLED, ANNEXED = range(5)
CALM, PROVOCATION, WAR = range(3)


class World:
    """The state of a trial, and what its four processes (strait, korea, us, fuel) do; `now` comes from SimPy."""

    def __init__(self, rng):
        self.rng = rng
        self.fuel = rng.triangular(60, 120, 90)
        self.drain = 1 - rng.uniform(0.1, 0.35)
        self.burnt_at = 0.0
        self.strait, self.korea, self.committed = PEACE, CALM, False

    def in_conflict(self):
        return self.strait in (BLOCKADE, INVASION)

    def burn(self, now):
        """Brings the fuel up to date."""
        if self.in_conflict():
            self.fuel = max(0.0, self.fuel - self.drain * (now - self.burnt_at))
        self.burnt_at = now

    def annexation(self):
        return 0.015 * (0.5 if self.committed else 1.0) / (1 + math.exp(-(self.fuel - 20) / 10))

    def settlement(self):
        return 0.01 + (0.03 if self.fuel <= 0 else 0.0)

    def hazard(self, who, now):
        """Total hazard of a machine, or its bound until the state changes."""
        if who == "strait":
            if self.strait == INVASION:
                self.burn(now)
                self.bound = self.annexation()
                return self.bound + self.settlement()
            return (0.002, 0.03)[self.strait] if self.strait < SETTLED else 0.0
        if who == "korea":
            return (0.001 + 0.02 * self.in_conflict(), 0.035, 0.0)[self.korea]
        return 0.1 * (1.0 if self.korea == CALM else 0.4) if self.strait == INVASION and not self.committed else 0.0

    def wait(self, who, now):
        if who == "fuel":
            self.burn(now)
            return self.fuel / self.drain if self.in_conflict() and self.fuel > 0 else math.inf
        hazard = self.hazard(who, now)
        return self.rng.expovariate(hazard) if hazard > 0 else math.inf

    def fire(self, who, now):
        """The wait of `who` is over. True if that changed anything."""
        u = self.rng.random()
        if who == "us":
            self.committed = True
        elif who == "korea":
            self.korea = PROVOCATION if self.korea == CALM else WAR if u * 7 < 1 else CALM
        elif who == "fuel":
            self.burn(now)
            self.fuel = 0.0
        elif self.strait == INVASION:
            bound, self_settles = self.bound, self.settlement()
            self.burn(now)
            if u * (bound + self_settles) >= bound:
                self.strait = SETTLED
            elif u * (bound + self_settles) < self.annexation():
                self.strait = ANNEXED
            else:
                return False
        else:
            self.burn(now)
            self.strait = BLOCKADE if self.strait == PEACE else INVASION if u * 3 < 1 else SETTLED
        return True


MACHINES = ("strait", "korea", "us", "fuel")


def trial_simpy4(rng):
    env, world = simpy.Environment(), World(rng)
    processes = {}

    def live(who):
        while True:
            try:
                wait = world.wait(who, env.now)
                yield env.timeout(min(wait, 2 * HORIZON))
            except simpy.Interrupt:
                continue
            if world.fire(who, env.now):
                if world.strait >= SETTLED:
                    over.succeed()
                    return
                for other, process in processes.items():
                    if other != who:
                        process.interrupt()

    over = env.event()
    for who in MACHINES:
        processes[who] = env.process(live(who))
    env.run(until=env.timeout(HORIZON) | over)
    return world.strait


if simpy is None:
    class Machine(Process):
        def live(self, who, world, machines):
            while True:
                yield hold, self, min(world.wait(who, self.sim.now()), 2 * HORIZON)
                if self.interrupted():
                    self.interruptReset()
                elif world.fire(who, self.sim.now()):
                    if world.strait >= SETTLED:
                        self.sim.stopSimulation()
                        return
                    for other in machines:
                        if other is not self:
                            self.interrupt(other)


def trial_simpy2(rng):
    simulation, world = Simulation(), World(rng)
    simulation.initialize()
    machines = [Machine(sim=simulation) for _ in MACHINES]
    for who, machine in zip(MACHINES, machines):
        simulation.activate(machine, machine.live(who, world, machines))
    simulation.simulate(until=HORIZON)
    return world.strait


def main():
    trials = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    trial = trial_simpy4 if simpy else trial_simpy2
    counts = [0] * 5
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(trials):
        counts[trial(rng)] += 1
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    settled, annexed = counts[SETTLED], counts[ANNEXED]
    print(json.dumps({"name": "ref_simpy", "trials": trials, "seconds": wall, "cpu_seconds": cpu, "with": VERSION,
                      "outcomes": {"settled": settled, "annexed": annexed, "other": trials - settled - annexed}}))


if __name__ == "__main__":
    main()
