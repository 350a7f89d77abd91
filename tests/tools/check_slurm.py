#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""check_slurm.py BRINK [BRINK_MPI]: the scripts of examples/slurm, as they are, on a real Slurm of one node (slurm_cluster.py):
an array and the job that merges it; a part that a signal ended, and one whose time is up, go back into the queue and go on;
one that is missing is named; MPI. The result is always that of one machine, byte for byte.
Skipped (77), with the reason, where Slurm cannot be started."""

import os
import pathlib
import re
import sys
import tempfile
import time

import slurm_cluster
from check_mpi import SCENARIO

SCRIPTS = pathlib.Path(__file__).resolve().parents[2] / "examples" / "slurm"
PARTS = 3


class Site:
    """A cluster, and a folder that its nodes see."""

    def __init__(self, cluster, folder, brink):
        self.cluster, self.folder = cluster, pathlib.Path(folder)
        (self.folder / "crisis.yaml").write_text(SCENARIO, encoding="utf-8")
        (self.folder / "logs").mkdir()
        cluster.environment = {k: v for k, v in cluster.environment.items() if not k.startswith(("BRINK_", "OMPI_"))} | {
            "PATH": f"{os.path.dirname(os.path.abspath(brink))}:{cluster.environment['PATH']}",
            "OMPI_MCA_btl_vader_single_copy_mechanism": "none", "OMPI_MCA_btl_tcp_if_include": "lo",
            "BRINK_CACHE_DIR": os.environ.get("BRINK_CACHE_DIR", str(self.folder / "cache"))}

    def run(self, *command, status=0):
        done = self.cluster.run(list(map(str, command)), cwd=self.folder)
        expect(done.returncode == status, f"{command} ended with {done.returncode}:\n{done.stdout}")
        return done.stdout

    def logs(self, pattern="*"):
        return "".join(f"--- {log.name}\n{log.read_text(errors='replace')}" for log in sorted(self.folder.glob(f"logs/{pattern}")))

    def wait(self, condition, what, seconds=90):
        try:
            self.cluster.wait(condition, what, seconds)
        except slurm_cluster.NoSlurm as why:
            raise AssertionError(f"{why}\n{self.cluster.queue()}\n{self.logs()}") from None

    def finish(self):
        """All jobs end, those that are requeued too."""
        def empty():
            self.cluster.hurry()
            return not self.cluster.queue()
        self.wait(empty, "end of all jobs", 240)

    def state(self, job):
        return [line.split()[1] for line in self.cluster.queue() if re.match(rf"{job}(_|\s)", line)]

    def same(self, a, b):
        expect((self.folder / a).exists() and (self.folder / b).exists(), f"{a} or {b} was not written\n{self.logs()}")
        expect((self.folder / a).read_bytes() == (self.folder / b).read_bytes(), f"{a} is not {b}\n{self.logs()}")


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


def an_array_is_merged(site):
    site.run("brink", "run", "crisis.yaml", "-n", "60k", "-o", "one.brink", "-q")
    said = site.run(SCRIPTS / "submit.sh", "crisis.yaml", "60k", PARTS, "runs", "all.brink", "-q")
    expect("merge: job" in said, said)
    site.finish()
    site.same("all.brink", "one.brink")
    expect(len(list(site.folder.glob("runs/*.brink"))) == PARTS, f"not {PARTS} parts\n{site.logs()}")
    expect("peace" in site.logs("brink-merge-*"), site.logs())


def a_missing_part_is_named_and_made_up_for(site):
    """What `brink status --missing` says is what sbatch --array takes."""
    for part in (1, 3):
        site.run("brink", "run", "crisis.yaml", "-n", "60k", "--shard", f"{part}/{PARTS}", "--into", "holes", "-q")
    site.run("sbatch", SCRIPTS / "merge.sh", "holes", "holes.brink")
    site.finish()
    expect(not (site.folder / "holes.brink").exists(), "a result with a part missing")
    expect("missing" in site.logs("brink-merge-*"), site.logs())
    missing = site.run("brink", "status", "holes", "--missing").strip()
    expect(missing == "2", missing)
    site.run("sbatch", f"--array={missing}", SCRIPTS / "array.sh", "crisis.yaml", "60k", "holes", "-q")
    site.finish()
    site.run("sbatch", SCRIPTS / "merge.sh", "holes", "holes.brink")
    site.finish()
    site.same("holes.brink", "one.brink")


def begun(site, folder):
    return list(site.folder.glob(f"{folder}/*.begun"))


def a_part_that_was_signalled_goes_on(site):
    """As when the node is wanted for something else."""
    started = time.monotonic()
    site.run("brink", "run", "crisis.yaml", "-n", "50k", "--engine", "kernel", "-j", "2", "-q")
    trials = max(int(PARTS * 50000 * 8 / (time.monotonic() - started)), 200000)
    options = ("-q", "--engine", "kernel", "--checkpoint", "1")
    said = site.run(SCRIPTS / "submit.sh", "crisis.yaml", trials, PARTS, "long", "long.brink", *options)
    job = re.search(r"parts: job (\d+)", said).group(1)
    site.wait(lambda: len(begun(site, "long")) == PARTS, "checkpoint of each part")
    site.run("scancel", "--signal=USR1", job)
    site.wait(lambda: site.logs(f"brink-{job}_*").count("goes on later") >= PARTS, "requeued parts")
    site.finish()
    told = site.logs(f"brink-{job}_*")  # each part requeues itself, and no other
    expect("pending execution" not in told, told)
    site.run("brink", "run", "crisis.yaml", "-n", trials, "-o", "long-one.brink", "-q")
    site.same("long.brink", "long-one.brink")


def a_part_whose_time_is_up_goes_back(site):
    """Slurm looks at time limits twice a minute, and they are whole minutes: so this part has more to do than it can."""
    job = site.run("sbatch", "--parsable", "--time=1", "--signal=USR1@55", "--array=1-1", SCRIPTS / "array.sh", "crisis.yaml",
                   "1T", "endless", "-q").strip()
    site.wait(lambda: "goes on later" in site.logs(f"brink-{job}_*"), "requeued part")
    site.wait(lambda: site.state(job) == ["PENDING"], "part in the queue")
    expect(len(begun(site, "endless")) == 1, "nothing was saved")
    site.run("scancel", job)
    site.finish()
    said = site.run("brink", "merge", "endless", "-o", "endless.brink", "--partial")
    expect((site.folder / "endless.brink").exists(), said)


def mpi_is_the_same(site):
    site.run("brink", "run", "crisis.yaml", "-n", "60k", "-o", "one.brink", "-q")
    site.run("sbatch", "--ntasks-per-node=3", "--cpus-per-task=1", SCRIPTS / "mpi.sh", "crisis.yaml", "60k", "mpi", "mpi.brink",
             "-q")
    site.finish()
    site.same("mpi.brink", "one.brink")


def main():
    brink = sys.argv[1]
    cases = [an_array_is_merged, a_missing_part_is_named_and_made_up_for, a_part_that_was_signalled_goes_on,
             a_part_whose_time_is_up_goes_back]
    if len(sys.argv) > 2:
        cases.append(mpi_is_the_same)
    failed = 0
    try:
        with slurm_cluster.Cluster() as cluster, tempfile.TemporaryDirectory(prefix="site-") as folder:
            site = Site(cluster, folder, brink)
            for case in cases:
                try:
                    case(site)
                    print(f"good: {case.__name__}")
                except AssertionError as why:
                    failed += 1
                    print(f"FAILED: {case.__name__}: {why}")
                    cluster.run(["scancel", "--full", "--user", str(os.getuid())])
                sys.stdout.flush()
    except slurm_cluster.NoSlurm as why:
        print(f"skipped: {why}")
        return 77
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
