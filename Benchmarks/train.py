"""Times an epoch of the paper's MLP (21,416 x 784, 30-30-5, batch 32) in mlp, Keras, PyTorch and scikit-learn.

usage: train.py [MLP] [--runs N] [--epochs N] [--dense]

One thread each, in turns, in one run; whatever is not installed is left out. The pictures are random bytes
inside an empty border as wide as MNIST's; --dense fills the border, which costs only mlp time. Needs numpy;
the data are made in a temporary folder.
"""

import os

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1",
                  TF_NUM_INTRAOP_THREADS="1", TF_NUM_INTEROP_THREADS="1",
                  TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="")

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROWS, INPUTS, HIDDEN, OUTPUTS, BATCH = 21_416, 784, 30, 5, 32
SIDE, BORDER = 28, 4
#: Ratios asked for.
TARGETS = {"keras": 15, "pytorch": 5, "scikit-learn": 10}


def data(dense):
    numbers = np.random.default_rng(0)
    labels = numbers.integers(0, OUTPUTS, ROWS).astype(np.uint8)
    images = numbers.integers(0, 256, (ROWS, SIDE, SIDE)).astype(np.uint8)
    images[:, SIDE // 2, BORDER:BORDER + OUTPUTS] = np.eye(OUTPUTS, dtype=np.uint8)[labels] * 255
    if not dense:
        inside = slice(BORDER, SIDE - BORDER)
        pictures = np.zeros_like(images)
        pictures[:, inside, inside] = images[:, inside, inside]
        images = pictures
    return images.reshape(ROWS, INPUTS), labels


def time_mlp(program, folder, epochs):
    out = subprocess.run(
        [program, "train", "-o", f"{folder}/m.h5", "--force", "--images", f"{folder}/x.npy",
         "--labels", f"{folder}/y.npy", "--output", "linear", "--loss", "cross_entropy",
         "--epochs", str(epochs), "--json", "--quiet"], check=True, capture_output=True)
    return [epoch["seconds"] for epoch in json.loads(out.stdout)["history"]]


def keras_timer(x, y):
    import tensorflow as tf
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    keras = tf.keras
    model = keras.Sequential([
        keras.layers.Input((INPUTS,)), keras.layers.Dense(HIDDEN), keras.layers.LeakyReLU(0.01),
        keras.layers.Dense(HIDDEN), keras.layers.LeakyReLU(0.01), keras.layers.Dense(OUTPUTS)])
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True),
                  metrics=["accuracy"])

    def run():
        start = time.perf_counter()
        model.fit(x, y, batch_size=BATCH, epochs=1, verbose=0)
        return time.perf_counter() - start
    run()
    return run


def pytorch_timer(x, y):
    import torch
    torch.set_num_threads(1)
    model = torch.nn.Sequential(
        torch.nn.Linear(INPUTS, HIDDEN), torch.nn.LeakyReLU(0.01),
        torch.nn.Linear(HIDDEN, HIDDEN), torch.nn.LeakyReLU(0.01),
        torch.nn.Linear(HIDDEN, OUTPUTS))
    optimizer = torch.optim.Adam(model.parameters())
    loss = torch.nn.CrossEntropyLoss()
    x, y = torch.from_numpy(x), torch.from_numpy(y.astype(np.int64))

    def run():
        start = time.perf_counter()
        order = torch.randperm(len(x))
        for first in range(0, len(x), BATCH):
            rows = order[first:first + BATCH]
            optimizer.zero_grad()
            loss(model(x[rows]), y[rows]).backward()
            optimizer.step()
        return time.perf_counter() - start
    run()
    return run


def sklearn_timer(x, y):
    import warnings

    from sklearn.neural_network import MLPClassifier
    warnings.simplefilter("ignore")
    model = MLPClassifier((HIDDEN, HIDDEN), batch_size=BATCH, max_iter=1, warm_start=True)
    model.fit(x, y)

    def run():
        start = time.perf_counter()
        model.fit(x, y)
        return time.perf_counter() - start
    return run


