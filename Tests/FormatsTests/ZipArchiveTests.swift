import Files
import Testing

@testable import Formats

/// Zip archives: what is read, what is refused, what is written.
@Suite struct ZipArchiveTests {
  private func read(
    _ bytes: [UInt8], _ members: [String] = ["hello.txt", "letters.txt"], limit: Int = 1 << 20
  ) throws(FileError) -> [String: [UInt8]] {
    try ZipArchive.read(bytes, members: members, file: "a.zip", limit: limit)
  }

  @Test("stored and deflated members are read") func storedAndDeflatedMembersAreRead() throws {
    let bytes = ZipBytes(members: [.hello, .letters]).bytes
    let read = try read(bytes)
    #expect(read["hello.txt"] == Array("hello".utf8))
    #expect(read["letters.txt"] == [UInt8](repeating: UInt8(ascii: "a"), count: 60))
    #expect(try ZipArchive.names(in: bytes, file: "a.zip") == ["hello.txt", "letters.txt"])
  }

  @Test("only the wanted members are looked at") func onlyTheWantedMembersAreLookedAt() throws {
    // A member nobody wants may be as broken, encrypted or large as it likes.
    var other = ZipBytes.Member(name: "../../etc/passwd", stored: [1, 2, 3], crc: 0)
    other.flags = 1
    other.size = 4_000_000_000
    let read = try read(ZipBytes(members: [other, .hello]).bytes, ["hello.txt", "nothing.txt"])
    #expect(read == ["hello.txt": Array("hello".utf8)])
  }

