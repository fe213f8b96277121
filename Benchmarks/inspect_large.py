"""Inspects a model of one gigabyte with `mlp` and with h5py + NumPy: seconds, peak memory, and their ratio.

usage: inspect_large.py [MLP] [--runs N] [--folder DIR]

Makes the model in a temporary folder (1.1 GB), lets both programs compute the same statistics of every
tensor, on one thread each and taking turns, and compares their numbers. README.md says what is needed.
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

PERCENTILES = [1, 5, 25, 50, 75, 95, 99]
# Layer by layer: the kernel's shape. The second one has 600 MB, the last one is stored with gzip.
CHAIN = [(5000, 12000), (12000, 12500), (12500, 2000), (2000, 5000), (5000, 2000)]
TARGET_RATIO, TARGET_PEAK = 1.0, 200.0


def make_model(path):
    """A full model as Keras 3 writes it: dense layers in a chain."""
    rng = np.random.default_rng(0)
    layers = []
    with h5py.File(path, "w") as file:
        weights = file.create_group("model_weights")
        names = [f"dense_{index}" for index in range(len(CHAIN))]
        weights.attrs["layer_names"] = [name.encode() for name in names]
        for index, (name, (inputs, units)) in enumerate(zip(names, CHAIN)):
            group = weights.create_group(name)
            group.attrs["weight_names"] = [f"{name}/kernel".encode(), f"{name}/bias".encode()]
            kernel = rng.standard_normal((inputs, units), dtype=np.float32)
            kernel *= np.float32((2 / (inputs + units)) ** 0.5)
            zipped = index == len(CHAIN) - 1
            group.create_dataset(
                f"{name}/kernel", data=kernel, **({"compression": "gzip", "chunks": (100, 500)} if zipped else {}))
            group.create_dataset(f"{name}/bias", data=np.zeros(units, np.float32))
            config = {"name": name, "units": units, "activation": "linear", "use_bias": True}
            layers.append({"module": "keras.layers", "class_name": "Dense", "config": config})
        layers[0]["config"]["batch_input_shape"] = [None, CHAIN[0][0]]
        config = {"name": "large", "layers": layers}
        file.attrs["model_config"] = json.dumps({"class_name": "Sequential", "config": config})
        file.attrs["keras_version"] = "2.15.0"
        file.attrs["backend"] = "tensorflow"


def statistics(values):
    """What `mlp inspect` prints of a tensor, computed in 64 bits as it does."""
    finite = np.isfinite(values)
    nans = int(np.count_nonzero(np.isnan(values)))
    infinities = values.size - int(np.count_nonzero(finite)) - nans
    zeros = int(np.count_nonzero(values == 0))
    if nans + infinities:
        values = values[finite]
    low, high = float(values.min()), float(values.max())
    flat = values.ravel()
    return {
        "mean": float(values.mean(dtype=np.float64)),
        "std": float(values.std(dtype=np.float64)),
        "min": low,
        "max": high,
        "absMax": max(abs(low), abs(high)),
        # A product in 64 bits; dot alone would sum float32 in 32 bits.
        "l2Norm": float(np.sqrt(np.einsum("i,i->", flat, flat, dtype=np.float64))),
        "zeros": zeros,
        "nans": nans,
        "infs": infinities,
        "percentiles": dict(zip(map(str, PERCENTILES), np.percentile(flat, PERCENTILES).tolist())),
    }


def inspect_with_numpy(path):
    """The statistics of every tensor, one at a time."""
    found = {}

    def visit(name, item):
        if isinstance(item, h5py.Dataset):
            found["/" + name] = statistics(item[()])

    with h5py.File(path, "r") as file:
        file.visititems(visit)
    print(json.dumps(found))


def run(*command):
    """Runs a program on one thread; its seconds, peak memory in MB and parsed output."""
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status != 0:
        sys.exit(f"{command[0]} failed: {status}")
    # Linux counts kilobytes, macOS bytes.
    return seconds, usage.ru_maxrss / (1024 if sys.platform == "linux" else 1 << 20), json.loads(output)


def largest_difference(document, found):
    """The largest relative difference between the two programs' numbers."""
    largest = 0.0
    for layer in document["layers"]:
        for tensor in layer["tensors"]:
            theirs = found[tensor["path"]]
            for key in theirs:
                pairs = (
                    [(tensor[key][rank], value) for rank, value in theirs[key].items()]
                    if key == "percentiles" else [(tensor[key], theirs[key])]
                )
                # Means near zero are compared with the spread of the values.
                scale = {"mean": theirs["std"]}.get(key)
                for ours, value in pairs:
                    size = scale or abs(value) or theirs["absMax"] or 1
                    largest = max(largest, abs(ours - value) / size)
    return largest


def main():
    if sys.argv[1:2] == ["--numpy"]:
        return inspect_with_numpy(sys.argv[2])
    if sys.argv[1:2] == ["--make"]:
        return make_model(sys.argv[2])
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    default = Path(__file__).parent.parent / ".build/release/mlp"
    parser.add_argument("mlp", nargs="?", default=default, help="the program (default: %(default)s)")
    parser.add_argument("--runs", type=int, default=3, help="how often (default: %(default)s)")
    parser.add_argument("--folder", help="where the model is made (default: the system's)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        model = str(Path(folder) / "large.h5")
        # In a process of its own: the peak of a child counts what its parent held when it was started.
        subprocess.run([sys.executable, __file__, "--make", model], check=True)
        print(f"model: {os.path.getsize(model) / 1e6:.0f} MB, {len(CHAIN)} dense layers")
        ours, theirs = [], []
        for _ in range(arguments.runs):
            ours.append(run(str(arguments.mlp), "inspect", "--json", "--no-spectrum", model))
            theirs.append(run(sys.executable, __file__, "--numpy", model))
        difference = largest_difference(ours[-1][2], theirs[-1][2])
    ratio = median(seconds for seconds, _, _ in ours) / median(seconds for seconds, _, _ in theirs)
    peak = max(peak for _, peak, _ in ours)
    for name, runs in [("mlp inspect", ours), ("h5py + NumPy", theirs)]:
        times = ", ".join(f"{seconds:.2f}" for seconds, _, _ in runs)
        print(f"{name}: {times} s; peak memory {max(peak for _, peak, _ in runs):.0f} MB")
    print(f"largest relative difference: {difference:.1e}")
    print(f"ratio of medians: {ratio:.2f} (target: at most {TARGET_RATIO:.2f})")
    print(f"peak memory of mlp: {peak:.0f} MB (target: under {TARGET_PEAK:.0f} MB)")
    return 0 if ratio <= TARGET_RATIO and peak < TARGET_PEAK and difference < 1e-5 else 1


sys.exit(main())
