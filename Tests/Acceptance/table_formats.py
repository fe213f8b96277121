"""Models of tables in every form that users save: evaluated, inverted, and read again by their own framework.

usage: table_formats.py [MLP]      needs scikit-learn, SciPy and pandas, and Keras for the forms of Keras

Wine, breast cancer, iris, diabetes and a table with whole numbers and a one-hot group, each as a pipeline of
scikit-learn exported by python/mlpc.py, as a Keras model with an adapted Normalization, and as what
`mlp train --normalize` makes of a CSV that pandas wrote, label last. `evaluate` has to say what the framework
says; with nothing but the model every answer of `map` lies within three standard deviations of the mean, with
--prior-data inside the data's ranges, and is right; it may be at most 1 % farther from the mean, in standard
deviations, than the best that SLSQP finds. Real Keras has to predict what mlp predicts with both normalizations
that mlp trains; the training is as good as scikit-learn's over five seeds; and a CSV gives the same answers
however it is written.
"""

import os
import sys
import tempfile
import warnings
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from support import ROOT, Checks, parser, run
from tables import Net, compare, mixed

sys.path.insert(0, str(ROOT / "python"))

try:
    import mlpc
    import numpy as np
    import pandas as pd
    from sklearn import datasets
    from sklearn.model_selection import train_test_split
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(0)

try:
    import keras
except (ImportError, ModuleNotFoundError) as error:
    keras = None
    print(f"without Keras: {error}")

#: Names of the classes of every table: words, as a person's CSV has them.
WORDS = ["red", "green", "blue"]


class Table:
    """Rows, answers, and what they are called."""

    def __init__(self, name, rows, answers, columns):
        self.name = name
        self.is_regression = name == "diabetes"
        self.columns = [str(c).replace(",", " ") for c in columns]
        self.rows, self.answers = np.asarray(rows, float), answers
        self.classes = 1 if self.is_regression else int(max(answers)) + 1

    @property
    def label(self):
        return "progression" if self.is_regression else "label"

    def frame(self, chosen=slice(None)):
        """As pandas writes it, the answer last."""
        frame = pd.DataFrame(self.rows[chosen], columns=self.columns)
        answers = self.answers[chosen]
        frame[self.label] = answers if self.is_regression else [WORDS[a] for a in answers]
        return frame

    def flags(self, path):
        """How mlp is told what the CSV holds."""
        option = "--target-column" if self.is_regression else "--label-column"
        return ["--csv", path, option, self.label]


def tables():
    for name in ("wine", "breast_cancer", "iris"):
        table = getattr(datasets, f"load_{name}")()
        yield Table(name, table.data, table.target, table.feature_names)
    table = datasets.load_diabetes(scaled=False)
    yield Table("diabetes", table.data, table.target, table.feature_names)
    yield Table("mixed", *mixed())


def sklearn_model(table, folder):
    """A pipeline exported by python/mlpc.py."""
    kind = MLPRegressor if table.is_regression else MLPClassifier
    pipeline = make_pipeline(
        StandardScaler(), kind(hidden_layer_sizes=(16,), max_iter=1500, random_state=0, alpha=0.1))
    frame = table.frame()
    pipeline.fit(frame[table.columns], frame[table.label])
    path = folder / f"{table.name}.mlpc"
    mlpc.export(pipeline, path)
    names = [] if table.is_regression else [str(c) for c in pipeline.classes_]

    def predict(rows):
        return pipeline.predict(pd.DataFrame(rows, columns=table.columns))
    return path, Net(pipeline), predict, names


def keras_net(model):
    """The numbers of a Keras model that begins with a Normalization."""
    scaler, *others = [layer for layer in model.layers if layer.get_weights()]
    mean, variance = [np.asarray(w, float).ravel() for w in scaler.get_weights()[:2]]
    weights = [np.asarray(layer.get_weights()[0], float) for layer in others]
    biases = [np.asarray(layer.get_weights()[1], float) for layer in others]
    return Net.of(mean, np.sqrt(variance), weights, biases, "relu")


def keras_model(table, folder):
    """A Keras model that was adapted to the data."""
    keras.utils.set_random_seed(1)
    front = keras.layers.Normalization()
    front.adapt(table.rows)
    last = (
        keras.layers.Dense(1) if table.is_regression
        else keras.layers.Dense(table.classes, activation="softmax"))
    model = keras.Sequential(
        [keras.Input((table.rows.shape[1],)), front, keras.layers.Dense(16, activation="relu"), last])
    model.compile(
        keras.optimizers.Adam(0.02),
        "mse" if table.is_regression else "sparse_categorical_crossentropy")
    model.fit(table.rows, table.answers, epochs=60, verbose=0, batch_size=64)
    path = folder / f"{table.name}-own.keras"
    model.save(path)
    return path, keras_net(model), keras_predict(model, table), [str(k) for k in range(table.classes)]


