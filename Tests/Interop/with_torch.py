"""Exchanges networks with PyTorch.

usage: with_torch.py [MLP]      needs torch (its CPU wheel is enough), onnx, onnxscript, safetensors

What mlp writes as .safetensors has to load into the nn.Sequential that it names by load_state_dict and give
what `mlp predict` says; whole modules, state dictionaries, checkpoints and what both exporters to ONNX write have
to give in mlp what PyTorch says.
"""

import json
import tempfile
import warnings
from pathlib import Path

import numpy as np
import torch
from safetensors import safe_open
from safetensors.torch import load_file
from torch import nn

from interop import Checks, predict, run
from support import FIXTURES, parser

#: Modules by the name that mlp has for them.
MODULES = {
    "relu": nn.ReLU(), "tanh": nn.Tanh(), "sigmoid": nn.Sigmoid(), "elu": nn.ELU(),
    "leaky_relu:0.2": nn.LeakyReLU(0.2), "selu": nn.SELU(), "gelu": nn.GELU(), "silu": nn.SiLU(),
    "mish": nn.Mish(), "softplus": nn.Softplus(), "softsign": nn.Softsign(), "relu6": nn.ReLU6(),
    "softmax": nn.Softmax(1), "log_softmax": nn.LogSoftmax(1), "celu": nn.CELU(),
    "hard_silu": nn.Hardswish(), "tanh_shrink": nn.Tanhshrink(), "log_sigmoid": nn.LogSigmoid(),
}


def asked(mlp, model, x, *options):
    """What mlp predicts with options."""
    with tempfile.TemporaryDirectory() as folder:
        rows = Path(folder) / "x.npy"
        np.save(rows, x)
        command = [mlp, "predict", model, "--images", rows, "--scale", "none", "--json", *options]
        return np.array(json.loads(run(*command))["outputs"])


def close(found, expected):
    """Whether two answers are the same up to 32 bits, over the largest of each row."""
    scale = np.maximum(1, np.abs(expected).max(axis=1, keepdims=True))
    worst = float(np.max(np.abs(found - expected) / scale))
    return worst < 1e-5, f"{worst:.1e}"


def answers(module, x):
    """What PyTorch computes."""
    module.eval()
    with torch.no_grad():
        return module(torch.tensor(x, dtype=torch.float32)).double().numpy()


def check_reading(checks, mlp, folder, x):
    for name, activation in MODULES.items():
        module = nn.Sequential(nn.Linear(5, 6), activation, nn.Linear(6, 3))
        truth = answers(module, x)
        path = folder / "model.pt"
        torch.save(module, path)
        checks.attempt(f"module with {name}", lambda: close(asked(mlp, path, x), truth))
        torch.save({"epoch": 1, "state_dict": module.state_dict()}, path)
        options = ["--activation", name, "--output-activation", "linear"]
        if name in ("softmax", "log_softmax"):
            continue
        checks.attempt(f"state with {name}", lambda: close(asked(mlp, path, x, *options), truth))
    norm = nn.Sequential(
        nn.Flatten(), nn.Linear(5, 6), nn.BatchNorm1d(6), nn.ReLU(), nn.Dropout(), nn.LayerNorm(6),
        nn.Linear(6, 3), nn.Softmax(1))
    norm(torch.randn(20, 5))
    truth = answers(norm, x)
    torch.save(norm, folder / "norm.pt")
    checks.attempt("module of all layers", lambda: close(asked(mlp, folder / "norm.pt", x), truth))
    example = (torch.tensor(x, dtype=torch.float32),)
    for dynamo in (True, False):
        path = folder / f"export{dynamo}.onnx"
        torch.onnx.export(norm, example, path, dynamo=dynamo, verbose=False)
        checks.attempt(f"torch.onnx.export, dynamo={dynamo}",
                       lambda path=path: close(asked(mlp, path, x), truth))
    hooked = nn.Sequential(nn.Linear(5, 3))
    hooked.register_forward_hook(print)
    torch.save(hooked, folder / "hooked.pt")
    network = json.loads(run(mlp, "inspect", folder / "hooked.pt", "--json"))["network"]
    checks.check("a module with hooks is not run", not network["invertible"], network.get("reason"))


def check_writing(checks, mlp, folder):
    names = {"relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid, "softmax": lambda: nn.Softmax(1)}
    for fixture in ("digits/mlp.h5", "mnist/mlp.h5"):
        path = folder / "model.safetensors"
        run(mlp, "convert", FIXTURES / fixture, path, "--force")
        with safe_open(path, "pt") as file:
            network = json.loads(file.metadata()["mlpkit.network"])
        state = load_file(path)
        layers, inputs = [], network["input"]["size"]
        for layer in network["layers"]:
            layers.append(nn.Linear(inputs, layer["units"], bias="bias" in layer))
            inputs = layer["units"]
            activation = layer.get("activation", {"name": "linear"})
            if activation["name"] == "leaky_relu":
                layers.append(nn.LeakyReLU(activation["alpha"]))
            elif activation["name"] != "linear":
                layers.append(names[activation["name"]]())
        module = nn.Sequential(*layers)

        def loaded(module=module, state=state, path=path):
            module.load_state_dict(state)
            x = np.random.default_rng(0).uniform(-1, 1, size=(20, module[0].in_features))
            x = x.astype("f4")
            return close(predict(mlp, path, x), answers(module, x))

        checks.attempt(f"load_state_dict of {fixture}", loaded)


def main():
    warnings.filterwarnings("ignore")
    torch.manual_seed(0)
    checks = Checks()
    mlp = parser(__doc__.splitlines()[0]).parse_args().mlp
    x = np.random.default_rng(0).normal(size=(20, 5)).astype("f4")
    with tempfile.TemporaryDirectory() as folder:
        check_reading(checks, mlp, Path(folder), x)
        check_writing(checks, mlp, Path(folder))
    checks.finish()


main()
