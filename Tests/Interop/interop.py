"""What the interop scripts share: the fixture networks, running `mlp`, comparing predictions."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "fixtures"

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


class Checks:
    """Prints a line for each check and counts them."""

    def __init__(self):
        self.passed = self.failed = 0

    def check(self, name, holds, detail=""):
        self.passed += bool(holds)
        self.failed += not holds
        print(f"{'ok  ' if holds else 'FAIL'} {name}{': ' if detail else ''}{detail}", flush=True)
        return bool(holds)

    def attempt(self, name, body):
        """Runs a check that may raise; what it raises is a failure."""
        try:
            holds, detail = body()
        except Exception as error:  # any error of Keras is an answer
            holds, detail = False, f"{type(error).__name__}: {str(error).strip()[:300]}"
        return self.check(name, holds, detail)

    def finish(self):
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed or not self.passed else 0)


def program(description):
    """The built program, from the command line."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("mlp", nargs="?", default=str(ROOT / ".build/release/mlp"))
    path = Path(parser.parse_args().mlp).resolve()
    if not os.access(path, os.X_OK):
        parser.error(f"{path}: not a program; build it first")
    return str(path)


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
