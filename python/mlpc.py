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
          shape=None, input_range=None, scaling=None, provenance=None, selftest=None, names=None,
          before=None, features=None):
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
    names        of the dense layers
    before       layers between the scaling and the dense ones: dictionaries with the type affine (scale,
                 shift), dense (weight, bias) or activation (activation)
    features     a name for each input
    """
    data = encode(weights, biases, activation, output, task=task, classes=classes, shape=shape,
                  input_range=input_range, scaling=scaling, provenance=provenance,
                  selftest=selftest, names=names, before=before, features=features)
    with open(path, "wb") as file:
        file.write(data)


def encode(weights, biases, activation="relu", output="linear", *, task=None, classes=None, shape=None,
           input_range=None, scaling=None, provenance=None, selftest=None, names=None, before=None,
           features=None):
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

    layers = [_before(f"before.{place}", layer, tensor) for place, layer in enumerate(before or [])]
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
    source = {"size": _width(layers, table)}
    if shape is not None and len(shape) != 1:
        source["shape"] = [int(extent) for extent in shape]
    if features is not None:
        if len(features) != source["size"] or len(set(features)) != len(features):
            raise ValueError(f"{len(features)} features: {source['size']} different names were expected")
        source["names"] = [str(name) for name in features]
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


def _before(name, layer, tensor):
    """A layer before the dense ones, as the header has it."""
    found = {"name": name.replace(".", "_"), "type": layer["type"]}
    if layer["type"] == "dense":
        found["weight"] = tensor(f"{name}.weight", layer["weight"], 2)
        found["units"] = len(layer["weight"][0])
        found["bias"] = tensor(f"{name}.bias", layer["bias"], 1)
    elif layer["type"] == "affine":
        for key in ("scale", "shift"):
            found[key] = tensor(f"{name}.{key}", layer[key], 1)
    else:
        found["activation"] = _activation(layer["activation"])
    return found


def _width(layers, table):
    """How many features a sample has: the first layer that tells."""
    first = next(layer for layer in layers if layer["type"] != "activation")
    return table[first.get("weight") or first["scale"]]["shape"][0]


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
    """Writes a fitted scikit-learn model, or a pipeline of scalers and a model.

    Models are known by their class: MLPClassifier and MLPRegressor; logistic regressions, linear support
    vector machines, ridge classifiers, perceptrons, SGDClassifier, linear discriminant analysis; linear
    regressors, and those of a log link; OneVsRestClassifier, MultiOutputClassifier and
    MultiOutputRegressor of these; TransformedTargetRegressor with a scaler; GridSearchCV and its kin.
    Before them StandardScaler, MinMaxScaler, MaxAbsScaler, RobustScaler and PCA. Anything else is
    refused by name.

    The names of a data frame's columns become those of the inputs. What the file computes is compared with
    what the model says before the file appears.

    selftest  raw samples [rows x features]: stored with what scikit-learn makes of them
    """
    arguments = describe(model)
    arguments["provenance"] = {**arguments["provenance"], **(provenance or {})}
    if selftest is not None:
        arguments["selftest"] = _selftest(model, arguments, numpy.asarray(selftest))
    names = getattr(model, "feature_names_in_", None)
    data = encode(**arguments, shape=shape, input_range=input_range,
                  features=None if names is None else [str(name) for name in names])
    _check(model, decode(data), selftest)
    with open(path, "wb") as file:
        file.write(data)


#: Classifiers whose decision_function is coef_ and intercept_, and tells no probabilities that mlp does.
SCORES = {"LinearSVC", "RidgeClassifier", "RidgeClassifierCV", "Perceptron",
          "PassiveAggressiveClassifier", "SGDClassifier"}

#: Regressors whose predict is coef_ and intercept_.
LINEAR = {"LinearRegression", "Ridge", "RidgeCV", "Lasso", "LassoCV", "LassoLars", "LassoLarsCV",
          "LassoLarsIC", "Lars", "LarsCV", "ElasticNet", "ElasticNetCV", "MultiTaskLasso",
          "MultiTaskLassoCV", "MultiTaskElasticNet", "MultiTaskElasticNetCV", "BayesianRidge",
          "ARDRegression", "HuberRegressor", "TheilSenRegressor", "QuantileRegressor", "LinearSVR",
          "OrthogonalMatchingPursuit", "OrthogonalMatchingPursuitCV", "SGDRegressor",
          "PassiveAggressiveRegressor"}

#: Regressors whose predict is an exponential, unless their link says otherwise.
LOG_LINK = {"PoissonRegressor", "GammaRegressor", "TweedieRegressor"}


def describe(model):
    """The arguments of encode() for a fitted scikit-learn model."""
    kind = type(model).__name__
    if not type(model).__module__.startswith("sklearn."):
        raise TypeError(f"{kind}: a class of {type(model).__module__}, not of scikit-learn")
    if hasattr(model, "best_estimator_"):
        return describe(model.best_estimator_)
    if kind == "Pipeline":
        return _pipeline([step for _, step in model.steps if step not in (None, "passthrough")])
    found = _describe(model, kind)
    return {"activation": [], "output": "linear", "provenance": _provenance(model), **found}


def _describe(model, kind):
    if kind in ("MLPClassifier", "MLPRegressor"):
        spelled = {"exp": "exponential", "identity": "linear"}
        output = spelled.get(model.out_activation_, model.out_activation_)
        found = {"weights": list(model.coefs_), "biases": list(model.intercepts_),
                 "activation": [model.activation] * (len(model.coefs_) - 1), "output": output}
        if kind == "MLPRegressor":
            return {**found, "task": "regression"}
        several = output == "logistic" and model.n_outputs_ > 1
        return {**found, "classes": model.classes_,
                "task": "multilabel" if several else "classification"}
    if kind == "OneVsRestClassifier":
        return _one_vs_rest(model)
    if kind in ("MultiOutputClassifier", "MultiOutputRegressor"):
        found = _side_by_side([describe(part) for part in model.estimators_], kind)
        if kind == "MultiOutputRegressor":
            return {**found, "task": "regression"}
        if found["output"] != "logistic" or any(len(classes) != 2 for classes in model.classes_):
            raise TypeError(f"{kind}: models of two classes with probabilities were expected in it")
        return {**found, "classes": list(range(len(model.estimators_))), "task": "multilabel"}
    if kind == "TransformedTargetRegressor":
        return _transformed_target(model)
    if kind == "LinearDiscriminantAnalysis":
        several = len(model.classes_) > 2
        return {**_plane(model), "classes": model.classes_, "task": "classification",
                "output": "softmax" if several else "logistic"}
    if kind in ("LogisticRegression", "LogisticRegressionCV"):
        return _logistic(model)
    if kind == "SGDClassifier" and model.loss in ("log_loss", "log"):
        found = _plane(model)
        several = found["weights"][0].shape[1] > 1
        return {**found, "classes": model.classes_, "output": "logistic",
                "task": "one-vs-rest" if several else "classification"}
    if kind in SCORES:
        return {**_plane(model), "classes": model.classes_, "task": "scores"}
    if kind in LINEAR:
        return {**_plane(model), "task": "regression"}
    if kind in LOG_LINK:
        link = getattr(model, "link", "log")
        if link == "auto":
            link = "identity" if model.power <= 0 else "log"
        return {**_plane(model), "task": "regression",
                "output": "exponential" if link == "log" else "linear"}
    raise TypeError(f"{kind}: this class cannot be exported; mlpc.export names those that can")


def _plane(model):
    """coef_ is [outputs x features], or [features] for one output."""
    coefficients = model.coef_.toarray() if hasattr(model.coef_, "toarray") else model.coef_
    weight = numpy.atleast_2d(coefficients).T
    bias = numpy.broadcast_to(numpy.ravel(model.intercept_), (weight.shape[1],))
    return {"weights": [weight], "biases": [bias.astype(weight.dtype)]}


def _logistic(model):
    found = {**_plane(model), "classes": model.classes_, "task": "classification"}
    (weight,), (bias,) = found["weights"], found["biases"]
    several = weight.shape[1] > 1
    scheme = getattr(model, "multi_class", "auto")
    if not several and scheme == "multinomial":
        # Two opposite logits, the softmax of which scikit-learn takes.
        return {**found, "weights": [numpy.hstack([-weight, weight])],
                "biases": [numpy.hstack([-bias, bias])], "output": "softmax"}
    if several and (scheme == "ovr" or getattr(model, "solver", "") == "liblinear"):
        return {**found, "output": "logistic", "task": "one-vs-rest"}
    return {**found, "output": "softmax" if several else "logistic"}


def _one_vs_rest(model):
    found = _side_by_side([describe(part) for part in model.estimators_], "OneVsRestClassifier")
    one = len(model.estimators_) == 1
    found["classes"] = model.classes_
    if found["output"] == "logistic":
        return {**found, "task": "multilabel" if model.multilabel_ else
                "classification" if one else "one-vs-rest"}
    if found["output"] != "linear" or model.multilabel_:
        raise TypeError("OneVsRestClassifier: models with probabilities were expected in it")
    return {**found, "task": "scores"}


def _side_by_side(parts, kind):
    """One network of several that have the same input and the same layers."""
    first = parts[0]
    for part in parts:
        if part.get("before") or part.get("scaling"):
            raise TypeError(f"{kind}: pipelines inside cannot be exported; scale before it")
        if (part["activation"], part["output"]) != (first["activation"], first["output"]):
            raise TypeError(f"{kind}: models of different layers or outputs are in it")
    weights, biases = [], []
    for layer in range(len(first["weights"])):
        blocks = [part["weights"][layer] for part in parts]
        biases.append(numpy.hstack([part["biases"][layer] for part in parts]))
        if layer == 0:
            weights.append(numpy.hstack(blocks))
            continue
        rows, columns = (sum(block.shape[axis] for block in blocks) for axis in (0, 1))
        joined, row, column = numpy.zeros((rows, columns), blocks[0].dtype), 0, 0
        for block in blocks:
            joined[row:row + block.shape[0], column:column + block.shape[1]] = block
            row, column = row + block.shape[0], column + block.shape[1]
        weights.append(joined)
    return {"weights": weights, "biases": biases, "activation": first["activation"],
            "output": first["output"]}


def _transformed_target(model):
    """The inverse of a scaler, folded into the last layer."""
    found = describe(model.regressor_)
    kind = type(model.transformer_).__name__
    if kind == "FunctionTransformer" and model.func is None and model.inverse_func is None:
        return found
    if found["output"] != "linear":
        raise TypeError("TransformedTargetRegressor: a regressor with linear outputs was expected in it")
    if kind not in ("StandardScaler", "MinMaxScaler", "MaxAbsScaler", "RobustScaler"):
        raise TypeError(f"TransformedTargetRegressor: its transformer is a {kind}; scalers can be exported")
    scale, shift = _factors(model.transformer_)
    width = found["weights"][-1].shape[1]
    scale, shift = numpy.broadcast_to(scale, (width,)), numpy.broadcast_to(shift, (width,))
    return {**found, "weights": found["weights"][:-1] + [found["weights"][-1] / scale],
            "biases": found["biases"][:-1] + [(found["biases"][-1] - shift) / scale]}


def _pipeline(steps):
    """Scalers and projections before a model: the first scaler is the file's own, the others are layers."""
    arguments = describe(steps[-1])
    before, scaling = [], None
    for place, step in enumerate(steps[:-1]):
        kind = type(step).__name__
        if kind == "PCA":
            weight, bias = step.components_.T, -step.mean_ @ step.components_.T
            if step.whiten:
                deviations = numpy.sqrt(step.explained_variance_)
                weight, bias = weight / deviations, bias / deviations
            before.append({"type": "dense", "weight": weight, "bias": bias})
            continue
        found = _scaling(step)
        if place == 0:
            scaling = found
        else:
            scale, shift = _factors(step)
            before.append({"type": "affine", "scale": scale, "shift": shift})
        if kind == "MinMaxScaler" and step.clip:
            before += _clipping(*step.feature_range, len(step.scale_))
    if scaling:
        if arguments.get("scaling"):
            raise TypeError("Pipeline: a pipeline with a scaler is in it; one pipeline was expected")
        arguments["scaling"] = scaling
    arguments["before"] = before + arguments.get("before", [])
    return arguments


