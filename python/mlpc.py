"""Plain-binary coefficients (.mlpc): export fitted scikit-learn models, and read them back.

One file to copy; the standard library writes and reads, NumPy is used where it is there. The format is
specified in docs/coefficients-format.md.

    import mlpc
    mlpc.export(classifier, "model.mlpc")                      # a fitted scikit-learn model
    mlpc.export(make_pipeline(StandardScaler(), MLPClassifier()).fit(X, y), "model.mlpc", selftest=X[:8])
    mlpc.write("model.mlpc", [W0, W1], [b0, b1], activation="relu", output="softmax")   # plain arrays
    model = mlpc.read("model.mlpc")                            # model.weights, model.biases, ...

    python mlpc.py model.joblib model.mlpc     # a joblib or pickle file that you trust: loading runs code
    python mlpc.py weights.npz model.mlpc --activation relu --output softmax
    python mlpc.py model.mlpc                  # shows what is in it
"""

import json
import math
import os
import struct
import sys
import zlib

try:
    import numpy
except ImportError:  # reading and plain lists do without
    numpy = None

MAGIC = b"\x89MLP\r\n\x1a\n"
VERSION = (1, 0)
ALIGNMENT = 64
PREAMBLE = struct.Struct("<8sHHIQQQII12xI")
DTYPES = {"f16": ("e", 2), "f32": ("f", 4), "f64": ("d", 8)}

#: scikit-learn's names of activations, and the format's.
ACTIVATIONS = {"identity": "linear", "logistic": "sigmoid", "tanh": "tanh", "relu": "relu",
               "softmax": "softmax"}


class FormatError(ValueError):
    """The file is no .mlpc file, or is damaged."""


# Writing ------------------------------------------------------------------------------------------


def write(path, weights, biases, activation="relu", output="linear", *, task=None, classes=None,
          shape=None, input_range=None, scaling=None, provenance=None, selftest=None, names=None):
    """Writes a chain of dense layers.

    weights      a list of matrices [inputs x units] (as MLPClassifier.coefs_; transpose coef_)
    biases       a list of vectors [units]; None for a layer without
    activation   of the hidden layers: a name, a dictionary such as {"name": "leaky_relu", "alpha": 0.01},
                 or a list with one of these for each hidden layer
    output       of the last layer
    task         classification, multilabel, one-vs-rest, scores or regression
    classes      labels (all strings or all whole numbers): one for each output, two for a single output
    shape        of a sample before it was flattened, such as (8, 8)
    input_range  (low, high) of the raw features
    scaling      {"kind": "standard", "mean": ..., "scale": ...}, "minmax" or "divide"
    provenance   a dictionary of strings
    selftest     (inputs, outputs) or (inputs, outputs, tolerance), checked by every reader
    names        of the layers
    """
    data = encode(weights, biases, activation, output, task=task, classes=classes, shape=shape,
                  input_range=input_range, scaling=scaling, provenance=provenance,
                  selftest=selftest, names=names)
    with open(path, "wb") as file:
        file.write(data)


