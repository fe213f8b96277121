"""Fits models with the scikit-learn that is installed, exports them with python/mlpc.py, and compares.

usage: with_sklearn.py [MLP]      needs scikit-learn

What `mlp predict` says must be what scikit-learn says; what mlpc.read gives must be the model's arrays;
and a file that went through Keras's formats (where `mlp convert` writes them) must give the same arrays.
"""

import json
import sys
import tempfile
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn.datasets import load_diabetes, load_digits
from sklearn.linear_model import LogisticRegression, Perceptron, Ridge, RidgeClassifier, SGDClassifier
from sklearn.multiclass import OneVsRestClassifier
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MaxAbsScaler, MinMaxScaler, StandardScaler
from sklearn.svm import LinearSVC

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "Tests/Acceptance"), str(ROOT / "python")]
import mlpc  # noqa: E402
from support import Checks, parser, run  # noqa: E402


def models():
    x, y = load_digits(return_X_y=True)
    x, y = x[:500] / 16, y[:500]
    names = np.array("zero one two three four five six seven eight nine".split())[y]
    mlp = dict(hidden_layer_sizes=(12, 8), max_iter=40, random_state=0)
    for activation in ("identity", "logistic", "tanh", "relu"):
        yield f"MLPClassifier {activation}", MLPClassifier(activation=activation, **mlp).fit(x, names), x
    yield "MLPClassifier binary", MLPClassifier(**mlp).fit(x, y > 4), x
    yield "MLPClassifier one-hot", MLPClassifier(**mlp).fit(x, np.eye(10)[y]), x
    yield "MLPClassifier scaled", make_pipeline(StandardScaler(), MLPClassifier(**mlp)).fit(x, y), x
    diabetes, progression = load_diabetes(return_X_y=True)
    yield "MLPRegressor", MLPRegressor(**mlp).fit(diabetes, progression), diabetes
    yield "MLPRegressor of many", MLPRegressor(**mlp).fit(x, x[:, :5]), x
    yield "Ridge", Ridge(fit_intercept=False).fit(x, x[:, :3]), x
    yield "LogisticRegression", LogisticRegression(max_iter=300).fit(x, names), x
    yield "LogisticRegression binary", LogisticRegression().fit(x, y == 1), x
    yield "OneVsRest", OneVsRestClassifier(LogisticRegression()).fit(x, y), x
    yield "SGD log loss", make_pipeline(
        MinMaxScaler((-1, 2)), SGDClassifier(loss="log_loss", random_state=0)).fit(x, y), x
    yield "LinearSVC", make_pipeline(MaxAbsScaler(), LinearSVC()).fit(x, y), x
    yield "LinearSVC binary", LinearSVC().fit(x, y > 4), x
    yield "RidgeClassifier", RidgeClassifier().fit(x, names), x
    yield "RidgeClassifier binary", RidgeClassifier().fit(x, y > 4), x
    yield "Perceptron", Perceptron(random_state=0).fit(x, y), x


def arrays(model):
    """The weights and biases of a fitted model, [inputs x units]."""
    found = mlpc.describe(model)
    return found["weights"], found["biases"]


def same(back, model):
    return all(
        np.array_equal(a, b) and a.dtype == b.dtype
        for read, own in zip((back.weights, back.biases), arrays(model))
        for a, b in zip(read, own, strict=True))


def check_predictions(checks, name, model, samples, found):
    if hasattr(model, "predict_proba"):
        key, truth = "probabilities", model.predict_proba(samples)
    elif hasattr(model, "decision_function"):
        key, truth = "logits", model.decision_function(samples)
        checks.check(f"{name}: no probabilities", "probabilities" not in found)
    else:
        key, truth = "outputs", model.predict(samples)
    far = np.max(np.abs(np.reshape(found[key], truth.shape) - truth))
    checks.check(f"{name}: {key}", far <= 1e-9 * max(1, np.max(np.abs(truth))), f"{far:.1e}")


def check_keras(checks, mlp, name, model, folder):
    """Through every Keras file that carries an architecture, and back."""
    for kind in ("h5", "keras"):
        keras, back = folder / f"model.{kind}", folder / f"back-{kind}.mlpc"
        for source, target in ((folder / "model.mlpc", keras), (keras, back)):
            outcome = run(mlp, "convert", source, target)
            if not checks.check(f"{name}: to {target.name}", outcome.code == 0, outcome.last_line):
                return
        checks.check(f"{name}: arrays after .{kind}", same(mlpc.read(back), model))


def main():
    warnings.filterwarnings("ignore")
    checks = Checks()
    mlp = parser(__doc__.splitlines()[0]).parse_args().mlp
    print(f"scikit-learn {sklearn.__version__}")
    outcome = run(mlp, "convert", "--help")
    converts = outcome.code == 0 and b"mlpc" in outcome.stdout
    if not converts:
        checks.skip("conversions", "this mlp does not convert .mlpc")
    for name, model, x in models():
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            mlpc.export(model, folder / "model.mlpc", selftest=x[:4])
            np.save(folder / "x.npy", x[:50])
            outcome = run(mlp, "predict", folder / "model.mlpc", "--images", folder / "x.npy", "--json")
            if not checks.check(f"{name}: runs", outcome.code == 0, outcome.last_line):
                continue
            check_predictions(checks, name, model, x[:50], json.loads(outcome.stdout))
            checks.check(f"{name}: reads back", same(mlpc.read(folder / "model.mlpc"), model))
            if converts:
                check_keras(checks, mlp, name, model, folder)
    checks.finish()


main()
