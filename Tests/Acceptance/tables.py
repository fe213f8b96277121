"""Inverts scikit-learn's models of tables, and compares with SciPy's SLSQP.

usage: tables.py [MLP]      needs scikit-learn and SciPy; without them it says that it is skipped

Wine, breast cancer, iris and a table with whole numbers and a one-hot group as classifiers, diabetes as a
regressor: each a pickle of Pipeline(StandardScaler, multi-layer perceptron), which mlp reads itself. With
nothing but the model every answer has to lie within three standard deviations of the mean, with
--prior-data inside the data's ranges; every class has to be answered right; and what `map` finds may be at
most 1 % farther from the mean, in standard deviations, than the best that SLSQP finds from many starts.
"""

import sys
import tempfile
import warnings
from pathlib import Path

from support import Checks, parser, run

try:
    import joblib
    import numpy as np
    from scipy.optimize import minimize
    from sklearn import datasets
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(0)

#: How much farther than SLSQP's best an answer may be.
SLACK = 1.01


def mixed(seed=5, rows=600):
    """A table as of incomes: two continuous columns, two of whole numbers, a one-hot group of three."""
    random = np.random.default_rng(seed)
    age = random.integers(17, 91, rows)
    hours = random.integers(1, 100, rows)
    gain = random.gamma(2, 900, rows)
    weight = random.normal(70, 12, rows)
    kind = np.eye(3)[random.integers(0, 3, rows)]
    score = 0.04 * (age - 40) + 0.03 * (hours - 40) + gain / 2000 + kind @ [0.8, -0.6, 0] - 0.9
    label = (score + random.normal(0, 0.3, rows) > 0).astype(int)
    names = ["age", "hours", "gain", "weight", "kind_a", "kind_b", "kind_c"]
    return np.column_stack([age, hours, gain, weight, kind]), label, names


def tables():
    """Name, rows, answers and column names of each table of classes."""
    for name in ("wine", "breast_cancer", "iris"):
        table = getattr(datasets, f"load_{name}")()
        yield name, table.data, table.target, [str(n) for n in table.feature_names]
    yield "mixed", *mixed()


class Net:
    """A pipeline as plain arrays: logits and their derivatives for raw rows."""

    def __init__(self, pipeline):
        scaler, model = pipeline[0], pipeline[-1]
        self.mean, self.scale = scaler.mean_, scaler.scale_
        self.weights, self.biases = model.coefs_, model.intercepts_
        self.activation = model.activation

    @classmethod
    def of(cls, mean, scale, weights, biases, activation):
        """A network of its numbers."""
        net = cls.__new__(cls)
        net.mean, net.scale, net.weights, net.biases = mean, scale, weights, biases
        net.activation = activation
        return net

    def logits(self, x):
        values = (x - self.mean) / self.scale
        slopes = np.diag(1 / self.scale)
        for index, (weights, bias) in enumerate(zip(self.weights, self.biases)):
            values, slopes = values @ weights + bias, slopes @ weights
            if index == len(self.weights) - 1:
                return values, slopes
            if self.activation == "relu":
                slope = (values > 0).astype(float)
                values = np.maximum(values, 0)
            else:
                values = np.tanh(values)
                slope = 1 - values ** 2
            slopes = slopes * slope

    def slack(self, x, wanted, margin):
        """What each condition has too much, and its derivative: the class ahead of all others."""
        z, slopes = self.logits(x)
        if len(z) == 1:
            sign = 1 if wanted == 1 else -1
            return sign * z - margin, sign * slopes.T
        others = [k for k in range(len(z)) if k != wanted]
        return (z[wanted] - z[others] - margin,
                (slopes[:, [wanted]] - slopes[:, others]).T)


def likeliest(conditions, mean, root, low, high, starts):
    """The smallest Mahalanobis distance that SLSQP finds, in coordinates x = mean + root·w."""
    inverse = np.linalg.inv(root)
    best = np.inf
    for start in starts:
        w0 = inverse @ (np.clip(start, low, high) - mean)
        found = minimize(
            lambda w: (w @ w / 2, w), w0, jac=True, method="SLSQP",
            constraints=[
                {"type": kind, "fun": lambda w: value(mean + root @ w)[0],
                 "jac": lambda w: value(mean + root @ w)[1] @ root}
                for kind, value in conditions
            ] + [
                {"type": "ineq", "fun": lambda w: mean + root @ w - low, "jac": lambda w: root},
                {"type": "ineq", "fun": lambda w: high - mean - root @ w, "jac": lambda w: -root},
            ], options={"maxiter": 500, "ftol": 1e-12})
        x = mean + root @ found.x
        met = all(
            np.all(np.abs(v) < 1e-6) if kind == "eq" else np.all(v > -1e-6)
            for kind, v in ((kind, value(x)[0]) for kind, value in conditions))
        if met and np.all(x > low - 1e-6 * (high - low)) and np.all(x < high + 1e-6 * (high - low)):
            best = min(best, float(np.linalg.norm(found.x)))
    return best


