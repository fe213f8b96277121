public import Files
import Numerics

extension Samples {
  /// What errors about numbers in memory call their file.
  package static let memory = "samples"

  /// Reads samples.
  ///
  /// - Parameters:
  ///   - path: an IDX, CSV, NumPy or HDF5 file (`FILE:/DATASET`), perhaps compressed; `-` for standard input.
  ///   - scaling: what bytes are mapped to.
  /// - Throws: `FileError`.
  public static func read(
    _ path: String, scaling: ByteScaling = .standard
  ) throws(FileError) -> Samples {
    try DatasetReader.samples(at: path, scaling: scaling)
  }

  /// Rows of numbers in memory, taken as they are.
  ///
  /// - Parameter rows: at least one, all of one width.
  /// - Throws: `FileError` of kind `badData`, about "samples".
  public init(rows: [[Double]]) throws(FileError) {
    try self.init(try DataArray(rows: rows, file: Self.memory), file: Self.memory, scaling: .none)
  }

  /// The numbers of all samples, a row for each.
  public var allRows: [[Double]] { rows(0..<count).rowArrays }
}

extension DataArray {
  /// Rows of numbers in memory.
  ///
  /// - Parameters:
  ///   - rows: all of one width.
  ///   - file: what errors call them.
  /// - Throws: `FileError` of kind `badData`.
  package init(rows: [[Double]], file: String) throws(FileError) {
    let width = rows.first?.count ?? 0
    guard rows.allSatisfy({ $0.count == width }),
      let array = DataArray(shape: [rows.count, width], storage: .doubles(rows.flatMap(\.self)))
    else {
      throw FileError(
        .badData, file: file,
        problem: "the rows differ in length; as many numbers in each were expected")
    }
    self = array
  }
}

extension LabeledSamples {
  /// Reads samples and the class of each.
  ///
  /// - Parameters:
  ///   - samples: the file of the samples, as for ``Samples/read(_:scaling:)``.
  ///   - labels: the file of the classes: one number or word for each sample.
  ///   - scaling: what bytes are mapped to.
  /// - Throws: `FileError`.
  public static func read(
    _ samples: String, labels: String, scaling: ByteScaling = .standard
  ) throws(FileError) -> LabeledSamples {
    try DatasetReader.labeledSamples(images: samples, labels: labels, scaling: scaling)
  }

  /// Rows of numbers in memory, taken as they are, each of a class.
  ///
  /// - Parameters:
  ///   - rows: the samples, all of one width.
  ///   - classes: the class of each, as an index into `names`.
  ///   - names: the names of the classes.
  /// - Throws: `FileError` of kind `badData`, about "samples", when they do not fit together.
  public init(rows: [[Double]], classes: [Int], names: [String]) throws(FileError) {
    let samples = try Samples(rows: rows)
    guard classes.allSatisfy(names.indices.contains) else {
      throw FileError(
        .badData, file: Samples.memory, problem: "a class is not one of the \(names.count) named")
    }
    try self.init(samples, Labels(indices: classes, names: names, file: Samples.memory))
  }
}