def keras_predict(model, table, names=None):
    def predict(rows):
        outputs = np.asarray(model(np.asarray(rows, np.float32)), float)
        if table.is_regression:
            return outputs[:, 0]
        best = outputs.argmax(axis=1)
        return np.array([names[k] if names else str(k) for k in best])
    return predict


def trained_model(mlp, table, folder, normalize="standard"):
    """What `mlp train --normalize` makes, as real Keras reads it."""
    path = folder / f"{table.name}-{normalize}.keras"
    outcome = run(
        mlp, "train", "-o", path, *table.flags(folder / f"{table.name}.csv"), "--normalize", normalize,
        "--hidden", "16", "--activation", "relu", "--epochs", "60", "--learning-rate", "0.02", "--quiet",
        "--force", timeout=300)
    if outcome.code != 0:
        raise RuntimeError(outcome.last_line)
    if keras is None:
        return path, None, None, WORDS
    model = keras.saving.load_model(path, compile=False)
    names = sorted(WORDS[:table.classes])
    return path, keras_net(model), keras_predict(model, table, names), names


def check_evaluation(checks, mlp, label, table, model, predict, names, folder):
    """`evaluate` says what the framework says."""
    csv = folder / f"{table.name}.csv"
    named = [] if table.is_regression or names[0] in WORDS else [
        "--class-names", ",".join(WORDS[:table.classes])]
    outcome = run(mlp, "evaluate", model, *table.flags(csv), *named, "--json", "--quiet")
    if outcome.code != 0:
        checks.check(f"{label}: evaluate", False, outcome.last_line)
        return
    predicted = predict(table.rows)
    if table.is_regression:
        wanted = float(np.sqrt(np.mean((predicted - table.answers) ** 2)))
        got = outcome.json["rmse"]
        checks.check(f"{label}: evaluate", abs(got - wanted) < 1e-4 * wanted, f"{got} {wanted}")
        return
    truth = [WORDS[a] for a in table.answers]
    if names[0] not in WORDS:
        predicted = [WORDS[int(p)] for p in predicted]
    wanted = float(np.mean([p == t for p, t in zip(predicted, truth)]))
    got = outcome.json["accuracy"]
    checks.check(f"{label}: evaluate", abs(got - wanted) < 1e-9, f"{got} {wanted}")


def check_inversion(checks, mlp, label, table, model, net, predict, names, folder):
    """`map` stays inside, is right, and is nearly the likeliest."""
    data = folder / f"{table.name}-rows.csv"
    targets = []
    if table.is_regression:
        np.savetxt(folder / "targets.csv", np.quantile(table.answers, [0.1, 0.5, 0.9]))
        targets = ["--targets", folder / "targets.csv"]
    sd = net.scale
    cases = [("model alone", [], None), ("with data", ["--prior-data", data], table.rows)]
    for case, arguments, rows in cases:
        outcome = run(
            mlp, "invert", model, "-o", folder / "results.h5", "--force", "--method", "map", "--json",
            "--quiet", *targets, *arguments, timeout=300)
        if outcome.code != 0:
            checks.check(f"{label} {case}", False, outcome.last_line)
            continue
        space = outcome.json["inputSpace"]["features"]
        said = {feature["source"] for feature in space}
        if rows is None and said == {"normalization"}:
            box, root = (net.mean - 3 * sd, net.mean + 3 * sd), np.diag(sd)
        else:
            box = (table.rows.min(axis=0), table.rows.max(axis=0))
            root = np.diag(sd) if rows is None else np.linalg.cholesky(
                np.cov(rows.T) + 1e-9 * np.diag(rows.var(axis=0, ddof=1)))
        for number, found in enumerate(outcome.json["solutions"]):
            one = f"{label} {case} {found['class']}"
            if table.is_regression:
                value = found["wanted"][0]
                conditions = [("eq", lambda x, value=value: (
                    lambda z, slopes: (z - value, slopes.T))(*net.logits(x)))]

                def answer(x, value=value):
                    return abs(net.logits(x)[0][0] - value) < 1e-6 * abs(value)
            else:
                wanted = names.index(found["class"])
                margin = found["certificate"]["goalMargin"]
                conditions = [("ineq", lambda x, wanted=wanted: net.slack(x, wanted, margin))]

                def answer(x, found=found):
                    return str(predict(np.array([x]))[0]) == found["class"]
            is_reached = found["certificate"]["isReached"]
            has_steps = any(feature["kind"] != "continuous" for feature in space)
            # Ranges that the model has of its training say nothing of what is usual but the middle.
            compare(
                checks, one, net, found, rows, box, root, conditions, answer,
                is_reached and not has_steps and (rows is not None or said == {"normalization"}))


