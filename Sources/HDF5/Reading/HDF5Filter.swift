import Decompression
import Files

/// The filters that are undone here: what libhdf5 itself always has, but for the patented and lossy ones.
///
/// The library accepts a deflated chunk that inflates to fewer bytes than the chunk has, and fills up with
/// stale memory. Here every length has to be right.
enum HDF5Filter: UInt32, Sendable, CaseIterable {
  /// zlib's format, RFC 1950.
  case deflate = 1
  /// All first bytes of the elements, then all second ones, and so on.
  case shuffle = 2
  /// Fletcher's checksum over 16-bit words, in four bytes behind the data.
  case fletcher32 = 3

  /// Undoes the filters of one chunk.
  ///
  /// - Parameters:
  ///   - filters: those that were applied, in their order.
  ///   - chunk: the chunk as it is stored.
  ///   - size: how many bytes it has to become.
  ///   - elementSize: the bytes of an element.
  /// - Returns: the bytes, or a sentence that says what is wrong.
  static func undo(
    _ filters: [HDF5Filter], _ chunk: [UInt8], size: Int, elementSize: Int
  ) -> Result<[UInt8], Problem> {
    var bytes = chunk
    for (index, filter) in filters.enumerated().reversed() {
      // What earlier filters added is still there: only a checksum changes the size beside deflate.
      let before = size + (filters[..<index].contains(.fletcher32) ? 4 : 0)
      switch filter {
      case .deflate:
        guard let inflated = ZlibBlock.inflate(bytes, exactly: before) else {
          return .failure(
            Problem(text: "a deflated chunk does not inflate to the \(before) bytes it should have")
          )
        }
        bytes = inflated
      case .shuffle: bytes = unshuffled(bytes, elementSize)
      case .fletcher32:
        guard bytes.count >= 4 else { return .failure(Problem(text: "a chunk lacks its checksum")) }
        let stored = bytes.suffix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
        bytes.removeLast(4)
        let sum = fletcher32(bytes)
        // Before version 1.6.3 the library wrote the bytes of each half the other way round.
        let swapped = (sum & 0x00FF_00FF) << 8 | (sum & 0xFF00_FF00) >> 8
        guard stored == sum || stored == swapped else {
          return .failure(Problem(text: "the checksum of a chunk is wrong"))
        }
      }
    }
    guard bytes.count == size else {
      return .failure(Problem(text: "a chunk has \(bytes.count) bytes; \(size) were expected"))
    }
    return .success(bytes)
  }

  /// What is wrong with a chunk.
  struct Problem: Error, Equatable {
    var text: String
  }

  /// Bytes that do not make a whole element stand behind the others, as they were.
  private static func unshuffled(_ bytes: [UInt8], _ size: Int) -> [UInt8] {
    let count = bytes.count / max(size, 1)
    guard size > 1, count > 1 else { return bytes }
    var result = bytes
    for byte in 0..<size {
      for element in 0..<count { result[element * size + byte] = bytes[byte * count + element] }
    }
    return result
  }

  /// Fletcher's checksum: two sums modulo 65,535 over big-endian words, an odd byte being a high one.
  static func fletcher32(_ bytes: [UInt8]) -> UInt32 {
    var first: UInt64 = 0
    var second: UInt64 = 0
    for index in stride(from: 0, to: bytes.count, by: 2) {
      let low = index + 1 < bytes.count ? UInt64(bytes[index + 1]) : 0
      first = (first + UInt64(bytes[index]) << 8 + low) % 65535
      second = (second + first) % 65535
    }
    // The library folds and never divides, so a sum that is not zero at all ends as 65,535, not as 0.
    let isZero = bytes.allSatisfy { $0 == 0 }
    func folded(_ sum: UInt64) -> UInt32 { sum == 0 && !isZero ? 65535 : UInt32(sum) }
    return folded(second) << 16 | folded(first)
  }
}
