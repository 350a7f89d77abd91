# What only a terminal shows: progress, colours, Ctrl-C, and Ctrl-C again. Prints facts, not bytes: those depend on speed.
import os
import pty
import select
import signal
import time


def run(arguments, interrupts, **environment):
    """(status, everything the terminal got) of brink run with a SIGINT at each of the times."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ.pop("NO_COLOR", None)
        os.environ.update(TERM="xterm", **environment)
        os.execv(os.environ["BRINK"], ["brink", "run", *arguments])
    start, got, interrupts = time.monotonic(), b"", list(interrupts)
    while True:
        ready, _, _ = select.select([terminal], [], [], 0.05)
        if interrupts and time.monotonic() - start > interrupts[0]:
            os.kill(child, signal.SIGINT)
            interrupts.pop(0)
        if ready:
            try:
                piece = os.read(terminal, 65536)
            except OSError:  # the child closed it
                break
            if not piece:
                break
            got += piece
    return os.WEXITSTATUS(os.waitpid(child, 0)[1]), got


status, got = run(["crisis.yaml", "--trials", "1T"], [2])
lines, _, page = got.rpartition(b"\r\x1b[K")
print("Ctrl-C: status", status)
print("progress was drawn:", b" trials, " in lines and b" left" in lines and b"/s, " in lines)
print("and cleared:", page.startswith(b"brink run: interrupted by Ctrl-C: the result is that of "))
print("colours:", b"\x1b[1mOUTCOMES" in page)
print("ASCII in this locale:", b"\xe2\x96" not in got)

status, got = run(["crisis.yaml", "--trials", "1T"], [2], NO_COLOR="1", LC_ALL="C.UTF-8")
print("NO_COLOR:", b"\x1b[1m" not in got)
print("Unicode in that locale:", b"\xe2\x96" in got)

status, got = run(["crisis.yaml", "--trials", "1T", "--quiet"], [1.5])
print("--quiet: no progress:", b"\x1b[K" not in got)

status, got = run(["crisis.yaml", "--trials", "1k"], [])
print("a short run has none:", status, b"\x1b[K" not in got)

# A trial of thousands of millions of events: the first Ctrl-C has to wait for it, the second does not.
with open("endless.yaml", "w") as file:
    file.write("""\
brink: 1
title: One long trial
time: {unit: day, horizon: 1000 year}
stocks: {x: {initial: 0}}
processes: {p: {every: 0.0001 day, do: [x = x + 1]}}
outcomes: {big: x > 1e12, rest: otherwise}
""")
start = time.monotonic()
status, got = run(["endless.yaml", "--output", "result.txt"], [0.5, 1.5])
print("Ctrl-C twice: status", status, "at once:", time.monotonic() - start < 10)
