"""Compares `mlp predict` and the statistics of `mlp inspect` with what Keras itself said.

usage: predictions.py [MLP]      with MLPKIT_DATA set
"""

import gzip
import json
import tempfile
from pathlib import Path

import h5py
import numpy as np

from support import FIXTURES, Checks, data_folder, parser, run

#: Where Keras computed in a shorter type than `mlp` does, answers agree only to that type: the
#: difference allowed, relative to the largest answer when that is above 1.
COARSE = {
    "dtype_float16": 5e-3, "dtype_mixed_float16": 5e-3,
    "dtype_bfloat16": 5e-2, "dtype_mixed_bfloat16": 5e-2,
}

#: Models that an earlier reader could only inspect, and that are run now.
RUN_NOW = ("dense3d", "lora", "quant_int8", "quant_int4", "quant_float8")

#: Quantized networks: an input between two levels may fall to either.
COARSE |= {"quant_int8": 2e-2, "quant_int4": 2e-2, "quant_float8": 5e-2}

#: Networks in which Keras's own float32 rounding grows (many layers, or tiny logits): NumPy in
#: float64 is already up to 3.1 times the usual allowance away, so they get 5 times of it.
LONG = {"deep_nested": 5, "deep_short": 5, "deep_long": 5, "mix2": 5}


def compare(got, want, arch=None):
    """Whether the answers agree, and by how much they differ."""
    got, want = np.array(got, float), np.asarray(want, float)
    if got.shape != want.shape:
        return False, f"shape {got.shape}, expected {want.shape}"
    difference = np.abs(got - want)
    if arch in COARSE:
        apart = difference.max() / max(1, np.abs(want).max())
        return apart <= COARSE[arch], f"{apart:.1e} (coarse type: {COARSE[arch]:g} allowed)"
    allowed = LONG.get(arch, 1) * (1e-5 * np.abs(want) + 1e-6 * np.abs(want).max())
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = np.nanmax(difference / np.abs(want))
    return (difference <= allowed).all(), f"{relative:.1e}"


def predictions(checks, mlp, name, model, inputs, expected, arch=None, extra=()):
    """Runs the network on the inputs and compares every expected answer."""
    with tempfile.TemporaryDirectory() as folder:
        rows = Path(folder) / "inputs.npy"
        np.save(rows, inputs)
        outcome = run(mlp, "predict", model, "--images", rows, "--json", *extra)
    if outcome.code != 0:
        checks.check(f"{name}: predict", False, f"exit {outcome.code}: {outcome.last_line}")
        return
    answer = outcome.json
    results = {key: compare(answer[key], want, arch) for key, want in expected.items()}
    holds = all(agrees for agrees, _ in results.values())
    detail = ", ".join(f"{key} {difference}" for key, (_, difference) in results.items())
    checks.check(f"{name}: predict", holds, f"largest relative difference: {detail}")


def refusal(checks, mlp, name, model, inputs, report, extra=()):
    """A network that is no chain: inspected, with the reason; not run, and the layer is named."""
    network = report["network"]
    checks.check(
        f"{name}: inspect says why not",
        network["invertible"] is False and bool(network.get("reason")), network.get("reason"))
    with tempfile.TemporaryDirectory() as folder:
        rows = Path(folder) / "inputs.npy"
        np.save(rows, inputs)
        outcome = run(mlp, "predict", model, "--images", rows, "--json", *extra)
    lines = outcome.stderr.decode().strip().splitlines()
    # A model that is one class of its own has no layer in the way: then the reason itself must be there.
    names = [layer["name"] for layer in report["layers"]] + [network["reason"]]
    named = any(text in outcome.last_line for text in names)
    checks.check(
        f"{name}: predict refuses", outcome.code == 69 and len(lines) == 1 and named,
        f"exit {outcome.code}: {outcome.last_line}")


def tensors(layers):
    """All tensors of the report, layer by layer."""
    for layer in layers:
        yield from layer.get("tensors", [])
        yield from tensors(layer.get("layers", []))


def apart(tensor, weight):
    """By how much the statistics of a tensor miss those of a weight, in units of what is allowed."""
    largest = max(abs(weight["min"]), abs(weight["max"]))
    return max(
        abs(float(tensor[key]) - weight[key]) / (1e-6 * abs(weight[key]) + 1e-12 * largest + 1e-300)
        for key in ("mean", "std", "min", "max"))


def statistics(checks, name, report, weights, by_path=True):
    """Every weight Keras lists is reported, with its statistics.

    Files of Keras 3 have other paths than the model's variables: there any tensor of the shape will do.
    """
    found = list(tensors(report["layers"]))
    problems = []
    for weight in weights:
        same = [
            tensor for tensor in found
            if tensor["shape"] == weight["shape"]
            and (not by_path or ("/" + tensor["path"]).endswith("/" + weight["path"]))
        ]
        if not same or by_path and len(same) != 1:
            problems.append(f"{weight['path']}: {len(same)} tensors fit")
        elif min(apart(tensor, weight) for tensor in same) > 1:
            problems.append(f"{weight['path']}: other statistics")
    detail = problems[0] if problems else f"{len(weights)} tensors"
    checks.check(f"{name}: statistics", not problems, detail)


