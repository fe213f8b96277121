/// The end record of a zip archive (PKWARE APPNOTE 4.3.15 and 4.3.16).
enum ZipEnd {
  private static let signature: [UInt8] = [0x50, 0x4B, 0x05, 0x06]
  private static let locatorSignature: [UInt8] = [0x50, 0x4B, 0x06, 0x07]
  private static let size = 22
  private static let locatorSize = 20
  private static let largestComment = 65_535

  /// Whether any record that could be the end has a ZIP64 locator before it.
  ///
  /// A ZIP64 record may claim any number of members, for which libzip reserves memory at once.
  static func hasZip64Locator(_ bytes: [UInt8]) -> Bool {
    let first = max(bytes.count - size - largestComment - locatorSize, locatorSize)
    guard first <= bytes.count - size else { return false }
    return (first...(bytes.count - size)).contains { place in
      bytes[place..<(place + 4)].elementsEqual(signature)
        && bytes[(place - locatorSize)..<(place - locatorSize + 4)].elementsEqual(locatorSignature)
    }
  }
}