def check_keras_reads(checks, mlp, table, folder):
    """Real Keras predicts what mlp does, with either normalization."""
    for normalize in ("standard", "minmax"):
        path, _, _, _ = trained_model(mlp, table, folder, normalize)
        outcome = run(
            mlp, "predict", path, "--csv", folder / f"{table.name}-rows.csv", "--json", "--quiet")
        got = np.array(outcome.json["outputs"])
        model = keras.saving.load_model(path, compile=False)
        wanted = np.asarray(model(table.rows.astype(np.float32)), float)
        gap = float(np.abs(got - wanted).max() / max(1, np.abs(wanted).max()))
        checks.check(f"{table.name} {normalize}: Keras predicts the same", gap < 1e-5, f"{gap:.2g}")


def check_training(checks, mlp, folder):
    """Wine, five seeds: as good as scikit-learn, but for a point."""
    table = datasets.load_wine(as_frame=True)
    frame = table.frame
    ours, theirs = [], []
    for seed in range(5):
        train, test = train_test_split(frame, test_size=0.3, random_state=seed, stratify=frame["target"])
        train.to_csv(folder / "train.csv", index=False)
        test.to_csv(folder / "test.csv", index=False)
        model = folder / "wine-seed.h5"
        outcome = run(
            mlp, "train", "-o", model, "--csv", folder / "train.csv", "--normalize", "standard",
            "--seed", str(seed), "--quiet", "--force")
        outcome = run(mlp, "evaluate", model, "--csv", folder / "test.csv", "--json", "--quiet")
        ours.append(outcome.json["accuracy"] if outcome.code == 0 else 0)
        pipeline = make_pipeline(StandardScaler(), MLPClassifier(max_iter=500, random_state=seed))
        pipeline.fit(train.drop(columns="target"), train["target"])
        theirs.append(pipeline.score(test.drop(columns="target"), test["target"]))
    checks.check(
        "wine, five seeds", np.mean(ours) >= np.mean(theirs) - 0.01,
        f"{np.mean(ours):.4f} against {np.mean(theirs):.4f}")


def check_writings(checks, mlp, table, model, folder):
    """The same rows, written in other ways, give the same answers."""
    frame = pd.DataFrame(np.round(table.rows), columns=table.columns)
    path = folder / "written.csv"

    def outputs(text, encoding="utf-8"):
        path.write_bytes(text.encode(encoding))
        outcome = run(mlp, "predict", model, "--csv", path, "--json", "--quiet")
        return outcome.json["outputs"] if outcome.code == 0 else outcome.last_line
    wanted = outputs(frame.to_csv(index=False))
    whole = frame.astype(int)
    ways = {
        "51": outputs(whole.to_csv(index=False)),
        "columns reordered": outputs(frame[table.columns[::-1]].to_csv(index=False)),
        "semicolons and decimal commas": outputs(frame.to_csv(index=False, sep=";", decimal=",")),
        "BOM and CRLF": outputs(frame.to_csv(index=False, lineterminator="\r\n"), "utf-8-sig"),
        "tabs": outputs(frame.to_csv(index=False, sep="\t")),
        "an index": outputs(frame.to_csv()),
        "quotes": outputs(frame.to_csv(index=False, quoting=1)),
    }
    for name, found in ways.items():
        checks.check(f"written with {name}", found == wanted, str(found)[:200])


def main():
    warnings.filterwarnings("ignore")
    arguments = parser(__doc__.splitlines()[0]).parse_args()
    checks = Checks()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for table in tables():
            table.frame().to_csv(folder / f"{table.name}.csv", index=False)
            table.frame()[table.columns].to_csv(folder / f"{table.name}-rows.csv", index=False)
            forms = {"scikit-learn": sklearn_model(table, folder)}
            if keras is not None:
                forms["Keras"] = keras_model(table, folder)
                forms["mlp train"] = trained_model(arguments.mlp, table, folder)
                check_keras_reads(checks, arguments.mlp, table, folder)
            for form, (model, net, predict, names) in forms.items():
                label = f"{table.name} {form}"
                check_evaluation(checks, arguments.mlp, label, table, model, predict, names, folder)
                check_inversion(
                    checks, arguments.mlp, label, table, model, net, predict, names, folder)
            if table.name == "wine":
                check_writings(checks, arguments.mlp, table, forms["scikit-learn"][0], folder)
        check_training(checks, arguments.mlp, folder)
    checks.finish()


if __name__ == "__main__":
    main()
