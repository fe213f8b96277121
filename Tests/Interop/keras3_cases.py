"""Models of every kind of step that `mlp` runs or refuses, made by Keras 3: name, model, what is expected.

A case expects that `mlp` predicts what Keras does (`RUNS`), or that it refuses with exit code 69 and these
words in its message.
"""

import keras
import numpy as np
from keras import layers as L
from keras import ops

RUNS = None

#: How far quantized networks may be off: an input that lies between two levels may fall to either, and a
#: level is 1/127 of the largest.
COARSE = 2e-2


def sequential(*layers, shape=(6,)):
    return keras.Sequential([keras.Input(shape), *layers])


def through(function, shape=(6,), units=3):
    """A functional model that calls a function on a tensor between two layers."""
    start = keras.Input(shape)
    tensor = function(start)
    if len(tensor.shape) > 2:
        tensor = L.Flatten()(tensor)
    return keras.Model(start, L.Dense(units)(tensor))


def between(function, shape=(6,)):
    """The same with a layer before, whose values are of either sign."""
    start = keras.Input(shape)
    tensor = function(L.Dense(8)(start))
    return keras.Model(start, L.Dense(3)(tensor))


def constants():
    """Elementwise operators with constants, in every order."""
    row = np.linspace(0.5, 2, 6).astype("float32")
    yield "x / 255", through(lambda x: x / 255.0), RUNS
    yield "x * 2 + 1", through(lambda x: x * 2 + 1), RUNS
    yield "1 - x", through(lambda x: 1.0 - x), RUNS
    yield "x - 0.5", through(lambda x: x - 0.5), RUNS
    yield "2 * x", through(lambda x: 2 * x), RUNS
    yield "3 + x", through(lambda x: 3 + x), RUNS
    yield "-x", through(lambda x: -x), RUNS
    yield "(x - 127.5) / 127.5", through(lambda x: (x - 127.5) / 127.5), RUNS
    yield "x * row", through(lambda x: x * row), RUNS
    yield "row - x", through(lambda x: ops.subtract(row, x)), RUNS
    yield "x / row", through(lambda x: x / row), RUNS
    yield "x + tensor", through(lambda x: x + ops.convert_to_tensor(row)), RUNS
    yield "ops.add", through(lambda x: ops.add(x, 0.25)), RUNS
    yield "ops.add, constant first", through(lambda x: ops.add(0.25, x)), RUNS
    yield "ops.subtract, constant first", through(lambda x: ops.subtract(2.0, x)), RUNS
    yield "ops.multiply", through(lambda x: ops.multiply(x, row)), RUNS
    yield "ops.divide", through(lambda x: ops.divide(x, 4)), RUNS
    yield "ops.true_divide", through(lambda x: ops.true_divide(x, 4)), RUNS
    yield "ops.negative", through(lambda x: ops.negative(x)), RUNS
    yield "ops.cast", through(lambda x: ops.cast(x, "float32")), RUNS
    yield "constants between layers", between(lambda x: 1 - x / 3), RUNS
    yield "constants on a picture", through(
        lambda x: (x - np.array([1, 2, 3], "float32")) / 7, shape=(2, 2, 3)), RUNS
    yield "a constant of a whole picture", through(
        lambda x: x * np.arange(1, 13, dtype="float32").reshape(2, 2, 3), shape=(2, 2, 3)), RUNS
    yield "2 / x", between(lambda x: 2.0 / x), "divides a constant"
    yield "x ** 2", through(lambda x: x ** 2), "power"
    yield "x + x", through(lambda x: x + x), "joins 2"
    yield "x * x", through(lambda x: x * x), "joins 2"
    yield "a column", through(
        lambda x: x * np.arange(1, 3, dtype="float32").reshape(2, 1), shape=(2, 3)), "constant of shape"
    yield "ops.cast to int", through(lambda x: ops.cast(ops.cast(x, "int32"), "float32")), "rounds"
    yield "ops.abs", through(lambda x: ops.abs(x)), "absolute"
    yield "ops.clip to 0...1", through(lambda x: ops.clip(x, 0, 1)), RUNS
    yield "ops.clip to -1...1", through(lambda x: ops.clip(x, -1, 1)), RUNS
    yield "ops.clip to 1...2", through(lambda x: ops.clip(x, 1, 2)), "clip"
    yield "ops.maximum with 0", through(lambda x: ops.maximum(x, 0)), RUNS
    yield "ops.maximum with 1", through(lambda x: ops.maximum(x, 1)), "maximum"
    yield "ops.square", through(lambda x: ops.square(x)), "square"
    yield "ops.matmul", through(lambda x: ops.matmul(x, np.eye(6, dtype="float32"))), "matmul"
    yield "ops.mean", through(lambda x: ops.mean(x, axis=-1, keepdims=True)), "mean"
    yield "ops.flip", through(lambda x: ops.flip(x, axis=-1)), "flip"
    yield "x[:, :3]", through(lambda x: x[:, :3]), "get_item"
    yield "skip connection", through(lambda x: x + L.Dense(6)(x)), "joins 2"


