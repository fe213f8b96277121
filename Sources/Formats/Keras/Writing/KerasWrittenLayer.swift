import HDF5
import JSON

/// A layer as it will stand in a Keras file.
struct KerasWrittenLayer: Sendable {
  /// The name, legal in the file and unique.
  var name: String
  /// The Keras class.
  var className: String
  /// The configuration without name and element type.
  var configuration = JSONObject()
  /// The weights in the order in which Keras counts them.
  var variables: [KerasWrittenVariable] = []
  /// The element type the layer computes in; `nil` for that of its neighbors.
  var elementType: HDF5ElementType?
}

/// A weight as it will stand in a Keras file.
struct KerasWrittenVariable: Sendable {
  /// What is stored.
  enum Values: Sendable, Equatable {
    /// Numbers in exactly this precision.
    case floats([Double], HDF5ElementType)
    /// One 64-bit integer.
    case integer(Int)
  }

  /// The short name, such as `kernel`.
  var name: String
  /// The extents; empty for a scalar.
  var shape: [Int]
  /// The numbers.
  var values: Values

  /// Writes it into a group.
  ///
  /// - Throws: `HDF5Error` of kind `cannotWrite`.
  func write(
    as name: String, to group: borrowing HDF5GroupBuilder,
    bfloat16: HDF5GroupBuilder.BFloat16Storage
  ) throws(HDF5Error) {
    switch values {
    case .floats(let numbers, let elementType):
      try group.write(name, numbers, as: elementType, shape: shape, bfloat16: bfloat16)
    case .integer(let number): try group.write(name, [number], shape: shape)
    }
  }
}
