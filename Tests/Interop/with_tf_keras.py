"""tf_keras, the last Keras 2, loads what `mlp convert` writes, and `mlp` runs what it writes.

usage: with_tf_keras.py [MLP]      needs tf_keras and tensorflow
"""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import numpy as np
import tf_keras as keras

from interop import Checks, agree, chains, loads, parser, predict

LAYERS = keras.layers

#: Functions that only Keras 3 knows, or means otherwise.
KERAS3_ONLY = {"keras-3.15.1/mix2"}

#: What a .keras file, which is for Keras 3, cannot be to tf_keras: another meaning of hard_sigmoid,
#: layer names that TensorFlow refuses, and a type that it does not find in the file.
KERAS3_ARCHIVE = ("hard_sigmoid", "names_unicode", "bfloat16")


def kinds(name):
    """The whole models and the weights that tf_keras can load."""
    if any(part in name for part in KERAS3_ARCHIVE):
        return ("keras-h5",), ("keras-legacy-weights",)
    return ("keras-h5", "keras"), ("keras-legacy-weights", "keras-weights")


def made_in_keras(random):
    """Networks of many kinds, each with a name."""
    dense = LAYERS.Dense
    start = lambda *shape: LAYERS.Input(shape or (7,))
    for name in ("relu", "tanh", "sigmoid", "softplus", "softsign", "elu", "selu", "gelu", "swish",
                 "mish", "exponential", "hard_sigmoid"):
        yield f"function {name}", keras.Sequential([start(), dense(6, activation=name), dense(3)])
    yield "layers", keras.Sequential([
        start(), dense(8), LAYERS.LeakyReLU(0.07), dense(7), LAYERS.PReLU("uniform"), dense(6),
        LAYERS.ELU(0.7), dense(5), LAYERS.ReLU(2, 0.1, 0.3), dense(4),
        LAYERS.ThresholdedReLU(0.4), dense(3), LAYERS.Softmax()])
    yield "activation objects", keras.Sequential(
        [start(), dense(8, activation=LAYERS.LeakyReLU(0.01)), dense(3, activation="softmax")])
    yield "batch normalization", keras.Sequential(
        [start(), dense(6), LAYERS.BatchNormalization(), dense(5),
         LAYERS.BatchNormalization(scale=False, epsilon=1e-2), dense(3)])
    yield "pictures", keras.Sequential(
        [start(4, 3), LAYERS.Rescaling(1 / 127.5, offset=-1), LAYERS.Flatten(), dense(3)])
    layer = LAYERS.Normalization()
    layer.adapt(random.normal(3, 2, (50, 7)).astype("float32"))
    yield "normalization, adapted", keras.Sequential([start(), layer, dense(3)])
    yield "normalization, given", keras.Sequential(
        [start(), LAYERS.Normalization(mean=[1.0] * 7, variance=[2.0] * 7), dense(3)])
    yield "float64", keras.Sequential([start(), dense(4, "tanh", dtype="float64"),
                                       dense(3, dtype="float64")])


def fill(model, random):
    """Weights that are not symmetric, and statistics that are not zero and one."""
    if any(isinstance(layer, LAYERS.Normalization) for layer in model.layers):
        return
    model.set_weights([
        np.abs(random.uniform(-0.6, 0.9, weight.shape)) + 0.2 if weight.ndim == 1
        else random.uniform(-0.6, 0.9, weight.shape) for weight in model.get_weights()])


def main():
    mlp, checks = parser(__doc__.splitlines()[0]).parse_args().mlp, Checks()
    print(f"tf_keras {keras.__version__}")
    random = np.random.default_rng(7)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for name, model, inputs in chains():
            if name not in KERAS3_ONLY:
                loads(checks, mlp, keras, name, model, inputs, folder, *kinds(name))
        for name, model in made_in_keras(random):
            fill(model, random)
            inputs = random.normal(0, 1.5, (9,) + model.input_shape[1:]).astype("float32")
            file = folder / "made.h5"
            model.save(file)
            want = model.predict(inputs, verbose=0)
            checks.attempt(
                f"{name}: mlp runs it", lambda: agree(predict(mlp, file, inputs), want, name))
            spelled = name.replace(" ", "_")
            loads(checks, mlp, keras, spelled, file, inputs, folder, *kinds(spelled))
    checks.finish()


main()