def functions():
    """Activations called as functions, and `ops` of the same meaning."""
    for name in ("relu", "relu6", "sigmoid", "softplus", "softsign", "silu", "log_sigmoid",
                 "leaky_relu", "hard_sigmoid", "hard_silu", "elu", "selu", "gelu", "celu", "softmax",
                 "log_softmax", "tanh", "tanh_shrink", "hard_tanh", "hard_shrink", "soft_shrink",
                 "squareplus", "sparse_plus", "sparse_sigmoid"):
        for module in (keras.activations, ops):
            if hasattr(module, name):
                try:
                    model = between(getattr(module, name))
                except ValueError:  # some take no symbolic tensors
                    continue
                yield f"{module.__name__.split('.')[-1]}.{name}", model, RUNS
    yield "activations.linear", between(keras.activations.linear), RUNS
    yield "ops.exp", between(ops.exp), RUNS
    yield "activations.relu with parameters", between(
        lambda x: keras.activations.relu(x, negative_slope=0.1, max_value=1.5, threshold=0.2)), RUNS
    yield "activations.leaky_relu, 0.05", between(
        lambda x: keras.activations.leaky_relu(x, negative_slope=0.05)), RUNS
    yield "activations.elu, 0.5", between(lambda x: keras.activations.elu(x, alpha=0.5)), RUNS
    yield "activations.gelu, approximate", between(
        lambda x: keras.activations.gelu(x, approximate=True)), RUNS
    yield "ops.gelu, exact", between(lambda x: ops.gelu(x, approximate=False)), RUNS
    yield "ops.leaky_relu, 0.3", between(lambda x: ops.leaky_relu(x, 0.3)), RUNS
    yield "ops.hard_shrink, 0.2", between(lambda x: ops.hard_shrink(x, 0.2)), "hard_shrink"
    yield "ops.celu, 0.5", between(lambda x: ops.celu(x, 0.5)), "celu"
    yield "ops.threshold", between(lambda x: ops.threshold(x, 0.1, 0.0)), "threshold"
    yield "ops.softmax along the samples", between(lambda x: ops.softmax(x, axis=0)), "softmax"
    yield "ops.normalize", between(lambda x: ops.normalize(x)), RUNS
    yield "ops.normalize, order 1", between(lambda x: ops.normalize(x, order=1)), "normalize"
    yield "ops.sin", between(ops.sin), "sin"
    yield "ops.relu at the end", keras.Model(*_ended(ops.relu)), RUNS
    yield "ops.softmax at the end", keras.Model(*_ended(ops.softmax)), RUNS


def _ended(function):
    start = keras.Input((6,))
    return start, function(L.Dense(4)(start))


