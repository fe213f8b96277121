/// A model file in memory, ready to be written.
package struct ModelEncoding: Sendable, Equatable {
  /// The whole file.
  package var bytes: [UInt8]
  /// What was renamed, or could not be carried, or limits who can read the file: a sentence each.
  package var notes: [String]

  /// Creates an encoding.
  package init(bytes: [UInt8], notes: [String]) {
    self.bytes = bytes
    self.notes = notes
  }
}
