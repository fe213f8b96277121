"""Shows what `mlp invert` finds to judges that never saw the network, and prints their verdicts.

usage: judges.py [MLP] [--data FOLDER] [--cache FOLDER] [--only mnist fashion digits] [--markdown]
                 [--model KIND=FILE ...]

FOLDER holds `mnist/` with the four IDX files; without --data it is the environment's MLPKIT_DATA.
Fashion-MNIST is Debian's package dataset-fashion-mnist; it is left out when it is not installed.
Needs numpy, scipy, h5py and scikit-learn; with Keras the third judge is a small convolutional network,
without it a perceptron trained on shifted images.

The judges are trained on other images than the networks: of MNIST and Fashion-MNIST on the 60,000
training images, all ten classes, while the networks were trained on the test images of the classes
0 to 4. Of the 8x8 digits there are only 1797, which judges and networks share.
"""

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")

import h5py
import joblib
import numpy as np
from sklearn.datasets import load_digits
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.svm import SVC

try:
    import keras
except ImportError:
    keras = None

ROOT = Path(__file__).resolve().parents[1]
FASHION = Path("/usr/share/datasets/fashion-mnist")

#: title, arguments, whether it needs images, the kinds of network it is for, verdicts required of MNIST
METHODS = (
    ("empirical (paper)", ["--method", "empirical"], False, ("slp", "mlp"), {}),
    ("analytical (paper)", ["--method", "analytical"], False, ("slp", "mlp"), {}),
    ("nearest", ["--method", "nearest"], False, ("slp", "mlp"), {}),
    ("empirical --rank kernel", ["--method", "empirical", "--rank", "kernel"], False,
     ("slp", "mlp"), {"slp": 15}),
    ("map, without images", ["--method", "map"], False, ("slp", "mlp"), {"mlp": 11}),
    ("pattern", ["--method", "pattern"], True, ("slp",), {"slp": 15}),
    ("empirical --rank cov", ["--method", "empirical", "--rank", "cov"], True,
     ("slp", "mlp"), {"slp": 15, "mlp": 15}),
    ("map", ["--method", "map"], True, ("slp", "mlp"), {"slp": 15, "mlp": 15}),
    ("map --target natural", ["--method", "map", "--target", "natural"], True, ("slp", "mlp"), {}),
)


def idx(path):
    """The array of an IDX file, gzip or not."""
    raw = path.read_bytes()
    if raw[:2] == b"\x1f\x8b":
        raw = gzip.decompress(raw)
    rank = raw[3]
    shape = np.frombuffer(raw, ">i4", rank, 4)
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * rank).reshape(shape)


def idx_folder(folder):
    """Training and test images with their labels."""
    parts = []
    for name in ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"):
        found = sorted(folder.glob(f"{name}-ubyte*"))
        if not found:
            return None
        parts.append(idx(found[0]))
    return parts


class Perceptron:
    """The third judge when there is no Keras: a perceptron that saw every image shifted, too."""

    name = "perceptron on shifted images"

    def __init__(self, images, labels):
        shifted = [np.roll(images, (down, right), (1, 2)) for down, right in
                   ((0, 0), (0, 1), (0, -1), (1, 0), (-1, 0))]
        rows = np.concatenate(shifted).reshape(-1, images[0].size) / 255
        self.model = MLPClassifier((128,), max_iter=8, random_state=0)
        self.model.fit(rows, np.tile(labels, len(shifted)))

    def predict(self, images):
        return self.model.predict(images.reshape(len(images), -1) / 255)


class Convolutional:
    """The third judge: two convolutions and a dense layer."""

    name = "convolutional network"

    def __init__(self, images, labels):
        keras.utils.set_random_seed(0)
        side, layers = images.shape[1], keras.layers
        self.model = keras.Sequential([
            keras.Input((side, side, 1)),
            layers.Conv2D(16, 3, activation="relu"),
            layers.MaxPooling2D() if side > 10 else layers.Identity(),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dropout(0.3),
            layers.Dense(64, activation="relu"),
            layers.Dense(int(labels.max()) + 1),
        ])
        self.model.compile(
            "adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        self.model.fit(
            images[..., None] / 255.0, labels, batch_size=128,
            epochs=3 if len(images) > 5000 else 30, verbose=0)

    def predict(self, images):
        return self.model.predict(images[..., None] / 255.0, verbose=0).argmax(axis=1)


