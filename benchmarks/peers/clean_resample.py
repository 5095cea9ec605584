"""Clean and resample N irregular samples (default 10,000,000) with numpy: drop NaN, order by time, of equal times keep the last to
arrive, Hampel filter (centred window 11, 3 sigmas, outliers replaced by the median), linear interpolation onto whole seconds, no bridge
over more than 5 s.

usage: clean_resample.py [N]; then `numpy` on a line of the input for each run.
"""
import sys

import numpy as np

from common import normal, serve, uniform

K, SCALE, SIGMAS, GAP = 5, 1.4826, 3.0, 5.0


def make(n, seed=1):
    i = np.arange(n, dtype=np.float64)
    u = uniform(seed, n)
    gap = np.where(u < 1e-4, np.floor(30 + 270 * (u / 1e-4)), 0.0)
    t = i + np.cumsum(gap) + 0.8 * uniform(seed + 1, n)
    same = uniform(seed + 2, n) < 0.01
    same[0] = False
    t = np.where(same, np.concatenate(([0.0], t[:-1])), t)
    w = 2 * np.pi
    v = 20 + 5 * np.sin(w * t / 86400) + 0.5 * np.sin(w * t / 600) + 0.1 * normal(seed + 3, n)
    s = uniform(seed + 4, n)
    v = np.where(s < 0.001, v + np.where(s < 0.0005, 20.0, -20.0), v)
    v = np.where(uniform(seed + 5, n) < 0.001, np.nan, v)
    d = uniform(seed + 6, n)
    late = np.where(d < 0.01, 8.0 * (d / 0.01), 0.0)
    order = np.argsort(i + late, kind="stable")
    return np.ascontiguousarray(t[order]), np.ascontiguousarray(v[order])


def order_and_drop(t, v):
    ok = ~np.isnan(v)
    t, v = t[ok], v[ok]
    o = np.argsort(t, kind="stable")
    t, v = t[o], v[o]
    last = np.empty(t.size, bool)
    last[:-1] = t[1:] != t[:-1]
    last[-1] = True
    return t[last], v[last]


def hampel(v, block=1 << 17):
    """By the definition: distances from the window's own median. The first and last K samples stay."""
    out = v.copy()
    n, w, replaced = v.size, 2 * K + 1, 0
    for a in range(0, n - w + 1, block):
        b = min(n - w + 1, a + block)
        window = np.lib.stride_tricks.sliding_window_view(v[a:b + w - 1], w)
        median = np.partition(window, K, axis=1)[:, K]
        mad = np.partition(np.abs(window - median[:, None]), K, axis=1)[:, K]
        m = np.abs(v[a + K:b + K] - median) > SIGMAS * SCALE * mad
        out[a + K:b + K][m] = median[m]
        replaced += int(m.sum())
    return out, replaced


def to_grid(t, v):
    g = np.arange(np.ceil(t[0]), np.floor(t[-1]) + 0.5, 1.0)
    j = np.searchsorted(t, g, side="right")
    y = np.interp(g, t, v)
    jj = np.minimum(j, t.size - 1)
    exact = t[np.maximum(j - 1, 0)] == g
    y[(t[jj] - t[np.maximum(jj - 1, 0)] > GAP) & ~exact] = np.nan
    return y


def run(t, v):
    t, v = order_and_drop(t, v)
    v, replaced = hampel(v)
    return t.size, replaced, to_grid(t, v)


def digest(result):
    kept, replaced, y = result
    ok = ~np.isnan(y)
    return {"kept": kept, "replaced": replaced, "grid": y.size, "gaps": int((~ok).sum()), "sum": float(np.sum(y[ok])), "at": float(y[12345])}


if __name__ == "__main__":
    N = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    T, V = make(N)
    serve(["numpy"], {"numpy": (lambda: run(T, V), digest)}, N)
