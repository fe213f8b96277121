import Files
import TestSupport
import Testing

@testable import HDF5

@Suite("Children that are kept for the next reading")
struct SessionTests {
  private static func names(_ bytes: [UInt8], isChecked: Bool) throws -> [String] {
    try HDF5File.reading(bytes, isChecked: isChecked, wrapping: { $0 }) { root throws(HDF5Error) in
      try root.childNames()
    }
  }

  @Test("answer for the same bytes again, and for no others")
  func again() throws {
    let bytes = try Fixture.bytes("digits/slp.h5")
    let copy = bytes.map { $0 }
    try HDF5Sessions.$shared.withValue(HDF5Sessions()) {
      let names = try Self.names(bytes, isChecked: false)
      #expect(HDF5Sessions.shared?.take(.memory(copy)) == nil)
      #expect(try Self.names(bytes, isChecked: true) == names)
      let kept = try #require(HDF5Sessions.shared?.take(.memory(bytes)))
      #expect(kept.isAlive)
      // It is lent to one at a time.
      #expect(HDF5Sessions.shared?.take(.memory(bytes)) == nil)
    }
  }

  @Test("are not kept when nobody asks for it, nor after a failure")
  func notKept() throws {
    let bytes = try Fixture.bytes("digits/slp.h5")
    #expect(HDF5Sessions.shared == nil)
    let sessions = HDF5Sessions()
    let dead = HDF5Session(.memory(bytes)) { _ in [] }
    sessions.keep(dead)
    #expect(sessions.take(.memory(bytes)) == nil)
  }
}
