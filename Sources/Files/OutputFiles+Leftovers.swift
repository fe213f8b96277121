#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension OutputFiles {
  /// A name for a target's contents until they are complete: `.mlp-PROCESS-TARGET-INDEX-TAG.tmp`.
  static func temporaryName(beside target: String, index: Int) -> String {
    let tag = String(UInt64.random(in: .min ... .max), radix: 36)
    return "\(directory(of: target))/.mlp-\(getpid())-\(mark(of: target))-\(index)-\(tag).tmp"
  }

  /// Removes what writers of files left beside them when they were killed.
  ///
  /// Only regular files of this user whose name says that they were to become one of these files, whose
  /// process is no more, and which nobody has locked: a process of another container or machine may have a
  /// number that is unknown here. Nothing is reported: what cannot be removed stays. Each folder is listed once.
  ///
  /// - Parameter paths: the outputs.
  package static func removeLeftovers(of paths: [String]) {
    let targets = paths.compactMap { try? resolved($0) }
    for (folder, targets) in Dictionary(grouping: targets, by: directory) {
      let marks = Set(targets.map(mark))
      for name in names(in: folder) where isLeftover(name, marks: marks) {
        let file = "\(folder)/\(name)"
        var status = stat()
        guard unsafe lstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
          status.st_uid == geteuid()
        else { continue }
        removeUnlessLocked(file)
      }
    }
  }

  /// Removes a file if its lock can be taken, which its writer holds until it is done.
  private static func removeUnlessLocked(_ file: String) {
    let flags = O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
    // Some file systems lock only what is open for writing, and the file may be read-only already.
    var descriptor = unsafe open(file, O_RDWR | flags)
    if descriptor < 0 { descriptor = unsafe open(file, O_RDONLY | flags) }
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unsafe unlink(file) }
  }

  /// What stands for a target in the names of its temporary files: its own name may be as long as a name
  /// can be.
  private static func mark(of target: String) -> String {
    let name = target.utf8.split(separator: UInt8(ascii: "/")).last.map(Array.init) ?? []
    return String(CRC32(name).value, radix: 16)
  }

  /// Whether a name is that of a temporary file of a target with one of the marks, by a process that is no
  /// more.
  private static func isLeftover(_ name: String, marks: Set<String>) -> Bool {
    guard name.hasPrefix(".mlp-"), name.hasSuffix(".tmp") else { return false }
    let parts = name.dropFirst(5).dropLast(4).split(
      separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 4, marks.contains(String(parts[1])), Int(parts[2]) != nil,
      let process = Int32(parts[0]), process > 0
    else { return false }
    return kill(process, 0) != 0 && errno == ESRCH
  }

  private static func names(in folder: String) -> [String] {
    guard let directory = unsafe opendir(folder) else { return [] }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
        unsafe field.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      names.append(name)
    }
    return names
  }
}
