import CZlib

/// Blocks in zlib's format (RFC 1950), whose size is known beforehand.
package enum ZlibBlock {
  /// Inflates a block.
  ///
  /// - Parameters:
  ///   - bytes: the block, whose end and checksum zlib checks.
  ///   - count: how many bytes it has to give; the caller has made sure that memory allows them.
  /// - Returns: the bytes; `nil` when the block is damaged, or gives more or fewer.
  package static func inflate(_ bytes: [UInt8], exactly count: Int) -> [UInt8]? {
    var status = Z_OK
    let result = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, produced in
      var length = uLongf(count)
      status = unsafe uncompress(buffer.baseAddress, &length, bytes, uLong(bytes.count))
      produced = status == Z_OK ? Int(length) : 0
    }
    return status == Z_OK && result.count == count ? result : nil
  }
}
