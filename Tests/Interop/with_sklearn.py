"""Fits models with the scikit-learn that is installed, exports them with python/mlpc.py, and compares.

usage: with_sklearn.py [MLP]      needs scikit-learn

What `mlp predict` says must be what scikit-learn says; what mlpc.read gives must be the model's arrays;
and a file that went through Keras's formats (where `mlp convert` writes them) must give the same arrays.
"""

import json
import pickle
import sys
import tempfile
import warnings
from pathlib import Path

import joblib
import numpy as np
import sklearn
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
from sklearn.datasets import load_diabetes, load_digits, load_iris
from sklearn.decomposition import PCA, TruncatedSVD
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import (
    ElasticNet, GammaRegressor, HuberRegressor, LogisticRegression, Perceptron, PoissonRegressor,
    RANSACRegressor, Ridge, RidgeClassifier, SGDClassifier, SGDOneClassSVM, TweedieRegressor)
from sklearn.model_selection import GridSearchCV, RandomizedSearchCV
from sklearn.multiclass import OneVsOneClassifier, OneVsRestClassifier
from sklearn.multioutput import MultiOutputClassifier, MultiOutputRegressor
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import (
    MaxAbsScaler, MinMaxScaler, Normalizer, QuantileTransformer, RobustScaler, StandardScaler)
from sklearn.svm import SVC, SVR, LinearSVC, LinearSVR, NuSVC, OneClassSVM

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
    yield from composed(x, y, diabetes, progression)


def composed(x, y, diabetes, progression):
    """Several steps before a model, models of models, and regressors of a log link."""
    mlp = dict(hidden_layer_sizes=(9,), max_iter=40, random_state=0)
    yield "RobustScaler", make_pipeline(RobustScaler(), Ridge()).fit(diabetes, progression), diabetes
    yield "PCA", make_pipeline(PCA(6), MLPClassifier(**mlp)).fit(x, y), x
    yield "PCA, whitened, behind a scaler", make_pipeline(
        StandardScaler(), PCA(5, whiten=True), LogisticRegression(max_iter=300)).fit(x, y), x
    yield "two scalers", make_pipeline(
        StandardScaler(), MinMaxScaler(), MLPClassifier(**mlp)).fit(x, y), x
    yield "three scalers", make_pipeline(
        MaxAbsScaler(), RobustScaler(with_centering=False), StandardScaler(), Ridge()).fit(
            diabetes, progression), diabetes
    yield "a pipeline in a pipeline", make_pipeline(
        StandardScaler(), make_pipeline(PCA(4), Ridge())).fit(diabetes, progression), diabetes
    yield "MinMaxScaler that clips", make_pipeline(
        MinMaxScaler(clip=True), MLPClassifier(**mlp)).fit(x[:100], y[:100]), x
    yield "MinMaxScaler that clips to -1...2", make_pipeline(
        MinMaxScaler((-1, 2), clip=True), LogisticRegression(max_iter=300)).fit(x[:100], y[:100]), x
    yield "GridSearchCV", GridSearchCV(
        make_pipeline(StandardScaler(), LogisticRegression()), {"logisticregression__C": [0.1, 1]},
        cv=2).fit(x, y), x
    yield "OneVsRest of LinearSVC", OneVsRestClassifier(LinearSVC()).fit(x, y), x
    yield "OneVsRest of MLPs", OneVsRestClassifier(MLPClassifier(**mlp)).fit(x[:, :20], y % 3), x[:, :20]
    yield "OneVsRest, several labels", OneVsRestClassifier(LogisticRegression()).fit(
        x, np.eye(10)[y] + np.eye(10)[(y + 1) % 10]), x
    yield "MultiOutputClassifier", MultiOutputClassifier(LogisticRegression()).fit(
        x, np.stack([y > 4, y % 2, y < 2], axis=1)), x
    yield "MultiOutputRegressor", MultiOutputRegressor(Ridge()).fit(x, x[:, 10:13]), x
    yield "MultiOutputRegressor of MLPs", MultiOutputRegressor(MLPRegressor(**mlp)).fit(
        x, x[:, 10:13]), x
    yield "TransformedTargetRegressor", TransformedTargetRegressor(
        Ridge(), transformer=StandardScaler()).fit(diabetes, progression), diabetes
    yield "TransformedTargetRegressor of an MLP", TransformedTargetRegressor(
        make_pipeline(StandardScaler(), MLPRegressor(**mlp)), transformer=MinMaxScaler()).fit(
            diabetes, progression), diabetes
    yield "LDA", LinearDiscriminantAnalysis().fit(x[:, 2:30] + 1e-3 * np.random.rand(500, 28), y), x[:, 2:30]
    yield "LDA of two classes", LinearDiscriminantAnalysis().fit(x[:, 2:6], y > 4), x[:, 2:6]
    yield "PoissonRegressor", PoissonRegressor().fit(diabetes, progression), diabetes
    yield "GammaRegressor", make_pipeline(StandardScaler(), GammaRegressor()).fit(
        diabetes, progression), diabetes
    yield "TweedieRegressor", TweedieRegressor(power=1.5).fit(diabetes, progression), diabetes
    yield "TweedieRegressor, identity", TweedieRegressor(power=0).fit(diabetes, progression), diabetes
    yield "MLPRegressor of counts", MLPRegressor(loss="poisson", **mlp).fit(diabetes, progression / 50), diabetes
    yield "ElasticNet", ElasticNet().fit(diabetes, progression), diabetes
    yield "HuberRegressor", HuberRegressor(max_iter=500).fit(diabetes, progression), diabetes
    yield "LinearSVR", LinearSVR().fit(diabetes, progression), diabetes
    yield "SGD of the modified Huber loss", SGDClassifier(
        loss="modified_huber", random_state=0).fit(x, y > 4), x


