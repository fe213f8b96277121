/// A model file in memory, ready to be written.
public struct ModelEncoding: Sendable, Equatable {
  /// The whole file.
  public var bytes: [UInt8]
  /// What was renamed, or could not be carried, or limits who can read the file: a sentence each.
  public var notes: [String]

  /// Creates an encoding.
  public init(bytes: [UInt8], notes: [String]) {
    self.bytes = bytes
    self.notes = notes
  }
}
