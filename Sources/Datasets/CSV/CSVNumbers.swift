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
  ///   - isOfBytes: whether all of the row are integers of 0...255, and were written as such.
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
}
