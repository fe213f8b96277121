#!/usr/bin/env python3
"""Compares `mlp counterfactual` with a mixed-integer program that HiGHS solves (SciPy's milp), row by row.

usage: Benchmarks/counterfactuals.py [MLP] [--rows 50] [--units 8,16,32,64] [--limit 2]

Networks that scikit-learn trains on its own tables, a scaler in front; the class after each row's own is wanted.
Prints for each network and distance: how many rows were proven within the limit, the largest difference from HiGHS,
and the median of seconds a row of both, from the same run on one thread. Needs scikit-learn, SciPy and pandas.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "fixtures" / "generate"))

try:
    import joblib
    import numpy as np
    from make_counterfactuals import smallest
    from sklearn import datasets
    from sklearn.neural_network import MLPClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
except ImportError as error:
    sys.exit(f"skipped: {error}")

TABLES = {
    "iris": datasets.load_iris, "wine": datasets.load_wine, "cancer": datasets.load_breast_cancer,
    "digits": datasets.load_digits,
}


def layers(pipeline):
    """Weights and biases on raw features, with one output for each class."""
    scaler, network = pipeline[0], pipeline[1]
    weights = [np.array(w) for w in network.coefs_]
    biases = [np.array(b) for b in network.intercepts_]
    biases[0] = biases[0] - (scaler.mean_ / scaler.scale_) @ weights[0]
    weights[0] = weights[0] / scaler.scale_[:, None]
    if len(biases[-1]) == 1:
        weights[-1] = np.hstack([np.zeros_like(weights[-1]), weights[-1]])
        biases[-1] = np.array([0.0, biases[-1][0]])
    return weights, biases


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("mlp", nargs="?", default=str(ROOT / ".build/release/mlp"))
    parser.add_argument("--rows", type=int, default=50)
    parser.add_argument("--units", default="8,16,32,64")
    parser.add_argument("--limit", type=float, default=2, help="seconds in which a proof counts")
    parser.add_argument("--tables", default=",".join(TABLES))
    parser.add_argument("--distances", default="l1,linf")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    folder = Path(tempfile.mkdtemp())
    print(f"{'network':12} {'':5} {'proven':>8} {'largest difference':>19} {'mlp':>8} {'HiGHS':>8}  seconds a row")
    for table in options.tables.split(","):
        data, labels = TABLES[table](return_X_y=True)
        # A pixel that is always 0 has no range to change in.
        data = data[:, data.min(0) < data.max(0)]
        low, high = data.min(0), data.max(0)
        ranges = [x for i in range(data.shape[1]) for x in ("--range", f"x{i}={low[i]},{high[i]}")]
        for units in map(int, options.units.split(",")):
            model = make_pipeline(
                StandardScaler(), MLPClassifier((units,), max_iter=300, random_state=0))
            model.fit(data, labels)
            joblib.dump(model, folder / "model.joblib")
            chosen = np.random.default_rng(0).choice(len(data), options.rows, replace=False)
            rows = data[chosen]
            answers = model.predict(rows).astype(int)
            classes = int(labels.max()) + 1
            weights, biases = layers(model)
            for distance in options.distances.split(","):
                ours, theirs, gaps, proven = [], [], [], 0
                for row, answer in zip(rows, answers):
                    wanted = (answer + 1) % classes
                    np.save(folder / "row.npy", row[None])
                    run = subprocess.run(
                        [options.mlp, "counterfactual", folder / "model.joblib", "--sample",
                         folder / "row.npy", "--class", str(wanted), "--distance", distance, "--json",
                         "--quiet", *ranges], capture_output=True, text=True)
                    if run.returncode not in (0, 1):
                        sys.exit(run.stderr)
                    found = json.loads(run.stdout)["counterfactuals"][0]
                    seconds = found["bound"]["seconds"]
                    ours.append(seconds)
                    proven += found["bound"]["proven"] and seconds <= options.limit
                    start = time.perf_counter()
                    best = smallest(weights, biases, row, low, high, wanted, distance)
                    theirs.append(time.perf_counter() - start)
                    if best is not None and "distance" in found:
                        gaps.append(abs(found["distance"] - best))
                print(
                    f"{table + '-' + str(units):12} {distance:5} {proven:4}/{len(rows)} "
                    f"{max(gaps, default=float('nan')):19.1e} {statistics.median(ours):8.3f} "
                    f"{statistics.median(theirs):8.3f}", flush=True)


main()