def passing():
    """Layers that pass data through when a model is used, and activations that are layers."""
    for layer in (L.Dropout(0.5), L.AlphaDropout(0.3), L.GaussianDropout(0.3), L.GaussianNoise(1.0),
                  L.ActivityRegularization(0.1), L.Identity(), L.Masking(0.0), L.Activation("tanh"),
                  L.ELU(0.3), L.LeakyReLU(0.2), L.ReLU(1, 0.1, 0.2), L.PReLU("uniform"), L.Softmax(),
                  L.BatchNormalization()):
        yield type(layer).__name__, sequential(L.Dense(8), layer, L.Dense(3)), RUNS
    for layer, shape in ((L.SpatialDropout1D(0.5), (4, 6)), (L.SpatialDropout2D(0.5), (2, 3, 2)),
                         (L.SpatialDropout3D(0.5), (2, 2, 2, 2))):
        yield type(layer).__name__, sequential(layer, L.Flatten(), L.Dense(3), shape=shape), RUNS
    yield "Masking of another value", sequential(
        L.Masking(1.0), L.Flatten(), L.Dense(3), shape=(4, 6)), "Masking"


def shapes():
    """Axes that are moved, repeated, made and taken away, and layers on several axes."""
    dense = L.Dense
    yield "ops.reshape", through(lambda x: ops.reshape(x, (-1, 2, 3))), RUNS
    yield "ops.reshape that mixes samples", through(
        lambda x: ops.reshape(x, (-1, 3))), "mix samples"
    yield "ops.expand_dims", through(lambda x: ops.expand_dims(x, 1)), RUNS
    yield "ops.expand_dims at the end", through(lambda x: ops.expand_dims(x, -1)), RUNS
    yield "ops.squeeze", through(lambda x: ops.squeeze(x, 1), shape=(1, 6)), RUNS
    yield "ops.transpose", through(lambda x: ops.transpose(x, (0, 2, 1)), shape=(2, 3)), RUNS
    yield "ops.transpose of three", through(
        lambda x: ops.transpose(x, (0, 3, 1, 2)), shape=(2, 3, 4)), RUNS
    yield "ops.transpose of the samples", through(
        lambda x: ops.transpose(ops.transpose(x, (1, 0, 2)), (1, 0, 2)), shape=(2, 3)), "samples"
    yield "Permute", sequential(L.Permute((2, 1)), L.Flatten(), dense(3), shape=(2, 3)), RUNS
    yield "Permute of three", sequential(
        L.Permute((3, 1, 2)), L.Flatten(), dense(3), shape=(2, 3, 4)), RUNS
    yield "Permute of nothing", sequential(
        L.Permute((1, 2)), L.Flatten(), dense(3), shape=(2, 3)), RUNS
    yield "Permute between", sequential(
        dense(6), L.Reshape((2, 3)), L.Permute((2, 1)), L.Flatten(), dense(3)), RUNS
    yield "RepeatVector", sequential(L.RepeatVector(3), L.Flatten(), dense(3)), RUNS
    yield "RepeatVector once", sequential(L.RepeatVector(1), L.Flatten(), dense(3)), RUNS
    yield "RepeatVector and Dense", sequential(
        dense(4, "tanh"), L.RepeatVector(2), dense(3), L.Flatten(), dense(2)), RUNS
    yield "Dense on two axes", sequential(
        dense(5, "relu"), L.Flatten(), dense(3), shape=(4, 6)), RUNS
    yield "Dense on three axes", sequential(
        dense(5, "tanh"), dense(2), L.Flatten(), dense(3), shape=(2, 3, 4)), RUNS
    yield "Dense on two axes, without bias", sequential(
        dense(5, use_bias=False), L.Flatten(), dense(3), shape=(4, 6)), RUNS
    yield "Dense on two axes at the end", sequential(dense(5, "relu"), dense(3), shape=(4, 6)), RUNS
    yield "Dense on two axes, softmax", sequential(
        dense(5, "softmax"), L.Flatten(), dense(3), shape=(4, 6)), "softmax"
    yield "Dense on axes that are too many", sequential(
        dense(64), L.Flatten(), dense(2), shape=(100, 64)), "as one matrix"
    yield "Dense on an open axis", sequential(
        dense(5), L.GlobalAveragePooling1D(), dense(3), shape=(None, 6)), "not all known"
    yield "TimeDistributed(Dense)", sequential(
        L.TimeDistributed(dense(5, "relu")), L.Flatten(), dense(3), shape=(4, 6)), RUNS
    yield "TimeDistributed(Dense) twice", sequential(
        L.TimeDistributed(dense(5, "elu")), L.TimeDistributed(dense(2)), L.Flatten(), dense(3),
        shape=(4, 6)), RUNS
    yield "TimeDistributed(LSTM)", sequential(
        L.TimeDistributed(L.Conv1D(2, 2)), L.Flatten(), dense(3), shape=(3, 4, 2)), "on each step"
    yield "PReLU with shared axes", sequential(
        dense(5), L.PReLU("uniform", shared_axes=[1]), L.Flatten(), dense(3), shape=(4, 6)), RUNS
    yield "PReLU on two axes", sequential(
        dense(5), L.PReLU("uniform"), L.Flatten(), dense(3), shape=(4, 6)), RUNS
    yield "BatchNormalization on two axes", sequential(
        dense(5), L.BatchNormalization(), L.Flatten(), dense(3), shape=(4, 6)), RUNS
    for equation, output, shape, axes in (
            ("ab,bc->ac", 5, (6,), "c"), ("...x,xy->...y", 5, (6,), "y"),
            ("abc,cd->abd", (4, 5), (4, 6), "d"), ("abc,bcd->ad", 5, (2, 3), "d"),
            ("abc,cde->abde", (4, 2, 3), (4, 6), "de"), ("ab,bc->ac", 5, (6,), None)):
        yield f"EinsumDense {equation} {axes}", sequential(
            L.EinsumDense(equation, output, bias_axes=axes, activation="tanh"), L.Flatten(),
            dense(3), shape=shape), RUNS
    for equation, output, shape in (
            ("abc,bd->adc", (5, 3), (2, 3)), ("abc,cd->adb", (5, 2), (2, 3))):
        yield f"EinsumDense {equation}", sequential(
            L.EinsumDense(equation, output), L.Flatten(), dense(3), shape=shape), "no dense layer"
    yield "EinsumDense with a bias of one axis", sequential(
        L.EinsumDense("abc,cde->abde", (4, 2, 3), bias_axes="e"), L.Flatten(), dense(3),
        shape=(4, 6)), "bias along other axes"


