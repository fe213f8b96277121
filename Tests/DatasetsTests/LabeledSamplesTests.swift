import Files
import Testing

@testable import Datasets

@Suite("labels")
struct LabeledSamplesTests {
  private func labels(_ storage: DataArray.Storage, _ shape: [Int]? = nil) throws -> Labels {
    let array = try #require(DataArray(shape: shape ?? [storage.count], storage: storage))
    return try Labels(array, file: "labels")
  }

  /// Samples whose one feature is their index, with integer labels.
  private func samples(_ labels: [Int]) throws -> LabeledSamples {
    let indices = labels.indices.map(Double.init)
    let array = try #require(DataArray(shape: [labels.count, 1], storage: .doubles(indices)))
    return try LabeledSamples(
      try Samples(array, file: "data"), try self.labels(.integers(labels)))
  }

  @Test(
    "integers of every storage are labels",
    arguments: [
      DataArray.Storage.bytes([2, 0, 1]), .integers([2, 0, 1]), .floats([2, 0, 1]),
      .doubles([2, -0.0, 1]),
    ])
  func storages(_ storage: DataArray.Storage) throws {
    #expect(try labels(storage).indices == [2, 0, 1])
    #expect(try labels(storage, [3, 1]).indices == [2, 0, 1])
    #expect(try labels(storage).names == ["0", "1", "2"])
  }

  @Test(
    "anything else is refused, with its position",
    arguments: [
      (DataArray.Storage.doubles([0, 1.5]), "label [1]: 1.5 is not an integer"),
      (.floats([0, .nan]), "label [1]: nan is not an integer"),
      (.doubles([.infinity]), "label [0]: inf is not an integer"),
      (.integers([0, 0, -1]), "label [2]: -1 is negative"),
      (.doubles([-3]), "label [0]: -3.0 is negative"),
      (.integers([65_536]), "label [0]: 65536 is too large; the limit is 65535"),
      (.integers([.max]), "label [0]: 9223372036854775807 is too large; the limit is 65535"),
      (.doubles([1e300]), "label [0]: 1e+300 is too large; the limit is 65535"),
    ])
  func refused(_ storage: DataArray.Storage, message: String) throws {
    let error = #expect(throws: FileError.self) { try labels(storage) }
    #expect(error?.kind == .badData)
    #expect(error?.description == "labels: \(message)")
  }

  @Test("labels are one number for each sample")
  func shapes() throws {
    #expect(throws: FileError.self) { try labels(.bytes([0, 1, 1, 0]), [2, 2]) }
    #expect(throws: FileError.self) { try labels(.bytes([0, 1]), [1, 2]) }
    #expect(throws: FileError.self) { try labels(.bytes([])) }
  }

  @Test("there is one label for each image")
  func counts() throws {
    let images = try Samples(try read(IDXTests.images), file: "images")
    let three = try labels(.bytes([0, 1, 2]))
    let error = try #require(
      refusal { () throws(FileError) in try LabeledSamples(images, three) })
    #expect(error.kind == .badData)
    #expect(error.description == "labels: 3 labels for 4 images")
    let four = try LabeledSamples(images, try labels(.bytes([0, 1, 2, 1])))
    #expect(four.count == 4)
    #expect(four.labels == [0, 1, 2, 1])
  }

  @Test(
    "selected classes are numbered in the order of the selection and keep their names",
    arguments: [
      ("0,1,4", [1, 2, 3, 5], [1, 0, 2, 2], ["0", "1", "4"]),
      ("4,0", [2, 3, 5], [1, 0, 0], ["4", "0"]),
      ("0-4", [0, 1, 2, 3, 4, 5], [3, 1, 0, 4, 2, 4], ["0", "1", "2", "3", "4"]),
      ("7", [6], [0], ["7"]),
    ])
  func selecting(classes: String, rows: [Int], labels: [Int], names: [String]) throws {
    let all = try samples([3, 1, 0, 4, 2, 4, 7])
    let selected = try all.selecting(classes: try ClassSelection(parsing: classes))
    #expect(selected.samples.rows(0..<selected.count).values == rows.map(Double.init))
    #expect(selected.labels == labels)
    #expect(selected.classNames == names)
  }

  @Test("a second selection goes by the labels of the file")
  func twice() throws {
    let first = try samples([3, 1, 4, 4]).selecting(classes: try ClassSelection(parsing: "3,4"))
    let second = try first.selecting(classes: try ClassSelection(parsing: "4"))
    #expect(second.classNames == ["4"])
    #expect(second.samples.rows(0..<second.count).values == [2, 3])
  }

  @Test("a class without rows is refused, and the message names those with rows")
  func missing() throws {
    let all = try samples([3, 1, 1])
    let selection = try ClassSelection(parsing: "1-3")
    let error = try #require(
      refusal { () throws(FileError) in try all.selecting(classes: selection) })
    #expect(error.kind == .badData)
    #expect(error.description == "labels: no rows of class 2; there are 1, 3")
  }
}