  /// What must be refused: how, and a word of the reason.
  struct Refusal: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var kind: FileError.Kind
    var word: String
    var limit = 1 << 30
    var archive: ZipBytes
  }

  static var refusals: [Refusal] {
    func hello(_ change: (inout ZipBytes.Member) -> Void) -> ZipBytes {
      var member = ZipBytes.Member.hello
      change(&member)
      return ZipBytes(members: [member])
    }
    var cheating = ZipBytes.Member.letters
    cheating.size = 59
    var lazy = ZipBytes.Member.letters
    lazy.size = 61
    var bomb = ZipBytes.Member.letters
    bomb.size = 200 << 20
    var wrong = ZipBytes.Member.letters
    wrong.crc ^= 1
    return [
      Refusal(
        testDescription: "encrypted", kind: .unsupported, word: "encrypted",
        archive: hello { $0.flags = 1 }),
      Refusal(
        testDescription: "bzip2", kind: .unsupported, word: "method 12",
        archive: hello { $0.method = 12 }),
      Refusal(
        testDescription: "wrong checksum, stored", kind: .badData, word: "CRC",
        archive: hello { $0.crc ^= 1 }),
      Refusal(
        testDescription: "wrong checksum, deflated", kind: .badData, word: "CRC",
        archive: ZipBytes(members: [wrong])),
      Refusal(
        testDescription: "no deflate stream", kind: .badData, word: "hello.txt",
        archive: hello { $0.method = 8 }),
      Refusal(
        testDescription: "larger than the limit", kind: .badData, word: "limit", limit: 4,
        archive: hello { _ in }),
      Refusal(
        testDescription: "stored size and size differ", kind: .badData, word: "stored",
        archive: hello { $0.size = 6 }),
      Refusal(
        testDescription: "more stored bytes than the archive has", kind: .badData,
        word: "archive has",
        archive: hello {
          $0.size = 1_000_000
          $0.storedSize = 1_000_000
        }),
      Refusal(
        testDescription: "more data than claimed", kind: .badData, word: "letters.txt",
        archive: ZipBytes(members: [cheating])),
      Refusal(
        testDescription: "less data than claimed", kind: .badData, word: "letters.txt",
        archive: ZipBytes(members: [lazy])),
      Refusal(
        testDescription: "a bomb", kind: .badData, word: "expands",
        archive: ZipBytes(members: [bomb])),
      Refusal(
        testDescription: "one name twice", kind: .badData, word: "twice",
        archive: ZipBytes(members: [.hello, .hello])),
      Refusal(
        testDescription: "ZIP64", kind: .unsupported, word: "ZIP64",
        archive: ZipBytes(members: [.hello], hasZip64Locator: true)),
      Refusal(
        testDescription: "a ZIP64 record of more members than its directory has",
        kind: .unsupported,
        word: "ZIP64", archive: ZipBytes(members: [.hello], zip64Count: 1 << 30)),
    ]
  }

  @Test("a ZIP64 record that says the truth is accepted, as PyTorch writes it")
  func zip64() throws {
    let archive = ZipBytes(members: [.hello, .letters], zip64Count: 2)
    #expect(try ZipArchive.names(in: archive.bytes, file: "a.zip") == ["hello.txt", "letters.txt"])
  }

  @Test("a ZIP64 archive that is stored in another one is a member like others")
  func nestedZip64() throws {
    let inner = ZipBytes(members: [.hello, .letters], zip64Count: 2).bytes
    let nested = ZipBytes.Member(name: "in.zip", stored: inner, crc: 0)
    let outer = ZipBytes(members: [.letters, nested], zip64Count: 2)
    #expect(try ZipArchive.names(in: outer.bytes, file: "a.zip") == ["letters.txt", "in.zip"])
  }

  @Test("is refused", arguments: refusals)
  func isRefused(_ refusal: Refusal) {
    let error = #expect(throws: FileError.self) {
      try read(refusal.archive.bytes, limit: refusal.limit)
    }
    #expect(error?.kind == refusal.kind)
    #expect(error?.description.contains(refusal.word) == true, "\(String(describing: error))")
    #expect(error?.file == "a.zip")
  }

  @Test("the limit counts for all members together") func theLimitCountsForAllMembersTogether()
    throws
  {
    let bytes = ZipBytes(members: [.hello, .letters]).bytes
    #expect(try read(bytes, limit: 65).count == 2)
    #expect(throws: FileError.self) { try read(bytes, limit: 64) }
  }

  @Test("every truncation is refused") func everyTruncationIsRefused() {
    let whole = ZipBytes(members: [.hello, .letters]).bytes
    for count in 0..<whole.count {
      #expect(throws: FileError.self, "\(count) of \(whole.count) bytes") {
        try read(Array(whole[..<count]))
      }
    }
  }

  @Test("no single damaged byte gives other contents") func noSingleDamagedByteGivesOtherContents()
  {
    let whole = ZipBytes(members: [.hello, .letters]).bytes
    for place in whole.indices {
      for bit in [UInt8(1), 0x80] {
        var damaged = whole
        damaged[place] ^= bit
        // Damage to a name or a date goes unnoticed; damage to contents must not.
        guard let read = try? read(damaged) else { continue }
        #expect(read["hello.txt"] ?? Array("hello".utf8) == Array("hello".utf8))
        #expect(read["letters.txt"]?.count ?? 60 == 60)
      }
    }
  }

  @Test("what is written is read and has no time in it") func whatIsWrittenIsReadAndHasNoTimeInIt()
    throws
  {
    let members: [(name: String, bytes: [UInt8])] = [
      ("metadata.json", Array("{}".utf8)), ("empty", []),
      ("model.weights.h5", (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7919) }),
    ]
    let bytes = try ZipArchive.write(members, file: "a.zip")
    #expect(try ZipArchive.names(in: bytes, file: "a.zip") == members.map(\.name))
    let read = try read(bytes, members.map(\.name))
    for (name, contents) in members { #expect(read[name] == contents) }
    #expect(try ZipArchive.write(members, file: "a.zip") == bytes)
    // Local header: no flags that matter, stored, midnight, 1980-01-01.
    #expect(Array(bytes[..<4]) == [0x50, 0x4B, 3, 4])
    #expect(Array(bytes[8..<14]) == [0, 0, 0, 0, 0x21, 0])
    // No extra field, so that the contents follow the name.
    #expect(Array(bytes[28..<30]) == [0, 0])
    #expect(Array(bytes[43..<45]) == Array("{}".utf8))
  }

  @Test("an archive of nothing is not made") func anArchiveOfNothingIsNotMade() {
    #expect(throws: FileError.self) { try ZipArchive.write([], file: "a.zip") }
  }
}
