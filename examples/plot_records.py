#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How often an outcome happens against a parameter, from records:

  brink run taiwan-blockade --trials 100k --records blockade.h5
  examples/plot_records.py blockade.h5 food_weeks taiwan_concedes [plot.png]

Needs h5py and NumPy, for a picture Matplotlib."""
import sys

import h5py
import numpy as np


def shares(path, parameter, outcome, bins=20):
    """In bins of equally many trials: the parameter's median, the outcome's share, its 95 % half-width; the unit."""
    with h5py.File(path, "r") as file:
        n = len(file["trial"])  # also of a run that is under way
        x, codes = file[parameter][:n], file["outcome"][:n]
        code = h5py.check_enum_dtype(file["outcome"].dtype)[outcome]
        unit = file[parameter].attrs.get("unit", "1")
    rows = np.array_split(np.argsort(x, kind="stable"), bins)
    share = np.array([(codes[r] == code).mean() for r in rows])
    width = 1.96 * np.sqrt(share * (1 - share) / [len(r) for r in rows])
    return np.array([np.median(x[r]) for r in rows]), share, width, unit


def main(path, parameter, outcome, picture=None):
    x, share, width, unit = shares(path, parameter, outcome)
    for at, p, w in zip(x, share, width):
        print(f"{parameter} {at:10.4g} {unit}   {outcome} {100 * p:6.2f} % +- {100 * w:.2f}  {'#' * round(50 * p)}")
    if picture:
        from matplotlib import pyplot
        pyplot.errorbar(x, share, width, fmt="o-", capsize=3)
        pyplot.xlabel(f"{parameter} [{unit}]")
        pyplot.ylabel(f"share of {outcome}")
        pyplot.savefig(picture)


if __name__ == "__main__":
    main(*sys.argv[1:]) if len(sys.argv) in (4, 5) else sys.exit(__doc__)