class Rows:
    """A judge of scikit-learn, which takes rows."""

    def __init__(self, name, model, images, labels):
        self.name, self.model = name, model
        self.model.fit(images.reshape(len(images), -1) / 255, labels)

    def predict(self, images):
        return self.model.predict(images.reshape(len(images), -1) / 255)


def judges(name, images, labels, cache):
    """Three judges, trained or taken from the cache."""
    third = Convolutional if keras else Perceptron
    makers = {
        "knn": lambda: Rows("k-NN", KNeighborsClassifier(5), images, labels),
        "svm": lambda: Rows(
            "RBF SVM", SVC(C=10, gamma="scale"), images[:15000], labels[:15000]),
        third.__name__.lower(): lambda: third(images, labels),
    }
    made = []
    for key, make in makers.items():
        path = cache / f"{name}-{key}.joblib"
        if path.exists():
            made.append(joblib.load(path))
            continue
        start = time.perf_counter()
        made.append(make())
        print(f"# {name}: trained {key} in {time.perf_counter() - start:.0f} s", file=sys.stderr)
        joblib.dump(made[-1], path)
    return made


def trained_models(images, labels, folder):
    """The paper's two networks for a data set that has none, trained with Keras."""
    paths = {"slp": folder / "slp.h5", "mlp": folder / "mlp.h5"}
    if all(path.exists() for path in paths.values()):
        return paths
    if not keras:
        print("# no Keras: no networks to train", file=sys.stderr)
        return {}
    folder.mkdir(parents=True, exist_ok=True)
    rows = images.reshape(len(images), -1) / 127.5 - 1
    count = int(labels.max()) + 1
    for kind, path in paths.items():
        keras.utils.set_random_seed(0)
        layers = [keras.Input((rows.shape[1],))]
        if kind == "mlp":
            for _ in range(2):
                layers += [keras.layers.Dense(30), keras.layers.LeakyReLU(negative_slope=0.01)]
        head = "sigmoid" if kind == "slp" else "linear"
        model = keras.Sequential(layers + [keras.layers.Dense(count, activation=head)])
        loss = (keras.losses.BinaryCrossentropy() if kind == "slp"
                else keras.losses.CategoricalCrossentropy(from_logits=True))
        model.compile("adam", loss)
        model.fit(rows, np.eye(count)[labels], batch_size=200 if kind == "slp" else 32,
                  epochs=200 if kind == "slp" else 100, verbose=0)
        model.save(path)
    return paths


def tasks(arguments):
    """Name, judges, models, images for the prior, number of classes; one data set after the other."""
    cache = arguments.cache
    cache.mkdir(parents=True, exist_ok=True)
    given = dict(text.split("=", 1) for text in arguments.model)
    if "mnist" in arguments.only and arguments.data:
        data = idx_folder(arguments.data / "mnist")
        fixtures = {kind: ROOT / f"fixtures/mnist/{kind}.h5" for kind in ("slp", "mlp")}
        keep = data[3] < 5
        yield ("mnist", judges("mnist", data[0], data[1], cache), given or fixtures,
               data[2][keep], 5)
    if "fashion" in arguments.only:
        found = next((idx_folder(folder) for folder in (FASHION, arguments.fashion)
                      if folder and idx_folder(folder)), None)
        if found is None:
            print("# fashion: dataset-fashion-mnist is not installed", file=sys.stderr)
        else:
            keep = found[3] < 5
            models = trained_models(found[2][keep], found[3][keep], cache / "fashion")
            yield ("fashion", judges("fashion", found[0], found[1], cache), models,
                   found[2][keep], 5)
    if "digits" in arguments.only:
        digits = load_digits()
        images = np.rint(digits.images * 255 / 16).astype(np.uint8)
        models = {kind: ROOT / f"fixtures/digits/{kind}.h5" for kind in ("slp", "mlp")}
        yield "digits", judges("digits", images, digits.target, cache), models, images, 10


