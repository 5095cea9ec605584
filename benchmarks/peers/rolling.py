"""Trailing windows of 101 over N samples (default 2,000,000) with pandas and bottleneck: median; mean and standard deviation.

usage: rolling.py [N]; then the name of a work on a line of the input for each run.
"""
import sys

import numpy as np

from common import normal, serve, uniform

WINDOW = 101


def make(n, seed=11):
    i = np.arange(n)
    return 20 + 5 * np.sin(2 * np.pi * i / 8640) + normal(seed, n) + np.where(uniform(seed + 1, n) < 0.01, 30.0, 0.0)


def digest(results):
    return {"sums": [float(np.nansum(r)) for r in results], "last": [float(np.asarray(r)[-1]) for r in results]}


def works(x):
    found = {}
    try:
        import pandas as pd
        s = pd.Series(x)
        found["pandas_median"] = (lambda: [s.rolling(WINDOW).median()], digest)
        found["pandas_mean_std"] = (lambda: [s.rolling(WINDOW).mean(), s.rolling(WINDOW).std()], digest)
    except ImportError:
        pass
    try:
        import bottleneck as bn
        found["bottleneck_median"] = (lambda: [bn.move_median(x, WINDOW)], digest)
        found["bottleneck_mean_std"] = (lambda: [bn.move_mean(x, WINDOW), bn.move_std(x, WINDOW, ddof=1)], digest)
    except ImportError:
        pass
    return found


if __name__ == "__main__":
    N = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000_000
    serve(["pandas", "bottleneck"], works(make(N)), N)
