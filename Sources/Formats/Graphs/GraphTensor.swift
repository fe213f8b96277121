import Networks
import Numerics

/// A constant of a computation graph.
struct GraphTensor: Sendable, Equatable {
  /// The extents; empty for a single number.
  var shape: [Int]
  /// The numbers, row-major.
  var values: [Double]
  /// The element type it came with.
  var type: ElementType
  /// The name in the file, while the numbers are still those of the file.
  var source: String?

  /// Creates a constant.
  init(shape: [Int], values: [Double], type: ElementType = .float32, source: String? = nil) {
    self.shape = shape
    self.values = values
    self.type = type
    self.source = source
  }

  /// A single number.
  init(_ value: Double) { self.init(shape: [], values: [value]) }

  /// The number, when it is only one.
  var scalar: Double? { values.count == 1 ? values[0] : nil }

  /// The numbers as whole ones, when they all are.
  var integers: [Int]? {
    let integers = values.compactMap { Int(exactly: $0) }
    return integers.count == values.count ? integers : nil
  }

  /// A matrix, when there are two extents.
  var matrix: Matrix? {
    shape.count == 2 ? Matrix(rows: shape[0], columns: shape[1], values: values) : nil
  }

  /// Rows and columns exchanged; axes in reverse order.
  ///
  /// - Returns: `nil` for more than two extents.
  var transposed: GraphTensor? {
    guard let matrix else { return shape.count < 2 ? self : nil }
    return GraphTensor(
      shape: [shape[1], shape[0]], values: matrix.transposed().values, type: type,
      source: source)
  }

  /// The same numbers with other extents, of which one may be −1.
  ///
  /// - Returns: `nil` when they do not fit.
  func reshaped(to target: [Int]) -> GraphTensor? {
    let fixed = target.filter { $0 != -1 }
    guard target.count - fixed.count <= 1, let known = Shape(fixed)?.count else { return nil }
    var extents = target
    if let open = target.firstIndex(of: -1) {
      guard known > 0, values.count % known == 0 else { return nil }
      extents[open] = values.count / known
    }
    guard Shape(extents)?.count == values.count else { return nil }
    var result = self
    result.shape = extents
    return result
  }

  /// What a function makes of every number.
  func mapped(_ function: (Double) -> Double) -> GraphTensor {
    GraphTensor(shape: shape, values: values.map(function), type: type)
  }

  /// What a function makes of the numbers of two constants of one shape, or of one and a single number.
  ///
  /// - Returns: `nil` when the shapes are others.
  func combined(
    with other: GraphTensor, _ function: (Double, Double) -> Double
  ) -> GraphTensor? {
    if let right = other.scalar, other.shape.count <= shape.count {
      return mapped { function($0, right) }
    }
    if let left = scalar {
      return GraphTensor(
        shape: other.shape, values: other.values.map { function(left, $0) },
        type: other.type)
    }
    guard trimmed == other.trimmed else { return nil }
    return GraphTensor(
      shape: shape.count >= other.shape.count ? shape : other.shape,
      values: zip(values, other.values).map(function), type: type)
  }

  /// The extents without leading ones, which broadcasting does not see.
  var trimmed: ArraySlice<Int> { shape.drop { $0 == 1 } }

  /// The numbers as they are added to or multiplied with every sample of some shape.
  ///
  /// - Returns: one number, or one for each feature; `nil` when they differ from sample to sample or do
  ///   not fit.
  func broadcast(over sample: [Int]?) -> [Double]? {
    if values.count == 1 { return values }
    guard let sample else { return trimmed.count == 1 ? values : nil }
    // A leading extent of the samples themselves must be 1.
    if shape.count > sample.count, shape[shape.count - sample.count - 1] != 1 { return nil }
    guard let width = Shape(sample)?.count, Array(sample.suffix(trimmed.count)) == Array(trimmed),
      !values.isEmpty
    else { return nil }
    return values.count == width
      ? values : (0..<(width / values.count)).flatMap { _ in values }
  }
}
