import HDF5
import Networks
import Numerics

/// The matrix of a dense layer, as the file has it and as the network needs it.
struct KerasKernel: Sendable, Equatable {
  /// How the numbers are stored.
  enum Storage: Sendable, Equatable {
    /// As they are.
    case plain
    /// Eight-bit integers, divided by a scale for each column.
    case integers(scale: KerasTensor)
    /// Four-bit integers, two to a byte, divided by a scale for each column.
    case packed(PackedAxis, scale: KerasTensor)
    /// Four-bit integers, two to a byte; each group of rows has a zero, and a scale to multiply by.
    case packedGroups(PackedAxis, scale: KerasTensor, zero: KerasTensor, group: KerasTensor)
    /// Floats that are rounded to float8, times a scale, before they are used.
    case float8(scale: KerasTensor)
  }

  /// Along which axis two values share a byte.
  enum PackedAxis: Sendable, Equatable { case rows, columns }

  /// LoRA: `a · b · factor` is added.
  struct Adaptation: Sendable, Equatable {
    var a: KerasTensor
    var b: KerasTensor
    var factor: Double
  }

  /// The largest matrix that is made of repeated blocks, in elements.
  static let largestRepeated = 1 << 24

  /// The tensor of the numbers.
  var tensor: KerasTensor
  /// How many inputs a block takes.
  var rows: Int
  /// How many units a block has.
  var columns: Int
  var storage = Storage.plain
  var adaptation: Adaptation?
  /// Whether the bias is rounded to bfloat16, as Keras does beside float8.
  var roundsBias = false
  /// How many places of a sample the block works on, one by one.
  var repeats = 1

  /// The element type that the network remembers.
  var storedType: String { storage == .plain ? tensor.entry.elementType : "float32" }

  /// The tensors whose values make it up.
  var tensors: [KerasTensor] {
    let factors = [adaptation?.a, adaptation?.b].compactMap { $0 }
    return switch storage {
    case .plain: [tensor] + factors
    case .integers(let scale), .packed(_, let scale): [scale] + factors
    case .packedGroups(_, let scale, let zero, _): [scale, zero] + factors
    case .float8(let scale): [tensor, scale] + factors
    }
  }

  /// Reads the matrix, `[repeats · rows × repeats · columns]`: the block along the diagonal.
  ///
  /// - Throws: `HDF5Error` when a tensor is damaged.
  func matrix(_ root: borrowing HDF5Group) throws(HDF5Error) -> Matrix {
    let block = try values(root)
    guard repeats > 1 else { return Matrix(rows: rows, columns: columns, values: block) }
    var matrix = Matrix(rows: repeats * rows, columns: repeats * columns)
    for place in 0..<repeats {
      for row in 0..<rows {
        for column in 0..<columns {
          matrix[place * rows + row, place * columns + column] = block[row * columns + column]
        }
      }
    }
    return matrix
  }

  /// Reads one block, row by row.
  private func values(_ root: borrowing HDF5Group) throws(HDF5Error) -> [Double] {
    let stored = try KerasTensorData.values(tensor, root)
    var values = stored
    switch storage {
    case .plain: break
    case .integers(let scale):
      let scales = try KerasTensorData.values(scale, root)
      for index in values.indices { values[index] /= scales[index % columns] }
    case .packed(let axis, let scale):
      let scales = try KerasTensorData.values(scale, root)
      values = unpacked(stored, axis)
      for index in values.indices { values[index] /= scales[index % columns] }
    case .float8(let scale):
      let unit = Float(try KerasTensorData.values(scale, root).first ?? 1)
      values = values.map { Double(float8(Float($0) / unit) * unit) }
    case .packedGroups(let axis, let scale, let zero, let group):
      let scales = try KerasTensorData.values(scale, root)
      let zeros = try KerasTensorData.values(zero, root)
      let groups = try KerasTensorData.values(group, root)
      values = unpacked(stored, axis)
      let count = scales.count / columns
      for row in 0..<rows {
        guard let place = Int(exactly: groups[row]), (0..<count).contains(place) else {
          throw HDF5Error(
            .badData, object: group.entry.path,
            problem: "names the group \(groups[row]) of \(count) groups")
        }
        for column in 0..<columns {
          let index = row * columns + column
          values[index] =
            (values[index] - zeros[place * columns + column]) * scales[place * columns + column]
        }
      }
    }
    guard let adaptation else { return values }
    let rank = adaptation.a.entry.shape[1]
    let first = Matrix(
      rows: rows, columns: rank, values: try KerasTensorData.values(adaptation.a, root))
    let second = Matrix(
      rows: rank, columns: columns, values: try KerasTensorData.values(adaptation.b, root))
    let added = first.multiplied(by: second).values
    return zip(values, added).map { $0 + adaptation.factor * $1 }
  }

  /// Reads the bias as it is added, once for each place of a sample.
  ///
  /// - Throws: `HDF5Error` when the tensor is damaged.
  func bias(_ tensor: KerasTensor, _ root: borrowing HDF5Group) throws(HDF5Error) -> [Double] {
    var values = try KerasTensorData.values(tensor, root)
    if roundsBias { values = values.map { Double(bfloat16(Float($0))) } }
    return (0..<repeats).flatMap { _ in values }
  }

  /// The nearest number whose lower sixteen bits are zero.
  private func bfloat16(_ value: Float) -> Float {
    guard value.isFinite else { return value }
    let bits = value.bitPattern
    return Float(bitPattern: (bits &+ 0x7FFF &+ (bits >> 16 & 1)) & 0xFFFF_0000)
  }

  /// The signed four-bit values of bytes; the first of a pair has the lower bits.
  private func unpacked(_ bytes: [Double], _ axis: PackedAxis) -> [Double] {
    let width = axis == .columns ? (columns + 1) / 2 : columns
    return (0..<(rows * columns)).map { index in
      let (row, column) = (index / columns, index % columns)
      let place = axis == .columns ? row * width + column / 2 : row / 2 * width + column
      let isUpper = (axis == .columns ? column : row) % 2 == 1
      let byte = Int(bytes[place]) & 0xFF
      return Double((((isUpper ? byte >> 4 : byte) & 0xF) ^ 8) - 8)
    }
  }
}

/// Where the numbers of a dense layer are: its matrix, or its bias.
enum KerasNumbersPlace: Sendable, Equatable {
  /// The matrix.
  case kernel(KerasKernel)
  /// The bias beside a kernel.
  case bias(KerasTensor, of: KerasKernel)

  /// The tensors whose values make them up.
  var tensors: [KerasTensor] {
    switch self {
    case .kernel(let kernel): kernel.tensors
    case .bias(let tensor, _): [tensor]
    }
  }

  /// Reads the numbers, row by row.
  ///
  /// - Throws: `HDF5Error` when a tensor is damaged.
  func numbers(_ root: borrowing HDF5Group) throws(HDF5Error) -> [Double] {
    switch self {
    case .kernel(let kernel): try kernel.matrix(root).values
    case .bias(let tensor, let kernel): try kernel.bias(tensor, root)
    }
  }
}
