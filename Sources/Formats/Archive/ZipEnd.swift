/// The end record of a zip archive (PKWARE APPNOTE 4.3.15 and 4.3.16).
enum ZipEnd {
  private static let signature: [UInt8] = [0x50, 0x4B, 0x05, 0x06]
  private static let locatorSignature: [UInt8] = [0x50, 0x4B, 0x06, 0x07]
  private static let size = 22
  private static let locatorSize = 20
  private static let largestComment = 65_535

  private static let recordSignature: [UInt8] = [0x50, 0x4B, 0x06, 0x06]
  private static let recordSize = 56
  private static let smallestEntry: UInt64 = 46

  /// Where the end record of an archive is that fills the file to its end, whatever stands before it;
  /// `nil` when there is none.
  private static func place(in bytes: [UInt8]) -> Int? {
    let last = bytes.count - size
    guard last >= 0 else { return nil }
    return (max(last - largestComment, 0)...last).reversed().first { place in
      bytes[place..<(place + 4)].elementsEqual(signature)
        && place + size + number(bytes, at: place + 20, bytes: 2) == bytes.count
    }
  }

  private static func number(_ bytes: [UInt8], at place: Int, bytes count: Int) -> Int {
    (0..<count).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
  }

  /// How many bytes stand before an archive, such as a program that unpacks it; `nil` when the file does
  /// not end as one.
  ///
  /// The directory counts from the archive's own start, or from that of the file: then it is 0.
  static func prefixCount(of bytes: [UInt8]) -> Int? {
    guard let place = place(in: bytes) else { return nil }
    let directory = number(bytes, at: place + 12, bytes: 4)
    let offset = number(bytes, at: place + 16, bytes: 4)
    let prefix = place - directory - offset
    let start = place - directory
    guard prefix >= 0, directory >= 4,
      bytes[start..<(start + 4)].elementsEqual([0x50, 0x4B, 0x01, 0x02])
    else { return nil }
    return prefix
  }

  /// Whether any record that could be the end leads to a ZIP64 record that cannot be true.
  ///
  /// A ZIP64 record may claim any number of members, for which libzip reserves memory at once: one that
  /// claims more than the bytes of its directory can list is refused before.
  static func hasImpossibleZip64Record(_ bytes: [UInt8], memberLimit: Int) -> Bool {
    let first = max(bytes.count - size - largestComment - locatorSize, locatorSize)
    guard first <= bytes.count - size else { return false }
    return (first...(bytes.count - size)).contains { place in
      bytes[place..<(place + 4)].elementsEqual(signature)
        && bytes[(place - locatorSize)..<(place - locatorSize + 4)].elementsEqual(locatorSignature)
        && !isPossible(
          bytes, number(bytes, place - locatorSize + 8, 8), UInt64(memberLimit),
          isEnd: place + size + number(bytes, at: place + 20, bytes: 2) == bytes.count)
    }
  }

  /// - Parameters:
  ///   - offset: where the record is said to be.
  ///   - limit: the most members.
  ///   - isEnd: whether the archive ends here. The end of an archive that is stored in another one counts its
  ///     places from its own start: there is nothing where it leads, and nothing to be misled by.
  private static func isPossible(
    _ bytes: [UInt8], _ offset: UInt64, _ limit: UInt64, isEnd: Bool
  ) -> Bool {
    guard offset <= UInt64(bytes.count), bytes.count - Int(offset) >= recordSize,
      bytes[Int(offset)..<(Int(offset) + 4)].elementsEqual(recordSignature)
    else { return !isEnd }
    let place = Int(offset)
    let (here, all) = (number(bytes, place + 24, 8), number(bytes, place + 32, 8))
    let (directory, start) = (number(bytes, place + 40, 8), number(bytes, place + 48, 8))
    return here == all && all <= limit && start <= offset && directory <= offset - start
      && all <= directory / smallestEntry
  }

  /// A little-endian number of `count` bytes.
  private static func number(_ bytes: [UInt8], _ place: Int, _ count: Int) -> UInt64 {
    bytes[place..<(place + count)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
