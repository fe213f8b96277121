"""Compares `mlp invert` with the paper's methods computed independently; checks certificates.

usage: oracle.py [MLP]      with MLPKIT_DATA set
"""

import json
import tempfile
from pathlib import Path

import h5py
import numpy as np

from support import FIXTURES, Checks, data_folder, parser, run

#: fixture, name in the oracle, largest residual of the exact method at logits +-10
MODELS = (
    ("mlp", "mlp", 1e-8),
    ("slp", "slp_logistic", 1e-12),
    ("slp_softmax", "slp_softmax", 1e-12),
)
SIDE, LOW, HIGH = 28, -1.0, 1.0


class Network:
    """A chain of Dense layers with linear or leaky activations, read from the file with h5py."""

    def __init__(self, path):
        with h5py.File(path) as file:
            config = json.loads(file.attrs["model_config"])["config"]["layers"]
            configs = {layer["config"]["name"]: layer["config"] for layer in config}
            self.layers = []
            groups = file["model_weights"]
            for name in groups.attrs["layer_names"]:
                stored = [groups[name][path][()] for path in groups[name].attrs["weight_names"]]
                self.layers.append(tuple(array.astype(float) for array in stored))
        activations = [made["activation"] for made in configs.values() if "units" in made]
        # Keras 2 stores 0.01 rounded to 32 bits; the oracle, like mlp, computes with what it stands for.
        self.slopes = [float(str(np.float32(a["config"]["alpha"]))) for a in activations[:-1]]
        self.head = activations[-1]

    def logits(self, rows):
        """The logits in float64, and a bound of their rounding error."""
        values, size = rows, np.abs(rows)
        for weights, bias, slope in zip(*zip(*self.layers), self.slopes + [1]):
            values, size = values @ weights + bias, size @ np.abs(weights) + np.abs(bias)
            values = np.where(values >= 0, values, slope * values)
        return values, 64 * np.finfo(float).eps * size

    def probabilities(self, logits):
        if self.head == "sigmoid":
            return np.exp(-np.logaddexp(0, -logits))
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)


def distance(got, want):
    """The largest difference, relative to the largest expected value."""
    if got.shape != want.shape:
        return np.inf
    return np.abs(got - want).max() / np.abs(want).max()


def certificates(network, solution, targets):
    """Recomputes what a solution says of itself; returns what does not hold."""
    rows = solution["inputs"][()]
    logits, error = network.logits(rows)
    residual, spread = targets - logits, error.max(axis=1) * logits.shape[1]
    outside = np.maximum(LOW - rows, rows - HIGH)
    expected = {
        "logits": (logits, error),
        "probabilities": (network.probabilities(logits), error + 1e-12),
        "residual_l1": (np.abs(residual).sum(axis=1), spread),
        "residual_l2": (np.sqrt((residual**2).sum(axis=1)), spread),
        "box_violation": (np.maximum(outside, 0).max(axis=1), 0),
        "outside_fraction": ((outside > 0).mean(axis=1), 1e-12),
    }
    return [
        name for name, (want, allowed) in expected.items()
        if name not in solution or solution[name].shape != want.shape
        or not (np.abs(solution[name][()] - want) <= allowed + 1e-15 * np.abs(want)).all()
    ]


