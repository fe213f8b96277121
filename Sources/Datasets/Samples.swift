package import Files

/// Images or feature rows, `[count x features]`, kept as the file has them until asked for.
public struct Samples: Sendable, Equatable {
  /// The size of a gray image.
  package struct ImageShape: Sendable, Equatable {
    /// Rows of pixels.
    package let height: Int
    /// Pixels in a row.
    package let width: Int

    /// Creates a size in pixels.
    package init(height: Int, width: Int) {
      self.height = height
      self.width = width
    }
  }

  /// How many samples there are; at least 1.
  public let count: Int
  /// How many numbers each sample has; at least 1.
  public let features: Int
  /// The images' size when the data are gray images; the pixels of a sample are its rows in turn.
  package let imageShape: ImageShape?
  /// What bytes are mapped to; nil when the numbers are left as the file has them.
  public let scale: ScaleRange?

  /// The features' names, when a header says them.
  package var featureNames: [String]?

  /// Whether they are the rows of a table: written as text, no pixels, and not mapped to a range.
  package var isTable: Bool { isText && !arePictures && scale == nil }

  let storage: DataArray.Storage
  /// Whether the numbers were written as text, which does not say whether they are bytes.
  let isText: Bool
  /// Whether a text calls its columns pixels.
  package let arePictures: Bool
  /// What each byte becomes; empty unless the storage is bytes.
  let table: [Double]

  /// Takes the numbers of a file as samples.
  ///
  /// The first dimension counts the samples. `[n, h, w]`, `[n, h, w, 1]` and `[n, 1, h, w]` are
  /// gray images; the other dimensions of anything else are flattened in row-major order.
  ///
  /// - Parameters:
  ///   - array: the numbers, of rank 2 to 4.
  ///   - file: the file they came from, for errors.
  ///   - scaling: what bytes are mapped to. Numbers of other types are left alone, and so are those of a
  ///     table that is none of pictures.
  /// - Throws: ``FileError`` of kind `badData`: another rank, no samples, no features, or a number
  ///   that is not finite, with its position.
  package init(
    _ array: DataArray, file: String, scaling: ByteScaling = .standard
  ) throws(FileError) {
    let shape = array.shape
    guard 2...4 ~= shape.count else {
      throw FileError(
        .badData, file: file,
        problem: "has the shape \(shape); samples x features or images of rank 2 to 4 were expected"
      )
    }
    guard !shape.contains(0) else {
      throw FileError(
        .badData, file: file,
        problem: "has no \(shape[0] == 0 ? "samples" : "features"): its shape is \(shape)")
    }
    if let (index, name) = array.storage.firstNotFinite {
      throw FileError(
        .badData, file: file, object: "number \(array.position(index))",
        problem: "is \(name); finite numbers were expected")
    }
    count = shape[0]
    features = array.storage.count / shape[0]
    imageShape = Self.imageShape(of: shape)
    storage = array.storage
    isText = array.isText
    arePictures = array.isPictures
    if case .bytes = array.storage {
      let scale = isText && !arePictures ? scaling.tables : scaling.pictures
      self.scale = scale
      table = scale?.table ?? (0...255).map { Double($0) }
    } else {
      self.scale = nil
      table = []
    }
  }

  /// Takes the features of a table as samples.
  ///
  /// - Throws: as ``init(_:file:scaling:)``.
  package init(_ table: DataTable, scaling: ByteScaling = .standard) throws(FileError) {
    try self.init(table.values, file: table.file, scaling: scaling)
    featureNames = table.names
  }

  init(selecting indices: [Int], of samples: Samples) {
    count = indices.count
    features = samples.features
    imageShape = samples.imageShape
    scale = samples.scale
    table = samples.table
    isText = samples.isText
    arePictures = samples.arePictures
    featureNames = samples.featureNames
    storage = samples.storage.rows(indices, width: samples.features)
  }

  private static func imageShape(of shape: [Int]) -> ImageShape? {
    switch shape.count {
    case 3: ImageShape(height: shape[1], width: shape[2])
    case 4 where shape[3] == 1: ImageShape(height: shape[1], width: shape[2])
    case 4 where shape[1] == 1: ImageShape(height: shape[2], width: shape[3])
    default: nil
    }
  }
}

extension DataArray.Storage {
  /// The first number that is not finite, and its name.
  fileprivate var firstNotFinite: (index: Int, name: String)? {
    switch self {
    case .bytes, .integers: return nil
    case .floats(let values):
      guard let index = values.firstIndex(where: { !$0.isFinite }) else { return nil }
      return (index, values[index].isNaN ? "NaN" : "infinite")
    case .doubles(let values):
      guard let index = values.firstIndex(where: { !$0.isFinite }) else { return nil }
      return (index, values[index].isNaN ? "NaN" : "infinite")
    }
  }
}
