"""Runs `mlp predict` on files that other frameworks wrote, against what those frameworks answer.

usage: interchange.py [MLP]      with MLPKIT_DATA set; needs NumPy

Every file of MLPKIT_DATA/interchange is a chain whose answers are known, or has to be refused with a reason;
every damaged or hostile one ends as its manifest says, soon and in little memory.
"""

import json
import sys
import tempfile
from pathlib import Path

import numpy as np

from support import Checks, data_folder, parser, run

#: What no file may take: seconds, and MiB.
TIME, MEMORY = 10, 700

#: PyTorch's names of activations, and those of `mlp`.
ACTIVATIONS = {
    "ReLU": "relu", "Tanh": "tanh", "Sigmoid": "sigmoid", "ELU": "elu",
    "LeakyReLU": "leaky_relu:0.01",
}

#: Files that are no chain that can be run, by folder and a part of the name: what the reason must say.
REFUSED = {
    ("pytorch", "torchscript"): "TorchScript", ("onnx", "residual"): "no chain",
    ("savedmodel", "-weights"): "no architecture",
}


def allowed(folder, truth, logits):
    """The difference that rounding in the framework explains: it computes in the type of its weights."""
    if folder in ("sklearn", "skops") and truth.get("dtype", "float64") == "float64":
        return np.full(len(logits), 1e-9)
    kind = "float16" if "float16" in truth.get("file", "") else truth.get("note", "")
    scale = {"float16": 5e-3, "bfloat16": 5e-2, "half": 5e-3}.get(kind, 1e-5)
    return scale * np.maximum(1, np.max(np.abs(logits), axis=1))


def options(folder, truth):
    """What the user has to say about files that do not say their activations."""
    if folder not in ("pytorch", "safetensors"):
        return []
    names = [module.split("(")[0] for module in truth.get("modules", [])]
    found = [ACTIVATIONS[name] for name in names if name in ACTIVATIONS]
    # In net.pth and net.safetensors a ReLU follows the normalization, and is in no file.
    return ["--activation", found[0] if found else "relu"]


def answer(outcome, y):
    """The answers in the shape of the framework's: probabilities where those are what it gives."""
    found = outcome.json
    for key in ("outputs", "probabilities", "logits"):
        values = np.asarray(found.get(key, []), np.float64)
        if values.size == y.size:
            yield key, values.reshape(y.shape)


def check_file(checks, mlp, folder, path, scratch):
    name = f"{folder}/{path.name}"
    truth = json.loads(Path(f"{path}.truth.json").read_text())
    arrays = np.load(f"{path}.truth.npz", allow_pickle=False)
    refusal = next((why for (kind, part), why in REFUSED.items()
                    if kind == folder and part in path.name), None)
    np.save(scratch / "x.npy", arrays["x"].reshape(len(arrays["x"]), -1).astype(np.float64))
    command = [mlp, "predict", path, "--images", scratch / "x.npy", "--scale", "none", "--json"]
    outcome = run(*command, *(options(folder, truth) if refusal is None else []))
    if refusal is not None:
        checks.check(f"{name}: refused", outcome.code == 69 and refusal in outcome.last_line,
                     outcome.last_line)
        return
    if outcome.code != 0:
        outcome = run(*command)
    if not checks.check(f"{name}: runs", outcome.code == 0, outcome.last_line):
        return
    y = arrays["y"].astype(np.float64)
    logits = np.asarray(outcome.json["logits"], np.float64)
    if y.size == logits.size:
        # skl2onnx lists the numbers of several targets one below the other.
        y = y.reshape(logits.shape)
    limit = allowed(folder, truth, logits)
    best = min(
        (float(np.max(np.abs(found - y).reshape(len(y), -1) / limit[:, None])), key)
        for key, found in answer(outcome, y))
    checks.check(f"{name}: {best[1]}", best[0] <= 1, f"{best[0]:.1e} of what is allowed")
    if folder in ("sklearn", "skops") and "labels" in arrays and arrays["labels"].ndim == 1:
        classes = truth.get("classes")
        if classes is not None and "labels" in outcome.json:
            names = [str(classes[label]) for label in outcome.json["labels"]]
            same = names == [str(label) for label in arrays["labels"].tolist()]
            checks.check(f"{name}: classes", same)


def check_hostile(checks, mlp, folder, name, entry):
    outcome = run(mlp, "inspect", folder / name, "--json", timeout=TIME)
    ends = not outcome.timed_out and outcome.code >= 0 and outcome.code < 128
    checks.check(f"hostile/{name}: ends", ends, outcome.last_line)
    checks.check(f"hostile/{name}: memory", outcome.peak <= MEMORY, f"{outcome.peak:.0f} MiB")
    want = entry["want"]
    if want == "refuse":
        refused = outcome.code in (65, 69)
        checks.check(f"hostile/{name}: refused", refused or not runs(mlp, folder / name),
                     outcome.last_line)
    elif want == "inert":
        checks.check(f"hostile/{name}: read or refused", outcome.code in (0, 65, 69))
        if outcome.code == 0 and "system" in name or "eval" in name:
            checks.check(f"hostile/{name}: says what it would run",
                         bool(outcome.json.get("runsCode")))


def runs(mlp, path):
    """Whether `mlp` would compute with a file."""
    with tempfile.TemporaryDirectory() as scratch:
        np.save(Path(scratch) / "x.npy", np.zeros((1, 4)))
        return run(mlp, "predict", path, "--images", Path(scratch) / "x.npy", "--json").code == 0


def main():
    root, checks = data_folder() / "interchange", Checks()
    mlp = parser(__doc__.splitlines()[0]).parse_args().mlp
    with tempfile.TemporaryDirectory() as scratch:
        for folder in ("sklearn", "skops", "pytorch", "safetensors", "onnx", "savedmodel"):
            for truth in sorted((root / folder).glob("*.truth.json")):
                path = truth.with_name(truth.name.removesuffix(".truth.json"))
                check_file(checks, mlp, folder, path, Path(scratch))
    hostile = root / "hostile"
    for name, entry in json.loads((hostile / "manifest.json").read_text()).items():
        check_hostile(checks, mlp, hostile, name, entry)
    executed = list(hostile.glob("executed-*")) + list(Path(".").glob("executed-*"))
    checks.check("nothing was executed", not executed)
    checks.finish()


main()
