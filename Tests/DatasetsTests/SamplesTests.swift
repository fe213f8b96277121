import Files
import Numerics
import Testing

@testable import Datasets

@Suite("samples")
struct SamplesTests {
  private func array(_ shape: [Int], _ storage: DataArray.Storage) throws -> DataArray {
    try #require(DataArray(shape: shape, storage: storage))
  }

  @Test(
    "images are recognized by their shape",
    arguments: [
      ([2, 3, 4], Samples.ImageShape(height: 3, width: 4)),
      ([2, 3, 4, 1], Samples.ImageShape(height: 3, width: 4)),
      ([2, 1, 3, 4], Samples.ImageShape(height: 3, width: 4)),
      ([4, 1, 6, 1], Samples.ImageShape(height: 1, width: 6)),
      ([2, 12], nil), ([2, 2, 2, 3], nil),
    ])
  func imageShapes(shape: [Int], imageShape: Samples.ImageShape?) throws {
    let bytes = [UInt8](repeating: 0, count: 24)
    let samples = try Samples(try array(shape, .bytes(bytes)), file: "data")
    #expect(samples.imageShape == imageShape)
    #expect(samples.count == shape[0])
    #expect(samples.features == 24 / shape[0])
  }

  @Test("bytes are scaled to the range, and only the rows asked for")
  func scaling() throws {
    let array = try array([3, 2], .bytes([0, 51, 102, 153, 204, 255]))
    let scale = try ScaleRange(parsing: "-2,3")
    let samples = try Samples(array, file: "data", scaling: ByteScaling(pictures: scale))
    #expect(samples.scale == scale)
    #expect(samples.rows(1..<3) == Matrix(rows: 2, columns: 2, values: [0, 1, 2, 3]))
    #expect(samples.rows(0..<1).values == [-2, -1])
    #expect(samples.rows([2, 0]) == Matrix(rows: 2, columns: 2, values: [2, 3, -2, -1]))
    #expect(samples.rows(1..<1) == Matrix(rows: 0, columns: 2, values: []))
  }

  @Test(
    "training and running see the same numbers, scaled or not",
    arguments: [nil, ScaleRange.standard, ScaleRange(0...1), ScaleRange(-2...3)])
  func floats(_ scale: ScaleRange?) throws {
    let array = try array([2, 3], .bytes([0, 51, 102, 153, 204, 255]))
    let samples = try Samples(array, file: "data", scaling: ByteScaling(pictures: scale))
    var floats = [Float](repeating: .nan, count: 6)
    samples.copyRows([1, 0], next: [], into: &floats)
    let expected = samples.rows([1, 0]).values
    #expect(zip(floats, expected).allSatisfy { abs(Double($0) - $1) < 1e-6 * max(1, abs($1)) })
    #expect(samples.scale != nil || floats == [153, 204, 255, 0, 51, 102])
  }

  @Test(
    "numbers that are no bytes are left alone",
    arguments: [
      DataArray.Storage.floats([0, 255, -0.5, 1]), .doubles([0, 255, -0.5, 1]),
    ])
  func leftAlone(storage: DataArray.Storage) throws {
    let samples = try Samples(
      try array([2, 2], storage), file: "data", scaling: .all(try ScaleRange(parsing: "5,6")))
    #expect(samples.scale == nil)
    #expect(samples.rows(0..<2).values == [0, 255, -0.5, 1])
    #expect(samples.rows([1]).values == [-0.5, 1])
  }

  @Test("integers are left alone")
  func integers() throws {
    let samples = try Samples(try array([2, 1], .integers([-7, 300])), file: "data")
    #expect(samples.rows(0..<2).values == [-7, 300])
    #expect(samples.rows([1, 1]).values == [300, 300])
  }

  @Test("a selection keeps bytes as bytes")
  func selecting() throws {
    let samples = try Samples(try array([3, 1, 2], .bytes([1, 2, 3, 4, 5, 6])), file: "data")
    let selected = samples.selecting([2, 2, 0])
    #expect(selected.storage == .bytes([5, 6, 5, 6, 1, 2]))
    #expect(selected.imageShape == samples.imageShape)
    #expect(selected.count == 3)
  }

  @Test(
    "a number that is not finite is refused with its position",
    arguments: [
      ([1, 2, 3], DataArray.Storage.floats([0, 0, 0, 0, .nan, .nan]), "number [0, 1, 1]: is NaN"),
      ([3, 2], .doubles([0, 0, 0, 0, 0, .nan]), "number [2, 1]: is NaN"),
      ([2, 1], .floats([.infinity, 0]), "number [0, 0]: is infinite"),
      ([2, 1], .doubles([0, -.infinity]), "number [1, 0]: is infinite"),
    ])
  func notFinite(shape: [Int], storage: DataArray.Storage, words: String) throws {
    let array = try array(shape, storage)
    let error = try #require(
      refusal { () throws(FileError) in try Samples(array, file: "data") })
    #expect(error.kind == .badData)
    #expect(error.description.contains(words), "\(error)")
  }

  @Test(
    "other ranks and empty dimensions are refused", arguments: [[4], [0, 2], [2, 0], [0, 2, 2]])
  func shapes(_ shape: [Int]) throws {
    let array = try array(shape, .bytes([UInt8](repeating: 0, count: shape.reduce(1, *))))
    let error = try #require(
      refusal { () throws(FileError) in try Samples(array, file: "data") })
    #expect(error.kind == .badData)
    #expect(error.problem.contains("\(shape)"))
  }

  @Test("an array has as many numbers as its shape says, or does not exist")
  func arrays() {
    #expect(DataArray(shape: [2, 2], storage: .bytes([1, 2, 3])) == nil)
    #expect(DataArray(shape: [-1, -3], storage: .bytes([1, 2, 3])) == nil)
    #expect(DataArray(shape: [Int.max, 2, 0], storage: .bytes([])) == nil)
    #expect(DataArray(shape: [], storage: .bytes([1])) != nil)
  }
}
