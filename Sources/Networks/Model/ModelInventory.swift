import Numerics

/// What is in a model file, whether or not it can be run: its layers and their tensors.
///
/// Only facts and places; the tensors' values are read on demand, one at a time.
public struct ModelInventory: Sendable, Equatable {
  /// The kinds of file.
  public enum Format: String, Sendable, Equatable, CaseIterable {
    /// A Keras full model in HDF5: architecture and weights.
    case kerasHDF5Model = "keras-h5-model"
    /// Keras weights in HDF5, in the layout of full models, without architecture.
    case kerasHDF5Weights = "keras-h5-weights"
    /// Keras 3 weights, `.weights.h5`: paths of classes and ranks, without architecture.
    case kerasV3Weights = "keras-v3-weights"
    /// A Keras 3 archive, `.keras`: architecture and weights.
    case kerasV3Archive = "keras-v3-archive"
    /// Plain-binary coefficients, `.mlpc`.
    case mlpc = "mlpc"
    /// Arrays of NumPy, `.npz` or `.npy`, without architecture.
    case numpy = "numpy"
    /// A pickled estimator of scikit-learn.
    case sklearnPickle = "sklearn-pickle"
    /// An estimator of scikit-learn written by joblib, perhaps compressed.
    case sklearnJoblib = "sklearn-joblib"
    /// An estimator of scikit-learn written by skops.
    case skops = "skops"
    /// A SavedModel folder of TensorFlow.
    case tensorFlowSavedModel = "tf-savedmodel"
    /// A checkpoint of TensorFlow: variables without architecture.
    case tensorFlowCheckpoint = "tf-checkpoint"
    /// An ONNX graph.
    case onnx = "onnx"
    /// Named arrays, `.safetensors`.
    case safetensors = "safetensors"
    /// A zip archive of `torch.save`.
    case pyTorch = "pytorch"
    /// What `torch.save` wrote before PyTorch 1.6.
    case pyTorchLegacy = "pytorch-legacy"
    /// A compiled module of PyTorch.
    case torchScript = "torchscript"
    /// A results file of this package.
    case results = "mlp-results"
  }

  /// The kind of file.
  public package(set) var format: Format
  /// What wrote the file, with its version, as the file says it: `scikit-learn 1.5.2`; `nil` for Keras,
  /// which has ``kerasVersion``.
  public package(set) var producer: String?
  /// What loading the file with the library that it is made for would run: a name or a few words each.
  ///
  /// Nothing of it is ever run here.
  public package(set) var runsCode: [String]
  /// What else the file says of itself, as names and values in its order.
  public package(set) var metadata: [MetadataEntry]
  /// The Keras version that wrote it, as written.
  public package(set) var kerasVersion: String?
  /// The Keras backend, as written.
  public package(set) var backend: String?
  /// The model's own name.
  public package(set) var modelName: String?
  /// Whether the file also holds what only training needs: the optimizer's state or the compilation.
  public package(set) var hasTrainingState: Bool
  /// The layers in the model's order, with nested models laid flat.
  public package(set) var layers: [LayerEntry]

  /// Creates an inventory.
  package init(
    format: Format, producer: String? = nil, runsCode: [String] = [],
    metadata: [MetadataEntry] = [], kerasVersion: String? = nil, backend: String? = nil,
    modelName: String? = nil,
    hasTrainingState: Bool = false, layers: [LayerEntry]
  ) {
    self.format = format
    self.producer = producer
    self.runsCode = runsCode
    self.metadata = metadata
    self.kerasVersion = kerasVersion
    self.backend = backend
    self.modelName = modelName
    self.hasTrainingState = hasTrainingState
    self.layers = layers
  }

  /// The number of values in all tensors.
  public var parameterCount: Int { layers.reduce(0) { $0 + $1.parameterCount } }

  /// Something that a file says of itself.
  public struct MetadataEntry: Sendable, Equatable {
    /// What it is called.
    public package(set) var name: String
    /// What it is, as written.
    public package(set) var value: String

    /// Creates an entry.
    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// One layer as the file describes it.
  public struct LayerEntry: Sendable, Equatable {
    /// The name in the model; inside a nested model `OUTER/NAME`.
    public package(set) var name: String
    /// The class, such as Keras's `Dense`, or the operator.
    public package(set) var className: String
    /// The activation with its parameters, when the layer has one.
    public package(set) var activation: String?
    /// The width of the input, where the weights tell.
    public package(set) var inputs: Int?
    /// The width of the output, where the weights tell.
    public package(set) var outputs: Int?
    /// The weights, biases and other variables.
    public package(set) var tensors: [TensorEntry]

    /// Creates an entry.
    package init(
      name: String, className: String, activation: String? = nil, inputs: Int? = nil,
      outputs: Int? = nil, tensors: [TensorEntry] = []
    ) {
      self.name = name
      self.className = className
      self.activation = activation
      self.inputs = inputs
      self.outputs = outputs
      self.tensors = tensors
    }

    /// The number of values in its tensors.
    public var parameterCount: Int { tensors.reduce(0) { $0 + $1.count } }
  }

  /// One variable of a layer.
  public struct TensorEntry: Sendable, Equatable {
    /// The name in the file, such as `dense/kernel:0`.
    public package(set) var name: String
    /// Where it is in the file: the HDF5 path of its dataset, or another name that nothing else has.
    public package(set) var path: String
    /// `weights`, `bias`, or Keras's own short name such as `gamma`.
    public package(set) var role: String
    /// The extents; empty for a scalar.
    public package(set) var shape: [Int]
    /// The stored element type in NumPy's spelling, such as `float32`.
    public package(set) var elementType: String

    /// Creates an entry.
    package init(name: String, path: String, role: String, shape: [Int], elementType: String) {
      self.name = name
      self.path = path
      self.role = role
      self.shape = shape
      self.elementType = elementType
    }

    /// The number of values.
    public var count: Int { Shape(shape)?.count ?? .max }
  }
}