def refusals():
    """Models that have coefficients, or steps, and are something else."""
    x, y = load_digits(return_X_y=True)
    x, y = x[:200] / 16, y[:200]
    yield "SVC", SVC(kernel="linear").fit(x, y)
    yield "SVC of two classes", SVC(kernel="linear").fit(x, y > 4)
    yield "NuSVC", NuSVC(kernel="linear", nu=0.1).fit(x, y)
    yield "SVR", SVR(kernel="linear").fit(x, y)
    yield "OneClassSVM", OneClassSVM(kernel="linear").fit(x)
    yield "SGDOneClassSVM", SGDOneClassSVM().fit(x)
    yield "RANSACRegressor", RANSACRegressor(min_samples=40).fit(x, y)
    yield "RandomForestClassifier", RandomForestClassifier(3).fit(x, y)
    yield "QuadraticDiscriminantAnalysis", QuadraticDiscriminantAnalysis(reg_param=0.5).fit(
        x[:, 2:5], y > 4)
    yield "OneVsOneClassifier", OneVsOneClassifier(LinearSVC()).fit(x, y)
    yield "OneVsRest of forests", OneVsRestClassifier(RandomForestClassifier(2)).fit(x, y)
    yield "OneVsRest of pipelines", OneVsRestClassifier(
        make_pipeline(StandardScaler(), LogisticRegression())).fit(x, y)
    yield "Normalizer", make_pipeline(Normalizer(), Ridge()).fit(x, y)
    yield "QuantileTransformer", make_pipeline(QuantileTransformer(n_quantiles=20), Ridge()).fit(x, y)
    yield "TruncatedSVD", make_pipeline(TruncatedSVD(3), Ridge()).fit(x, y)
    yield "TransformedTargetRegressor with a logarithm", TransformedTargetRegressor(
        Ridge(), func=np.log1p, inverse_func=np.expm1).fit(x, y)

    class Twice(Ridge):
        def predict(self, samples):
            return 2 * super().predict(samples)

    yield "a subclass", Twice().fit(x, y)
    changed = Ridge().fit(x, y)
    changed.predict = lambda samples: np.zeros(len(samples))
    yield "a model that predicts otherwise", changed


