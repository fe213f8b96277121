"""Measures what it costs that libhdf5 reads files in a child process.

usage: containment.py [MLP] [--runs N] [--gigabytes SIZE] [--folder DIR]

`mlp inspect --no-spectrum` reads a small model, and one of a gigabyte, in a child process as always and
(MLPKIT_READ_IN_PROCESS=1) in the process itself; the two take turns. Ends with 0 when the child costs at most 15 ms for
the small file and 10 % for the large one. README.md says what is needed.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import h5py
import numpy as np

ROOT = Path(__file__).resolve().parents[1]
LONGEST_MILLISECONDS, LARGEST_SHARE = 15.0, 0.10
KINDS = ("time", "processor time")


def make_model(path, gigabytes):
    """One dense layer in float32, as Keras writes it."""
    units = 5000
    inputs = max(1, int(gigabytes * 1e9 / 4 / units))
    config = {"name": "dense", "units": units, "activation": "linear", "use_bias": True,
              "batch_input_shape": [None, inputs]}
    layers = [{"module": "keras.layers", "class_name": "Dense", "config": config}]
    with h5py.File(path, "w") as file:
        weights = file.create_group("model_weights")
        weights.attrs["layer_names"] = [b"dense"]
        group = weights.create_group("dense")
        group.attrs["weight_names"] = [b"dense/kernel:0", b"dense/bias:0"]
        kernel = group.create_dataset("dense/kernel:0", (inputs, units), "f4")
        rng = np.random.default_rng(0)
        for start in range(0, inputs, 1000):
            rows = min(1000, inputs - start)
            kernel[start:start + rows] = rng.standard_normal((rows, units), dtype=np.float32)
        group.create_dataset("dense/bias:0", data=np.zeros(units, np.float32))
        file.attrs["model_config"] = json.dumps(
            {"class_name": "Sequential", "config": {"name": "large", "layers": layers}})
        file.attrs["keras_version"] = "2.15.0"
        file.attrs["backend"] = "tensorflow"


def seconds(mlp, path, in_process):
    """Seconds that went by, and seconds of processor time, of the child too."""
    environment = dict(os.environ)
    environment.pop("MLPKIT_READ_IN_PROCESS", None)
    if in_process:
        environment["MLPKIT_READ_IN_PROCESS"] = "1"
    start = time.perf_counter()
    process = subprocess.Popen([mlp, "inspect", "--no-spectrum", path], env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{path}: mlp inspect ends with {process.returncode}")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime


def compare(mlp, path, runs):
    """For both kinds of seconds: the medians in the process and in a child, and that of neighbors' differences."""
    for in_process in (True, False):
        seconds(mlp, path, in_process)
    pairs = [(seconds(mlp, path, True), seconds(mlp, path, False)) for _ in range(runs)]
    return [(median(inside[kind] for inside, _ in pairs), median(child[kind] for _, child in pairs),
             median(child[kind] - inside[kind] for inside, child in pairs)) for kind in (0, 1)]


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("mlp", nargs="?", default=str(ROOT / ".build/release/mlp"))
    options.add_argument("--runs", type=int, default=5, help="of the large file; eight times as many of the small one")
    options.add_argument("--gigabytes", type=float, default=1.0)
    options.add_argument("--folder", help="where the large file is made")
    chosen = options.parse_args()
    small = ROOT / "fixtures/digits/mlp.h5"
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        large = Path(folder) / "large.h5"
        make_model(large, chosen.gigabytes)
        is_cheap = True
        for what, (inside, child, difference) in zip(KINDS, compare(chosen.mlp, small, 8 * chosen.runs)):
            print(f"{small.name}, {what}: {1000 * inside:.1f} ms in the process, {1000 * child:.1f} ms with a child: "
                  f"{1000 * difference:+.1f} ms")
            is_cheap = is_cheap and 1000 * difference <= LONGEST_MILLISECONDS
        size = large.stat().st_size / 1e9
        for what, (inside, child, difference) in zip(KINDS, compare(chosen.mlp, large, chosen.runs)):
            print(f"{size:.2f} GB, {what}: {inside:.2f} s in the process, {child:.2f} s with a child: "
                  f"{difference / inside:+.1%}")
            is_cheap = is_cheap and difference <= LARGEST_SHARE * inside
    sys.exit(0 if is_cheap else 1)


if __name__ == "__main__":
    main()