def compare(checks, name, network, results, report, oracle, logit, bias, exact):
    """Everything one results file holds, against the oracle and against the network."""
    targets = oracle[f"z_prime_s{logit}"]
    checks.check(f"{name}: targets", np.array_equal(results["targets/logits"][()], targets))

    layers = sorted(results["layers"], key=lambda layer: int(layer.split("_")[0]))
    inverses = [results["layers"][layer]["pseudo_inverse"][()] for layer in layers]
    wanted = [oracle[f"pinv{index}_f64"] for index in range(len(network.layers))]
    largest = max((distance(*pair) for pair in zip(inverses, wanted)), default=np.inf)
    checks.check(
        f"{name}: pseudo-inverses",
        len(inverses) == len(wanted) and largest <= 1e-10, f"relative {largest:.1e}")

    analytical, empirical = (results["solutions"][method] for method in ("analytical", "empirical"))
    apart = distance(analytical["inputs"][()], oracle[f"analytic_f64_s{logit}_b{int(bias)}"])
    checks.check(f"{name}: analytical", apart <= 1e-6, f"relative {apart:.1e}")
    if bias and logit == 10:
        residual = analytical["residual_l2"][()].max()
        checks.check(f"{name}: analytical is exact", residual <= exact, f"residual {residual:.1e}")
    images = empirical["images"]
    wanted = oracle["empirical_x255"].reshape(-1, SIDE, SIDE)
    same = images.dtype == np.uint8 and np.array_equal(images[()], wanted)
    checks.check(f"{name}: empirical images, byte for byte", same)

    for method, solution in (("analytical", analytical), ("empirical", empirical)):
        wrong = certificates(network, solution, targets)
        checks.check(f"{name}: {method} certificates", not wrong, ", ".join(wrong))
        told = [row for row in report["solutions"] if row["method"] == method]
        same = len(told) == len(targets) and np.allclose(
            [row["residualL2"] for row in told], solution["residual_l2"][()], rtol=1e-6, atol=1e-12)
        checks.check(f"{name}: {method} as printed", same)


#: of the tool, and in the oracle's names
FILTERS = {"high_pass": "high", "low_pass": "low", "top_and_bottom": "tb", "middle": "mid"}


LADDER = (0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 1)


def filtered(matrix, kind, rung):
    """The appendix's filters, with its cut-offs."""
    ordered = np.sort(matrix.ravel())
    low, high = (
        ordered[max(int(p * ordered.size) - 1, 0)] for p in (LADDER[rung], LADDER[-1 - rung]))
    if kind == "high_pass":
        return np.where(matrix > low, matrix, 0)
    if kind == "low_pass":
        return np.where(matrix <= low, matrix, 0)
    if kind == "middle":
        return np.clip(matrix, low, high)
    return np.where((matrix <= low) | (matrix > high), matrix, 0)


def backwards(network, inverses, targets, bias):
    """The analytical method in NumPy, from inverses that are given."""
    values = targets
    layers = list(zip(network.layers, inverses, network.slopes + [1]))
    for (_, shift), inverse, slope in reversed(layers):
        values = np.where(values >= 0, values, values / slope)
        values = (values - shift * bias) @ inverse
    return values


def farthest(got, want):
    """The largest distance of any row that is not all zero."""
    rows = zip(got.reshape(-1, got.shape[-1]), want.reshape(-1, want.shape[-1]))
    return max((distance(*pair) for pair in rows if np.abs(pair[1]).max() > 0), default=0)


def ladder(checks, name, arguments, path, network, oracle, logit, bias):
    """All four filters at every fraction, of every layer's inverse or the first one's only.

    NumPy filters and multiplies the tool's own inverses, so only that is compared, to rounding. The
    oracle's ladder has NumPy's inverses; of the network with several layers those in 32 bits, which
    two factorizations share to about 1e-7 and no more.
    """
    several = len(network.layers) > 1
    for scope in ("all", "first"):
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / "results.h5"
            outcome = run(
                arguments.mlp, "invert", path, "-o", target, "--method", "analytical",
                "--ladder", "--filter-scope", scope, "--logit", logit, "--quiet",
                *([] if bias else ["--ignore-bias"]),
                *(["--pinv-dtype", "f32", "--cutoff", "numpy"] if several else []),
            )
            if not checks.check(f"{name}: ladder", outcome.code == 0, outcome.last_line):
                continue
            with h5py.File(target) as results:
                layers = sorted(results["layers"], key=lambda layer: int(layer.split("_")[0]))
                inverses = [results["layers"][layer]["pseudo_inverse"][()] for layer in layers]
                targets = results["targets/logits"][()]
                for kind, short in FILTERS.items():
                    got = results["ladder"][kind]["inputs"][()]
                    own = np.array([
                        backwards(network, [
                            filtered(inverse, kind, rung) if scope == "all" or index == 0 else inverse
                            for index, inverse in enumerate(inverses)
                        ], targets, bias) for rung in range(len(got))
                    ])
                    apart = farthest(got, own)
                    checks.check(
                        f"{name}: {kind}, {scope}, in NumPy", apart <= 1e-12, f"relative {apart:.1e}")
                    key = f"filt_{short}_{scope}_s{logit}_b{int(bias)}"
                    if key in oracle:
                        apart = farthest(got, oracle[key])
                        checks.check(
                            f"{name}: {kind}, {scope}", apart <= (1e-6 if several else 1e-12),
                            f"relative {apart:.1e}")