def _clipping(low, high, width):
    """Layers that cut values to low...high."""
    ones = numpy.ones(width)
    return [{"type": "affine", "scale": ones, "shift": -low * ones},
            {"type": "activation", "activation": {"name": "relu", "max_value": float(high - low)}},
            {"type": "affine", "scale": ones, "shift": low * ones}]


def _scaling(scaler):
    kind = type(scaler).__name__
    if kind == "StandardScaler":
        count = scaler.n_features_in_
        mean = scaler.mean_ if scaler.with_mean else [0.0] * count
        return {"kind": "standard", "mean": mean,
                "scale": [1.0] * count if scaler.scale_ is None else scaler.scale_}
    if kind == "RobustScaler":
        count = scaler.n_features_in_
        return {"kind": "standard", "mean": scaler.center_ if scaler.with_centering else [0.0] * count,
                "scale": scaler.scale_ if scaler.with_scaling else [1.0] * count}
    if kind == "MinMaxScaler":
        # scikit-learn computes x * scale_ + min_.
        return {"kind": "minmax", "min": -scaler.min_ / scaler.scale_, "scale": scaler.scale_}
    if kind == "MaxAbsScaler":
        return {"kind": "divide", "by": scaler.scale_}
    raise TypeError(f"{kind}: StandardScaler, MinMaxScaler, MaxAbsScaler, RobustScaler and PCA can be "
                    "exported before a model")


