import Files

enum ZipArchive {
  static func read(_ bytes: [UInt8], members: [String], file: String, limit: Int) throws(FileError)
    -> [String: [UInt8]]
  { [:] }
  static func names(in bytes: [UInt8], file: String) throws(FileError) -> [String] { [] }
}
