import Files
import Formats
import TestSupport
import Testing

/// The known answers of FIPS 180-4.
@Suite struct FileDigestTests {
  static let answers: [(text: String, digest: String)] = [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ]

  @Test("SHA-256 gives the published digests", arguments: answers)
  func published(_ answer: (text: String, digest: String)) {
    #expect(FileDigest.sha256(Array(answer.text.utf8)) == answer.digest)
  }

  @Test("the digest of a file of several pieces is FIPS 180-4's of a million letters a, and more")
  func digest() throws {
    let folder = ScratchFolder()
    // NIST's example, and sha256sum of three million.
    for (count, digest) in [
      (1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
      (3_000_000, "2a152c894398719c0570f83fac34ac03a0f6e8e474b995c2403aa5434f7b9dd4"),
    ] {
      let path = folder.file("\(count)")
      let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: count)
      try OutputFiles.write([OutputFile(path: path, bytes: bytes)], replacing: false)
      #expect(try FileDigest.sha256(OpenFile(path)) == digest)
      #expect(FileDigest.sha256(bytes) == digest)
    }
  }
}
