import CZip

/// Makes zip archives in memory with libzip.
enum ZipWriter {
  /// What the library says.
  struct Failure: Error {
    var message: String
  }

  /// An archive of stored members, dated 1980-01-01.
  static func archive(of members: [(name: String, bytes: [UInt8])]) -> Result<[UInt8], Failure> {
    var status = unsafe zip_error_t()
    unsafe zip_error_init(&status)
    defer { unsafe zip_error_fini(&status) }
    guard let target = unsafe zip_source_buffer_create(nil, 0, 0, &status) else {
      return .failure(Failure(message: unsafe zipMessage(&status)))
    }
    defer { unsafe zip_source_free(target) }
    // The archive takes over one reference; another is needed to read the result.
    unsafe zip_source_keep(target)
    guard let archive = unsafe zip_open_from_source(target, ZIP_TRUNCATE, &status) else {
      unsafe zip_source_free(target)
      return .failure(Failure(message: unsafe zipMessage(&status)))
    }
    // Nothing is copied before the archive is closed: the contents have to stay in place until then.
    let contents = members.flatMap(\.bytes)
    let message: String? = unsafe contents.withUnsafeBytes { buffer in
      var offset = 0
      for (name, bytes) in members {
        let start = unsafe buffer.baseAddress.map { unsafe $0 + offset }
        guard unsafe add(name, start, bytes.count, to: archive) else {
          return unsafe discard(archive)
        }
        offset += bytes.count
      }
      return unsafe zip_close(archive) == 0 ? nil : discard(archive)
    }
    if let message { return .failure(Failure(message: message)) }
    guard let result = unsafe wholeContents(of: target) else {
      return .failure(Failure(message: "the archive cannot be read back"))
    }
    return .success(result)
  }

  private static func discard(_ archive: OpaquePointer) -> String {
    defer { unsafe zip_discard(archive) }
    return unsafe zipMessage(zip_get_error(archive))
  }

  private static func add(
    _ name: String, _ start: UnsafeRawPointer?, _ count: Int, to archive: OpaquePointer
  ) -> Bool {
    guard let source = unsafe zip_source_buffer(archive, start, UInt64(count), 0) else {
      return false
    }
    let index = unsafe zip_file_add(archive, name, source, UInt32(ZIP_FL_ENC_UTF_8))
    guard index >= 0 else {
      unsafe zip_source_free(source)
      return false
    }
    guard unsafe zip_set_file_compression(archive, UInt64(index), ZIP_CM_STORE, 0) == 0 else {
      return false
    }
    // Year 0, month 1, day 1 in the format of DOS.
    return unsafe zip_file_set_dostime(archive, UInt64(index), 0, 1 << 5 | 1, 0) == 0
  }

  private static func wholeContents(of source: OpaquePointer) -> [UInt8]? {
    var statistics = unsafe zip_stat_t()
    guard unsafe zip_source_stat(source, &statistics) == 0, unsafe zip_source_open(source) == 0
    else { return nil }
    defer { unsafe zip_source_close(source) }
    let count = unsafe Int(statistics.size)
    var bytes = [UInt8](repeating: 0, count: count)
    let got = unsafe bytes.withUnsafeMutableBytes {
      unsafe zip_source_read(source, $0.baseAddress, UInt64($0.count))
    }
    return got == count ? bytes : nil
  }
}

/// The text of one of libzip's errors.
func zipMessage(_ error: UnsafeMutablePointer<zip_error_t>?) -> String {
  guard let error = unsafe error, let text = unsafe zip_error_strerror(error) else {
    return "the zip library failed"
  }
  return unsafe String(cString: text)
}
