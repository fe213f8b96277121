#!/usr/bin/env python3
"""Prints how near any input comes to targets of several sizes, proven by `mlp invert`, and by HiGHS side by side.

usage: Benchmarks/bounds.py [MLP] [--sizes 10,30,100,300,3000] [--highs SECONDS] [--kinds crown,lp]

The network is the paper's, 784-30-30-5 on MNIST. For each size of the targets and kind of bound: of all classes the
residual of `nearest`, the bound, which share of the residual it is, and the seconds of the whole process over the
classes. With --highs the mixed-integer program of `fixtures/generate/make_bounds.py`, stopped after so many seconds
for each class. Needs h5py and NumPy, for HiGHS SciPy too.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

try:
    import h5py
    import numpy as np
except ImportError as error:
    sys.exit(f"skipped: {error}")

ROOT = Path(__file__).resolve().parents[1]
MODEL = ROOT / "fixtures/mnist/mlp.h5"


def weights():
    """Weights and biases of the dense layers, in order."""
    found = []

    def visit(name, item):
        if isinstance(item, h5py.Dataset) and item.name.startswith("/model_weights"):
            found.append((name, item[()].astype(float)))

    with h5py.File(MODEL) as file:
        file.visititems(visit)
    matrices = sorted((x for x in found if x[1].ndim == 2), key=lambda x: -x[1].size)
    biases = [next(b for n, b in found if b.ndim == 1 and n.rsplit("/", 1)[0] == name.rsplit("/", 1)[0])
              for name, _ in matrices]
    return [m for _, m in matrices], biases


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("mlp", nargs="?", default=str(ROOT / ".build/release/mlp"))
    parser.add_argument("--sizes", default="10,30,100,300,3000")
    parser.add_argument("--kinds", default="crown,lp")
    parser.add_argument("--highs", type=float, help="seconds for each class")
    options = parser.parse_args()
    results = Path(tempfile.mkdtemp()) / "results.h5"
    print(f"{'target':>7} {'kind':>6} {'class':>5} {'residual':>10} {'bound':>10} {'share':>7} {'seconds':>8}  proven by")
    for size in options.sizes.split(","):
        for kind in options.kinds.split(","):
            start = time.perf_counter()
            run = subprocess.run(
                [options.mlp, "invert", MODEL, "--method", "nearest", "--logit", size, "--bound", kind, "-o", results,
                 "--force", "--json", "--quiet"], capture_output=True, text=True)
            seconds = (time.perf_counter() - start) / 5
            if run.returncode not in (0, 1):
                sys.exit(run.stderr)
            for found in json.loads(run.stdout)["solutions"]:
                proof = found["certificate"]
                bound, residual = proof["lowerBound"], found["residualL2"]
                share = bound / residual if residual > 1e-6 else 1.0
                print(f"{size:>7} {kind:>6} {found['class']:>5} {residual:10.4g} {bound:10.4g} {share:7.3f} "
                      f"{seconds:8.2f}  {proof['relaxation']} {proof.get('nodes', '')}", flush=True)
        if options.highs:
            sys.path.insert(0, str(ROOT / "fixtures" / "generate"))
            from make_bounds import distance
            matrices, biases = weights()
            for index in range(5):
                target = np.where(np.arange(5) == index, float(size), -float(size))
                start = time.perf_counter()
                bound, reached = distance(
                    matrices, biases, 0.01, (-1.0, 1.0), target, relaxed=False, seconds=options.highs)
                print(f"{size:>7} {'HiGHS':>6} {index:>5} {reached:10.4g} {bound:10.4g} "
                      f"{bound / reached if reached > 1e-6 else 1.0:7.3f} {time.perf_counter() - start:8.2f}",
                      flush=True)


main()
