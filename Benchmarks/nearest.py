#!/usr/bin/env python3
"""Compares `mlp invert --method nearest` with SciPy's SLSQP from 20 starts, and with a mixed-integer program.

usage: Benchmarks/nearest.py [MLP] [--networks 40] [--programs 20] [--starts 20]

Random small networks of every kind of activation. Of each, logits that some input of the range reaches are wanted by
an input near to gray: the excess is what the tool's distance is longer than the best of SLSQP's, as a share of it.
Then logits of +-10 that hardly any input reaches: the excess is that of the residual over the best of L-BFGS-B's.
Last, small networks of lines with `--bound exact`: the distance, and the bound that is proven for it, against the
optimum of a mixed-integer program with one binary for each kink, which HiGHS (SciPy's milp) solves with cuts of the
distance until they are sharp. Seconds are those of a target, of the whole process for mlp. Needs NumPy and SciPy.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

try:
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp, minimize
    from scipy.special import erf, expit
except ImportError as error:
    sys.exit(f"skipped: {error}")

ROOT = Path(__file__).resolve().parents[1]

#: name of the tool: value and derivative
ACTIVATIONS = {
    "relu": (lambda x: np.maximum(x, 0), lambda x: (x > 0) * 1.0),
    "leaky_relu:0.1": (lambda x: np.where(x > 0, x, 0.1 * x), lambda x: np.where(x > 0, 1, 0.1)),
    "tanh": (np.tanh, lambda x: 1 - np.tanh(x) ** 2),
    "gelu": (
        lambda x: x * (1 + erf(x / 2**0.5)) / 2,
        lambda x: (1 + erf(x / 2**0.5)) / 2 + x * np.exp(-x * x / 2) / (2 * np.pi) ** 0.5),
    "softplus": (lambda x: np.logaddexp(0, x), expit),
    "sigmoid": (expit, lambda x: expit(x) * (1 - expit(x))),
    "elu": (lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0))),
            lambda x: np.where(x > 0, 1, np.exp(np.minimum(x, 0)))),
    "silu": (lambda x: x * expit(x), lambda x: expit(x) * (1 + x * (1 - expit(x)))),
}
WIDTHS = [(2, 5, 4, 7, 2), (5, 5, 6, 4), (6, 8, 2), (8, 10, 3), (4, 6, 6, 2), (10, 8, 8, 3), (3, 5, 2), (12, 6, 4)]


class Network:
    """A dense network with random weights."""

    def __init__(self, widths, activation, rng):
        self.activation = activation
        self.weights = [rng.normal(0, 1.2 / a**0.5, (a, b)) for a, b in zip(widths, widths[1:])]
        self.biases = [rng.normal(0, 0.3, b) for b in widths[1:]]

    def save(self, path):
        arrays = {f"coefs_{i}": w for i, w in enumerate(self.weights)}
        arrays |= {f"intercepts_{i}": b for i, b in enumerate(self.biases)}
        np.savez(path, **arrays)

    def logits(self, x):
        """The logits, and their slopes."""
        value, slope = ACTIVATIONS[self.activation]
        slopes = np.eye(len(x))
        for index, (weights, bias) in enumerate(zip(self.weights, self.biases)):
            x = x @ weights + bias
            slopes = slopes @ weights
            if index < len(self.weights) - 1:
                slopes = slopes * slope(x)
                x = value(x)
        return x, slopes


def slsqp(network, target, starts, rng):
    """The shortest distance from gray of an input with the wanted logits; infinity when none was found."""
    n = len(network.weights[0])
    best = np.inf
    points = [np.zeros(n)] + [rng.uniform(-1, 1, n) for _ in range(starts - 1)]
    for start in points:
        found = minimize(
            lambda x: (x @ x / 2, x), start, jac=True, method="SLSQP", bounds=[(-1, 1)] * n,
            constraints={"type": "eq", "fun": lambda x: network.logits(x)[0] - target,
                         "jac": lambda x: network.logits(x)[1].T},
            options={"maxiter": 500, "ftol": 1e-12})
        x = np.clip(found.x, -1, 1)
        if np.linalg.norm(network.logits(x)[0] - target) <= 1e-7:
            best = min(best, np.linalg.norm(x))
    return best


def closest(network, target, starts, rng):
    """The smallest distance of logits from the wanted ones."""
    def loss(x):
        z, slopes = network.logits(x)
        return (z - target) @ (z - target) / 2, slopes @ (z - target)

    n = len(network.weights[0])
    points = [np.zeros(n)] + [rng.uniform(-1, 1, n) for _ in range(starts - 1)]
    results = [minimize(loss, p, jac=True, method="L-BFGS-B", bounds=[(-1, 1)] * n,
                        options={"maxiter": 2000, "ftol": 1e-15, "gtol": 1e-10}) for p in points]
    return min((2 * r.fun) ** 0.5 for r in results)


def program(network, target):
    """The shortest distance from gray, by a mixed-integer program with cuts of the distance."""
    slope = 0.1 if network.activation.startswith("leaky") else 0.0
    n = len(network.weights[0])
    lower, upper, integers = [-1.0] * n, [1.0] * n, [0] * n
    rows, least, most = [], [], []
    columns, low, high = list(range(n)), -np.ones(n), np.ones(n)
    for depth, (matrix, bias) in enumerate(zip(network.weights, network.biases)):
        ends = matrix[:, :, None] * np.stack([low, high], 1)[:, None, :]
        low_z, high_z = bias + ends.min(2).sum(0), bias + ends.max(2).sum(0)
        following = []
        for unit in range(len(bias)):
            form = {c: matrix[k, unit] for k, c in enumerate(columns)}
            if depth == len(network.weights) - 1:
                rows.append(form)
                least.append(target[unit] - bias[unit])
                most.append(target[unit] - bias[unit])
                continue
            given, value, switch = len(lower), len(lower) + 1, len(lower) + 2
            a, b = min(low_z[unit], 0) - 1e-6, max(high_z[unit], 0) + 1e-6
            lower += [a, slope * a, 0.0]
            upper += [b, b, 1.0]
            integers += [0, 0, 1]
            rows.append({**{c: -v for c, v in form.items()}, given: 1.0})
            least.append(bias[unit])
            most.append(bias[unit])
            # value >= given, value >= slope given, and one of both with equality.
            rows += [{value: 1.0, given: -1.0}, {value: 1.0, given: -slope},
                     {value: 1.0, given: -1.0, switch: (slope - 1) * a},
                     {value: 1.0, given: -slope, switch: -(1 - slope) * b}]
            least += [0.0, 0.0, -np.inf, -np.inf]
            most += [np.inf, np.inf, (slope - 1) * a, 0.0]
            following.append(value)
        columns = following
        low, high = np.where(low_z > 0, low_z, slope * low_z), np.where(high_z > 0, high_z, slope * high_z)
    distance = len(lower)
    lower.append(0.0)
    upper.append(n**0.5)
    integers.append(0)
    costs = np.zeros(distance + 1)
    costs[distance] = 1
    best = np.inf
    for _ in range(200):
        matrix = np.zeros((len(rows), len(lower)))
        for index, entries in enumerate(rows):
            for column, value in entries.items():
                matrix[index, column] = value
        # HiGHS ends some programs with "Solve error" unless it leaves out its presolve.
        for presolve in (True, False):
            found = milp(
                costs, integrality=integers, bounds=Bounds(lower, upper),
                constraints=LinearConstraint(matrix, least, most),
                options={"mip_rel_gap": 1e-7, "presolve": presolve})
            if found.x is not None:
                break
        if found.x is None:
            return None
        x = found.x[:n]
        best = min(best, np.linalg.norm(x))
        if best - found.fun <= 1e-6 * best:
            break
        rows.append({distance: 1.0, **{k: -v for k, v in enumerate(x / np.linalg.norm(x))}})
        least.append(0.0)
        most.append(np.inf)
    return best


def invert(mlp, network, target, folder, *extra):
    """What the tool finds, and how long it takes."""
    network.save(folder / "model.npz")
    np.save(folder / "target.npy", target[None])
    command = [mlp, "invert", folder / "model.npz", "--activation", network.activation,
               "--output-activation", "linear", "--targets", folder / "target.npy", "--method", "nearest", "--scale",
               "-1,1", "--json", "--quiet", "-o", folder / "results.h5", "--force", *extra]
    start = time.perf_counter()
    run = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    seconds = time.perf_counter() - start
    if run.returncode not in (0, 1):
        sys.exit(run.stderr)
    return json.loads(run.stdout)["solutions"][0], seconds


def show(title, excesses, ours, theirs, other):
    if not excesses:
        return
    worst = max(excesses)
    print(f"{title:34} {len(excesses):4} {100 * statistics.median(excesses):9.4f} % {100 * worst:9.4f} % "
          f"{100 * min(excesses):9.2f} % {statistics.median(ours):8.3f} {statistics.median(theirs):8.3f} ({other})",
          flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("mlp", nargs="?", default=str(ROOT / ".build/release/mlp"))
    parser.add_argument("--networks", type=int, default=40)
    parser.add_argument("--programs", type=int, default=20)
    parser.add_argument("--starts", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--verbose", action="store_true", help="a line for each network")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    print(f"{'':34} {'n':>4} {'median excess':>11} {'largest':>11} {'smallest':>11} {'mlp':>8} {'other':>8} seconds")
    kinds = list(ACTIVATIONS)
    failed = False
    for title, reachable in (("nearest, reachable logits", True), ("closest, logits of +-10", False)):
        excesses, ours, theirs, residuals = [], [], [], []
        for index in range(options.networks):
            rng = np.random.default_rng(1000 * options.seed + index)
            network = Network(WIDTHS[(index // len(kinds)) % len(WIDTHS)], kinds[index % len(kinds)], rng)
            outputs = len(network.biases[-1])
            if reachable:
                target = network.logits(rng.uniform(-1, 1, len(network.weights[0])))[0]
            else:
                target = np.where(np.arange(outputs) == index % outputs, 10.0, -10.0)
            found, seconds = invert(options.mlp, network, target, folder)
            start = time.perf_counter()
            best = (slsqp if reachable else closest)(network, target, options.starts, rng)
            theirs.append(time.perf_counter() - start)
            ours.append(seconds)
            if reachable and not found["certificate"]["isReached"]:
                value = np.inf
            else:
                value = found["certificate"]["referenceDistance"] if reachable else found["residualL2"]
            # Less than rounding is nothing.
            excess = 0.0 if value <= best * (1 + 1e-7) and value >= best * (1 - 1e-7) else value / best - 1
            if best == np.inf:
                excess = 0.0
            excesses.append(excess)
            if options.verbose or excess > 1e-3:
                certificate = found["certificate"]
                print(f"# {index} {network.activation} {[len(w) for w in network.weights]} ours {value:.6g} "
                      f"other {best:.6g} kkt {certificate.get('kktResidual'):.1e} pieces {certificate.get('pieces')}")
        show(title, excesses, ours, theirs, "SLSQP" if reachable else "L-BFGS-B")
        failed |= bool(excesses) and (statistics.median(excesses) > 0 or max(excesses) > 1e-3)
    excesses, ours, theirs, gaps, proven = [], [], [], [], 0
    for index in range(options.programs):
        rng = np.random.default_rng(5000 + 1000 * options.seed + index)
        widths = [(3, 5, 2), (4, 6, 2), (5, 5, 4, 2), (6, 8, 3)][index % 4]
        network = Network(widths, ["relu", "leaky_relu:0.1"][index // 4 % 2], rng)
        target = network.logits(rng.uniform(-1, 1, widths[0]))[0]
        found, seconds = invert(options.mlp, network, target, folder, "--bound", "exact")
        start = time.perf_counter()
        best = program(network, target)
        theirs.append(time.perf_counter() - start)
        ours.append(seconds)
        certificate = found["certificate"]
        value, bound = certificate["referenceDistance"], certificate.get("referenceDistanceBound", 0)
        proven += bool(certificate.get("isProvenNearest"))
        excess = value / best - 1 if best else 0.0
        excesses.append(0.0 if abs(excess) < 2e-6 else excess)
        gaps.append(bound / best - 1 if best else 0.0)
        if options.verbose:
            print(f"# {index} {network.activation} {widths} ours {value:.6g} bound {bound:.6g} HiGHS {best}")
    show("nearest --bound exact", excesses, ours, theirs, "HiGHS")
    if gaps:
        print(f"proven nearest: {proven} of {len(gaps)}; bounds from {100 * min(gaps):.4f} % to {100 * max(gaps):.4f} % "
              "of the optimum")
        failed |= max(gaps) > 1e-5 or proven < len(gaps) or max(excesses) > 1e-3
    sys.exit(1 if failed else 0)


main()
