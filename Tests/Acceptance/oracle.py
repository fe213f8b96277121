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
    checks.finish()


main()