def limit_timer():
    """The matrix products alone, in NumPy's BLAS: forward, gradient of weights, gradient of inputs."""
    numbers = np.random.default_rng(0)
    widths = [INPUTS, HIDDEN, HIDDEN, OUTPUTS]
    layers = [(numbers.random((BATCH, i), np.float32), numbers.random((i, o), np.float32),
               numbers.random((BATCH, o), np.float32)) for i, o in zip(widths, widths[1:])]
    results = [(np.empty((BATCH, w.shape[1]), np.float32), np.empty_like(w), np.empty_like(x))
               for x, w, _ in layers]

    def run():
        start = time.perf_counter()
        for _ in range((ROWS + BATCH - 1) // BATCH):
            for index, ((x, w, d), (z, g, b)) in enumerate(zip(layers, results)):
                np.dot(x, w, out=z)
                np.dot(x.T, d, out=g)
                if index:
                    np.dot(d, w.T, out=b)
        return time.perf_counter() - start
    return run


PEERS = {"products in NumPy": lambda x, y: limit_timer(), "keras": keras_timer,
         "pytorch": pytorch_timer, "scikit-learn": sklearn_timer,
         "scikit-learn f32": sklearn_timer}


def peer(name, folder):
    """One epoch of a peer, after one to warm up; `null` when it is not installed."""
    images, labels = np.load(f"{folder}/x.npy"), np.load(f"{folder}/y.npy")
    try:
        # scikit-learn computes in the type of its data, and what NumPy makes of bytes is float64.
        x = images / 127.5 - 1
        timer = PEERS[name](x if name == "scikit-learn" else x.astype(np.float32), labels)
    except ImportError:
        print("null")
    else:
        print(min(timer() for _ in range(2)))


def time_peer(name, folder):
    """In a process of its own: the libraries do not always bear each other."""
    out = subprocess.run([sys.executable, __file__, "--peer", name, "--folder", folder],
                         check=True, capture_output=True, text=True)
    return json.loads(out.stdout.split()[-1])


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("mlp", nargs="?", default=".build/release/mlp")
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--epochs", type=int, default=5, help="epochs of mlp in a run")
    options.add_argument("--dense", action="store_true", help="no empty border")
    options.add_argument("--peer", help=argparse.SUPPRESS)
    options.add_argument("--folder", help=argparse.SUPPRESS)
    arguments = options.parse_args()
    if arguments.peer:
        return peer(arguments.peer, arguments.folder)
    program = str(Path(arguments.mlp).resolve())
    images, labels = data(arguments.dense)
    seconds = {name: [] for name in ["mlp", *PEERS]}
    with tempfile.TemporaryDirectory() as folder:
        np.save(f"{folder}/x.npy", images)
        np.save(f"{folder}/y.npy", labels)
        for _ in range(arguments.runs):
            seconds["mlp"] += time_mlp(program, folder, arguments.epochs)
            for name in PEERS:
                seconds[name].append(time_peer(name, folder))
    ours = statistics.median(seconds["mlp"])
    met = True
    for name, times in seconds.items():
        if None in times:
            print(f"{name:18} not installed")
            continue
        median = statistics.median(times)
        line = f"{name:18} {median * 1e3:8.1f} ms an epoch (best {min(times) * 1e3:.1f})"
        if name != "mlp":
            line += f"   {median / ours:5.1f} x mlp"
        if name in TARGETS:
            met = met and median / ours >= TARGETS[name]
            line += f", at least {TARGETS[name]} asked for"
        print(line)
    flops = 2 * ROWS * (2 * (INPUTS * HIDDEN + HIDDEN * HIDDEN + HIDDEN * OUTPUTS)
                        + HIDDEN * HIDDEN + HIDDEN * OUTPUTS)
    products = statistics.median(seconds["products in NumPy"])
    print(f"mlp: {flops / ours / 1e9:.0f} GFLOP/s in all; the products alone take NumPy's BLAS "
          f"{products / ours * 100:.0f} % of mlp's whole epoch")
    raise SystemExit(0 if met else 1)


main()
