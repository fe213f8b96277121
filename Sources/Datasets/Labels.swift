package import Files

/// One class for each sample.
package struct Labels: Sendable, Equatable {
  /// The largest integer label accepted; there may be one class more than that.
  package static let largest = 65_535

  /// The classes, each inside `0..<names.count`.
  package let indices: [Int]
  /// The classes' names: the integers from 0 to the largest label, or the file's words.
  package let names: [String]
  /// The file they came from, for errors.
  package let file: String

  /// Labels in memory, each index inside `0..<names.count`.
  package init(indices: [Int], names: [String], file: String) {
    self.indices = indices
    self.names = names
    self.file = file
  }

  /// Takes the numbers of a file as labels.
  ///
  /// - Parameters:
  ///   - array: integers, of rank 1 or a single column; floating point will do when every number is
  ///     an integer.
  ///   - file: the file they came from, for errors.
  /// - Throws: ``FileError`` of kind `badData`: another shape, no labels, or a label that is not an
  ///   integer, negative, or above ``largest``.
  package init(_ array: DataArray, file: String) throws(FileError) {
    let shape = array.shape
    guard shape.count == 1 || shape.count == 2 && shape[1] == 1 else {
      throw FileError(
        .badData, file: file,
        problem: "has the shape \(shape); labels are one number for each sample")
    }
    guard array.storage.count > 0 else {
      throw FileError(.badData, file: file, problem: "has no labels")
    }
    var indices: [Int] = []
    indices.reserveCapacity(array.storage.count)
    for index in 0..<array.storage.count {
      do {
        indices.append(try Self.label(array.storage, index))
      } catch {
        throw FileError(
          .badData, file: file, object: "label [\(index)]",
          problem: "\(array.storage.text(index)) \(error.text)")
      }
    }
    self.init(integers: indices, file: file)
  }

  /// - Parameter integers: labels that ``checked(_:)`` let pass.
  init(integers: [Int], file: String) {
    let names = (0..<(integers.max() ?? -1) + 1).map(String.init)
    self.init(indices: integers, names: names, file: file)
  }

  /// What is wrong with one label, in words that come after it.
  struct Problem: Error, Equatable {
    var text: String

    static let notInteger = Problem(text: "is not an integer")
    static let negative = Problem(text: "is negative")
    static let tooLarge = Problem(text: "is too large; the limit is \(Labels.largest)")
  }

  /// The number as a label.
  static func checked(_ value: Double) throws(Problem) -> Int {
    guard value.isFinite, value.rounded() == value else { throw .notInteger }
    guard value >= 0 else { throw .negative }
    guard value <= Double(largest) else { throw .tooLarge }
    return Int(value)
  }

  private static func label(
    _ storage: DataArray.Storage, _ index: Int
  ) throws(Problem) -> Int {
    switch storage {
    case .bytes(let values): Int(values[index])
    case .floats(let values): try checked(Double(values[index]))
    case .doubles(let values): try checked(values[index])
    // A large integer stays too large, and a small one negative, when it is rounded.
    case .integers(let values): try checked(Double(values[index]))
    }
  }
}

extension DataArray.Storage {
  /// One number for an error message.
  fileprivate func text(_ index: Int) -> String {
    switch self {
    case .bytes(let values): "\(values[index])"
    case .floats(let values): "\(values[index])"
    case .doubles(let values): "\(values[index])"
    case .integers(let values): "\(values[index])"
    }
  }
}