def check_refusals(checks, folder):
    for name, model in refusals():
        path = folder / "refused.mlpc"
        try:
            mlpc.export(model, path)
            said = ""
        except (TypeError, ValueError) as error:
            said = str(error)
        checks.check(f"{name}: refused by name", bool(said) and not path.exists(), said)


def arrays(model):
    """The weights and biases of a fitted model, [inputs x units]."""
    found = mlpc.describe(model)
    before = [layer for layer in found.get("before", []) if layer["type"] == "dense"]
    return ([layer["weight"] for layer in before] + found["weights"],
            [layer["bias"] for layer in before] + found["biases"])


def same(back, model):
    return all(
        np.array_equal(a, b) and a.dtype == b.dtype
        for read, own in zip((back.weights, back.biases), arrays(model))
        for a, b in zip(read, own, strict=True))


def check_predictions(checks, name, model, samples, found, allowed=1e-9):
    if isinstance(model, MultiOutputClassifier):
        key, truth = "probabilities", np.hstack([part[:, 1:] for part in model.predict_proba(samples)])
    elif hasattr(model, "predict_proba") and "modified" not in name:
        key, truth = "probabilities", model.predict_proba(samples)
    elif hasattr(model, "decision_function"):
        key, truth = "logits", model.decision_function(samples)
        checks.check(f"{name}: no probabilities", "probabilities" not in found)
    else:
        key, truth = "outputs", model.predict(samples)
    far = np.max(np.abs(np.reshape(found[key], truth.shape) - truth))
    checks.check(f"{name}: {key}", far <= allowed * max(1, np.max(np.abs(truth))), f"{far:.1e}")


def check_keras(checks, mlp, name, model, folder):
    """Through every Keras file that carries an architecture, and back."""
    for kind in ("h5", "keras"):
        keras, back = folder / f"model.{kind}", folder / f"back-{kind}.mlpc"
        for source, target in ((folder / "model.mlpc", keras), (keras, back)):
            outcome = run(mlp, "convert", source, target)
            if not checks.check(f"{name}: to {target.name}", outcome.code == 0, outcome.last_line):
                return
        checks.check(f"{name}: arrays after .{kind}", same(mlpc.read(back), model))


#: Models that mlpc.py exports, and that `mlp` itself refuses by the names of their classes.
NOT_READ = {"OneVsRest of MLPs", "MultiOutputClassifier", "MultiOutputRegressor",
            "MultiOutputRegressor of MLPs", "TransformedTargetRegressor",
            "TransformedTargetRegressor of an MLP"}


