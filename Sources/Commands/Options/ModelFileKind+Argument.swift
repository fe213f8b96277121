public import ArgumentParser
import MLPKit

extension ModelFileKind: ExpressibleByArgument {
  /// The values of `--to`.
  package static var allValueStrings: [String] { all.map(\.name) }

  /// A kind by its name.
  package init?(argument: String) { self.init(named: argument) }
}
