"""What the peers share: the random stream, and a loop that runs one work for each line read and prints one JSON line about it.

The stream is counter-based splitmix64 (Steele, Lea, Flood 2014), so that any language can make element i alone:
    z = seed + (i + 1) * 0x9E3779B97F4A7C15                (mod 2^64)
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9
    z = (z ^ z >> 27) * 0x94D049BB133111EB
    u(i) = ((z ^ z >> 31) >> 11) * 2^-53                    in [0, 1)
A "normal" is the sum of 12 uniforms minus 6 (Irwin-Hall), from indices 12*i to 12*i+11, summed from left to right.
"""
import json
import sys
import time

import numpy as np

_G = np.uint64(0x9E3779B97F4A7C15)
_A = np.uint64(0xBF58476D1CE4E5B9)
_B = np.uint64(0x94D049BB133111EB)


def uniform(seed, n, start=0):
    """u(start) .. u(start+n-1) of stream `seed`, float64 in [0, 1)."""
    with np.errstate(over="ignore"):
        z = np.uint64(seed) + (np.arange(start, start + n, dtype=np.uint64) + np.uint64(1)) * _G
        z = (z ^ (z >> np.uint64(30))) * _A
        z = (z ^ (z >> np.uint64(27))) * _B
        z ^= z >> np.uint64(31)
    return (z >> np.uint64(11)).astype(np.float64) * 2.0 ** -53


def normal(seed, n, block=1 << 18):
    """n normals of stream `seed`."""
    out = np.empty(n)
    for a in range(0, n, block):
        b = min(n, a + block)
        u = uniform(seed, 12 * (b - a), 12 * a).reshape(b - a, 12)
        s = u[:, 0].copy()
        for k in range(1, 12):
            s += u[:, k]
        out[a:b] = s - 6.0
    return out


def versions(*names):
    """The versions of these packages; null for one that is not installed."""
    found = {}
    for name in names:
        try:
            found[name] = __import__(name).__version__
        except ImportError:
            found[name] = None
    return found


def serve(packages, works, n):
    """Prints the versions; then, for each name of a work read from the input, runs it and prints its cost per unit and its answer."""
    print(json.dumps(versions(*packages)), flush=True)
    for line in sys.stdin:
        work, digest = works[line.strip()]
        cpu, wall = time.process_time(), time.perf_counter()
        result = work()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        print(json.dumps({"wall": wall / n * 1e9, "cpu": cpu / n * 1e9, **digest(result)}), flush=True)
        del result
