"""`mlp` predicts what Keras 3 does, or says why not: models with every kind of step.

usage: with_keras3_models.py [MLP]
"""

import inspect
import json
import os
import re
import tempfile
import warnings
import zipfile
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")

import h5py
import keras
import numpy as np
from keras import layers as L

import keras3_cases
from interop import Checks, parser
from support import ROOT, run

warnings.filterwarnings("ignore")


def fill(model, random):
    """Weights that are not symmetric, and none that are zero or one."""
    for weight in model.weights:
        if "int" in str(weight.dtype) or "seed" in weight.path:
            continue
        values = random.uniform(-0.6, 0.9, weight.shape)
        weight.assign(np.abs(values) + 0.2 if "variance" in weight.path else values)


def answer(model, inputs):
    return np.asarray(model(inputs, training=False), float).reshape(len(inputs), -1)


def predict(mlp, model, inputs, *options):
    """The outcome of `mlp predict`."""
    with tempfile.TemporaryDirectory() as folder:
        rows = Path(folder) / "inputs.npy"
        np.save(rows, inputs.reshape(len(inputs), -1))
        return run(mlp, "predict", model, "--images", rows, "--json", *options)


def equals(checks, name, outcome, want, allowed=None):
    """Whether an outcome is what Keras says."""
    if not checks.check(f"{name}: runs", outcome.code == 0, f"exit {outcome.code}: {outcome.last_line}"):
        return
    got = np.asarray(outcome.json["outputs"], float)
    far = np.abs(got - want).max() / max(np.abs(want).max(), 1e-30) if got.shape == want.shape else np.inf
    checks.check(f"{name}: predicts", far <= (allowed or 1e-5), f"largest difference {far:.1e}")


def refused(checks, name, outcome, words, code=69):
    """Whether an outcome is a refusal that says these words."""
    said = outcome.stderr.decode() if isinstance(outcome.stderr, bytes) else outcome.stderr
    checks.check(f"{name}: refused", outcome.code == code and words in said,
                 f"exit {outcome.code}: {outcome.last_line}")


def check_cases(checks, mlp, folder, random):
    for number, (name, model, expected, allowed) in enumerate(keras3_cases.cases()):
        if not name.startswith("quantized"):
            fill(model, random)
        if len(model.inputs) == 1:
            shape = [4 if extent is None else extent for extent in model.inputs[0].shape[1:]]
            inputs = random.normal(0, 1.5, [7] + shape).astype("float32")
        for kind in ("keras", "h5"):
            if kind == "h5" and number % 3 and not name.startswith(("quantized", "structures")):
                continue  # the two kinds differ in how weights are named, not in what steps mean
            file = folder / f"{number}.{kind}"
            model.save(file)
            seen = run(mlp, "inspect", file, "--json")
            checks.check(f"{name} ({kind}): inspects", seen.code == 0, seen.last_line)
            outcome = predict(mlp, file, inputs)
            if expected is keras3_cases.RUNS:
                checks.classes.update(classes_in(model))
                equals(checks, f"{name} ({kind})", outcome, answer(model, inputs), allowed)
            else:
                refused(checks, f"{name} ({kind})", outcome, expected)
        file.unlink()


def chain(*units, width=6):
    """A chain of Dense layers with names of their own session."""
    layers = [L.Dense(unit, "relu") for unit in units[:-1]] + [L.Dense(units[-1])]
    return keras.Sequential([keras.Input((width,)), *layers])


def legacy_weights(model, path):
    """What `save_weights("w.h5")` wrote before Keras 3: the group of the weights at the root."""
    model.save(path.with_suffix(".full.h5"))
    with h5py.File(path.with_suffix(".full.h5")) as full, h5py.File(path, "w") as weights:
        for name, value in full["model_weights"].attrs.items():
            weights.attrs[name] = value
        for name in full["model_weights"]:
            full.copy(full["model_weights"][name], weights, name)


