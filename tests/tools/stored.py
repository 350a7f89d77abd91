#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Result files of earlier versions are read, and print what they always printed: tests/stored/README.md.

    stored.py --brink PROGRAM FOLDER"""

import argparse
import base64
import difflib
import pathlib
import subprocess
import sys
import tempfile


def check(brink, path, folder):
    """Whether the file is read as it should be."""
    file = pathlib.Path(folder) / (path.stem + ".brink")
    file.write_bytes(base64.b64decode(path.read_text()))
    done = subprocess.run([brink, "report", file, "--format", "csv"], capture_output=True, text=True, timeout=60)
    now = [line for line in done.stdout.splitlines(keepends=True) if not line.startswith("# made by")]
    expected = path.with_suffix(".csv").read_text().splitlines(keepends=True)
    if done.returncode == 0 and now == expected:
        return True
    print(f"{path.name}: status {done.returncode} {done.stderr}")
    sys.stdout.writelines(list(difflib.unified_diff(expected, now, "expected", "now"))[:40])
    return False


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--brink", required=True)
    parser.add_argument("folder", type=pathlib.Path)
    given = parser.parse_args()
    files = sorted(given.folder.glob("*.base64"))
    with tempfile.TemporaryDirectory() as folder:
        right = [check(given.brink, path, folder) for path in files]
    print(f"{sum(right)} of {len(files)} result files are read as ever")
    return 0 if files and all(right) else 1


if __name__ == "__main__":
    sys.exit(main())
