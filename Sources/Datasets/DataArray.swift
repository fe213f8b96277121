import Numerics

/// What a data file holds: numbers in row-major order, kept as narrow as the file has them.
package struct DataArray: Sendable, Equatable {
  /// The numbers, the last dimension fastest.
  package enum Storage: Sendable, Equatable {
    /// Unsigned bytes, such as the pixels of an image, 0...255.
    case bytes([UInt8])
    /// Floating point of 16 or 32 bits.
    case floats([Float])
    /// Floating point of 64 bits.
    case doubles([Double])
    /// Integers of any other kind.
    case integers([Int])

    /// How many numbers there are.
    package var count: Int {
      switch self {
      case .bytes(let values): values.count
      case .floats(let values): values.count
      case .doubles(let values): values.count
      case .integers(let values): values.count
      }
    }
  }

  /// The dimensions, slowest first; none negative.
  ///
  /// The first counts the samples.
  package let shape: [Int]
  /// The numbers; as many as the product of ``shape``.
  package let storage: Storage
  /// Whether the numbers were written as text, which does not say whether they are bytes.
  var isText = false
  /// Whether a text calls its columns pixels.
  var isPictures = false

  /// The numbers as Doubles, unscaled; integers beyond 2^53 are rounded.
  package var doubles: [Double] {
    switch storage {
    case .bytes(let values): values.map(Double.init)
    case .floats(let values): values.map(Double.init)
    case .doubles(let values): values
    case .integers(let values): values.map(Double.init)
    }
  }

  /// Creates an array, or nil when `shape` does not multiply to the number of values.
  package init?(shape: [Int], storage: Storage) {
    guard Shape(shape)?.count == storage.count else { return nil }
    self.shape = shape
    self.storage = storage
  }

  /// Whether shape and numbers are the same, however they were written.
  package static func == (left: DataArray, right: DataArray) -> Bool {
    left.shape == right.shape && left.storage == right.storage
  }

  /// The position `index` in the storage as one index for each dimension, such as `[0, 3, 1]`.
  func position(_ index: Int) -> [Int] {
    var rest = index
    var position: [Int] = []
    for dimension in shape.reversed() where dimension > 0 {
      position.append(rest % dimension)
      rest /= dimension
    }
    return position.reversed()
  }
}
