import Synchronization

/// Keeps the child that has read a small file, for whoever reads the same file next: starting one takes longer
/// than reading a small file does.
///
/// Not by default: a child that waits is a process more. A command of the tool keeps one, at most, while it runs.
package final class HDF5Sessions: Sendable {
  /// Where children of the current task are kept; they end with its scope.
  @TaskLocal package static var shared: HDF5Sessions?

  /// Files of more bytes are held no longer than they are read, and starting a child costs little beside them.
  private static let largestFile = 4 << 20

  private let kept = Mutex<HDF5Session?>(nil)

  /// Begins without a child.
  package init() {}

  /// Keeps a session that nobody uses any more, instead of the one before.
  func keep(_ session: HDF5Session) {
    guard case .memory(let bytes) = session.source, bytes.count <= Self.largestFile else { return }
    kept.withLock { $0 = session }
  }

  /// The session that read these very bytes, if there is one whose child lives.
  func take(_ source: HDF5Bytes) -> HDF5Session? {
    let session = kept.withLock { kept in
      defer { kept = nil }
      return kept
    }
    guard let session, session.source.isSame(as: source), session.isAlive else { return nil }
    return session
  }
}

extension HDF5Bytes {
  /// Whether both are the same array in memory, which nobody can have changed while both hold it.
  fileprivate func isSame(as other: HDF5Bytes) -> Bool {
    guard case .memory(let mine) = self, case .memory(let others) = other else { return false }
    return unsafe mine.withUnsafeBufferPointer { mine in
      unsafe others.withUnsafeBufferPointer { others in
        unsafe mine.baseAddress == others.baseAddress && mine.count == others.count
      }
    }
  }
}
