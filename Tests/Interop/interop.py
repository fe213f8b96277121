"""What the interop scripts share: the fixture networks, running `mlp`, comparing predictions."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Acceptance"))
import support  # noqa: E402
from support import FIXTURES, parser  # noqa: E402

#: What `mlp convert --to` can write, with the extension that Keras wants for it.
KINDS = {
    "keras-h5": ".h5",
    "keras-legacy-weights": ".h5",
    "keras-weights": ".weights.h5",
    "keras": ".keras",
}

#: The difference allowed, relative to the largest answer, by a part of the network's name: where Keras
#: computes in a shorter type than `mlp` does, and where its float32 rounding grows through many layers.
ALLOWED = {"bfloat16": 5e-2, "float16": 5e-3, "mix2": 5e-5, "": 1e-5}


class Checks(support.Checks):
    """Checks of what a library does, which may raise."""

    def attempt(self, name, body):
        """Runs a check that may raise; what it raises is a failure."""
        try:
            holds, detail = body()
        except Exception as error:  # any error of Keras is an answer
            holds, detail = False, f"{type(error).__name__}: {str(error).strip()[:300]}"
        return self.check(name, holds, detail)

    def finish(self):
        if not self.passed:
            self.check("something was checked", False)
        super().finish()


def run(*command):
    """Runs a command that has to succeed; returns what it printed."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"exit {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def predict(mlp, model, inputs):
    """What `mlp` predicts."""
    with tempfile.TemporaryDirectory() as folder:
        rows = Path(folder) / "inputs.npy"
        np.save(rows, inputs.reshape(len(inputs), -1))
        return np.array(json.loads(run(mlp, "predict", model, "--images", rows, "--json"))["outputs"])


def agree(got, want, name=""):
    """Whether two predictions agree, and by how much they differ, relative to the largest."""
    got, want = np.asarray(got, float), np.asarray(want, float)
    if got.shape != want.shape:
        return False, f"shape {got.shape} instead of {want.shape}"
    difference = np.abs(got - want).max() / max(np.abs(want).max(), 1e-30)
    allowed = next(value for part, value in ALLOWED.items() if part in name)
    return difference <= allowed, f"largest difference {difference:.1e}"


def chains():
    """Every fixture network that is a chain, with inputs: pairs of name, model, inputs."""
    yield "mnist/mlp", FIXTURES / "mnist/mlp.h5", np.load(FIXTURES / "mnist/mlp.inputs.npy")
    for name in ("slp", "slp_softmax"):
        yield f"mnist/{name}", FIXTURES / f"mnist/{name}.h5", np.load(FIXTURES / "mnist/mlp.inputs.npy")
    for path in sorted((FIXTURES / "keras").glob("*/*.truth.json")):
        if not json.loads(path.read_text())["verdict"].startswith("chain"):
            continue
        stem = path.name.removesuffix(".truth.json")
        inputs = np.load(path.with_name(f"{stem}.inputs.npy"))
        yield f"{path.parent.name}/{stem}", path.with_name(f"{stem}.h5"), inputs


def shaped(inputs, model):
    """The inputs in the shape that a Keras model wants."""
    return inputs.reshape((len(inputs),) + tuple(model.input_shape[1:]))


def forget(model):
    """Replaces every weight, so that a weight which is not loaded is noticed."""
    model.set_weights([np.full_like(weight, 0.37) for weight in model.get_weights()])


def loads(checks, mlp, keras, name, model, inputs, folder, models, weights):
    """Files of every kind asked for give the same predictions in Keras: whole models, then weights."""
    want = predict(mlp, model, inputs)
    path = lambda kind: folder / (name.replace("/", "-") + "." + kind + KINDS[kind])
    for kind in models:
        def whole():
            run(mlp, "convert", model, path(kind), "--to", kind, "--quiet")
            loaded = keras.models.load_model(path(kind), compile=False)
            return agree(loaded.predict(shaped(inputs, loaded), verbose=0), want, name)
        checks.attempt(f"{name}: load_model {kind}", whole)
    for kind in weights:
        def alone():
            run(mlp, "convert", model, path(kind), "--to", kind, "--quiet")
            loaded = keras.models.load_model(path("keras-h5"), compile=False)
            forget(loaded)
            loaded.load_weights(path(kind))
            return agree(loaded.predict(shaped(inputs, loaded), verbose=0), want, name)
        checks.attempt(f"{name}: load_weights {kind}", alone)
