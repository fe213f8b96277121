/// The values of one tensor, which may be too many for memory: read when they are asked for.
///
/// Lent while its file is open; it cannot be kept. `Failure` is what reading throws: nothing for values
/// that are in memory.
package struct TensorValues<Failure: Error>: ~Copyable {
  /// The number of values.
  package let count: Int
  /// Whether every value is exactly a `Float`.
  package let isSinglePrecision: Bool
  private let readBlocks: ((Span<Double>) -> Void) throws(Failure) -> Void
  private let readAll: () throws(Failure) -> [Double]

  /// Values that are read from somewhere.
  ///
  /// - Parameters:
  ///   - count: how many there are.
  ///   - isSinglePrecision: whether every value is exactly a `Float`.
  ///   - blocks: visits all values once, in any order, the same each time.
  ///   - all: reads all values, row-major.
  package init(
    count: Int, isSinglePrecision: Bool,
    blocks: @escaping ((Span<Double>) -> Void) throws(Failure) -> Void,
    all: @escaping () throws(Failure) -> [Double]
  ) {
    self.count = count
    self.isSinglePrecision = isSinglePrecision
    readBlocks = blocks
    readAll = all
  }

  /// Visits all values, a block at a time, in bounded memory.
  ///
  /// The order is row-major, unless the file stores the tensor in chunks; it is the same each time.
  ///
  /// - Parameter visit: receives the blocks; their memory is used again.
  /// - Throws: a `Failure` when the tensor is damaged.
  package func forEachBlock(_ visit: (Span<Double>) -> Void) throws(Failure) {
    try readBlocks(visit)
  }

  /// All values, row-major.
  ///
  /// - Throws: a `Failure` when the tensor is damaged.
  package func all() throws(Failure) -> [Double] { try readAll() }
}

extension TensorValues {
  /// Values that are in memory, row-major.
  package init(_ values: [Double], isSinglePrecision: Bool = false) {
    self.init(
      count: values.count, isSinglePrecision: isSinglePrecision, blocks: { $0(values.span) },
      all: { values })
  }
}
