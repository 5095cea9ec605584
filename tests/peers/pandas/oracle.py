"""Resampling, trailing windows, interpolation with limits and as-of joins of pandas, for series read as JSON from standard input.

In: {"t": [ms], "v": [...], "other_t": [ms], "other_v": [...]}, times strictly rising. Out: {name: {"t": [ms], "v": [... or null]}}.
"""
import json
import sys

import numpy as np
import pandas as pd

request = json.load(sys.stdin)


def series(t, v):
    return pd.Series(np.array(request[v], float), index=pd.to_datetime(np.array(request[t], "int64"), unit="ms"))


s, other = series("t", "v"), series("other_t", "other_v")
period, long_period, shift = request["period_s"], request["long_period_s"], pd.Timedelta(milliseconds=request["shift_ms"])
gap = pd.Timedelta(seconds=request["gap_s"])
answers = {}


def answer(name, result):
    result = result.dropna()
    answers[name] = {"t": (result.index.astype("int64") // 1_000_000).tolist(), "v": result.tolist()}


def grid():
    start = s.index[0].floor(f"{period}s") - pd.Timedelta(seconds=period) + shift
    times = pd.date_range(start, s.index[-1], freq=f"{period}s")
    return times[(times >= s.index[0]) & (times <= s.index[-1])]


for name in ["mean", "std", "min", "max", "median"]:
    answer(f"number_{name}", getattr(s.rolling(request["number"]), name)())
    result = getattr(s.rolling(f"{long_period}s"), name)()
    answer(f"time_{name}", result)
answer("time_count", s.rolling(f"{long_period}s").count())
answer("time_quantile", s.rolling(f"{long_period}s").quantile(0.9, interpolation="linear"))

bins = s.resample(f"{long_period}s", label="right", closed="right", origin="epoch")
for name in ["mean", "min", "max", "sum", "first", "last", "count"]:
    result = getattr(bins, name)()
    answer(f"bins_{name}", result[bins.count() > 0])

times = grid()
line = s.reindex(s.index.union(times)).interpolate(method="time", limit_area="inside").reindex(times)
stamps = pd.Series(s.index, index=s.index)
before, after = stamps.reindex(times, method="ffill"), stamps.reindex(times, method="bfill")
answer("grid_linear", line[(after - before) <= gap])
answer("grid_previous", s.reindex(times, method="ffill", tolerance=gap))
answer("grid_next", s.reindex(times, method="bfill", tolerance=gap))
answer("grid_nearest", s.reindex(times, method="nearest", tolerance=gap))

left, right = s.rename("a").rename_axis("t").reset_index(), other.rename("b").rename_axis("t").reset_index()
for name in ["backward", "nearest"]:
    joined = pd.merge_asof(left, right, on="t", tolerance=gap, direction=name)
    answer(f"join_{name}", joined.set_index("t")["b"])

seconds = s.index.astype("int64") / 1e9
answer("slope", pd.Series(np.diff(s.to_numpy()) / np.diff(seconds), index=s.index[1:]))
areas = np.diff(seconds) * (s.to_numpy()[1:] + s.to_numpy()[:-1]) / 2
answer("integral", pd.Series(np.concatenate([[0.0], np.cumsum(areas)]), index=s.index))

json.dump({"versions": {"pandas": pd.__version__, "numpy": np.__version__}, "answers": answers}, sys.stdout)