def pickled_models():
    """Models that `mlp` reads from pickles: more than mlpc.py exports."""
    yield from models()
    x, y = load_digits(return_X_y=True)
    x, y = x[:400, 8:40] / 16, y[:400]
    mlp = dict(hidden_layer_sizes=(8,), max_iter=30, random_state=0)
    columns = ColumnTransformer([
        ("standard", StandardScaler(), [3, 1, 2]), ("range", MinMaxScaler((-1, 1)), slice(4, 20)),
        ("robust", make_pipeline(RobustScaler(), PCA(3)), list(range(20, 28)))],
        remainder="passthrough")
    yield "ColumnTransformer", make_pipeline(columns, MLPClassifier(**mlp)).fit(x, y), x
    in_place = ColumnTransformer(
        [("scaled", StandardScaler(), list(range(10))), ("same", "passthrough", list(range(10, 32)))])
    yield "ColumnTransformer in place", make_pipeline(in_place, LinearSVC()).fit(x, y), x
    search = GridSearchCV(
        make_pipeline(StandardScaler(), LogisticRegression(max_iter=200)),
        {"logisticregression__C": [0.1, 1]}, cv=2)
    yield "GridSearchCV", search.fit(x, y), x
    yield "PCA", make_pipeline(PCA(5, whiten=True), MLPRegressor(**mlp)).fit(x, x[:, :2]), x
    yield "TruncatedSVD", make_pipeline(TruncatedSVD(5), LogisticRegression()).fit(x, y), x
    yield "clipped", make_pipeline(
        MinMaxScaler((-1, 3), clip=True), LogisticRegression()).fit(x[:50], y[:50]), x
    yield "OneVsRest multilabel", OneVsRestClassifier(LogisticRegression()).fit(
        x, np.eye(10, dtype=int)[y]), x
    yield "OneVsRest LinearSVC", OneVsRestClassifier(LinearSVC()).fit(x, y), x
    yield "liblinear", OneVsRestClassifier(LogisticRegression(solver="liblinear")).fit(x, y), x
    yield "RandomizedSearchCV", RandomizedSearchCV(
        Ridge(), {"alpha": [0.1, 1]}, n_iter=2, cv=2, random_state=0).fit(x, x[:, 0]), x
    yield "LinearDiscriminantAnalysis", LinearDiscriminantAnalysis().fit(x[:, 2:6], y), x[:, 2:6]
    yield "float32", MLPClassifier(**mlp).fit(x.astype("f4"), y), x.astype("f4")
    table = np.array([f"pixel {index}" for index in range(x.shape[1])])
    named = StandardScaler().fit(x)
    named.feature_names_in_ = table.astype(object)
    yield "named features", Pipeline([("scale", named), ("ridge", Ridge().fit(x, y))]), x


def check_pickles(checks, mlp):
    """What pickle, joblib and skops write of models, `mlp` reads and answers as the models do."""
    for name, model, x in pickled_models():
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            np.save(folder / "x.npy", x[:40].astype(np.float64))
            paths = [folder / "model.joblib", folder / "model.joblib.gz"]
            for path in paths:
                joblib.dump(model, path)
            for protocol in (0, 2, 5):
                paths.append(folder / f"model.p{protocol}.pkl")
                paths[-1].write_bytes(pickle.dumps(model, protocol))
            for path in paths:
                outcome = run(mlp, "predict", path, "--images", folder / "x.npy", "--scale", "none",
                              "--json")
                if name in NOT_READ:
                    checks.check(f"{name}: {path.name} refused by name", outcome.code == 69
                                 and type(model).__name__ in outcome.last_line, outcome.last_line)
                elif checks.check(f"{name}: {path.name} runs", outcome.code == 0, outcome.last_line):
                    check_predictions(checks, f"{name}: {path.name}", model, x[:40],
                                      json.loads(outcome.stdout),
                                      1e-5 if x.dtype == np.float32 else 1e-9)
    forest = RandomForestClassifier(3, random_state=0).fit(*load_iris(return_X_y=True))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "forest.joblib"
        joblib.dump(forest, path)
        outcome = run(mlp, "inspect", path, "--json")
        checks.check("RandomForestClassifier: inspected", outcome.code == 0
                     and json.loads(outcome.stdout)["network"]["invertible"] is False)
        np.save(Path(folder) / "x.npy", np.zeros((1, 4)))
        outcome = run(mlp, "predict", path, "--images", Path(folder) / "x.npy")
        checks.check("RandomForestClassifier: refused by name",
                     outcome.code == 69 and "RandomForestClassifier" in outcome.last_line)


def main():
    warnings.filterwarnings("ignore")
    checks = Checks()
    mlp = parser(__doc__.splitlines()[0]).parse_args().mlp
    print(f"scikit-learn {sklearn.__version__}")
    outcome = run(mlp, "convert", "--help")
    converts = outcome.code == 0 and b"mlpc" in outcome.stdout
    if not converts:
        checks.skip("conversions", "this mlp does not convert .mlpc")
    with tempfile.TemporaryDirectory() as folder:
        check_refusals(checks, Path(folder))
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
    check_pickles(checks, mlp)
    checks.finish()


main()
