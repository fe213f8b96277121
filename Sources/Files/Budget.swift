/// How much memory the work may take, asked before memory is taken that a file claims to need.
package struct Budget: Sendable, Equatable {
  /// Bytes of memory of the whole process.
  package var memory: Int

  /// The budget of the running command, or else that of the machine.
  @TaskLocal package static var current = Budget()

  /// Smaller blocks are not counted one by one.
  private static let harmlessSize = 1 << 20

  /// A budget; without a number that of the machine.
  package init(memory: Int? = nil) {
    self.memory = memory ?? MachineMemory.size.map { Int(min($0, 0x1p62)) } ?? .max
  }

  /// Whether so many bytes more may be taken.
  package func allows(_ bytes: Int) -> Bool {
    guard bytes > Self.harmlessSize else { return true }
    let (total, overflow) = bytes.addingReportingOverflow(MachineMemory.inUse)
    return !overflow && total <= memory && MachineMemory.canHold(Double(bytes))
  }

  /// Whether so much may be taken, counted in numbers that no product of sizes overflows.
  package func allows(_ bytes: Double) -> Bool {
    bytes < 0x1p62 && allows(Int(max(bytes, 0)))
  }

  /// Makes sure that so many bytes more may be taken.
  ///
  /// - Parameters:
  ///   - bytes: how many; negative stands for more than can be counted.
  ///   - file: the file that claims to need them.
  ///   - object: the place in the file.
  /// - Throws: ``FileError`` of kind `budget`.
  package func check(_ bytes: Int, file: String, object: String? = nil) throws(FileError) {
    guard bytes < 0 || !allows(bytes) else { return }
    throw FileError(.budget, file: file, object: object, problem: refusal(bytes))
  }

  /// The sentence that says why so many bytes more may not be taken.
  package func refusal(_ bytes: Int) -> String {
    let wanted = bytes < 0 ? "more memory than can be counted" : "\(Self.text(bytes)) of memory"
    return "needs \(wanted); \(Self.text(memory)) are allowed for everything (--max-memory)"
      + (bytes < memory ? ", and the system may allow less" : "")
  }

  /// A number of bytes as it is told: three digits and a unit, 1024 of which are one of the next.
  package static func text(_ bytes: Int) -> String {
    var (rest, unit) = (Double(bytes), 0)
    let units = ["bytes", "K", "M", "G", "T", "P", "E"]
    while rest >= 1000, unit < units.count - 1 { (rest, unit) = (rest / 1024, unit + 1) }
    let tenths = Int((rest * 10).rounded())
    let number =
      unit == 0 || tenths >= 1000 || tenths % 10 == 0
      ? "\(Int(rest.rounded()))" : "\(tenths / 10).\(tenths % 10)"
    return unit == 0 ? "\(number) bytes" : "\(number)\(units[unit])"
  }
}
