"""Exchanges networks with ONNX, and compiles the source that `mlp convert` writes.

usage: with_onnx.py [MLP]      needs onnx, onnxruntime, skl2onnx, scikit-learn; cc and swiftc where they are

Every network that mlp writes as .onnx has to pass onnx.checker and give in onnxruntime what `mlp predict`
says; what skl2onnx writes has to give in mlp what onnxruntime says; and the C and Swift sources have to
compile without a warning, pass their own tests, and give the same numbers.
"""

import json
import shutil
import subprocess
import tempfile
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import skl2onnx
from sklearn.datasets import load_diabetes, load_iris
from sklearn.linear_model import LogisticRegression, Ridge, SGDClassifier
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from interop import Checks, predict, run
from support import FIXTURES, parser

ACTIVATIONS = """linear relu relu6 leaky_relu elu selu softplus softsign tanh sigmoid
    exponential silu hard_silu gelu mish softmax log_softmax log_sigmoid hard_tanh tanh_shrink
    hard_shrink soft_shrink squareplus sparse_plus sparse_sigmoid sparsemax celu glu""".split()
#: The difference allowed where float32 sums round more: many inputs, or an exponential after them.
ALLOWED = {"exponential": 5e-6, "mnist/mlp.h5": 5e-6}
C_WARNINGS = ["-std=c99", "-Wall", "-Wextra", "-pedantic", "-Werror", "-O1"]


def networks(mlp, folder):
    """Networks with every activation, made by mlp from arrays; and fixtures of other shapes."""
    random = np.random.default_rng(0)
    weights = {
        "coefs_0": random.normal(size=(5, 6)), "intercepts_0": random.normal(size=6),
        "coefs_1": random.normal(size=(6, 3)), "intercepts_1": random.normal(size=3),
    }
    samples = (random.normal(size=(40, 5)) * 3).astype("f4")
    for activation in ACTIVATIONS:
        arrays = {name: value.astype("f4") for name, value in weights.items()}
        if activation == "glu":
            arrays["coefs_1"] = arrays["coefs_1"][:3]
        np.savez(folder / "w.npz", **arrays)
        source = folder / f"{activation}.mlpc"
        yield activation, folder / "w.npz", ["--activation", activation], source, samples
    for name in ("mnist/mlp.h5", "digits/mlp.h5"):
        size = 784 if "mnist" in name else 64
        yield name, FIXTURES / name, [], folder / "fixture.mlpc", (
            random.uniform(-1, 1, size=(20, size)).astype("f4"))
    for path in sorted((FIXTURES / "sklearn").glob("*.mlpc")):
        yield path.name, path, [], folder / "fixture.mlpc", None


def widths(mlp, model):
    return json.loads(run(mlp, "inspect", model, "--json"))["network"]["inputs"]


def near(got, want, allowed=1e-6):
    got, want = np.asarray(got, float), np.asarray(want, float)
    if got.shape != want.shape:
        return False, f"shape {got.shape} instead of {want.shape}"
    far = np.max(np.abs(got - want) / np.maximum(1, np.abs(want).max(axis=1, keepdims=True)))
    return bool(far <= allowed), f"largest difference {far:.1e}"


def check_onnx(checks, mlp, name, model, folder, samples, want):
    target = folder / "out.onnx"
    run(mlp, "convert", model, target, "--force")
    onnx.checker.check_model(str(target), full_check=True)
    session = onnxruntime.InferenceSession(str(target), providers=["CPUExecutionProvider"])
    shape = [size if isinstance(size, int) else len(samples) for size in session.get_inputs()[0].shape]
    got = session.run(["output"], {"input": samples.reshape(shape)})[0]
    checks.check(f"{name}: onnxruntime", *near(got, want, ALLOWED.get(name, 1e-6)))
    checks.check(f"{name}: read back", *near(predict(mlp, target, samples), want))


def check_c(checks, mlp, name, model, folder, samples, want):
    source = folder / "net.c"
    run(mlp, "convert", model, source, "--force")
    compiler = shutil.which("cc")
    run(compiler, *C_WARNINGS, "-DNET_SELF_TEST", source, "-o", folder / "selftest", "-lm")
    checks.check(f"{name}: C self-test", "passed" in run(folder / "selftest"))
    (folder / "main.c").write_text(
        "#include <stdio.h>\nvoid net_predict(const float *, float *);\nint main(void) {\n"
        f"  static float x[{samples.shape[1]}], y[{want.shape[1]}];\n"
        f"  while (fread(x, sizeof x, 1, stdin) == 1) {{ net_predict(x, y); fwrite(y, sizeof y, 1, stdout); }}\n"
        "  return 0;\n}\n")
    run(compiler, *C_WARNINGS, source, folder / "main.c", "-o", folder / "net", "-lm")
    done = subprocess.run([folder / "net"], input=samples.tobytes(), capture_output=True, check=True)
    got = np.frombuffer(done.stdout, "f4").reshape(want.shape)
    checks.check(f"{name}: C", *near(got, want, ALLOWED.get(name, 1e-6)))