def check_architectures(checks, mlp, folder, random):
    """Weights whose architecture comes from elsewhere."""
    model, again = chain(8, 8, 3), chain(8, 8, 3)
    fill(model, random)
    inputs = random.normal(0, 1.5, (7, 6)).astype("float32")
    want = answer(model, inputs)
    own, other, whole = (folder / name for name in ("own.json", "other.json", "whole.keras"))
    own.write_text(model.to_json())
    other.write_text(again.to_json())
    again.save(whole)
    again.save(folder / "whole.h5")
    legacy, objects = folder / "legacy.h5", folder / "objects.weights.h5"
    legacy_weights(model, legacy)
    model.save_weights(objects)
    for weights in (legacy, objects):
        for architecture in (own, other, whole, folder / "whole.h5"):
            equals(checks, f"{weights.name} with {architecture.name}",
                   predict(mlp, weights, inputs, "--architecture", architecture), want)
        equals(checks, f"{weights.name} with activations",
               predict(mlp, weights, inputs, "--activation", "relu", "--output-activation", "linear"), want)
    short = folder / "short.json"
    short.write_text(chain(8, 3).to_json())
    for weights in (legacy, objects):
        refused(checks, f"{weights.name} with fewer layers",
                predict(mlp, weights, inputs, "--architecture", short), "belong together", code=65)
    stripped = folder / "stripped.h5"
    model.save(stripped)
    with h5py.File(stripped, "a") as file:
        del file.attrs["model_config"]
    equals(checks, "no model_config", predict(mlp, stripped, inputs, "--architecture", own), want)
    refused(checks, "no model_config, no architecture", predict(mlp, stripped, inputs), "--architecture")
    model.save(folder / "told.keras")
    told = predict(mlp, folder / "told.keras", inputs, "--architecture", other)
    equals(checks, "an architecture that is not needed", told, want)
    checks.check("an architecture that is not needed: said", b"ignored" in told.stderr, told.last_line)


def check_nested(checks, mlp, folder, random):
    """Nested models without an architecture: an order that shapes do not tell is not guessed."""
    for name, units, known in (("square", (6, 6, 6), False), ("of other widths", (5, 4, 3), True)):
        inner = keras.Sequential([keras.Input((6,)), L.Dense(units[0], "tanh"),
                                  L.Dense(units[1], "tanh")])
        model = keras.Sequential([keras.Input((6,)), inner, L.Dense(units[2])])
        fill(model, random)
        inputs = random.normal(0, 1.5, (7, 6)).astype("float32")
        objects, legacy = folder / "nested.weights.h5", folder / "nested.h5"
        model.save_weights(objects)
        legacy_weights(model, legacy)
        options = ("--activation", "tanh", "--output-activation", "linear")
        outcome = predict(mlp, objects, inputs, *options)
        if known:
            equals(checks, f"nested weights, {name}", outcome, answer(model, inputs))
        else:
            refused(checks, f"nested weights, {name}", outcome, "--architecture")
        equals(checks, f"nested legacy weights, {name}", predict(mlp, legacy, inputs, *options),
               answer(model, inputs))
        (folder / "nested.json").write_text(model.to_json())
        for weights in (objects, legacy):
            equals(checks, f"nested with architecture, {name}, {weights.name}",
                   predict(mlp, weights, inputs, "--architecture", folder / "nested.json"),
                   answer(model, inputs))
    frozen = keras.Sequential([keras.Input((6,)), L.Dense(6, "tanh"), L.Dense(6, "tanh")])
    frozen.layers[0].trainable = False
    model = keras.Sequential([keras.Input((6,)), frozen, L.Dense(6)])
    fill(model, random)
    legacy_weights(model, folder / "frozen.h5")
    refused(checks, "nested legacy weights, frozen",
            predict(mlp, folder / "frozen.h5", inputs, "--activation", "tanh"), "--architecture")


def check_outputs(checks, mlp, folder, random):
    """Several outputs: one is chosen."""
    start = keras.Input((6,))
    middle = L.Dense(4, "relu", name="middle")(start)
    first, second = L.Dense(2, name="first")(middle), L.Dense(3, "tanh", name="second")(middle)
    model = keras.Model(start, {"a": first, "b": second})
    fill(model, random)
    file = folder / "outputs.keras"
    model.save(file)
    inputs = random.normal(0, 1.5, (7, 6)).astype("float32")
    for name, tensor in (("first", first), ("second", second), ("middle", middle)):
        want = answer(keras.Model(start, tensor), inputs)
        equals(checks, f"--output-layer {name}", predict(mlp, file, inputs, "--output-layer", name), want)
    refused(checks, "--output-layer of no layer",
            predict(mlp, file, inputs, "--output-layer", "third"), "no layer of this name")


