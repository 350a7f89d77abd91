#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A Slurm of one node for tests: Debian's slurmctld, slurmd and munged, on the loopback address, as the user who calls,
with all its files in a temporary folder. Nothing of the system's own Slurm is read or changed.

    slurm_cluster.py COMMAND...   runs a command with it, as in: slurm_cluster.py sbatch --wait job.sh
"""

import contextlib
import ctypes
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

CPUS = 6  # more than small machines have, so that tests are the same everywhere
PATIENCE = 60  # seconds for anything that it does by itself
NEEDED = ("munged", "slurmctld", "slurmd", "sbatch", "squeue", "scancel", "sinfo", "scontrol", "srun")
PR_SET_PDEATHSIG = 1

CONFIGURATION = """ClusterName=brink
SlurmctldHost={host}(127.0.0.1)
SlurmUser={user}
SlurmdUser={user}
SlurmctldPort={controller_port}
SlurmdPort={node_port}
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket={folder}/munge/socket
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=bf_interval=1,sched_interval=1
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
KillWait=5
MessageTimeout=5
SlurmdParameters=config_overrides
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} State=UNKNOWN
PartitionName=test Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


class NoSlurm(Exception):
    """It cannot be had here; the text says why."""


def die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def free_ports(n):
    sockets = [socket.socket() for _ in range(n)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Cluster:
    """with Cluster() as cluster: cluster.run(["sbatch", ...]). NoSlurm where it cannot be started."""

    def __init__(self):
        self.daemons = []
        self.folder = None
        self.waiting = {}  # jobs that were requeued, and since when
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith(("SLURM_", "SBATCH_", "SQUEUE_"))}

    def __enter__(self):
        path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
        absent = [name for name in NEEDED if not shutil.which(name, path=path)]
        if absent:
            raise NoSlurm(f"there is no {', '.join(absent)} (Debian: slurmctld slurmd slurm-client munge)")
        self.environment["PATH"] = path
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="slurm-"))
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        with contextlib.suppress(Exception):
            self.run(["scancel", "--full", "--user", self._user()])
            self.wait(lambda: not self.queue(), "an empty queue", 15)
        for daemon in reversed(self.daemons):
            daemon.terminate()
        for daemon in reversed(self.daemons):
            try:
                daemon.wait(timeout=10)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()
        self._end_steps()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _user(self):
        return subprocess.run(["id", "-un"], text=True, stdout=subprocess.PIPE, check=True).stdout.strip()

    def _end_steps(self):
        """What slurmd started outlives it; it is known by our configuration in its environment."""
        ours = f"SLURM_CONF={self.folder}/slurm.conf".encode()
        for process in pathlib.Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if ours in (process / "environ").read_bytes().split(b"\0") and int(process.name) != os.getpid():
                    os.kill(int(process.name), signal.SIGKILL)

    def _daemon(self, name, *arguments):
        log = open(self.folder / f"{name}.out", "wb")
        with log:
            self.daemons.append(subprocess.Popen([shutil.which(name, path=self.environment["PATH"]), *arguments],
                                                 env=self.environment, stdin=subprocess.DEVNULL, stdout=log,
                                                 stderr=log, preexec_fn=die_with_parent))

    def _start(self):
        for name in ("munge", "state", "spool"):
            (self.folder / name).mkdir(mode=0o755)
        self.folder.chmod(0o755)  # munge wants its socket to be found by everybody
        munge = self.folder / "munge"
        key = munge / "key"
        key.touch(mode=0o600)
        key.write_bytes(os.urandom(1024))
        controller_port, node_port = free_ports(2)
        configuration = self.folder / "slurm.conf"
        configuration.write_text(CONFIGURATION.format(host=socket.gethostname().split(".")[0], user=self._user(), cpus=CPUS,
                                                      controller_port=controller_port, node_port=node_port,
                                                      folder=self.folder), encoding="ascii")
        self.environment["SLURM_CONF"] = str(configuration)
        self._daemon("munged", "--foreground", f"--key-file={key}", f"--socket={munge}/socket",
                     f"--pid-file={munge}/pid", f"--log-file={munge}/log", f"--seed-file={munge}/seed")
        self.wait(lambda: (munge / "socket").exists(), "munge's socket", 20)
        self._daemon("slurmctld", "-D", "-i")
        self._daemon("slurmd", "-D")
        self.wait(lambda: self.output(["sinfo", "-h", "-o", "%T"]).strip() == "idle", "an idle node", 30)

    def _words(self):
        """The last words of each daemon."""
        words = []
        for log in sorted(self.folder.glob("*.out")):
            lines = log.read_text(errors="replace").strip().splitlines()[-5:]
            words += [f"  {log.stem}: {line}" for line in lines]
        return "\n".join(words)

    def wait(self, condition, what, seconds=PATIENCE):
        until = time.monotonic() + seconds
        while not condition():
            ended = [d.args[0] for d in self.daemons if d.poll() is not None]
            if ended or time.monotonic() > until:
                why = f"{', '.join(ended)} ended" if ended else f"there was no {what} in {seconds} seconds"
                raise NoSlurm(f"{why}\n{self._words()}")
            time.sleep(0.2)

    def run(self, command, **more):
        return subprocess.run(command, env=self.environment | more.pop("env", {}), text=True, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, **more)

    def output(self, command, **more):
        done = self.run(command, **more)
        return done.stdout if done.returncode == 0 else ""

    def queue(self):
        """Jobs that have not ended: lines "ID STATE REASON"."""
        return self.output(["squeue", "-h", "-r", "-o", "%i %T %r"]).splitlines()

    def hurry(self):
        """A job that was requeued waits for two minutes, so that its node forgets it. Some seconds are enough here; at once it
        would be refused ("credential revoked")."""
        waiting = {}
        for line in self.queue():
            job, state, reason = line.split(" ", 2)
            if state == "PENDING" and reason == "BeginTime":
                waiting[job] = self.waiting.get(job, time.monotonic())
                if time.monotonic() - waiting[job] > 5:
                    self.run(["scontrol", "update", f"JobId={job}", "StartTime=now"])
        self.waiting = waiting


def main():
    try:
        with Cluster() as cluster:
            return subprocess.run(sys.argv[1:], env=cluster.environment, check=False).returncode
    except NoSlurm as why:
        print(f"slurm_cluster.py: {why}", file=sys.stderr)
        return 77


if __name__ == "__main__":
    sys.exit(main())
