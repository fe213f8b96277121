package import Files
package import Networks
import Numerics

/// A chain of layers whose dense ones have not been read: what a network and its outline are made of.
///
/// Every format whose weights lie in a file makes one; a `Tensor` is the format's way to say where.
package struct StoredChain<Tensor: Sendable>: Sendable {
  /// A dense layer, with the places of its numbers.
  package struct Dense: Sendable {
    /// The name in the model.
    package var name: String
    /// The width before it.
    package var inputs: Int
    /// The width behind it.
    package var units: Int
    /// The weights, `inputs × units` numbers.
    package var weights: Tensor
    /// The bias, `units` numbers; `nil` without one.
    package var bias: Tensor?
    /// The type of the weights in NumPy's spelling.
    package var storedType: String
    /// Whether the file has the weights as `[units × inputs]`, as PyTorch does.
    package var isTransposed = false

    /// Creates a dense layer.
    package init(
      name: String, inputs: Int, units: Int, weights: Tensor, bias: Tensor?, storedType: String,
      isTransposed: Bool = false
    ) {
      (self.name, self.inputs, self.units) = (name, inputs, units)
      (self.weights, self.bias) = (weights, bias)
      (self.storedType, self.isTransposed) = (storedType, isTransposed)
    }
  }

  /// One step.
  package enum Part: Sendable {
    case dense(Dense)
    /// Any other layer, whole: its parameters are few.
    case whole(NetworkLayer)
  }

  /// The steps, input first.
  package var parts: [Part]
  /// How many features a sample has.
  package var inputs: Int
  /// The shape of a sample before it was flattened; `nil` when it is flat.
  package var inputShape: [Int]?
  /// What the file says of the inputs.
  package var storedInputs: StoredInputs?
  /// A name for each class, when the model says so.
  package var classNames: [String]?
  /// What the outputs are for, when the model says so.
  package var task: OutputTask?
  /// The file, for messages.
  package var file: String

  /// Creates a chain.
  package init(_ parts: [Part], inputs: Int, file: String) {
    self.parts = parts
    self.inputs = inputs
    self.file = file
  }

  /// The network.
  ///
  /// - Parameter values: reads all numbers of a tensor, in the file's row-major order.
  /// - Throws: `FileError` when layers do not fit together, or what `values` throws.
  package func network(
    _ values: (Tensor) throws(FileError) -> [Double]
  ) throws(FileError) -> NeuralNetwork {
    // What does not fit together is found before gigabytes are read.
    _ = try fitted()
    var layers: [NetworkLayer] = []
    for part in parts { layers.append(try layer(part, values)) }
    do throws(NetworkError) {
      var network = try NeuralNetwork(layers: layers, inputs: inputs, inputShape: inputShape)
      network.statedInputs = try statedInputs(network.normalizedInputs)
      if let classNames, classNames.count == network.classCount { network.classNames = classNames }
      network.task = task
      return network
    } catch {
      throw failure(error.layer, error.problem)
    }
  }

  /// One layer, with its numbers.
  ///
  /// - Parameters:
  ///   - part: the layer.
  ///   - values: reads all numbers of a tensor, in the file's row-major order.
  /// - Throws: what `values` throws.
  package func layer(
    _ part: Part, _ values: (Tensor) throws(FileError) -> [Double]
  ) throws(FileError) -> NetworkLayer {
    switch part {
    case .whole(let layer): return layer
    case .dense(let dense):
      let numbers = try values(dense.weights)
      let bias = try dense.bias.map { bias throws(FileError) in try values(bias) }
      guard numbers.count == Shape([dense.inputs, dense.units])?.count,
        bias == nil || bias?.count == dense.units
      else {
        throw failure(dense.name, "has other numbers than its \(dense.inputs)→\(dense.units) need")
      }
      let weights =
        dense.isTransposed
        ? Matrix(rows: dense.units, columns: dense.inputs, values: numbers).transposed()
        : Matrix(rows: dense.inputs, columns: dense.units, values: numbers)
      return .dense(
        DenseLayer(name: dense.name, weights: weights, bias: bias, storedType: dense.storedType))
    }
  }

  /// The network without the weights of its dense layers.
  ///
  /// - Parameter isFinite: whether no number of a tensor is NaN or infinite, found out in bounded memory.
  /// - Throws: `FileError` when layers do not fit together, a number is not finite, or what `isFinite`
  ///   throws.
  package func outline(
    _ isFinite: (Tensor) throws(FileError) -> Bool
  ) throws(FileError) -> NetworkOutline {
    let outline = try fitted()
    for part in parts {
      switch part {
      case .whole(let layer):
        if let part = layer.nonFiniteParameter {
          throw .nonFinite(part, layer: layer.name, file: file)
        }
      case .dense(let dense):
        if try !isFinite(dense.weights) {
          throw .nonFinite("weights", layer: dense.name, file: file)
        }
        if let bias = dense.bias, try !isFinite(bias) {
          throw .nonFinite("bias", layer: dense.name, file: file)
        }
      }
    }
    return outline
  }

  /// The outline, whatever the numbers.
  ///
  /// - Throws: `FileError` when layers do not fit together.
  package func fitted() throws(FileError) -> NetworkOutline {
    let steps = parts.map { part in
      switch part {
      case .dense(let dense):
        NetworkOutline.Step.dense(name: dense.name, inputs: dense.inputs, units: dense.units)
      case .whole(let layer): NetworkOutline.Step(layer)
      }
    }
    do throws(NetworkError) {
      var outline = try NetworkOutline(steps: steps, inputs: inputs)
      if let inputShape, Shape(inputShape)?.count == inputs { outline.inputShape = inputShape }
      outline.statedInputs = try statedInputs(outline.inputSpace)
      if let classNames, classNames.count == max(outline.outputs, 2) {
        outline.classNames = classNames
      }
      return outline
    } catch {
      throw failure(error.layer, error.problem)
    }
  }

  /// Takes over what a file says of the inputs, when it fits them.
  package mutating func add(_ stored: StoredInputs?) {
    guard let stored, (try? stored.check(inputs)) != nil else { return }
    storedInputs = stored
  }

  /// What the file says of the inputs, over what is known of them without.
  private func statedInputs(_ base: InputSpace) throws(NetworkError) -> InputSpace? {
    guard let storedInputs else { return nil }
    do throws(InputSpaceError) {
      return try storedInputs.space(over: base)
    } catch {
      throw NetworkError(layer: nil, problem: error.description)
    }
  }

  private func failure(_ layer: String?, _ problem: String) -> FileError {
    FileError(.badData, file: file, object: layer.map { "layer \($0)" }, problem: problem)
  }
}

extension FileError {
  /// A layer whose parameters hold NaN or infinity.
  package static func nonFinite(_ part: String, layer: String, file: String) -> FileError {
    FileError(
      .badData, file: file, object: "layer \(layer)",
      problem: "its \(part) hold NaN or infinite values; mlp inspect counts them")
  }
}
