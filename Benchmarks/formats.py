"""Times `mlp inspect` and `mlp convert` of a joblib file, and beside them what else opens and converts it.

usage: formats.py [MLP] [--runs N]      needs scikit-learn, joblib; skl2onnx for its part

Fits the paper's perceptron on the 8x8 digits, writes it with joblib.dump, and lets whole processes take turns:
`mlp inspect`, `mlp convert` to ONNX, Python with joblib.load alone, and Python with joblib.load and skl2onnx.
It ends with 0 when the median of `inspect` is below 30 ms and that of `convert` below 40 ms.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from statistics import median

import joblib
from sklearn.datasets import load_digits
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import label_binarize

ROOT = Path(__file__).resolve().parents[1]
INSPECT_TARGET, CONVERT_TARGET = 0.030, 0.040

LOAD = "import joblib, sys; joblib.load(sys.argv[1])"
CONVERT = """
import joblib, sys
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType
model = joblib.load(sys.argv[1])
graph = to_onnx(model, initial_types=[("x", FloatTensorType([None, model.n_features_in_]))])
open(sys.argv[2], "wb").write(graph.SerializeToString())
"""


def seconds(command):
    """How long a whole process takes that has to succeed."""
    start = time.perf_counter()
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    elapsed = time.perf_counter() - start
    if done.returncode != 0:
        sys.exit(f"{command[0]}: exit {done.returncode}: {done.stderr.strip()[-500:]}")
    return elapsed


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("mlp", nargs="?", default=ROOT / ".build/release/mlp", type=Path)
    parser.add_argument("--runs", type=int, default=15)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        model = Path(scratch) / "model.joblib"
        x, labels = load_digits(return_X_y=True)
        perceptron = MLPClassifier(hidden_layer_sizes=(), activation="logistic", max_iter=100)
        joblib.dump(perceptron.fit(x / 8 - 1, label_binarize(labels, classes=range(10))), model)
        graph = Path(scratch) / "model.onnx"
        tasks = {
            "mlp inspect model.joblib": [arguments.mlp, "inspect", model],
            "mlp convert model.joblib model.onnx": [
                arguments.mlp, "convert", model, graph, "--force"],
            "joblib.load": [sys.executable, "-c", LOAD, model],
        }
        if find_spec("skl2onnx"):
            tasks["joblib.load, skl2onnx"] = [sys.executable, "-c", CONVERT, model, graph]
        else:
            print("skl2onnx is not installed: left out")
        times = {name: [] for name in tasks}
        for command in tasks.values():
            # The first run of each brings its libraries into the cache.
            seconds(command)
        for _ in range(arguments.runs):
            for name, command in tasks.items():
                times[name].append(seconds(command))
    for name, found in times.items():
        low, middle, high = (1000 * pick(found) for pick in (min, median, max))
        print(f"{name:38} {low:8.1f} {middle:8.1f} {high:8.1f} ms")
    found = [median(times[name]) for name in list(tasks)[:2]]
    holds = found[0] < INSPECT_TARGET and found[1] < CONVERT_TARGET
    print("targets met" if holds else "targets missed: 30 ms to inspect, 40 ms to convert")
    sys.exit(0 if holds else 1)


main()