def nearest(checks, model, arguments, path, network, exact):
    """The exact input inside the range, and for a single layer the proof that none is nearer."""
    single = len(network.layers) == 1
    for reference in ("gray", "black"):
        for logit in (10, 60, 3000):
            with tempfile.TemporaryDirectory() as folder:
                target = Path(folder) / "results.h5"
                outcome = run(
                    arguments.mlp, "invert", path, "-o", target, "--method", "nearest", "--target", "exact",
                    "--logit", logit, "--reference", reference, "--json")
                name = f"{model} +-{logit}: nearest to {reference}"
                if not checks.check(name, outcome.code == 0, outcome.last_line):
                    continue
                rows = outcome.json["solutions"]
                with h5py.File(target) as results:
                    inputs = results["solutions/nearest/inputs"][()]
                    wanted = results["targets/logits"][()]
                residuals = np.linalg.norm(wanted - network.logits(inputs)[0], axis=1)
                checks.check(f"{name}: inside", bool((np.abs(inputs) <= 1).all()))
                if logit == 10:
                    checks.check(
                        f"{name}: exact", residuals.max() <= exact, f"{residuals.max():.1e}")
                    slow = max(row["seconds"] for row in rows)
                    checks.check(f"{name}: time", slow <= (0.01 if single else 0.5), f"{slow} s")
                if single:
                    gap = max(row["certificate"]["dualityGap"] for row in rows)
                    checks.check(f"{name}: duality gap", gap <= 1e-12, f"{gap:.1e}")
                    bounds = [row["certificate"]["goalDistanceBound"] for row in rows]
                    weights, bias = network.layers[0]
                    # Weak duality, by hand: no x of the box has c - xA shorter than u c - max u A x.
                    for residual, bound, row in zip(residuals, bounds, range(len(wanted))):
                        left = wanted[row] - bias - inputs[row] @ weights
                        unit = left / max(np.linalg.norm(left), 1e-300)
                        proof = unit @ (wanted[row] - bias) - np.abs(weights @ unit).sum()
                        if residual > 1e-6:
                            checks.check(
                                f"{name}: class {row} proven",
                                bound <= proof * (1 + 1e-12) and residual - proof <= 1e-9 * residual,
                                f"{residual:.10g} >= {proof:.10g}")


def main():
    data, checks = data_folder(), Checks()
    arguments = parser(__doc__.splitlines()[0]).parse_args()
    for model, oracle_name, exact in MODELS:
        path = FIXTURES / f"mnist/{model}.h5"
        network, oracle = Network(path), np.load(data / f"oracle/{oracle_name}_results.npz")
        for logit in (10, 3000):
            for bias in (True, False):
                name = f"{model} +-{logit}{'' if bias else ' without bias'}"
                with tempfile.TemporaryDirectory() as folder:
                    target = Path(folder) / "results.h5"
                    outcome = run(
                        arguments.mlp, "invert", path, "-o", target,
                        "--method", "analytical", "--method", "empirical", "--logit", logit,
                        "--image-shape", f"{SIDE}x{SIDE}", "--json",
                        *([] if bias else ["--ignore-bias"]),
                    )
                    if not checks.check(f"{name}: invert", outcome.code == 0, outcome.last_line):
                        continue
                    with h5py.File(target) as results:
                        compare(
                            checks, name, network, results, outcome.json, oracle, logit, bias,
                            exact)
                ladder(checks, name, arguments, path, network, oracle, logit, bias)
        nearest(checks, model, arguments, path, network, exact)
    checks.finish()


main()