def check_files(checks, mlp, folder, random):
    """Archives behind other bytes, links that lead nowhere, pixels that the model rescales itself."""
    model = chain(8, 3)
    fill(model, random)
    inputs = random.normal(0, 1.5, (7, 6)).astype("float32")
    file = folder / "model.keras"
    model.save(file)
    (folder / "behind.keras").write_bytes(b"#!/bin/sh\nexit 0\n" + file.read_bytes())
    equals(checks, "an archive behind other bytes", predict(mlp, folder / "behind.keras", inputs),
           answer(model, inputs))
    model.save(folder / "link.h5")
    model.save_weights(folder / "link.weights.h5")
    for name, options in (("link.h5", ()), ("link.weights.h5", ("--activation", "relu"))):
        with h5py.File(folder / name, "a") as target:
            target["stray"] = h5py.SoftLink("/nowhere")
            target.create_group("others")["stray"] = h5py.SoftLink("/nowhere")
        equals(checks, f"a stray link in {name}", predict(mlp, folder / name, inputs, *options),
               answer(model, inputs))
    pixels = random.integers(0, 256, (7, 4, 4)).astype("uint8")
    for scale, offset in ((1 / 255, 0), (1 / 127.5, -1)):
        model = keras.Sequential([keras.Input((4, 4)), L.Rescaling(scale, offset), L.Flatten(), L.Dense(3)])
        fill(model, random)
        model.save(file)
        equals(checks, f"bytes into Rescaling {scale:.4f}", predict(mlp, file, pixels),
               answer(model, pixels.astype("float32")))


def documented():
    """The verdict on every class of the table in docs/keras-hdf5.md."""
    found = {}
    text = (ROOT / "docs/keras-hdf5.md").read_text()
    section = text.split("### Every layer class of Keras 3", 1)[1].split("\n## ", 1)[0]
    for line in section.splitlines():
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        if len(cells) >= 2:
            found.update({name: cells[1] for name in re.findall(r"`(\w+)`", cells[0])})
    return found


def classes_in(model):
    """The names of the classes of all layers, inner ones too."""
    for layer in model.layers:
        yield type(layer).__name__
        if hasattr(layer, "layers"):
            yield from classes_in(layer)


def check_classes(checks, mlp, folder, random):
    """Every layer class that Keras exports is in the table, and is what the table says."""
    exported = {getattr(L, name).__name__ for name in dir(L)
                if inspect.isclass(getattr(L, name)) and issubclass(getattr(L, name), L.Layer)}
    table = documented()
    for name in sorted(exported - set(table)):
        checks.check(f"{name}: is in the table of docs/keras-hdf5.md", False)
    checks.check("the table names classes that Keras has", set(table) <= exported,
                 ", ".join(sorted(set(table) - exported)))
    run_here = {"InputLayer", "Normalization", *checks.classes}
    model = keras.Sequential([keras.Input((6,)), L.Dense(4), L.ReLU(name="it"), L.Dense(3)])
    model.save(folder / "it.keras")
    with zipfile.ZipFile(folder / "it.keras") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for name in sorted(exported & set(table)):
        if table[name] == "runs":
            checks.check(f"{name}: a model with it runs", name in run_here)
            continue
        config = json.loads(members["config.json"])
        config["config"]["layers"][2].update(class_name=name, config={"name": "it"})
        with zipfile.ZipFile(folder / "other.keras", "w") as archive:
            for member, data in {**members, "config.json": json.dumps(config)}.items():
                archive.writestr(member, data)
        seen = run(mlp, "inspect", folder / "other.keras")
        checks.check(f"{name}: inspects", seen.code == 0 and name.encode() in seen.stdout, seen.last_line)
        refused(checks, name, predict(mlp, folder / "other.keras", np.zeros((1, 6), "float32")), "it")


def main():
    mlp, checks = parser(__doc__.splitlines()[0]).parse_args().mlp, Checks()
    print(f"Keras {keras.__version__} on {keras.backend.backend()}")
    random = np.random.default_rng(11)
    with tempfile.TemporaryDirectory() as scratch:
        checks.classes = set()
        for check in (check_cases, check_classes, check_architectures, check_nested, check_outputs, check_files):
            check(checks, mlp, Path(scratch), random)
    checks.finish()


main()