def invert(mlp, model, side, extra):
    """Runs the tool: its report, and the pictures of the one method."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "results.h5"
        command = [mlp, "invert", model, "-o", path, "--json", "--image-shape", f"{side}x{side}"]
        done = subprocess.run(
            [str(word) for word in command + extra], capture_output=True, check=False)
        if done.returncode:
            print("#", done.stderr.decode().strip(), file=sys.stderr)
            return None
        with h5py.File(path) as file:
            (group,) = file["solutions"].values()
            return json.loads(done.stdout)["solutions"], group["images"][()]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("mlp", nargs="?", default=str(ROOT / ".build/release/mlp"))
    parser.add_argument("--data", type=Path, default=os.environ.get("MLPKIT_DATA"))
    parser.add_argument("--fashion", type=Path, help="a folder with Fashion-MNIST")
    parser.add_argument("--cache", type=Path, default=ROOT / ".build/judges")
    parser.add_argument("--only", nargs="+", default=["mnist", "fashion", "digits"])
    parser.add_argument("--model", action="append", default=[], help="slp=FILE or mlp=FILE")
    parser.add_argument("--markdown", action="store_true")
    arguments = parser.parse_args()
    if arguments.data:
        arguments.data = Path(arguments.data)
    elif "mnist" in arguments.only:
        print("# mnist: skipped, MLPKIT_DATA is not set", file=sys.stderr)

    failed = False
    for name, jury, models, images, classes in tasks(arguments):
        side = images.shape[1]
        header = ["method", "network", *(judge.name for judge in jury), "sum",
                  "own, 8 bits", "p min", "violation", "residual max", "s/class"]
        rows = []
        with tempfile.TemporaryDirectory() as folder:
            prior = Path(folder) / "prior.npy"
            np.save(prior, images)
            for kind, model in models.items():
                for title, extra, needs_images, kinds, required in METHODS:
                    if kind not in kinds:
                        continue
                    found = invert(
                        arguments.mlp, model, side,
                        extra + (["--prior-data", prior] if needs_images else []))
                    if found is None:
                        failed = True
                        continue
                    solutions, pictures = found
                    truth = np.arange(classes)
                    verdicts = [int((judge.predict(pictures) == truth).sum()) for judge in jury]
                    own = sum(s["asShown"]["answers"] == s["class"] for s in solutions)
                    wanted = required.get(kind) if name == "mnist" else None
                    total = f"{sum(verdicts)} of {classes * len(jury)}"
                    if wanted is not None and sum(verdicts) < wanted:
                        failed = True
                        total += f" (wanted {wanted})"
                    rows.append([
                        title, kind, *map(str, verdicts), total, f"{own} of {classes}",
                        f"{min(s['probability'] for s in solutions):.6f}",
                        f"{max(s['boxViolation'] for s in solutions):.2g}",
                        f"{max(s['residualL2'] for s in solutions):.1e}",
                        f"{solutions[0]['seconds']:.2f}",
                    ])
        print(f"\n{name}")
        show(header, rows, arguments.markdown)
    sys.exit(1 if failed else 0)


def show(header, rows, markdown):
    """A table for a terminal, or for a document."""
    if markdown:
        print("| " + " | ".join(header) + " |")
        print("|" + "---|" * len(header))
        for row in rows:
            print("| " + " | ".join(row) + " |")
        return
    widths = [max(len(row[column]) for row in [header, *rows]) for column in range(len(header))]
    for row in [header, *rows]:
        print("  ".join(word.ljust(width) for word, width in zip(row, widths)).rstrip())


main()
