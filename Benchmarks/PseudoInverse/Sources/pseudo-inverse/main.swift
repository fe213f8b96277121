// usage: pseudo-inverse IN.npy OUT.npy RUNS
// Inverts the matrix, prints the seconds of each run and what the library says of the inverse.
import MLPKit

setLinearAlgebraThreads(1)
let arguments = CommandLine.arguments
let array = try DatasetReader.array(at: arguments[1])
let matrix = Matrix(rows: array.shape[0], columns: array.shape[1], values: array.doubles)
var seconds: [JSONValue] = []
var last: PseudoInverse?
for _ in 0..<(Int(arguments[3]) ?? 1) {
  let start = ContinuousClock.now
  last = try PseudoInverse(of: matrix)
  let (whole, rest) = (ContinuousClock.now - start).components
  seconds.append(.number(Double(whole) + Double(rest) * 1e-18))
}
if let last {
  let bytes = NumPyWriter.encode(
    shape: [last.matrix.rows, last.matrix.columns], doubles: last.matrix.values)
  try OutputFiles.write([OutputFile(path: arguments[2], bytes: bytes)], replacing: true)
  let document: JSONValue = [
    "seconds": .array(seconds), "algorithm": .string(last.algorithm.rawValue),
    "rank": .number(last.rank), "condition": .number(last.conditionNumber),
    "residuals": .array(last.penroseResiduals.map { JSONValue.number($0) }),
    "areEstimated": .bool(last.areResidualsEstimated),
  ]
  print(document.serialized(pretty: false))
}
