import CHDF5
import Synchronization

/// The one door to libhdf5: its lock, its set-up, and its error messages.
///
/// The library keeps global state, so every use runs under one lock, held from the opening of a file
/// to its closing. The lock is not recursive: a file must not be opened inside the closure that reads
/// another one.
enum HDF5Library {
  /// How many bytes of decoded chunks the library keeps for a dataset unless it is told otherwise.
  static let chunkCacheSize = 1 << 20

  private static let lock = Mutex(false)

  /// Runs `body` with the library set up and silent on this thread.
  static func withLock<Result: Sendable, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try lock.withLock { (isSetUp: inout Bool) throws(Failure) -> Result in
      if !isSetUp {
        setUp()
        isSetUp = true
      }
      // Automatic printing is a setting of each thread, and Swift's pools move us between threads.
      CHDF5_silence()
      return try body()
    }
  }

  private static func setUp() {
    // The exit handler of 1.10 can crash or loop when a handle was left open by a damaged file.
    H5dont_atexit()
    H5open()
    // No plugin is loaded from a directory because a file names its filter.
    H5PLset_loading_state(0)
    // External links cannot be traversed at all, whatever the checks below overlook.
    H5Lunregister(H5L_TYPE_EXTERNAL)
  }

  /// The innermost message of the library's error stack, which is then cleared.
  static func takeMessage() -> String {
    var text = [CChar](repeating: 0, count: 512)
    unsafe CHDF5_take_message(&text, text.count)
    let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return bytes.isEmpty ? "the HDF5 library failed" : String(decoding: bytes, as: UTF8.self)
  }
}

/// The version of the libhdf5 in use, such as "1.10.8".
package func hdf5LibraryVersion() -> String {
  HDF5Library.withLock {
    var major: UInt32 = 0
    var minor: UInt32 = 0
    var release: UInt32 = 0
    unsafe H5get_libversion(&major, &minor, &release)
    return "\(major).\(minor).\(release)"
  }
}
