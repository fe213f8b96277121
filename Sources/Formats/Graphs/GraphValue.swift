import Files
import Networks
import StoredModels

extension StoredArray {
  /// The array with its numbers.
  ///
  /// - Throws: ``GraphError`` when they cannot be read.
  func tensor() throws(GraphError) -> GraphTensor {
    let values = try GraphError.reading { () throws(FileError) in try self.values() }
    return GraphTensor(shape: shape, values: values, type: type, source: name)
  }
}

/// What a name in a graph stands for.
enum GraphValue: Sendable {
  /// Something that depends on the input: a node of the ``ChainGraph``.
  case node(Int)
  /// Numbers that are always the same.
  case constant(GraphTensor)
  /// The same, not read yet; with its two axes exchanged or not.
  case stored(StoredArray, isTransposed: Bool)
  /// The extents of a value that depends on the input; `nil` for the number of samples.
  case extents([Int?])

  /// The node, when it is one.
  var node: Int? { if case .node(let index) = self { index } else { nil } }
}

/// Why a graph cannot be followed.
enum GraphError: Error {
  /// It is no chain that can be run.
  case notRunnable(NotRunnable)
  /// The file is at fault.
  case file(FileError)

  /// Does what can fail for the file's sake.
  static func reading<Result>(
    _ body: () throws(FileError) -> Result
  ) throws(GraphError) -> Result {
    do throws(FileError) {
      return try body()
    } catch {
      throw .file(error)
    }
  }
}

/// Where in a file a step of a graph comes from.
struct GraphPlace: Sendable, Equatable {
  /// The node's name, or that of what it gives.
  var name: String
  /// What the format calls the operator.
  var kind: String
  /// The names of the tensors that it takes.
  var tensors: [String] = []

  /// The error that this step is in the way.
  func problem(_ reason: String) -> GraphError {
    .notRunnable(NotRunnable(layer: name, className: kind, reason: reason))
  }
}

extension Double {
  /// The number of fewest digits that is the same float32: of a parameter 0.01 was meant, and not the float32
  /// number that is nearest to it.
  init(shortest single: Float) { self = Double("\(single)") ?? Double(single) }
}
