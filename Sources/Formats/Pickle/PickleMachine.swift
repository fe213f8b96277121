import Files

/// Reads a Python pickle without Python: a stack, marks and a memo, and values that do nothing.
///
/// A pickle is a program that may call anything. Here names are never resolved and nothing is called:
/// what a real unpickler would make becomes a description of it. Memory and time are bounded, and nothing
/// recurs however deep values are nested.
struct PickleMachine {
  /// What real files never reach.
  enum Limit {
    /// Instructions.
    static let instructions = 50_000_000
    /// Objects that are made, and values that lie on the stack or are remembered.
    static let objects = 1_000_000
  }

  /// The whole file, uncompressed.
  let bytes: [UInt8]
  /// The name for messages.
  let file: String
  /// Whether the pickle may refer to things outside it, as PyTorch's do.
  let allowsPersistentReferences: Bool
  /// The next byte.
  var position: Int
  /// What was made.
  var graph = PythonGraph()
  /// Whether arrays lie between the instructions, as joblib writes them.
  var hasInlineArrays = false

  var stack: [PythonValue] = []
  /// How many values lay on the stack at each mark.
  var marks: [Int] = []
  var memo: [Int: PythonValue] = [:]
  var start = 0
  private var mentioned: Set<PythonName> = []

  /// What waits until a pickle inside the pickle has ended: joblib writes arrays of objects so.
  struct Waiting {
    var stack: [PythonValue]
    var marks: [Int]
    var memo: [Int: PythonValue]
    var place: Int
  }
  var waiting: Waiting?

  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - position: where the pickle begins.
  ///   - file: the name for messages.
  ///   - allowsPersistentReferences: whether the pickle may refer to things outside it.
  init(
    _ bytes: [UInt8], from position: Int = 0, file: String, allowsPersistentReferences: Bool = false
  ) {
    self.bytes = bytes
    self.position = position
    self.file = file
    self.allowsPersistentReferences = allowsPersistentReferences
  }

  /// Reads up to the end of the pickle, and leaves ``position`` behind it.
  ///
  /// - Throws: `FileError`: `badData` when the pickle is damaged, `unsupported` for what no data needs.
  mutating func run() throws(FileError) {
    var count = 0
    while true {
      start = position
      let code = try byte()
      if code == 0x2E {
        let value = try pop()
        guard let outer = waiting else {
          graph.root = value
          return
        }
        try resume(outer, with: value)
        continue
      }
      count += 1
      guard count <= Limit.instructions else {
        throw failure("has more than \(Limit.instructions) instructions; no model needs as many")
      }
      try execute(code)
    }
  }

  // What instructions are made of.

  /// One byte.
  mutating func byte() throws(FileError) -> UInt8 {
    guard position < bytes.count else { throw truncated() }
    defer { position += 1 }
    return bytes[position]
  }

  /// A little-endian number of `count` bytes, at most 8.
  mutating func unsigned(_ count: Int) throws(FileError) -> UInt64 {
    guard bytes.count - position >= count else { throw truncated() }
    var value: UInt64 = 0
    for offset in 0..<count { value |= UInt64(bytes[position + offset]) << UInt64(8 * offset) }
    position += count
    return value
  }

  /// As many bytes as the next `width` bytes say.
  mutating func counted(_ width: Int) throws(FileError) -> ArraySlice<UInt8> {
    let count = try unsigned(width)
    guard count <= UInt64(bytes.count - position) else {
      throw failure(
        "claims \(count) bytes where \(bytes.count - position) are left: truncated or damaged")
    }
    return take(Int(count))
  }

  /// The next bytes, which are there.
  mutating func take(_ count: Int) -> ArraySlice<UInt8> {
    defer { position += count }
    return bytes[position..<(position + count)]
  }

  /// The bytes up to the end of the line, which is left out.
  mutating func line() throws(FileError) -> ArraySlice<UInt8> {
    guard let end = bytes[position...].firstIndex(of: 0x0A) else { throw truncated() }
    defer { position = end + 1 }
    return bytes[position..<end]
  }

  // The stack.

  mutating func push(_ value: PythonValue) throws(FileError) {
    guard stack.count < Limit.objects else { throw tooMany() }
    stack.append(value)
  }

  /// Makes an object and puts it on the stack.
  mutating func push(_ object: PythonObject) throws(FileError) {
    try push(.object(try make(object)))
  }

  /// Makes an object.
  mutating func make(_ object: PythonObject) throws(FileError) -> Int {
    guard graph.objects.count < Limit.objects else { throw tooMany() }
    graph.objects.append(object)
    return graph.objects.count - 1
  }

  mutating func pop() throws(FileError) -> PythonValue {
    guard stack.count > marks.last ?? 0, let value = stack.popLast() else {
      throw failure("takes a value from an empty stack")
    }
    return value
  }

  /// The value on top, which stays.
  func top() throws(FileError) -> PythonValue {
    guard stack.count > marks.last ?? 0, let value = stack.last else {
      throw failure("needs a value on an empty stack")
    }
    return value
  }

  /// The values down to the last mark.
  mutating func popMarked() throws(FileError) -> [PythonValue] {
    guard let mark = marks.popLast(), mark <= stack.count else {
      throw failure("needs a mark, and there is none")
    }
    let values = Array(stack[mark...])
    stack.removeSubrange(mark...)
    return values
  }

  mutating func remember(_ index: Int) throws(FileError) {
    guard memo.count < Limit.objects else { throw tooMany() }
    memo[index] = try top()
  }

  mutating func recall(_ index: Int) throws(FileError) {
    guard let value = memo[index] else {
      throw failure("asks for entry \(index) of the memo, which was never put there")
    }
    try push(value)
  }

  /// Notes that the file mentions a name, and puts it on the stack.
  mutating func mention(_ module: String, _ name: String) throws(FileError) {
    let name = PythonName(module, name)
    if mentioned.insert(name).inserted {
      graph.names.append(name)
      if name.name.hasSuffix("NDArrayWrapper") {
        throw FileError(
          .unsupported, file: file,
          problem: "is of joblib before 0.10, which keeps arrays in .npy files beside it; load it "
            + "with that joblib and dump it with a newer one")
      }
    }
    try push(.name(name))
  }

  func failure(_ problem: String) -> FileError {
    FileError(.badData, file: file, object: "pickle, byte \(start)", problem: problem)
  }

  func truncated() -> FileError {
    FileError(
      .badData, file: file, object: "pickle, byte \(start)",
      problem: "is truncated: the file ends after \(bytes.count) bytes, before the pickle does")
  }

  private func tooMany() -> FileError {
    failure("makes more than \(Limit.objects) objects; no model needs as many")
  }
}