def _factors(scaler):
    """A scaler as x * scale + shift."""
    found = {key: numpy.asarray(value, float) for key, value in _scaling(scaler).items() if key != "kind"}
    if "by" in found:
        return 1 / found["by"], numpy.zeros_like(found["by"])
    if "min" in found:
        return found["scale"], -found["min"] * found["scale"]
    return 1 / found["scale"], -found["mean"] / found["scale"]


def _provenance(model):
    found = {"source": f"{type(model).__module__}.{type(model).__name__}"}
    module = sys.modules.get("sklearn")
    if module is not None:
        found["scikit-learn"] = module.__version__
    return found


def _outputs(model, samples):
    """What the last layer gives, by the model's own words: [rows x outputs]."""
    kind = type(model).__name__
    if hasattr(model, "best_estimator_"):
        return _outputs(model.best_estimator_, samples)
    if kind == "Pipeline":
        for _, step in model.steps[:-1]:
            if step not in (None, "passthrough"):
                samples = step.transform(samples)
        return _outputs(model.steps[-1][1], samples)
    if kind in ("OneVsRestClassifier", "MultiOutputClassifier", "MultiOutputRegressor"):
        return numpy.hstack([_outputs(part, samples) for part in model.estimators_])
    arguments = describe(model)
    if arguments["task"] == "regression":
        outputs = model.predict(samples)
    elif hasattr(model, "decision_function") and arguments["output"] != "softmax":
        outputs = model.decision_function(samples)
        if arguments["output"] == "logistic":
            outputs = 1 / (1 + numpy.exp(-outputs))
    else:
        outputs = model.predict_proba(samples)
        if arguments["weights"][-1].shape[1] == 1:
            outputs = outputs[:, 1]
    return numpy.reshape(outputs, (len(samples), -1))


