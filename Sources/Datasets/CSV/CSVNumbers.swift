/// The numbers of a CSV file, one byte each for as long as all are integers of 0...255.
struct CSVNumbers {
  private var bytes: [UInt8] = []
  private var doubles: [Double] = []
  private var areBytes = true

  /// How many numbers there are.
  var count: Int { areBytes ? bytes.count : doubles.count }

  /// All numbers, row-major.
  var storage: DataArray.Storage { areBytes ? .bytes(bytes) : .doubles(doubles) }

  /// Appends one row.
  ///
  /// - Parameters:
  ///   - row: the numbers; NaN where one is missing.
  ///   - isOfBytes: whether all of the row are integers of 0...255.
  ///   - limit: the largest size in memory, in bytes.
  mutating func append(
    _ row: [Double], isOfBytes: Bool, limit: Int
  ) throws(CSVProblem) {
    let willBeBytes = areBytes && isOfBytes
    guard count + row.count <= limit / (willBeBytes ? 1 : 8) else {
      throw CSVProblem(
        text: "the size of the numbers up to here is above \(limit) bytes, the limit",
        isOfField: false)
    }
    if willBeBytes {
      for value in row { bytes.append(UInt8(value)) }
      return
    }
    if areBytes {
      doubles = bytes.map(Double.init)
      bytes = []
      areBytes = false
    }
    doubles += row
  }

  /// Puts the mean of a column's numbers wherever one of it is missing.
  ///
  /// - Parameter width: the number of columns.
  /// - Returns: how many were missing, and the first column, from 0, that has nothing but missing values.
  mutating func fillWithMeans(width: Int) -> (count: Int, empty: Int?) {
    guard !areBytes, width > 0 else { return (0, nil) }
    var filled = 0
    for column in 0..<width {
      let places = stride(from: column, to: doubles.count, by: width)
      var (mean, present) = (0.0, 0.0)
      for place in places where !doubles[place].isNaN {
        present += 1
        mean += (doubles[place] - mean) / present
      }
      let missing = doubles.count / width - Int(present)
      if missing == 0 { continue }
      if present == 0 { return (filled, column) }
      for place in places where doubles[place].isNaN { doubles[place] = mean }
      filled += missing
    }
    return (filled, nil)
  }
}
