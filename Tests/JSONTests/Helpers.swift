import JSON

func parse(_ text: String, maximumDepth: Int = 128) throws(JSONError) -> JSONValue {
  try JSONParser.parse(Array(text.utf8), maximumDepth: maximumDepth)
}

/// The error of a text that must not parse; `nil` when it does.
func failure(_ bytes: [UInt8]) -> JSONError? {
  do {
    _ = try JSONParser.parse(bytes)
    return nil
  } catch {
    return error
  }
}

func failure(_ text: String) -> JSONError? { failure(Array(text.utf8)) }

/// Arrays within each other.
func nestedArrays(_ depth: Int) -> String {
  String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
}