def _tolerance(weights):
    return 1e-9 if all(weight.dtype.char == "d" for weight in weights) else 1e-4


def _selftest(model, arguments, samples):
    """Samples, the outputs of the last layer as scikit-learn has them, and a tolerance."""
    return samples, _outputs(model, samples), _tolerance(arguments["weights"])


def _check(model, written, selftest):
    """Refuses a file that does not say what the model says, on samples of either sign and size."""
    random = numpy.random.default_rng(0)
    width = written.header["input"]["size"]
    samples = [random.normal(0, size, (8, width)) for size in (0.1, 1, 10)]
    if selftest is not None:
        samples.append(numpy.asarray(selftest, float))
    samples = numpy.vstack(samples)
    if any(weight.dtype.char != "d" for weight in written.weights):
        samples = samples.astype(numpy.float32)
    with numpy.errstate(all="ignore"):
        got, want = written.predict(samples), _outputs(model, samples)
        allowed = _tolerance(written.weights) * numpy.maximum(1, numpy.abs(want).max())
        far = numpy.abs(got - want)
        same = (far <= allowed) | (got == want) | (numpy.isnan(got) & numpy.isnan(want))
    if got.shape != want.shape or not same.all():
        raise ValueError(f"{type(model).__name__}: the file would predict other numbers than the model; "
                         "it was not written")
    _check_labels(model, written, samples, got)


