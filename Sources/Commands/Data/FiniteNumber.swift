import ArgumentParser

/// A decimal number on the command line: no NaN, no infinity, no hexadecimal, all of which Swift's own
/// `Double` takes.
struct FiniteNumber: ExpressibleByArgument, Equatable {
  /// The number.
  let value: Double

  init?(argument: String) {
    guard argument.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }),
      let value = Double(argument), value.isFinite
    else { return nil }
    self.value = value
  }
}
