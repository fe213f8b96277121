import JSON

/// A name from a file, safe to print, and cut in the middle where it would leave no room for numbers.
func shortened(_ name: String) -> String {
  let safe = terminalSafe(name)
  return safe.count <= 48 ? safe : "\(safe.prefix(30))…\(safe.suffix(17))"
}
