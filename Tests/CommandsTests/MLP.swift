import Commands
import Datasets
import Files
import JSON
import TestSupport
import Testing

/// What a run of the tool gave.
struct Outcome: Sendable {
  let status: Int32
  let output: String
  let error: String

  /// The lines on standard error, without the empty ones.
  var errorLines: [Substring] { error.split(separator: "\n") }
  /// The lines on standard output.
  var lines: [Substring] { output.split(separator: "\n") }

  /// The one JSON document on standard output.
  func json() throws -> JSONValue { try JSONParser.parse(Array(output.utf8)) }

  /// Records an issue unless the run failed with this code and one line that holds these words.
  func expectFailure(
    _ status: Int32, _ words: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(self.status == status, "\(error)", sourceLocation: sourceLocation)
    #expect(output.isEmpty, sourceLocation: sourceLocation)
    let errors = errorLines.filter { $0.hasPrefix("mlp: ") }
    #expect(errors.count == 1 && errorLines.count == 1, "\(error)", sourceLocation: sourceLocation)
    for word in words {
      #expect(error.contains(word), "\(error)", sourceLocation: sourceLocation)
    }
  }
}

/// Runs the tool in this process.
func mlp(_ arguments: String...) -> Outcome { mlp(arguments) }

/// Runs the tool in this process.
func mlp(_ arguments: [String]) -> Outcome {
  let (status, output, error) = CommandRunner.capture(arguments)
  return Outcome(status: status, output: output, error: error)
}

/// All numbers of a data file, or of a data set in an HDF5 file.
func numbers(_ path: String) throws -> [Double] {
  let samples = try DatasetReader.samples(at: path)
  return samples.rows(0..<samples.count).values
}

/// The numbers of nested arrays in JSON.
func numbers(_ json: JSONValue?) throws -> [Double] {
  try #require(json?.arrayValue).flatMap { element in
    if let number = element.doubleValue { return [number] }
    return try numbers(element)
  }
}

/// Writes a file for a test.
func write(_ text: String, to path: String) throws {
  try OutputFiles.write([OutputFile(path: path, bytes: Array(text.utf8))], replacing: true)
}

/// Whether two lists differ by at most `tolerance` times the largest value.
func areClose(_ values: [Double], _ truth: [Double], _ tolerance: Double) -> Bool {
  relativeDifference(values, truth) <= tolerance
}
