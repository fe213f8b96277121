import CFuzzer

extension FuzzTarget {
  /// The one of this run.
  static let chosen = CommandLine.arguments.dropFirst().first.flatMap(FuzzTarget.init)
}

/// Hands the inputs of libFuzzer to the parser that the first argument names.
@main
enum Fuzz {
  static func main() {
    guard FuzzTarget.chosen != nil else {
      let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: "|")
      print("usage: fuzz \(names) [libFuzzer's arguments]")
      return
    }
    let arguments = unsafe CommandLine.unsafeArgv.advanced(by: 1)
    _ = unsafe run_fuzzer(CommandLine.argc - 1, arguments) { bytes, count in
      let input = unsafe [UInt8](UnsafeBufferPointer(start: bytes, count: count))
      FuzzTarget.chosen?.run(input)
      return 0
    }
  }
}
