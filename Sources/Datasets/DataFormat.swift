import Files

/// The kind of a data file, recognized by its content and never by its name.
enum DataFormat: Sendable, Equatable {
  case idx
  case numpy
  case hdf5
  case csv
  case gzip
  case zip

  /// How many bytes ``init(recognizing:)`` looks at.
  static let prefixSize = 8

  /// Recognizes a format; whatever is none of the others is text, that is CSV.
  init(recognizing bytes: [UInt8]) {
    if bytes.starts(with: [0, 0]) || IDXHeader.isSwapped(bytes) {
      self = .idx
    } else if bytes.starts(with: NumPyHeader.magic) {
      self = .numpy
    } else if bytes.starts(with: [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]) {
      self = .hdf5
    } else if bytes.starts(with: [0x1f, 0x8b]) {
      self = .gzip
    } else if bytes.starts(with: [0x50, 0x4b, 0x03, 0x04]) {
      self = .zip
    } else {
      self = .csv
    }
  }
}