def normalizations():
    """Layers that normalize a sample."""
    dense = L.Dense
    for name, layer in (
            ("UnitNormalization", L.UnitNormalization), ("RMSNormalization", L.RMSNormalization),
            ("LayerNormalization", L.LayerNormalization)):
        yield name, sequential(dense(8), layer(), dense(3)), RUNS
        yield f"{name} on two axes", sequential(layer(), L.Flatten(), dense(3), shape=(4, 6)), RUNS
        yield f"{name} over two axes", sequential(
            layer(axis=[1, 2]), L.Flatten(), dense(3), shape=(4, 6)), RUNS
        yield f"{name} over the first axis", sequential(
            layer(axis=1), L.Flatten(), dense(3), shape=(4, 6)), "axes other"
    yield "RMSNormalization, epsilon", sequential(
        dense(8), L.RMSNormalization(epsilon=0.1), dense(3)), RUNS
    yield "LayerNormalization with rms_scaling", sequential(
        dense(8), L.LayerNormalization(rms_scaling=True), dense(3)), RUNS
    yield "LayerNormalization without scale", sequential(
        dense(8), L.LayerNormalization(scale=False, center=False), dense(3)), RUNS
    for groups in (1, 2, 8, -1):
        yield f"GroupNormalization {groups}", sequential(
            dense(8), L.GroupNormalization(groups), dense(3)), RUNS
    yield "GroupNormalization of a picture", sequential(
        L.GroupNormalization(2, epsilon=0.01), L.Flatten(), dense(3), shape=(2, 3, 4)), RUNS
    yield "GroupNormalization without scale", sequential(
        dense(8), L.GroupNormalization(4, scale=False), dense(3)), RUNS
    yield "GroupNormalization over the first axis", sequential(
        L.GroupNormalization(2, axis=1), L.Flatten(), dense(3), shape=(4, 6)), "an axis other"
    yield "SpectralNormalization", sequential(L.SpectralNormalization(dense(5)), dense(3)), RUNS
    yield "SpectralNormalization, relu", sequential(
        L.SpectralNormalization(dense(5, "relu")), L.ReLU(), dense(3)), RUNS


