/// What the bytes 0...255 of data are mapped to.
///
/// A table of small integers is a table: its numbers are features with a meaning of their own. Those of
/// pictures have none; they are IDX, bytes of NumPy and HDF5, and tables that call their columns pixels.
public struct ByteScaling: Sendable, Equatable {
  /// The range for bytes of pictures; `nil` leaves them as they are.
  public var pictures: ScaleRange?
  /// The range for integers 0...255 of a table that does not say it is one of pictures.
  public var tables: ScaleRange?

  /// Creates a scaling.
  public init(pictures: ScaleRange?, tables: ScaleRange? = nil) {
    self.pictures = pictures
    self.tables = tables
  }

  /// Pictures to −1...1, tables as they are.
  public static let standard = ByteScaling(pictures: .standard)

  /// Nothing is mapped.
  public static let none = ByteScaling(pictures: nil)

  /// Bytes of both are mapped to one range.
  public static func all(_ range: ScaleRange) -> ByteScaling {
    ByteScaling(pictures: range, tables: range)
  }
}