def solutions(mlp, model, folder, *arguments):
    outcome = run(
        mlp, "invert", model, "-o", folder / "results.h5", "--force", "--method", "map", "--json",
        "--quiet", *arguments, timeout=300)
    if outcome.code != 0:
        raise RuntimeError(outcome.last_line)
    return outcome.json["solutions"]


def compare(checks, label, net, found, data, box, root, conditions, answer, is_continuous=True):
    """One answer of mlp: inside the box, right, and nearly as near as SLSQP's."""
    x = np.array(found["inputs"])
    low, high = box
    width = high - low
    checks.check(f"{label}: inside", bool(
        np.all(x >= low - 1e-9 * width) and np.all(x <= high + 1e-9 * width)), "")
    checks.check(f"{label}: answered right", answer(x), "")
    if not is_continuous:
        return
    mean = net.mean if data is None else data.mean(axis=0)
    distance = float(np.linalg.norm(np.linalg.solve(root, x - mean)))
    random = np.random.default_rng(1)
    starts = [mean, x] + [random.uniform(low, high) for _ in range(10)]
    if data is not None:
        starts += list(data[random.permutation(len(data))[:10]])
    best = likeliest(conditions, mean, root, low, high, starts)
    checks.check(
        f"{label}: likeliest", distance <= SLACK * best + 1e-6, f"{distance:.6g} against {best:.6g}")


def classifiers(checks, mlp, folder):
    for name, rows, labels, names in tables():
        for activation in ("relu", "tanh"):
            pipeline = make_pipeline(
                StandardScaler(),
                MLPClassifier((16,), activation=activation, max_iter=800, random_state=0))
            pipeline.fit(rows, labels)
            model = folder / f"{name}-{activation}.joblib"
            joblib.dump(pipeline, model)
            net = Net(pipeline)
            prior = folder / f"{name}.csv"
            np.savetxt(
                prior, rows, delimiter=",", comments="", fmt="%.17g",
                header=",".join(n.replace(",", " ") for n in names))
            sd = net.scale
            cases = [
                ("model alone", [], None, (net.mean - 3 * sd, net.mean + 3 * sd),
                 np.diag(sd)),
                ("with data", ["--prior-data", prior], rows, (rows.min(axis=0), rows.max(axis=0)),
                 np.linalg.cholesky(
                     np.cov(rows.T) + 1e-9 * np.diag(rows.var(axis=0, ddof=1)))),
            ]
            for case, arguments, data, box, root in cases:
                try:
                    all_found = solutions(mlp, model, folder, *arguments)
                except RuntimeError as error:
                    checks.check(f"{name} {activation} {case}", False, str(error))
                    continue
                for found in all_found:
                    wanted = [str(c) for c in pipeline.classes_].index(found["class"])
                    margin = found["certificate"]["goalMargin"]
                    reached = found["certificate"]["isReached"]
                    conditions = [(
                        "ineq", lambda x, wanted=wanted: net.slack(x, wanted, margin))]
                    label = f"{name} {activation} {case} class {found['class']}"
                    compare(
                        checks, label, net, found, data, box, root, conditions,
                        lambda x: str(pipeline.predict([x])[0]) == found["class"],
                        reached and (data is None or name != "mixed"))
                    if data is not None and name == "mixed":
                        x = np.array(found["inputs"])
                        whole = np.all(x[[0, 1, 4, 5, 6]] == np.round(x[[0, 1, 4, 5, 6]]))
                        checks.check(f"{label}: whole", bool(whole) and x[4:].sum() == 1, str(x))


def regressor(checks, mlp, folder):
    table = datasets.load_diabetes(scaled=False)
    pipeline = make_pipeline(
        StandardScaler(), MLPRegressor(hidden_layer_sizes=(16,), max_iter=4000, random_state=0, alpha=1))
    pipeline.fit(table.data, table.target)
    model = folder / "diabetes.joblib"
    joblib.dump(pipeline, model)
    net = Net(pipeline)
    values = np.quantile(table.target, [0.1, 0.5, 0.9])
    np.savetxt(folder / "targets.csv", values)
    sd = net.scale
    box = (net.mean - 3 * sd, net.mean + 3 * sd)
    found = solutions(mlp, model, folder, "--targets", folder / "targets.csv")
    for value, one in zip(values, found):
        def equation(x):
            z, slopes = net.logits(x)
            return z - value, slopes.T
        compare(
            checks, f"diabetes {value:.0f}", net, one, None, box, np.diag(sd),
            [("eq", equation)],
            lambda x: abs(pipeline.predict([x])[0] - value) < 1e-6 * abs(value))


def main():
    warnings.filterwarnings("ignore")
    arguments = parser(__doc__.splitlines()[0]).parse_args()
    checks = Checks()
    with tempfile.TemporaryDirectory() as folder:
        classifiers(checks, arguments.mlp, Path(folder))
        regressor(checks, arguments.mlp, Path(folder))
    checks.finish()


if __name__ == "__main__":
    main()