#: Kinds of files that are recognized and refused, not read.
UNREAD = ("architecture", "sharded", "unzipped", "npz")


def architecture_of(model, target):
    """The JSON that `model.to_json()` would give for a full model file."""
    with h5py.File(model) as file:
        config = json.loads(file.attrs["model_config"])
        for key in ("keras_version", "backend"):
            if key in file.attrs:
                value = file.attrs[key]
                config[key] = value if isinstance(value, str) else value.decode()
    target.write_text(json.dumps(config))
    return target


def keras_files(checks, mlp, folder):
    """Every file that a real Keras version wrote."""
    for path in sorted(folder.glob("*/*.truth.json")):
        truth = json.loads(path.read_text())
        entries = [entry for entry in truth["files"] if not any(k in entry["kind"] for k in UNREAD)]
        entries = [entry for entry in entries if path.with_name(entry["file"]).exists()]
        full = [path.with_name(entry["file"]) for entry in entries if "full .h5" in entry["kind"]]
        arrays = np.load(path.with_name(truth["truth_npz"]))
        with tempfile.TemporaryDirectory() as scratch:
            known = architecture_of(full[0], Path(scratch) / "model.json") if full else None
            for entry in entries:
                keras_file(checks, mlp, path.with_name(entry["file"]), entry, truth, arrays, known)


def keras_file(checks, mlp, model, entry, truth, arrays, architecture):
    """One file: what it holds, and what it says; weights alone get their architecture beside them."""
    name = f"{model.parent.name}/{model.name}"
    extra = ()
    if not entry["has_arch"]:
        if not architecture:
            checks.skip(name, "no architecture to run it with")
            return
        extra = ("--architecture", architecture)
    outcome = run(mlp, "inspect", model, "--json", *extra)
    if outcome.code != 0:
        checks.check(f"{name}: inspect", False, f"exit {outcome.code}: {outcome.last_line}")
        return
    report = outcome.json
    is_legacy = report["format"] in ("keras-h5-model", "keras-h5-weights")
    if truth["arch"] == "lora" and not is_legacy:
        checks.skip(f"{name}: statistics", "the file holds the merged kernels, the truth the factors")
    else:
        statistics(checks, name, report, truth["weights"], by_path=is_legacy)
    if truth["verdict"] == "inspect" and truth["arch"] not in RUN_NOW:
        refusal(checks, mlp, name, model, arrays["x"], report, extra)
        return
    keys = {"outputs": "y", "logits": "logits"}
    expected = {key: arrays[stored] for key, stored in keys.items() if stored in arrays}
    predictions(checks, mlp, name, model, arrays["x"], expected, truth["arch"], extra)


def stored_weights(path):
    """The weights as h5py reads them, with their statistics."""
    weights = []

    def collect(name, item):
        if isinstance(item, h5py.Dataset):
            values = item[()].astype(float)
            weights.append({
                "path": name, "shape": list(values.shape), "mean": values.mean(),
                "std": values.std(), "min": values.min(), "max": values.max(),
            })

    with h5py.File(path) as file:
        file["model_weights"].visititems(collect)
    return weights


def own_networks(checks, mlp, models):
    """The networks trained for this project, on MNIST's digits 0-4 and on the 8x8 digits."""
    check = np.load(models / "mnist-0-4/mlp_check.npz")
    predictions(
        checks, mlp, "mnist-0-4/mlp", models / "mnist-0-4/mlp.h5", check["x"],
        {"logits": check["z_keras"], "outputs": check["z_keras"]})
    packed = (FIXTURES / "digits/images-idx3-ubyte.gz").read_bytes()
    pixels = np.frombuffer(gzip.decompress(packed)[16:], np.uint8).reshape(-1, 64)[:32]
    answers = np.load(FIXTURES / "digits/mlp.outputs.npy")
    predictions(
        checks, mlp, "digits/mlp", models / "digits/mlp.h5",
        (pixels / 127.5 - 1).astype(np.float32), {"logits": answers, "outputs": answers})
    for name in ("mnist-0-4", "digits"):
        model = models / name / "mlp.h5"
        outcome = run(mlp, "inspect", model, "--json")
        if checks.check(f"{name}/mlp: inspect", outcome.code == 0, outcome.last_line):
            statistics(checks, f"{name}/mlp", outcome.json, stored_weights(model))


def main():
    data, checks = data_folder(), Checks()
    arguments = parser(__doc__.splitlines()[0]).parse_args()
    own_networks(checks, arguments.mlp, data / "models")
    keras_files(checks, arguments.mlp, data / "models/keras")
    checks.finish()


main()
