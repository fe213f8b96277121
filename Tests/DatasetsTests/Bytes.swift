import Files

@testable import Datasets

/// The bytes that hexadecimal digits spell; spaces and line ends do not count.
func hex(_ digits: String) -> [UInt8] {
  var bytes: [UInt8] = []
  var high: UInt8?
  for digit in digits where !digit.isWhitespace {
    guard let value = digit.hexDigitValue.map(UInt8.init) else { preconditionFailure("\(digit)") }
    if let first = high {
      bytes.append(first << 4 | value)
      high = nil
    } else {
      high = value
    }
  }
  precondition(high == nil)
  return bytes
}

/// Reads a file that is given as bytes.
func read(_ bytes: [UInt8], limit: Int = DatasetReader.defaultLimit) throws(FileError) -> DataArray
{
  try DatasetReader.array(of: bytes, file: "data", limit: limit)
}

/// Reads CSV text of numbers only.
func readCSV(_ text: String) throws(FileError) -> DataArray { try read(Array(text.utf8)) }

/// Reads CSV text with labels.
func readLabeledCSV(_ text: String) throws(FileError) -> (features: DataArray, labels: Labels) {
  let table = try readTable(text) { $0.wanted = .labels }
  guard let labels = table.labels else { preconditionFailure("no labels in \(text)") }
  return (table.values, labels)
}

/// Reads CSV text with a layout that a change of the usual one makes.
func readTable(
  _ text: String, _ change: (inout TableLayout) -> Void = { _ in }
) throws(FileError) -> DataTable {
  var layout = TableLayout()
  change(&layout)
  return try DatasetReader.table(of: Array(text.utf8), file: "data", layout: layout)
}

/// The error that `body` ends with, or nil.
func refusal<Result, Failure: Error>(_ body: () throws(Failure) -> Result) -> Failure? {
  do {
    _ = try body()
    return nil
  } catch {
    return error
  }
}

/// A `.npy` file, version 1.0, with any text as its header.
func npy(_ header: String, _ data: [UInt8]) -> [UInt8] {
  let bytes = Array(header.utf8)
  return hex("934e554d50590100") + [UInt8(bytes.count & 255), UInt8(bytes.count >> 8)] + bytes
    + data
}

/// A `.npy` file of a type and a shape.
func npy(_ type: String, _ shape: String, _ data: [UInt8]) -> [UInt8] {
  npy("{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape), }\n", data)
}