class Stack(keras.Sequential):
    """A Sequential with code of its own."""


class Scaled(L.Dense):
    """A Dense that does something else."""

    def call(self, inputs, training=None):
        return 2 * super().call(inputs)


def structures():
    """Nested models, subclasses, several outputs."""
    dense = L.Dense
    inner = keras.Sequential([keras.Input((6,)), dense(6, "relu"), dense(6, "tanh")], name="inner")
    yield "nested Sequential", sequential(dense(6), inner, dense(3)), RUNS
    start = keras.Input((6,))
    middle = keras.Model(start, dense(4, "elu")(start), name="middle")
    yield "nested Functional", sequential(dense(6), middle, dense(3)), RUNS
    outer = keras.Input((6,))
    yield "a function on a nested model", keras.Model(
        outer, dense(3)(ops.tanh(middle(outer) * 2))), RUNS
    yield "a subclass of Sequential", Stack(
        [keras.Input((6,)), dense(5, "relu"), dense(3)]), RUNS
    yield "a subclass of Dense", sequential(Scaled(5), dense(3)), "Scaled"
    start = keras.Input((6,))
    left = dense(4, "relu", name="left")(start)
    yield "two outputs", keras.Model(
        start, [dense(2, name="first")(left), dense(3, name="second")(left)]), "--output-layer"
    other = keras.Input((6,))
    yield "two inputs", keras.Model(
        [start, other], dense(2)(L.Concatenate()([start, other]))), "2 inputs"
    shared = dense(6)
    yield "a shared layer", through(lambda x: shared(shared(x))), "called 2 times"
    yield "called with training=True", keras.Model(
        start, dense(3)(L.Dropout(0.5)(dense(5)(start), training=True))), RUNS
    yield "no Dense", sequential(L.Flatten(), L.ReLU(), shape=(2, 3)), "no Dense"
    yield "Rescaling, then a picture", sequential(
        L.Rescaling(1 / 255), L.Flatten(), dense(3), shape=(4, 4)), RUNS


def quantized():
    """Quantized layers and LoRA."""
    def model():
        return sequential(L.Dense(8, "relu"), L.Dense(7, "tanh"), L.Dense(3), shape=(10,))

    def with_config(mode, config=None):
        made = model()
        _fill(made)
        made.quantize(mode, config=config) if config else made.quantize(mode)
        return made

    q = keras.quantizers
    yield "int8", with_config("int8"), RUNS
    yield "int8, weights only", with_config(
        "int8", q.Int8QuantizationConfig(activation_quantizer=None)), RUNS
    yield "int4", with_config("int4"), RUNS
    yield "int4 in blocks", with_config("int4", q.Int4QuantizationConfig(block_size=4)), RUNS
    yield "int4 by columns", with_config("int4", q.Int4QuantizationConfig(block_size=None)), RUNS
    yield "float8", with_config("float8"), RUNS
    adapted = model()
    for layer in adapted.layers[:2]:
        layer.enable_lora(2)
    _fill(adapted)
    yield "LoRA", adapted, RUNS
    halved = model()
    halved.layers[0].enable_lora(2, lora_alpha=1)
    _fill(halved)
    yield "LoRA with alpha", halved, RUNS


def _fill(model):
    """Weights that are not symmetric, and none that are zero, LoRA's too."""
    random = np.random.default_rng(3)
    for weight in model.weights:
        weight.assign(random.uniform(-0.6, 0.9, weight.shape))


def cases():
    """Every case: name, model, RUNS or words, and the difference that is allowed."""
    for group in (constants, functions, passing, shapes, normalizations, structures, quantized):
        for name, model, expected in group():
            yield f"{group.__name__}: {name}", model, expected, COARSE if name in (
                "int8", "float8") else None
