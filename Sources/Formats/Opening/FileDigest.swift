import CCrypto
package import Files

/// Fingerprints of files.
package enum FileDigest {
  /// The SHA-256 of `bytes` as 64 lower-case hexadecimal digits (FIPS 180-4).
  package static func sha256(_ bytes: [UInt8]) -> String {
    let digest = SHA256()
    digest.add(bytes[...])
    return digest.finish()
  }

  /// The SHA-256 of an open file, read piece by piece.
  ///
  /// - Throws: ``FileError`` when it cannot be read, or has changed since it was opened.
  package static func sha256(_ file: OpenFile) throws(FileError) -> String {
    let digest = SHA256()
    var offset = 0
    while offset < file.size {
      let piece = try file.bytes(at: offset, count: min(1 << 20, file.size - offset))
      digest.add(piece[...])
      offset += piece.count
    }
    try file.checkUnchanged()
    return digest.finish()
  }
}

/// One SHA-256 in the making.
@safe
package struct SHA256: ~Copyable {
  private let context: UnsafeMutableRawPointer?

  /// Begins one.
  package init() { unsafe context = CCrypto_sha256_begin() }

  /// Adds bytes to those that came before.
  package func add(_ bytes: ArraySlice<UInt8>) {
    unsafe bytes.withUnsafeBytes { unsafe CCrypto_sha256_add(context, $0.baseAddress, $0.count) }
  }

  /// The digest of all bytes, as 64 lower-case hexadecimal digits.
  package consuming func finish() -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    unsafe CCrypto_sha256_end(context, &digest)
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