def encode(weights, biases, activation="relu", output="linear", *, task=None, classes=None, shape=None,
           input_range=None, scaling=None, provenance=None, selftest=None, names=None):
    """The bytes that write() writes."""
    count = len(weights)
    if count == 0 or len(biases) != count:
        raise ValueError(f"{count} weights and {len(biases)} biases: one of each for every layer")
    hidden = activation if isinstance(activation, (list, tuple)) else [activation] * (count - 1)
    if len(hidden) != count - 1:
        raise ValueError(f"{len(hidden)} activations for {count - 1} hidden layers")
    table, payload = {}, bytearray()

    def tensor(name, values, rank):
        dtype, extents, data = _packed(values)
        if len(extents) != rank:
            raise ValueError(f"{name}: rank {len(extents)}, expected {rank}")
        payload.extend(bytes(-len(payload) % ALIGNMENT))
        table[name] = {"dtype": dtype, "shape": extents, "offset": len(payload), "nbytes": len(data)}
        payload.extend(data)
        return name

    layers = []
    for index, (weight, bias) in enumerate(zip(weights, biases)):
        default = "output" if index == count - 1 else f"hidden_{index + 1}"
        layer = {"name": names[index] if names else default, "type": "dense", "units": 0}
        layer["weight"] = tensor(f"layers.{index}.weight", weight, 2)
        layer["units"] = table[layer["weight"]]["shape"][1]
        layer["bias"] = None if bias is None else tensor(f"layers.{index}.bias", bias, 1)
        function = _activation(output if index == count - 1 else hidden[index])
        if function != {"name": "linear"}:
            layer["activation"] = function
        layers.append(layer)
    source = {"size": table["layers.0.weight"]["shape"][0]}
    if shape is not None and len(shape) != 1:
        source["shape"] = [int(extent) for extent in shape]
    if input_range is not None:
        source["range"] = _plain(input_range)
    if scaling is not None:
        source["scaling"] = {key: value if isinstance(value, str) else _plain(value)
                             for key, value in scaling.items()}
    header = {"format": "mlpc", "input": source, "layers": layers}
    if task is not None:
        header["task"] = task
    if classes is not None:
        header["classes"] = _labels(classes)
    if provenance:
        header["provenance"] = {str(key): str(value) for key, value in provenance.items()}
    header["tensors"] = table
    if selftest is not None:
        inputs, outputs, tolerance = (*selftest, 1e-9)[:3]
        header["selftest"] = {"inputs": tensor("selftest.inputs", inputs, 2),
                              "outputs": tensor("selftest.outputs", outputs, 2), "atol": tolerance}
    header["requires"] = []
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
    offset = PREAMBLE.size + len(text) + -(PREAMBLE.size + len(text)) % ALIGNMENT
    start = PREAMBLE.pack(MAGIC, *VERSION, 0x01020304, len(text), offset, len(payload),
                          zlib.crc32(text), zlib.crc32(payload), 0)[:-4]
    start += struct.pack("<I", zlib.crc32(start))
    return (start + text).ljust(offset, b"\0") + payload