def check_swift(checks, mlp, name, model, folder):
    source = folder / "net.swift"
    run(mlp, "convert", model, source, "--force")
    run(shutil.which("swiftc"), "-warnings-as-errors", "-D", "NET_SELF_TEST", source, "-o",
        folder / "swifttest")
    checks.check(f"{name}: Swift self-test", "passed" in run(folder / "swifttest"))


def check_written(checks, mlp, folder):
    has_swift = shutil.which("swiftc") is not None
    for name, arrays, options, model, samples in networks(mlp, folder):
        converted = subprocess.run(
            [mlp, "convert", arrays, model, "--force", *options], capture_output=True, text=True)
        if converted.returncode != 0:
            checks.skip(name, converted.stderr.strip()[:100])
            continue
        if samples is None:
            samples = np.random.default_rng(1).normal(size=(20, widths(mlp, model))).astype("f4")
        want = predict(mlp, model, samples)
        check_onnx(checks, mlp, name, model, folder, samples, want)
        if shutil.which("cc"):
            check_c(checks, mlp, name, model, folder, samples, want)
        if has_swift and name in ("gelu", "softmax", "sparsemax", "glu", "mnist/mlp.h5"):
            check_swift(checks, mlp, name, model, folder)


def check_labels(checks, mlp, folder):
    iris, kinds = load_iris(return_X_y=True)
    names = np.array(["setosa", "versicolor", "virginica"])[kinds]
    model = MLPClassifier((5,), max_iter=300, random_state=0).fit(iris, names)
    first, second = folder / "a.onnx", folder / "b.onnx"
    first.write_bytes(skl2onnx.to_onnx(
        model, iris[:1].astype("f4"), options={"zipmap": False}).SerializeToString())
    run(mlp, "convert", first, second, "--to", "onnx-labels", "--force")
    onnx.checker.check_model(str(second), full_check=True)
    labels = onnxruntime.InferenceSession(str(second)).run(["label"], {"input": iris.astype("f4")})[0]
    checks.check("labels of onnx-labels", list(labels) == list(model.predict(iris.astype("f4"))))


def check_read(checks, mlp, folder):
    iris, kinds = load_iris(return_X_y=True)
    names = np.array(["setosa", "versicolor", "virginica"])[kinds]
    diabetes, progression = load_diabetes(return_X_y=True)
    mlps = dict(hidden_layer_sizes=(6, 5), max_iter=100, random_state=0)
    models = [
        ("MLPClassifier", MLPClassifier(**mlps).fit(iris, names), iris),
        ("MLPClassifier scaled", make_pipeline(StandardScaler(), MLPClassifier(**mlps)).fit(iris, kinds), iris),
        ("MLPClassifier min-max", make_pipeline(MinMaxScaler(), MLPClassifier(**mlps)).fit(iris, kinds), iris),
        ("MLPClassifier binary", MLPClassifier(**mlps).fit(iris, kinds == 1), iris),
        ("LogisticRegression", LogisticRegression(max_iter=300).fit(iris, names), iris),
        ("LogisticRegression binary", LogisticRegression().fit(iris, kinds == 1), iris),
        ("SGDClassifier", SGDClassifier(loss="log_loss", random_state=0).fit(iris, kinds), iris),
        ("MLPRegressor", MLPRegressor(**mlps).fit(diabetes, progression), diabetes),
        ("Ridge", Ridge().fit(diabetes, np.c_[progression, progression]), diabetes),
    ]
    for name, model, x in models:
        x = x.astype("f4")
        classifier = hasattr(model, "predict_proba")
        graph = skl2onnx.to_onnx(
            model, x[:1], options={"zipmap": False} if classifier else None).SerializeToString()
        path = folder / "model.onnx"
        path.write_bytes(graph)
        want = onnxruntime.InferenceSession(graph).run(None, {"X": x})[1 if classifier else 0]
        np.save(folder / "x.npy", x)
        answer = json.loads(run(mlp, "predict", path, "--images", folder / "x.npy", "--json"))
        got = answer["probabilities"] if classifier else answer["outputs"]
        checks.check(f"skl2onnx {name}", *near(got, want, 1e-5))


def main():
    warnings.filterwarnings("ignore")
    checks = Checks()
    mlp = parser(__doc__.splitlines()[0]).parse_args().mlp
    print(f"onnx {onnx.__version__}, onnxruntime {onnxruntime.__version__}, skl2onnx {skl2onnx.__version__}")
    with tempfile.TemporaryDirectory() as folder:
        check_written(checks, mlp, Path(folder))
        check_labels(checks, mlp, Path(folder))
        check_read(checks, mlp, Path(folder))
    checks.finish()


main()
