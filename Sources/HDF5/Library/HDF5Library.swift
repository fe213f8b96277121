import CHDF5
import Synchronization

/// The one door to libhdf5: its lock, its set-up, and its error messages.
///
/// The library keeps global state, so every use runs under one lock, held from the opening of a file
/// to its closing. The lock is not recursive: a file must not be opened inside the closure that reads
/// another one.
enum HDF5Library {
  /// The driver that reads what somebody else has open.
  static let driver = CHDF5_register_driver()

  private static let lock = Mutex(false)

  /// Runs `body` with the library set up and silent on this thread.
  static func withLock<Result, Failure: Error>(
    _ body: () throws(Failure) -> sending Result
  ) throws(Failure) -> sending Result {
    try lock.withLock { (isSetUp: inout Bool) throws(Failure) -> sending Result in
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

  /// Reads a small file of our own once, so that whatever is set up at the first use is set up.
  ///
  /// A child process has the locks that other threads of this one held when it began, and nobody who
  /// lets them go: it must not need one. The caller has the library's lock.
  static func warmUp() { _ = isWarm }

  private static let isWarm: Bool = {
    let image = try? HDF5Builder.build { root throws(HDF5Error) in
      try root.group("group") { group throws(HDF5Error) in
        try group.setAttribute("text", "a")
        try group.setAttribute("texts", ["a", "b"])
        try group.setAttribute("number", 1)
        try group.write("numbers", [1], shape: [1])
        try group.write("texts", ["a"])
      }
    }
    let server = HDF5Server(.memory(image ?? []), base: 0)
    let requests = [
      HDF5Request(.open), HDF5Request(.childNames), HDF5Request(.child, name: "group"),
      HDF5Request(.group, ["group"]), HDF5Request(.hasAttribute, ["group"], name: "text"),
      HDF5Request(.text, ["group"], name: "text", count: 1),
      HDF5Request(.texts, ["group"], name: "texts"),
      HDF5Request(.numbers, ["group"], name: "number"),
      HDF5Request(.dataset, ["group", "numbers"]), HDF5Request(.textDataset, ["group", "texts"]),
      // Both end with an error.
      HDF5Request(.dataset, ["missing"]), HDF5Request(.chunks, ["group", "numbers"], count: 1),
    ]
    return requests.allSatisfy { !server.answer($0.message).isEmpty }
  }()

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