def _packed(values):
    """The dtype, shape and little-endian bytes of an array or of nested lists."""
    if numpy is not None:
        array = numpy.asarray(values)
        names = {"e": "f16", "f": "f32", "d": "f64"}
        if array.dtype.char not in names:
            array = array.astype("f8")
        array = numpy.ascontiguousarray(array, array.dtype.newbyteorder("<"))
        return names[array.dtype.char], list(array.shape), array.tobytes()
    shape = []
    while isinstance(values, (list, tuple)):
        shape.append(len(values))
        if not values or not isinstance(values[0], (list, tuple)):
            break
        if any(len(row) != len(values[0]) for row in values):
            raise ValueError("rows of different lengths")
        values = [value for row in values for value in row]
        shape = [shape[0], len(values) // shape[0]]
    return "f64", shape, struct.pack(f"<{len(values)}d", *values)


def _activation(value):
    if isinstance(value, str):
        return {"name": ACTIVATIONS.get(value, value)}
    return dict(value)


def _plain(values):
    """Numbers as JSON has them."""
    if hasattr(values, "tolist"):
        return _plain(values.tolist())
    return [_plain(value) for value in values] if isinstance(values, (list, tuple)) else float(values)


def _labels(classes):
    labels = classes.tolist() if hasattr(classes, "tolist") else list(classes)
    if all(isinstance(label, (int, float)) and not isinstance(label, bool) and label == int(label)
           for label in labels):
        return [int(label) for label in labels]
    return [str(label) for label in labels]


# scikit-learn ---------------------------------------------------------------------------------------


def export(model, path, *, selftest=None, shape=None, input_range=None, provenance=None):
    """Writes a fitted scikit-learn model, or a pipeline of a scaler and a model.

    MLPClassifier, MLPRegressor, LogisticRegression, SGDClassifier, LinearSVC, RidgeClassifier, Perceptron,
    OneVsRestClassifier of logistic regressions, and linear regressors. Scalers: StandardScaler,
    MinMaxScaler, MaxAbsScaler.

    selftest  raw samples [rows x features]: stored with what scikit-learn makes of them
    """
    arguments = describe(model)
    arguments["provenance"] = {**arguments["provenance"], **(provenance or {})}
    if selftest is not None:
        arguments["selftest"] = _selftest(model, arguments, selftest)
    write(path, arguments.pop("weights"), arguments.pop("biases"), arguments.pop("activation"),
          arguments.pop("output"), shape=shape, input_range=input_range, **arguments)


def describe(model):
    """The arguments of write() for a fitted scikit-learn model."""
    if hasattr(model, "steps"):
        steps = [step for _, step in model.steps if step not in (None, "passthrough")]
        if len(steps) > 2:
            raise TypeError("a pipeline of one scaler and one model was expected, "
                            f"not {[type(step).__name__ for step in steps]}")
        arguments = describe(steps[-1])
        if len(steps) == 2:
            arguments["scaling"] = _scaling(steps[0])
        return arguments
    kind = type(model).__name__
    arguments = {"activation": [], "output": "linear", "provenance": _provenance(model)}
    if hasattr(model, "coefs_"):
        arguments.update(weights=list(model.coefs_), biases=list(model.intercepts_),
                         activation=[model.activation] * (len(model.coefs_) - 1),
                         output=model.out_activation_)
        if kind.endswith("Regressor"):
            return {**arguments, "task": "regression"}
        several = model.out_activation_ == "logistic" and model.n_outputs_ > 1
        return {**arguments, "classes": model.classes_,
                "task": "multilabel" if several else "classification"}
    if kind == "OneVsRestClassifier":
        parts = [describe(part) for part in model.estimators_]
        if any(part["output"] != "logistic" for part in parts):
            raise TypeError("OneVsRestClassifier: logistic regressions were expected in it")
        arguments.update(weights=[numpy.hstack([part["weights"][0] for part in parts])],
                         biases=[numpy.hstack([part["biases"][0] for part in parts])],
                         output="logistic", classes=model.classes_)
        one = len(parts) == 1
        arguments["task"] = ("multilabel" if model.multilabel_ else
                             "classification" if one else "one-vs-rest")
        return arguments
    if not hasattr(model, "coef_"):
        raise TypeError(f"{kind}: not a fitted model of a kind that can be exported")
    return {**arguments, **_linear(model, kind)}


def _linear(model, kind):
    """coef_ is [outputs x features], or [features] for one output."""
    coefficients = model.coef_.toarray() if hasattr(model.coef_, "toarray") else model.coef_
    weight = numpy.atleast_2d(coefficients).T
    bias = numpy.broadcast_to(numpy.ravel(model.intercept_), (weight.shape[1],))
    bias = bias.astype(weight.dtype)
    found = {"weights": [weight], "biases": [bias]}
    if not hasattr(model, "classes_"):
        return {**found, "task": "regression"}
    found["classes"] = model.classes_
    several = weight.shape[1] > 1
    if kind.startswith("LogisticRegression"):
        scheme = getattr(model, "multi_class", "auto")
        if not several and scheme == "multinomial":
            # Two opposite logits, the softmax of which scikit-learn takes.
            return {**found, "weights": [numpy.hstack([-weight, weight])],
                    "biases": [numpy.hstack([-bias, bias])], "output": "softmax",
                    "task": "classification"}
        if several and (scheme == "ovr" or getattr(model, "solver", "") == "liblinear"):
            return {**found, "output": "logistic", "task": "one-vs-rest"}
        return {**found, "output": "softmax" if several else "logistic", "task": "classification"}
    if kind == "SGDClassifier" and model.loss in ("log_loss", "log"):
        return {**found, "output": "logistic",
                "task": "one-vs-rest" if several else "classification"}
    return {**found, "task": "scores"}


def _scaling(scaler):
    kind = type(scaler).__name__
    if kind == "StandardScaler":
        count = scaler.n_features_in_
        mean = scaler.mean_ if scaler.with_mean else [0.0] * count
        return {"kind": "standard", "mean": mean,
                "scale": [1.0] * count if scaler.scale_ is None else scaler.scale_}
    if kind == "MinMaxScaler" and not scaler.clip:
        # scikit-learn computes x * scale_ + min_.
        return {"kind": "minmax", "min": -scaler.min_ / scaler.scale_, "scale": scaler.scale_}
    if kind == "MaxAbsScaler":
        return {"kind": "divide", "by": scaler.scale_}
    raise TypeError(f"{kind}: StandardScaler, MinMaxScaler without clip and MaxAbsScaler can be exported")


def _provenance(model):
    found = {"source": f"{type(model).__module__}.{type(model).__name__}"}
    module = sys.modules.get("sklearn")
    if module is not None:
        found["scikit-learn"] = module.__version__
    return found


def _selftest(model, arguments, samples):
    """Samples, the outputs of the last layer as scikit-learn has them, and a tolerance."""
    samples = numpy.asarray(samples)
    width = arguments["weights"][-1].shape[1]
    task, output = arguments["task"], arguments["output"]
    if task == "regression":
        outputs = model.predict(samples)
    elif hasattr(model, "decision_function"):
        outputs = model.decision_function(samples)
        if output == "logistic":
            outputs = 1 / (1 + numpy.exp(-outputs))
        elif output == "softmax":
            outputs = model.predict_proba(samples)
    else:
        outputs = model.predict_proba(samples)
        if width == 1:
            outputs = outputs[:, 1]
    exact = all(weight.dtype.char == "d" for weight in arguments["weights"])
    return samples, numpy.reshape(outputs, (len(samples), width)), 1e-9 if exact else 1e-4


# Reading ------------------------------------------------------------------------------------------


class Model:
    """What read() gives: the JSON header, and the tensors by name.

    Tensors are NumPy arrays; without NumPy, lists of floats or of rows.
    """

    def __init__(self, header, tensors):
        self.header = header
        self.tensors = tensors

    def _dense(self):
        return [layer for layer in self.header["layers"] if layer["type"] == "dense"]

    @property
    def weights(self):
        """The weights of the dense layers, [inputs x units]."""
        return [self.tensors[layer["weight"]] for layer in self._dense()]

    @property
    def biases(self):
        """The biases of the dense layers; None for a layer without."""
        return [self.tensors.get(layer.get("bias")) for layer in self._dense()]

    @property
    def activations(self):
        """The activation of each layer, as a dictionary."""
        return [layer.get("activation") or {"name": "linear"} for layer in self.header["layers"]]

    @property
    def classes(self):
        """The labels, or None."""
        return self.header.get("classes")

    @property
    def task(self):
        """What the outputs are for, or None."""
        return self.header.get("task")


def read(path):
    """Reads a file and checks everything the specification asks for that arrays depend on.

    Raises FormatError when the file is damaged.
    """
    with open(path, "rb") as file:
        return decode(file.read())


def decode(data):
    """Reads the bytes of a file; see read()."""
    if data[:8] != MAGIC:
        raise FormatError("no .mlpc file: the magic bytes are missing")
    if len(data) < PREAMBLE.size:
        raise FormatError(f"truncated: {len(data)} bytes of the preamble's {PREAMBLE.size}")
    (_, major, minor, tag, text_size, offset, size, text_crc, payload_crc,
     own_crc) = PREAMBLE.unpack(data[:PREAMBLE.size])
    if tag != 0x01020304:
        raise FormatError("the endian tag is wrong: byte-swapped?")
    if own_crc != zlib.crc32(data[:60]):
        raise FormatError("the checksum of the preamble is wrong")
    if major != VERSION[0]:
        raise FormatError(f"version {major}.{minor} needs a newer reader")
    if offset % ALIGNMENT or offset < PREAMBLE.size + text_size or offset + size != len(data):
        raise FormatError(f"truncated, or sizes that contradict each other: {len(data)} bytes, "
                          f"payload at {offset} of {size}")
    text = data[PREAMBLE.size:PREAMBLE.size + text_size]
    payload = memoryview(data)[offset:]
    if zlib.crc32(text) != text_crc or zlib.crc32(payload) != payload_crc:
        raise FormatError("a checksum is wrong")
    if any(data[PREAMBLE.size + text_size:offset]):
        raise FormatError("the padding behind the header is not zero")
    header = json.loads(text.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_constant)
    if header.get("format") != "mlpc" or header.get("requires"):
        raise FormatError(f"requires what this reader does not know: {header.get('requires')}")
    return Model(header, _tensors(header["tensors"], payload))


def _tensors(table, payload):
    tensors, end = {}, 0
    for name, entry in sorted(table.items(), key=lambda item: item[1]["offset"]):
        code, width = DTYPES[entry["dtype"]]
        shape, start, size = entry["shape"], entry["offset"], entry["nbytes"]
        count = math.prod(shape)
        if start != end + -end % ALIGNMENT or size != count * width or start + size > len(payload):
            raise FormatError(f"tensor {name}: does not lie where it should")
        if any(payload[end:start]):
            raise FormatError(f"the padding before tensor {name} is not zero")
        end = start + size
        if numpy is not None:
            values = numpy.frombuffer(payload[start:end], f"<{code}").reshape(shape).copy()
        else:
            values = list(struct.unpack(f"<{count}{code}", payload[start:end]))
            if len(shape) == 2:
                columns = shape[1]
                values = [values[row:row + columns] for row in range(0, count, columns)]
        tensors[name] = values
    if end != len(payload):
        raise FormatError("a part of the payload is unused")
    return tensors


def _unique(pairs):
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise FormatError("a key is there twice in the header")
    return dict(pairs)


def _constant(name):
    raise FormatError(f"the header holds {name}; JSON has finite numbers only")


# Command line -----------------------------------------------------------------------------------------


def _load(path):
    """A fitted model from a joblib or pickle file. Loading runs code from the file."""
    try:
        import joblib
        return joblib.load(path)
    except ImportError:
        import pickle
        with open(path, "rb") as file:
            return pickle.load(file)


def _from_arrays(path, target, activation, output):
    """coefs_0, intercepts_0, coefs_1, ... of an .npz file."""
    with numpy.load(path, allow_pickle=False) as arrays:
        count = sum(name.startswith("coefs_") for name in arrays.files)
        weights = [arrays[f"coefs_{index}"] for index in range(count)]
        biases = [arrays[f"intercepts_{index}"] if f"intercepts_{index}" in arrays.files else None
                  for index in range(count)]
    write(target, weights, biases, activation or "linear", output or "linear")


def main(arguments=None):
    """Converts a file, or shows what is in a .mlpc file."""
    import argparse
    parser = argparse.ArgumentParser(
        description="Writes a fitted scikit-learn model (joblib, pickle) or arrays (.npz) as .mlpc.",
        epilog="Load only joblib and pickle files that you trust: they run code.")
    parser.add_argument("source", help="model.joblib, model.pkl or weights.npz; or a .mlpc to show")
    parser.add_argument("target", nargs="?", help="the .mlpc file to write")
    parser.add_argument("--activation", help="of the hidden layers, for .npz")
    parser.add_argument("--output", help="of the last layer, for .npz")
    parser.add_argument("--force", action="store_true", help="replace a file that exists")
    options = parser.parse_args(arguments)
    if options.target is None:
        print(json.dumps(read(options.source).header, indent=1, ensure_ascii=True))
        return
    if os.path.exists(options.target) and not options.force:
        sys.exit(f"{options.target}: exists; --force replaces it")
    if options.source.endswith(".npz"):
        _from_arrays(options.source, options.target, options.activation, options.output)
    else:
        export(_load(options.source), options.target)


if __name__ == "__main__":
    main()
