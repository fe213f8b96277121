"""Keras 3 loads what `mlp convert` writes, and `mlp` runs what Keras 3 writes.

usage: with_keras3.py [MLP]
"""

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "numpy")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np

from interop import KINDS, Checks, agree, chains, forget, loads, parser, predict, run, shaped

LAYERS = keras.layers

#: hard_sigmoid has another meaning in Keras 2, which an .h5 of Keras 2 keeps and Keras 3 ignores.
KERAS2_MEANING = {"tf-2.4/mix2"}

#: Nested models are written as one chain, and a Dense along one axis as one over all values; and a bfloat16 .h5 of its
#: own Keras cannot read at all.
OTHER_ARCHITECTURE = {
    "keras-3.15.1/nested", "keras-3.15.1/dense3d", "keras-3.15.1/dtype_bfloat16"}


def kinds(name):
    """The whole models and the weights that have the meaning of the original."""
    if name in KERAS2_MEANING:
        return ("keras",), ()
    return ("keras-h5", "keras"), ("keras-legacy-weights", "keras-weights")


def own_architecture(checks, mlp, name, model, inputs, folder):
    """Weights alone fit the very architecture that Keras wrote, not only the one `mlp` writes."""
    want = predict(mlp, model, inputs)
    for kind in ("keras-legacy-weights", "keras-weights"):
        def weights():
            file = folder / ("own-" + name.replace("/", "-") + KINDS[kind])
            run(mlp, "convert", model, file, "--to", kind, "--force", "--quiet")
            loaded = keras.models.load_model(model, compile=False)
            forget(loaded)
            loaded.load_weights(file)
            return agree(loaded.predict(shaped(inputs, loaded), verbose=0), want, name)
        checks.attempt(f"{name}: its own architecture with {kind}", weights)


def sequential(*layers, shape=(7,)):
    return keras.Sequential([keras.Input(shape), *layers])


def functional(*layers, shape=(7,)):
    tensor = start = keras.Input(shape)
    for layer in layers:
        tensor = layer(tensor)
    return keras.Model(start, tensor)


def adapted(rows):
    layer = LAYERS.Normalization()
    layer.adapt(rows)
    return layer


def made_in_keras(random):
    """Networks of many kinds, each with a name."""
    dense = LAYERS.Dense
    for name in ("relu", "tanh", "sigmoid", "softplus", "softsign", "elu", "selu", "gelu", "silu",
                 "mish", "exponential", "hard_sigmoid", "hard_silu", "relu6", "leaky_relu", "celu",
                 "log_sigmoid", "hard_tanh", "tanh_shrink", "hard_shrink", "soft_shrink",
                 "squareplus", "sparse_plus", "sparse_sigmoid"):
        yield f"function {name}", sequential(dense(6, activation=name), dense(3))
    # Not sparsemax: Keras 3.15 computes it wrongly, with sums that do not reach 1.
    for name in ("softmax", "log_softmax", "sigmoid", "glu"):
        yield f"head {name}", sequential(dense(6), dense(4), LAYERS.Activation(name))
    yield "layers", functional(
        dense(8), LAYERS.LeakyReLU(0.07), dense(7), LAYERS.PReLU("uniform"), dense(6),
        LAYERS.ELU(0.7), dense(5),
        LAYERS.ReLU(max_value=2, negative_slope=0.1, threshold=0.3), dense(4), LAYERS.Softmax())
    yield "activation objects", sequential(
        dense(8, activation=LAYERS.LeakyReLU(0.01)), dense(3, activation="softmax"))
    yield "no bias", sequential(dense(5, use_bias=False, activation="relu"), dense(2, use_bias=False))
    yield "dropout and noise", sequential(
        LAYERS.GaussianNoise(0.1), dense(6, "relu"), LAYERS.Dropout(0.5), dense(3))
    yield "batch normalization", functional(
        dense(6), LAYERS.BatchNormalization(), LAYERS.Activation("relu"), dense(5),
        LAYERS.BatchNormalization(scale=False, epsilon=1e-2), dense(4),
        LAYERS.BatchNormalization(center=False), dense(3))
    yield "layer normalization", sequential(
        dense(6), LAYERS.LayerNormalization(), dense(5), LAYERS.LayerNormalization(scale=False),
        dense(3))
    yield "pictures", functional(
        LAYERS.Rescaling(1 / 127.5, offset=-1), LAYERS.Flatten(), dense(5, "tanh"), dense(3),
        shape=(4, 3))
    yield "colors", sequential(
        LAYERS.Rescaling([0.5, 2, 3], offset=[0.1, 0, -1]), LAYERS.BatchNormalization(),
        LAYERS.Flatten(), dense(3), shape=(2, 2, 3))
    yield "normalization, adapted", sequential(
        adapted(random.normal(3, 2, (50, 7)).astype("float32")), dense(3))
    yield "normalization, given", sequential(
        LAYERS.Normalization(mean=[1, 2, 3, 4, 5, 6, 7], variance=[2, 1, 3, 1, 2, 1, 5]), dense(3))
    yield "float64", sequential(dense(4, "tanh", dtype="float64"), dense(3, dtype="float64"))
    yield "float16", sequential(dense(4, "tanh", dtype="float16"), dense(3, dtype="float16"))


def fill(model, random):
    """Weights that are not symmetric, and statistics that are not zero and one."""
    weights = []
    for weight in model.get_weights():
        values = random.uniform(-0.6, 0.9, weight.shape)
        weights.append(np.abs(values) + 0.2 if weight.ndim == 1 else values)
    if not any(isinstance(layer, LAYERS.Normalization) for layer in model.layers):
        model.set_weights(weights)


def main():
    mlp, checks = parser(__doc__.splitlines()[0]).parse_args().mlp, Checks()
    print(f"Keras {keras.__version__} on {keras.backend.backend()}")
    random = np.random.default_rng(7)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for name, model, inputs in chains():
            loads(checks, mlp, keras, name, model, inputs, folder, *kinds(name))
            if name.startswith("keras-3") and name not in OTHER_ARCHITECTURE:
                own_architecture(checks, mlp, name, model, inputs, folder)
        for name, model in made_in_keras(random):
            fill(model, random)
            inputs = random.normal(0, 1.5, (9,) + model.input_shape[1:]).astype("float32")
            want = model.predict(inputs, verbose=0)
            for file in (folder / "made.keras", folder / "made.h5"):
                model.save(file)
                checks.attempt(
                    f"{name}: mlp runs {file.name}",
                    lambda: agree(predict(mlp, file, inputs), want, name))
            spelled = name.replace(" ", "_")
            loads(checks, mlp, keras, spelled, file, inputs, folder, *kinds(spelled))
            own_architecture(checks, mlp, name, file, inputs, folder)
    checks.finish()


main()
