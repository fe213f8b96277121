"""Runs `mlp predict` on scikit-learn models that were recorded as arrays, against scikit-learn's answers.

usage: sklearn_models.py [MLP]      with MLPKIT_DATA set; needs NumPy
"""

import json
import sys
import tempfile
from pathlib import Path

import numpy as np

from support import ROOT, Checks, data_folder, parser, run

sys.path.insert(0, str(ROOT / "python"))
import mlpc  # noqa: E402

#: How the manifest says what predict_proba is, and the task that it stands for.
PROBABILITIES = {
    "softmax of logits": ("softmax", "classification"),
    "sigmoid of the single logit (column 1)": ("logistic", "classification"),
    "normalised one-vs-rest sigmoids": ("logistic", "one-vs-rest"),
}


def network(entry, arrays):
    """The arguments of mlpc.write for a recorded model."""
    classes = arrays["classes_"] if "classes_" in arrays else None
    if entry["kind"] == "mlp":
        count = entry["n_layers"]
        output = str(arrays["out_activation_"])
        several = output == "logistic" and entry["shapes"][-1][1] > 1
        task = ("regression" if classes is None else "multilabel" if several else "classification")
        return dict(
            weights=[arrays[f"coef_{i}"] for i in range(count)],
            biases=[arrays[f"intercept_{i}"] for i in range(count)],
            activation=str(arrays["activation"]), output=output, task=task, classes=classes)
    weight = np.atleast_2d(arrays["coef_"]).T
    bias = np.broadcast_to(arrays["intercept_"], (weight.shape[1],))
    standard = ("linear", "regression" if classes is None else "scores")
    output, task = PROBABILITIES.get(entry.get("proba_is"), standard)
    return dict(weights=[weight], biases=[bias], output=output, task=task, classes=classes)


def difference(found, truth):
    truth = np.asarray(truth, np.float64)
    found = np.asarray(found, np.float64).reshape(truth.shape)
    return float(np.max(np.abs(found - truth)))


def answers(entry, arrays, found):
    """What differs between an answer and scikit-learn's: the name and how far."""
    yield "logits", difference(found["logits"], arrays["logits"])
    if "predict_proba" in arrays:
        yield "predict_proba", difference(found["probabilities"], arrays["predict_proba"])
    elif "classes_" in arrays:
        yield "no probabilities", float("probabilities" in found)
    else:
        yield "predict", difference(found["outputs"], arrays["predict"])
    if "classes_" in arrays and arrays["predict"].ndim == 1:
        names = np.asarray(arrays["classes_"])[found["labels"]]
        yield "classes", float((names != arrays["predict"]).any())


def main():
    folder, checks = data_folder() / "sklearn", Checks()
    mlp = parser(__doc__.splitlines()[0]).parse_args().mlp
    for entry in json.loads((folder / "manifest.json").read_text()):
        arrays = dict(np.load(folder / entry["file"]))
        with tempfile.TemporaryDirectory() as scratch:
            scratch = Path(scratch)
            arguments = network(entry, arrays)
            mlpc.write(scratch / "model.mlpc", **arguments)
            np.save(scratch / "x.npy", arrays["x"])
            outcome = run(
                mlp, "predict", scratch / "model.mlpc", "--images", scratch / "x.npy", "--json")
            if not checks.check(f"{entry['name']}: runs", outcome.code == 0, outcome.last_line):
                continue
            # scikit-learn computes in 32 bits where the weights are.
            allowed = 1e-9 if entry.get("dtype") == "float64" else 1e-5
            for name, far in answers(entry, arrays, outcome.json):
                checks.check(f"{entry['name']}: {name}", far <= allowed, f"{far:.1e}")
            back = mlpc.read(scratch / "model.mlpc")
            same = all(np.array_equal(a, b) and a.dtype == b.dtype
                       for a, b in zip(back.weights, arguments["weights"]))
            checks.check(f"{entry['name']}: weights read back", same)
    checks.finish()


main()
