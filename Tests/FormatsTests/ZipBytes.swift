/// A zip archive made by hand, honest or not (PKWARE APPNOTE 4.3).
struct ZipBytes {
  /// A member and what its headers claim about it.
  struct Member {
    var name: String
    /// The bytes as they are stored.
    var stored: [UInt8]
    var method: UInt16 = 0
    var flags: UInt16 = 0
    var crc: UInt32
    /// The claimed size; as stored when `nil`.
    var size: UInt32?
    /// The claimed stored size; the true one when `nil`.
    var storedSize: UInt32?
  }

  var members: [Member]
  /// Puts a ZIP64 locator before the end that leads nowhere.
  var hasZip64Locator = false
  /// Puts a ZIP64 record of so many members before the end, and a locator that leads to it.
  var zip64Count: UInt32?

  var bytes: [UInt8] {
    var result: [UInt8] = []
    var directory: [UInt8] = []
    for member in members {
      let name = Array(member.name.utf8)
      let offset = UInt32(result.count)
      let common =
        short(member.flags) + short(member.method) + short(0) + short(0x21) + long(member.crc)
        + long(member.storedSize ?? UInt32(member.stored.count))
        + long(member.size ?? UInt32(member.stored.count)) + short(UInt16(name.count)) + short(0)
      result += [0x50, 0x4B, 3, 4] + short(20) + common + name + member.stored
      directory +=
        [0x50, 0x4B, 1, 2] + short(20) + short(20) + common + short(0) + short(0) + short(0)
        + long(0) + long(offset) + name
    }
    let start = UInt32(result.count)
    result += directory
    if let zip64Count {
      let record = UInt32(result.count)
      result += [0x50, 0x4B, 6, 6] + long(44) + long(0) + short(45) + short(45) + long(0) + long(0)
      result += long(zip64Count) + long(0) + long(zip64Count) + long(0)
      result += long(UInt32(directory.count)) + long(0) + long(start) + long(0)
      result += [0x50, 0x4B, 6, 7] + long(0) + long(record) + long(0) + long(1)
    }
    if hasZip64Locator { result += [0x50, 0x4B, 6, 7] + [UInt8](repeating: 0, count: 16) }
    let count = short(UInt16(members.count))
    return result + [0x50, 0x4B, 5, 6] + short(0) + short(0) + count + count
      + long(UInt32(directory.count)) + long(start) + short(0)
  }

  private func short(_ value: UInt16) -> [UInt8] { [UInt8(value & 255), UInt8(value >> 8)] }

  private func long(_ value: UInt32) -> [UInt8] {
    short(UInt16(value & 0xFFFF)) + short(UInt16(value >> 16))
  }
}

extension ZipBytes.Member {
  /// `hello`, stored.
  static let hello = ZipBytes.Member(
    name: "hello.txt", stored: Array("hello".utf8), crc: 0x3610_A686)

  /// 60 times the letter a, deflated by Python: zlib.compressobj(9, zlib.DEFLATED, -15).
  static let letters = ZipBytes.Member(
    name: "letters.txt", stored: [0x4B, 0x4C, 0x24, 0x1F, 0x00, 0x00], method: 8,
    crc: 0x1F98_BD29, size: 60)
}
