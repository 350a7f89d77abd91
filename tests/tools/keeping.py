#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Kept work: whatever happens to the parts of a run, they are merged to the bytes of one undisturbed run, or refused.

    keeping.py --brink PROGRAM [--kills N] [--seed S] [bytes|failures|kills|rows|disk]...

bytes     one run's result file over threads, parts, continuations and rounds of --until
failures  what each failure does: status, and what is said
kills     a run in parts is killed at N random instants, goes on each time, and is merged
rows      rows of trials beside the parts, which are killed and stopped: joined to those of one run
disk      a file system that is full (a small one where it can be mounted; else a limit on the size of files)
Prints its tables; the status is 1 if a row is wrong."""

import argparse
import os
import pathlib
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

SOURCE = pathlib.Path(__file__).resolve().parents[2]
QUICK = str(SOURCE / "scenarios" / "validation" / "competing-risks.yaml")
LARGE = str(SOURCE / "scenarios" / "taiwan-blockade.yaml")


class Bench:
    """A folder of its own, and what went wrong."""

    def __init__(self, brink, seed):
        self.brink = brink
        self.random = random.Random(seed)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="brink-keeping-"))
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith(("SLURM", "OMPI", "PMI"))}
        self.environment["BRINK_CACHE_DIR"] = str(self.folder / "cache")
        self.wrong = 0

    def call(self, *words, **more):
        environment = dict(self.environment, **more.pop("environment", {}))
        return subprocess.run([self.brink, *map(str, words)], cwd=self.folder, env=environment, text=True,
                              capture_output=True, timeout=100, **more)

    def start(self, *words):
        return subprocess.Popen([self.brink, *map(str, words)], cwd=self.folder, env=self.environment,
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def read(self, name):
        return (self.folder / name).read_bytes()

    def row(self, good, *cells):
        self.wrong += not good
        print("  " + "  ".join(str(cell).ljust(width) for cell, width in zip(cells, (52, 8, 60))).rstrip()
              + ("" if good else "   WRONG"))

    def fresh(self, name):
        shutil.rmtree(self.folder / name, ignore_errors=True)
        return name


def parts_of(folder, ending=".brink"):
    return sorted(path for path in folder.iterdir() if path.name.endswith(ending))


# ---- the same bytes ------------------------------------------------------------------------------------------


def in_parts(b, words, of, into, threads):
    """All parts, in random order; with --until all at once, since each waits for the others."""
    numbers = list(range(1, of + 1))
    b.random.shuffle(numbers)
    shards = [[*words, "-q", "-j", threads, "--shard", f"{i}/{of}", "--into", into] for i in numbers]
    if "--until" in words:
        return [process.wait(100) for process in [b.start(*shard) for shard in shards]]
    return [b.call(*shard).returncode for shard in shards]


def check_bytes(b):
    print("bytes: each row's result file is compared with that of one run")
    questions = {"run": ["run", QUICK, "-n", "150k"], "run --only": ["run", LARGE, "-n", "3k", "--only", "outcomes"],
                 "run --set": ["run", LARGE, "-n", "3k", "--set", "us_reluctance=0.5", "--seed", "9"],
                 "compare": ["compare", LARGE, "-n", "2k", "--variants", "base,no_overland,no_rationing"],
                 "run --until": ["run", QUICK, "-n", "2M", "--until", "0.1%"]}
    for name, words in questions.items():
        b.call(*words, "-o", "one.brink")
        one = b.read("one.brink")
        for threads in (1, 2, 3):
            b.call(*words, "-q", "-j", threads, "-o", "other.brink")
            b.row(b.read("other.brink") == one, f"{name}: {threads} threads", len(one))
        for of in (1, 2, 7):
            statuses = in_parts(b, words, of, b.fresh("runs"), 1 + of % 3)
            merged = b.call("merge", "runs", "-q", "-o", "all.brink")
            b.row(set(statuses) == {0} and merged.returncode == 0 and b.read("all.brink") == one,
                  f"{name}: {of} parts, merged", len(one))
        if "--until" not in words:
            half = [word if word not in ("150k", "3k", "2k") else "1234" for word in words]
            b.call(*half, "-q", "-o", "half.brink")
            b.call(*words, "-q", "--resume", "half.brink")
            b.row(b.read("half.brink") == one, f"{name}: 1,234 trials, then the rest with --resume", len(one))
        again = b.call("report", "one.brink", "--format", "csv").stdout
        once = b.call(*words, "-q", "--format", "csv").stdout
        plain = [[line for line in text.splitlines() if not line.startswith("# made by")] for text in (again, once)]
        b.row(plain[0] == plain[1] and len(again) > 200, f"{name}: report prints what the run prints", len(one))


# ---- failures ------------------------------------------------------------------------------------------------


def expect(b, what, status, said, *words, **more):
    done = b.call(*words, **more)
    text = done.stderr.replace(str(b.folder) + "/", "")
    good = done.returncode == status and all(piece in text for piece in said)
    b.row(good, what, done.returncode, " | ".join(text.strip().splitlines()[:2])[:110])
    if not good:
        print(f"    expected status {status} and {said}; got:\n{done.stdout[-300:]}{text}")


def make_parts(b, name, of=3, seed=1):
    for i in range(1, of + 1):
        b.call("run", QUICK, "-n", "60k", "--seed", seed, "--shard", f"{i}/{of}", "--into", name, "-q")
    return parts_of(b.folder / name)


def check_failures(b):
    print("failures: what is done, the status, and what is said")
    files = make_parts(b, b.fresh("runs"))
    b.call("run", QUICK, "-n", "60k", "-o", "one.brink", "-q")
    shutil.copy(files[1], b.folder / "runs" / "copy.brink")
    expect(b, "the same part twice, equal bytes", 0, ["counted once"], "merge", *files, "runs/copy.brink", "-o", "x.brink")
    b.row(b.read("x.brink") == b.read("one.brink"), "  ... and the merged bytes are those of one run", "")
    b.call("run", QUICK, "-n", "60k", "--first-trial", "1000", "-o", "across.brink", "-q")
    expect(b, "overlapping trials", 2, ["across.brink", "both have the trials"], "merge", files[0], "across.brink")
    b.call("run", QUICK, "-n", "20k", "--seed", "2", "--first-trial", "60k", "-o", "seed.brink", "-q")
    expect(b, "another seed", 2, ["seed.brink", "seed"], "merge", files[0], "seed.brink")
    b.call("run", LARGE, "-n", "1k", "--first-trial", "60k", "-o", "hash.brink", "-q")
    make_parts(b, "runs2", seed=2)
    mixed = b.folder / b.fresh("mixed")
    mixed.mkdir()
    for path in [files[0], *parts_of(b.folder / "runs2")[:1]]:
        shutil.copy(path, mixed)
    expect(b, "two runs in one folder, the same trials", 2, ["seed 1", "seed 2"], "merge", "mixed", "--partial")
    expect(b, "another scenario", 2, ["hash.brink", "scenario"], "merge", files[0], "hash.brink")
    damage = bytearray(files[2].read_bytes())
    version = damage.index(b"0.1.0") if b"0.1.0" in damage[:64] else 21
    for what, change, said in (("a byte changed", lambda d: d[:5000] + bytes([d[5000] ^ 1]) + d[5001:], "sum is wrong"),
                               ("cut off", lambda d: d[:-100], "cut off"),
                               ("something behind its end", lambda d: d + b"x", "follows its end"),
                               ("line ends changed", lambda d: d[:4] + b"\n" + d[6:], "line ends"),
                               ("empty", lambda d: b"", "no result file")):
        (b.folder / "bad.brink").write_bytes(change(bytes(damage)))
        expect(b, f"damaged: {what}", 2, ["bad.brink", said], "merge", files[0], "bad.brink")
    # The sum made right again, as if an older Brink had written it.
    other = bytearray(damage)
    other[version:version + 5] = b"0.0.9"
    (b.folder / "old.brink").write_bytes(seal(bytes(other)))
    expect(b, "another version", 2, ["old.brink", "Brink 0.0.9"], "merge", files[0], "old.brink")
    other = bytearray(damage)
    other[version + 5] ^= 0xff
    (b.folder / "sleef.brink").write_bytes(seal(bytes(other)))
    expect(b, "another fingerprint", 2, ["sleef.brink", "arithmetic"], "merge", files[0], "sleef.brink")
    shutil.move(files[1], b.folder / "aside.brink")
    os.remove(b.folder / "runs" / "copy.brink")
    expect(b, "a part is missing", 5, ["missing: parts 2 of 3"], "merge", "runs", "-o", "y.brink")
    expect(b, "a part is missing, --partial", 0, ["39,520 of 60,000 trials are there"], "merge", "runs", "--partial",
           "-o", "y.brink")
    expect(b, "another number of parts into the same folder", 2, ["would overlap"], "run", QUICK, "-n", "60k", "--shard",
           "1/4", "--into", "runs")
    expect(b, "another scenario into the same folder", 2, ["another run"], "run", LARGE, "-n", "60k", "--shard", "1/3",
           "--into", "runs")
    expect(b, "the same part again", 0, ["was finished before"], "run", QUICK, "-n", "60k", "--shard", "1/3", "--into",
           "runs")
    expect(b, "two copies without --shard", 2, ["brink-mpi", "--shard"], "run", QUICK, environment={"OMPI_COMM_WORLD_SIZE": "2"})
    expect(b, "a file that is no result", 2, ["no result file"], "report", QUICK)
    expect(b, "--resume with another seed", 2, ["seed"], "run", QUICK, "--resume", "one.brink", "-n", "70k", "--seed", "5")
    expect(b, "--resume of a comparison with run", 0, [], "compare", LARGE, "-n", "50", "--variants",
           "base,no_overland", "-o", "c.brink")
    expect(b, "  ... is refused", 2, ["brink compare"], "run", LARGE, "--resume", "c.brink", "-n", "70")
    for name in ("TERM", "USR1", "XCPU"):
        b.fresh("stopped")
        words = ["run", LARGE, "-n", "1M", "--engine", "kernel", "--shard", "1/2", "--into", "stopped"]
        process = b.start(*words)
        time.sleep(1.5)
        process.send_signal(getattr(signal, "SIG" + name))
        said = process.communicate(timeout=60)[1]
        begun = parts_of(b.folder / "stopped", ".begun")
        b.row(process.returncode == 75 and len(begun) == 1 and "the same command goes on" in said,
              f"SIG{name} after 1.5 s", process.returncode, said.strip().splitlines()[-1])


def seal(data):
    """With the sum that belongs to it: FNV-1a and a finaliser, as lib/base/bytes.c has it."""
    mask = (1 << 64) - 1
    h = 14695981039346656037
    for byte in data[:-8]:
        h = (h ^ byte) * 1099511628211 & mask
    h = (h ^ (h >> 30)) * 0xBF58476D1CE4E5B9 & mask
    h = (h ^ (h >> 27)) * 0x94D049BB133111EB & mask
    return data[:-8] + (h ^ (h >> 31)).to_bytes(8, "little")


# ---- kills ---------------------------------------------------------------------------------------------------


def check_kills(b, kills):
    print(f"kills: {kills} times kill -9 at a random instant of a run in 4 parts, the same command again each time")
    words = ["run", LARGE, "-n", "120k", "--engine", "kernel", "-j", 1, "-q", "--checkpoint", "0.03s"]
    b.call(*words, "-o", "one.brink")
    b.fresh("killed")
    done, left, commands = 0, kills, 0
    while done < 4:
        shard = [*words, "--shard", f"{done + 1}/4", "--into", "killed"]
        commands += 1
        process = b.start(*shard)
        if left > 0:
            # Shares of the kills for each part, so that the last ones are killed, too.
            try:
                process.wait(b.random.uniform(0.0, 0.16))
            except subprocess.TimeoutExpired:
                process.kill()
                left -= 1
        status = process.wait(100)
        process.stderr.close()
        if status == 0:
            done += 1
            if left > 0 and done == 4:  # once more, from the start
                b.fresh("killed")
                done = 0
        elif status != -9:
            b.row(False, f"part {done + 1} ended by itself", status)
            return
    merged = b.call("merge", "killed", "-o", "all.brink", "-q")
    b.row(merged.returncode == 0 and b.read("all.brink") == b.read("one.brink"),
          f"{kills - left} kills, {commands} commands: the merged bytes", merged.returncode)
    others = [path.name for path in (b.folder / "killed").iterdir() if not path.name.endswith(".brink")]
    b.row(not [name for name in others if name.endswith(".begun")], "nothing begun is left", len(others))


# ---- rows ----------------------------------------------------------------------------------------------------


def check_rows(b, kills):
    """Rows of trials beside the parts: joined, they are the file that one run writes, whatever ended the parts."""
    print(f"rows: kept in parts, {kills} times killed or stopped by a signal, and joined")
    words = ["run", LARGE, "-n", "24k", "--engine", "kernel", "-j", 1, "-q", "--records-only", "parameters,measures"]
    b.call(*words, "--records", "one.csv", "-o", "one.brink")
    b.fresh("rows")
    left = kills
    for i in range(1, 4):
        shard = [*words, "--checkpoint", "0.1s", "--records", "csv", "--shard", f"{i}/3", "--into", "rows"]
        status = None
        while status != 0:
            process = b.start(*shard)
            if left > 0:
                try:
                    process.wait(b.random.uniform(0.05, 0.4))
                except subprocess.TimeoutExpired:
                    process.send_signal(b.random.choice([signal.SIGKILL, signal.SIGTERM]))
                    left -= 1
            status = process.wait(100)
            said = process.stderr.read()
            process.stderr.close()
            if status not in (0, 75, -9):
                b.row(False, f"part {i} ended by itself", status, said)
                return
    merged = b.call("merge", "rows", "-q", "--records", "all.csv", "-o", "all.brink")
    b.row(merged.returncode == 0 and b.read("all.csv") == b.read("one.csv"),
          f"{kills - left} ends, {len(parts_of(b.folder / 'rows', '.rows.csv'))} files of rows: the joined bytes",
          merged.returncode, merged.stderr[:100])
    b.row(b.read("all.brink") == b.read("one.brink"), "the result's bytes", len(b.read("one.brink")))
    b.call("run", LARGE, "-n", "24k", "--shard", "1/3", "--into", b.fresh("none"), "-q")
    expect(b, "no rows were kept", 5, ["no rows"], "merge", "none", "--partial", "--records", "no.csv")
    expect(b, "a file where there are parts", 2, ["csv or h5"], "run", LARGE, "--into", "none", "--records", "x.csv")


# ---- a full disk ---------------------------------------------------------------------------------------------


def small_file_system(b):
    """A folder of 700 KiB; None where nothing can be mounted."""
    folder = b.folder / "small"
    folder.mkdir(exist_ok=True)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=700k", "tmpfs", str(folder)], capture_output=True)
    return folder if mounted.returncode == 0 else None


def check_disk(b):
    folder = small_file_system(b)
    limit = None
    if folder:
        print("disk: a file system of 700 KiB, filled while a part is sampled")
    else:
        print("disk: nothing can be mounted here, so files are limited to 100 KiB instead")
        folder = b.folder / "small"
        limit = lambda: (signal.signal(signal.SIGXFSZ, signal.SIG_IGN),
                         resource.setrlimit(resource.RLIMIT_FSIZE, (100 << 10, 100 << 10)))
    try:
        words = ["run", LARGE, "-n", "40k", "--engine", "kernel", "-q", "--checkpoint", "0.2s", "--shard", "1/1", "--into",
                 str(folder / "runs")]
        process = b.start(*words)
        time.sleep(0.7)
        process.kill()
        process.wait()
        process.stderr.close()
        begun = parts_of(folder / "runs", ".begun")
        kept = begun[0].read_bytes() if begun else b""
        if limit is None:
            with open(folder / "filler", "wb", buffering=0) as filler:
                try:
                    while filler.write(b"x" * 1024) == 1024:
                        pass
                except OSError:
                    pass
        done = b.call(*words, preexec_fn=limit)
        now = parts_of(folder / "runs", ".begun")
        b.row(done.returncode == 4 and begun and now and now[0].read_bytes() == kept and "cannot write" in done.stderr,
              "full: status 4, the last checkpoint stays", done.returncode, done.stderr.strip().splitlines()[0][-60:]
              if done.stderr.strip() else "")
        if limit is None:
            os.remove(folder / "filler")
            subprocess.run(["mount", "-o", "remount,size=4m", str(folder)], check=True)
        done = b.call(*words)
        b.call(*words[:7], "-o", "one.brink")
        final = parts_of(folder / "runs")
        b.row(done.returncode == 0 and final and final[0].read_bytes() == b.read("one.brink"),
              "room again: the same command ends with the right bytes", done.returncode)
    finally:
        if limit is None:
            subprocess.run(["umount", str(folder)], check=False)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--brink", required=True)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("what", nargs="*", default=[])
    given = parser.parse_args()
    b = Bench(os.path.abspath(given.brink), given.seed)
    what = given.what or ["bytes", "failures", "kills", "rows", "disk"]
    try:
        for name in what:
            {"bytes": lambda: check_bytes(b), "failures": lambda: check_failures(b),
             "kills": lambda: check_kills(b, given.kills), "rows": lambda: check_rows(b, given.kills // 8),
             "disk": lambda: check_disk(b)}[name]()
    finally:
        shutil.rmtree(b.folder, ignore_errors=True)
    print("all right" if b.wrong == 0 else f"{b.wrong} rows are wrong")
    return 1 if b.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
