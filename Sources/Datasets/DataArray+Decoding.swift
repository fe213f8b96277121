import Files
import Numerics

extension DataArray {
  /// Decodes the data of a binary file.
  ///
  /// - Parameters:
  ///   - bytes: the data, exactly as many bytes as `shape` and `type` say.
  ///   - type: the type of each number.
  ///   - order: the order of its bytes.
  ///   - shape: the dimensions.
  ///   - file: the file's name, for errors.
  /// - Throws: ``FileError`` of kind `badData` for a number the type does not allow.
  init(
    decoding bytes: [UInt8], _ type: ElementType, _ order: ByteOrder, shape: [Int], _ file: String
  ) throws(FileError) {
    let storage: Storage
    do {
      storage = try type.decode(bytes, order)
    } catch {
      throw FileError(
        .badData, file: file, object: "number \(error.index)", problem: error.problem)
    }
    guard let array = DataArray(shape: shape, storage: storage) else {
      throw FileError(
        .badData, file: file,
        problem: "holds \(storage.count) numbers, which do not fit the shape \(shape)")
    }
    self = array
  }

  /// Decodes the data of a binary file piece by piece: the file is never in memory as a whole beside its
  /// numbers.
  ///
  /// - Parameters:
  ///   - file: the file, with as many bytes from `start` as `shape` and `type` say.
  ///   - start: where the data begin.
  ///   - type: the type of each number.
  ///   - order: the order of its bytes.
  ///   - shape: the dimensions.
  /// - Throws: ``FileError``: `badData` for a number the type does not allow, or when the file changes.
  init(
    reading file: OpenFile, from start: Int, _ type: ElementType, _ order: ByteOrder, shape: [Int]
  ) throws(FileError) {
    let pieceSize = 1 << 20
    var storage: Storage?
    var offset = start
    while offset < file.size || storage == nil {
      let bytes = try file.bytes(at: offset, count: min(pieceSize, file.size - offset))
      let piece: Storage
      do {
        piece = try type.decode(bytes, order)
      } catch {
        let index = (offset - start) / type.size + error.index
        throw FileError(
          .badData, file: file.path, object: "number \(index)", problem: error.problem)
      }
      storage.append(piece, capacity: (file.size - start) / type.size)
      offset += bytes.count
    }
    try file.checkUnchanged()
    guard let storage, let array = DataArray(shape: shape, storage: storage) else {
      throw FileError(
        .badData, file: file.path, problem: "holds numbers that do not fit the shape \(shape)")
    }
    self = array
  }
}

extension DataArray.Storage? {
  /// Appends numbers of the same type, the first with room for all.
  fileprivate mutating func append(_ piece: DataArray.Storage, capacity: Int) {
    // Taken out of the enumeration, so that the array is not copied when it grows.
    let old = self
    self = nil
    switch (old, piece) {
    case (.bytes(var values)?, .bytes(let more)):
      values += more
      self = .bytes(values)
    case (.floats(var values)?, .floats(let more)):
      values += more
      self = .floats(values)
    case (.doubles(var values)?, .doubles(let more)):
      values += more
      self = .doubles(values)
    case (.integers(var values)?, .integers(let more)):
      values += more
      self = .integers(values)
    default: self = piece.reserving(capacity)
    }
  }
}

extension DataArray.Storage {
  /// The same numbers with room for more.
  fileprivate func reserving(_ capacity: Int) -> DataArray.Storage {
    func reserved<Value>(_ values: [Value]) -> [Value] {
      var all: [Value] = []
      all.reserveCapacity(capacity)
      all += values
      return all
    }
    switch self {
    case .bytes(let values): return .bytes(reserved(values))
    case .floats(let values): return .floats(reserved(values))
    case .doubles(let values): return .doubles(reserved(values))
    case .integers(let values): return .integers(reserved(values))
    }
  }
}