def _check_labels(model, written, samples, outputs):
    """The labels and the probabilities that the task makes of the outputs are the model's own."""
    task, classes = written.task, written.classes
    if task == "multilabel" or task == "regression" or not hasattr(model, "predict"):
        return
    scores = outputs
    if outputs.shape[1] == 1:
        middle = 0.0 if task == "scores" else 0.5
        scores = numpy.hstack([2 * middle - outputs, outputs])
    best = numpy.sort(scores, axis=1)
    clear = best[:, -1] - best[:, -2] > 1e-6
    labels = numpy.array([str(classes[index]) for index in scores.argmax(axis=1)])
    if any(label != str(said) and label != str(_labels([said])[0])
           for label, said in zip(labels[clear], model.predict(samples)[clear])):
        raise ValueError(f"{type(model).__name__}: the file would choose other classes than the model; "
                         "it was not written")


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

    def predict(self, samples):
        """What the last layer gives for raw samples [rows x features]; needs NumPy.

        Raises FormatError for a layer or activation that is not among those this script writes.
        """
        scaling = self.header["input"].get("scaling") or {"kind": "none"}
        values = numpy.asarray(samples, float)
        kind = scaling["kind"]
        if kind == "standard":
            values = (values - scaling["mean"]) / scaling["scale"]
        elif kind == "minmax":
            values = (values - scaling["min"]) * scaling["scale"]
        elif kind == "divide":
            values = values / scaling["by"]
        for layer in self.header["layers"]:
            if layer["type"] == "dense":
                bias = self.tensors[layer["bias"]] if layer.get("bias") else 0.0
                values = values @ self.tensors[layer["weight"]].astype(float) + bias
            elif layer["type"] == "affine":
                values = values * self.tensors[layer["scale"]] + self.tensors[layer["shift"]]
            elif layer["type"] != "activation":
                raise FormatError(f"predict does not know the layer {layer['type']}")
            values = _applied(layer.get("activation") or {"name": "linear"}, values)
        return values


def _applied(activation, values):
    name = activation["name"]
    if name == "linear":
        return values
    if name == "relu":
        return numpy.clip(values, 0, activation.get("max_value"))
    if name == "tanh":
        return numpy.tanh(values)
    if name == "sigmoid":
        return 1 / (1 + numpy.exp(-values))
    if name == "exponential":
        return numpy.exp(values)
    if name == "softmax":
        shares = numpy.exp(values - values.max(axis=1, keepdims=True))
        return shares / shares.sum(axis=1, keepdims=True)
    raise FormatError(f"predict does not know the activation {name}")


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
        epilog="Load only joblib and pickle files that you trust: they run code. mlp reads them itself and runs "
               "nothing: mlp convert model.joblib model.mlpc.")
    parser.add_argument("source", help="model.joblib, model.pkl or weights.npz; or a .mlpc to show")
    parser.add_argument("target", nargs="?", help="the .mlpc file to write")
    parser.add_argument("--activation", help="of the hidden layers, for .npz")
    parser.add_argument("--output", help="of the last layer, for .npz")
    parser.add_argument("--force", action="store_true", help="replace a file that exists")
    options = parser.parse_args(arguments)
    try:
        _convert(options)
    except OSError as error:
        sys.exit(f"mlpc: {error.filename}: {error.strerror}")
    except (ImportError, KeyError, TypeError, ValueError) as error:
        problem = error.args[0] if error.args else type(error).__name__
        sys.exit(f"mlpc: {options.source}: {problem}")


def _convert(options):
    """Does what the command line asks for."""
    if options.target is None:
        with open(options.source, "rb") as file:
            if file.read(4)[1:] != MAGIC[1:4]:
                raise ValueError("is no .mlpc file that could be shown. To write one, name it: mlpc.py "
                                 f"{options.source} model.mlpc; mlp inspect shows files of all kinds")
        print(json.dumps(read(options.source).header, indent=1, ensure_ascii=True))
        return
    if os.path.exists(options.target) and not options.force:
        raise ValueError(f"{options.target} exists; --force replaces it")
    if options.source.endswith(".npz"):
        _from_arrays(options.source, options.target, options.activation, options.output)
        return
    try:
        model = _load(options.source)
    except (ImportError, OSError):
        raise
    except Exception as error:  # whatever a file that is no pickle makes the machine do
        raise ValueError(f"cannot be loaded: {type(error).__name__}: {error}") from None
    try:
        export(model, options.target)
    except TypeError as error:
        raise TypeError(f"{error}; mlp may read the file itself: mlp inspect {options.source}") from None


if __name__ == "__main__":
    main()
