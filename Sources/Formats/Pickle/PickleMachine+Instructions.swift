import Files

extension PickleMachine {
  /// Does what an instruction says, but for STOP.
  mutating func execute(_ code: UInt8) throws(FileError) {
    switch code {
    case 0x80:  // PROTO
      let version = try byte()
      guard version <= 5 else {
        throw FileError(
          .unsupported, file: file,
          problem: "is a pickle of protocol \(version); protocols 0 to 5 are known")
      }
    case 0x95:  // FRAME: a hint, after which joblib puts arrays all the same
      guard try unsigned(8) <= UInt64(bytes.count - position) else { throw truncated() }
    case 0x28: marks.append(stack.count)  // MARK
    case 0x30:  // POP, also of a mark
      if stack.count > marks.last ?? 0 {
        stack.removeLast()
      } else if marks.popLast() == nil {
        throw failure("takes a value from an empty stack")
      }
    case 0x31: _ = try popMarked()  // POP_MARK
    case 0x32: try push(try top())  // DUP
    case 0x4E: try push(PythonValue.none)  // NONE
    case 0x88: try push(PythonValue.bool(true))  // NEWTRUE
    case 0x89: try push(PythonValue.bool(false))  // NEWFALSE
    case 0x49...0x4D, 0x8A, 0x8B, 0x46, 0x47: try number(code)
    case 0x53...0x58, 0x8C, 0x8D, 0x42, 0x43, 0x8E, 0x96: try text(code)
    case 0x5D, 0x7D, 0x29, 0x8F, 0x6C, 0x64, 0x74, 0x85...0x87, 0x91, 0x61, 0x65, 0x73, 0x75, 0x90:
      try container(code)
    case 0x70: try remember(try decimal(try line()))  // PUT
    case 0x71: try remember(Int(try byte()))  // BINPUT
    case 0x72: try remember(Int(try unsigned(4)))  // LONG_BINPUT
    case 0x94: try remember(memo.count)  // MEMOIZE
    case 0x67: try recall(try decimal(try line()))  // GET
    case 0x68: try recall(Int(try byte()))  // BINGET
    case 0x6A: try recall(Int(try unsigned(4)))  // LONG_BINGET
    case 0x63:  // GLOBAL
      let module = String(decoding: try line(), as: UTF8.self)
      try mention(module, String(decoding: try line(), as: UTF8.self))
    case 0x93:  // STACK_GLOBAL
      let (name, module) = (try pop(), try pop())
      guard case .text(let name) = name, case .text(let module) = module else {
        throw failure("names something by values that are no texts")
      }
      try mention(module, name)
    case 0x52:  // REDUCE
      let (arguments, maker) = (try pop(), try pop())
      try call(maker, arguments)
    case 0x81:  // NEWOBJ
      let (arguments, maker) = (try pop(), try pop())
      try push(.instance(PythonInstance(maker: maker, arguments: arguments)))
    case 0x92:  // NEWOBJ_EX
      let (_, arguments, maker) = (try pop(), try pop(), try pop())
      try push(.instance(PythonInstance(maker: maker, arguments: arguments)))
    case 0x62:  // BUILD
      let state = try pop()
      try build(try top(), state)
    case 0x51:  // BINPERSID
      guard allowsPersistentReferences else { fallthrough }
      try push(.persistent(try pop()))
    default: throw refused(code)
    }
  }

  /// INT, BININT, BININT1, LONG, BININT2, LONG1, LONG4, FLOAT, BINFLOAT.
  private mutating func number(_ code: UInt8) throws(FileError) {
    switch code {
    case 0x4A: try push(PythonValue.integer(Int(Int32(truncatingIfNeeded: try unsigned(4)))))
    case 0x4B: try push(PythonValue.integer(Int(try byte())))
    case 0x4D: try push(PythonValue.integer(Int(try unsigned(2))))
    case 0x49:
      let digits = try line()
      if digits.elementsEqual([0x30, 0x30]) || digits.elementsEqual([0x30, 0x31]) {
        try push(PythonValue.bool(digits.last == 0x31))
      } else {
        try push(wholeNumber: digits)
      }
    case 0x4C:
      let digits = try line()
      try push(wholeNumber: digits.last == 0x4C ? digits.dropLast() : digits)
    case 0x8A: try push(littleEndian: try counted(1))
    case 0x8B:
      guard try unsigned(4) < 1 << 31 else { throw failure("has a number of negative length") }
      position -= 4
      try push(littleEndian: try counted(4))
    case 0x47:
      try push(PythonValue.real(Double(bitPattern: try unsigned(8).byteSwapped)))
    default:
      let text = String(decoding: try line(), as: UTF8.self)
      guard let value = Double(text) else {
        throw failure("has the number \"\(text.prefix(40))\", which is none")
      }
      try push(PythonValue.real(value))
    }
  }

  private func decimal(_ digits: ArraySlice<UInt8>) throws(FileError) -> Int {
    guard digits.count <= 20, let value = Int(String(decoding: digits, as: UTF8.self)), value >= 0
    else { throw failure("numbers an entry of the memo by something else") }
    return value
  }

  private mutating func push(wholeNumber digits: ArraySlice<UInt8>) throws(FileError) {
    let unsigned = digits.first == 0x2D || digits.first == 0x2B ? digits.dropFirst() : digits
    guard !unsigned.isEmpty, unsigned.allSatisfy({ (0x30...0x39).contains($0) }) else {
      throw failure("has a whole number with other characters than digits")
    }
    if digits.count <= 20, let value = Int(String(decoding: digits, as: UTF8.self)) {
      try push(PythonValue.integer(value))
    } else {
      try push(.largeInteger)
    }
  }

  private mutating func push(littleEndian digits: ArraySlice<UInt8>) throws(FileError) {
    guard digits.count <= 8 else { return try push(.largeInteger) }
    var bits: UInt64 = digits.last.map { $0 >= 0x80 ? UInt64.max : 0 } ?? 0
    for byte in digits.reversed() { bits = bits << 8 | UInt64(byte) }
    try push(PythonValue.integer(Int(Int64(bitPattern: bits))))
  }

  /// STRING, BINSTRING, SHORT_BINSTRING, UNICODE, BINUNICODE, their kin, and bytes.
  private mutating func text(_ code: UInt8) throws(FileError) {
    switch code {
    case 0x58: try push(PythonValue.text(String(decoding: try counted(4), as: UTF8.self)))
    case 0x8C: try push(PythonValue.text(String(decoding: try counted(1), as: UTF8.self)))
    case 0x8D: try push(PythonValue.text(String(decoding: try counted(8), as: UTF8.self)))
    case 0x42: try push(.bytes(try counted(4)))
    case 0x43: try push(.bytes(try counted(1)))
    case 0x8E, 0x96: try push(.bytes(try counted(8)))
    // Python 2's byte strings.
    case 0x54: try push(PythonValue.text(Self.fromLatin1(try counted(4))))
    case 0x55: try push(PythonValue.text(Self.fromLatin1(try counted(1))))
    case 0x53:
      let quoted = try line()
      guard quoted.count >= 2, let quote = quoted.first, quote == 0x27 || quote == 0x22,
        quoted.last == quote
      else { throw failure("has a text without quotes") }
      try push(PythonValue.text(try PickleText.unescape(quoted.dropFirst().dropLast(), self)))
    case 0x56: try push(PythonValue.text(try PickleText.unicode(try line(), self)))
    default: throw refused(code)
    }
  }

  private static func fromLatin1(_ bytes: ArraySlice<UInt8>) -> String {
    var text = ""
    text.unicodeScalars.append(contentsOf: bytes.map { Unicode.Scalar($0) })
    return text
  }

  /// Lists, tuples, sets and dictionaries, made and filled.
  private mutating func container(_ code: UInt8) throws(FileError) {
    switch code {
    case 0x5D: try push(.list([]))
    case 0x7D: try push(.dictionary([]))
    case 0x29: try push(.tuple([]))
    case 0x8F: try push(.set([]))
    case 0x6C: try push(.list(try popMarked()))
    case 0x64: try push(.dictionary(try pairs(try popMarked())))
    case 0x74: try push(.tuple(try popMarked()))
    case 0x91: try push(.set(try popMarked()))
    case 0x85: try push(.tuple([try pop()]))
    case 0x86:
      let (second, first) = (try pop(), try pop())
      try push(.tuple([first, second]))
    case 0x87:
      let (third, second, first) = (try pop(), try pop(), try pop())
      try push(.tuple([first, second, third]))
    case 0x61:
      let value = try pop()
      try append([value], asPairs: false)
    case 0x73:
      let (value, key) = (try pop(), try pop())
      try append([key, value], asPairs: true)
    case 0x75: try append(try pairs(try popMarked()), asPairs: true)
    default: try append(try popMarked(), asPairs: false)
    }
  }

  private func pairs(_ values: [PythonValue]) throws(FileError) -> [PythonValue] {
    guard values.count % 2 == 0 else { throw failure("has a key without a value") }
    return values
  }

  /// Adds values to the container on top of the stack.
  private mutating func append(_ values: [PythonValue], asPairs: Bool) throws(FileError) {
    guard case .object(let place) = try top() else {
      throw failure("adds elements to something that has none")
    }
    let object = graph.objects[place]
    // The container gives up its elements first: adding to a copy would take the square of the time.
    graph.objects[place] = .largeInteger
    switch (object, asPairs) {
    case (.list(var items), false):
      items += values
      graph.objects[place] = .list(items)
    case (.set(var items), false):
      items += values
      graph.objects[place] = .set(items)
    case (.dictionary(var items), true):
      items += values
      graph.objects[place] = .dictionary(items)
    case (.instance(var instance), _):
      instance.items += values
      graph.objects[place] = .instance(instance)
    default:
      graph.objects[place] = object
      throw failure("adds elements to something that has none")
    }
  }

  /// Instructions that no data needs, with what they would do, and bytes that are none.
  private func refused(_ code: UInt8) -> FileError {
    let known: [UInt8: String] = [
      0x69: "INST, which calls a class", 0x6F: "OBJ, which calls a class",
      0x82: "EXT1, which looks up a registry", 0x83: "EXT2, which looks up a registry",
      0x84: "EXT4, which looks up a registry",
      0x50: "PERSID, which asks for things outside the file",
      0x51: "BINPERSID, which asks for things outside the file",
      0x97: "NEXT_BUFFER, whose buffers are outside the file",
      0x98: "READONLY_BUFFER, whose buffers are outside the file",
    ]
    guard let name = known[code] else {
      return failure("has the byte \(code), which is no instruction: damaged, or no pickle")
    }
    return failure("has the instruction \(name); no model needs it: refused")
  }
}

/// Texts as protocol 0 writes them.
enum PickleText {
  /// Undoes the escapes of a byte string of Python 2; each byte becomes the character of its number.
  static func unescape(
    _ bytes: ArraySlice<UInt8>, _ machine: PickleMachine
  ) throws(FileError) -> String {
    let simple: [UInt8: UInt8] = [
      0x5C: 0x5C, 0x27: 0x27, 0x22: 0x22, 0x6E: 0x0A, 0x72: 0x0D, 0x74: 0x09, 0x61: 7, 0x62: 8,
      0x66: 12, 0x76: 11,
    ]
    var text = String.UnicodeScalarView()
    var rest = bytes
    while let byte = rest.popFirst() {
      guard byte == 0x5C else {
        text.append(Unicode.Scalar(byte))
        continue
      }
      guard let kind = rest.popFirst() else {
        throw machine.failure("ends a text with a backslash")
      }
      if let plain = simple[kind] {
        text.append(Unicode.Scalar(plain))
      } else if kind == 0x78, let value = hexadecimal(rest.prefix(2), count: 2) {
        text.append(Unicode.Scalar(UInt8(value)))
        rest = rest.dropFirst(2)
      } else {
        throw machine.failure("has an unknown escape in a text")
      }
    }
    return String(text)
  }

  /// Undoes the escapes of `raw-unicode-escape`; other bytes are Latin-1.
  static func unicode(
    _ bytes: ArraySlice<UInt8>, _ machine: PickleMachine
  ) throws(FileError) -> String {
    var text = String.UnicodeScalarView()
    var rest = bytes
    while let byte = rest.popFirst() {
      let count = rest.first == 0x75 ? 4 : rest.first == 0x55 ? 8 : 0
      guard byte == 0x5C, count > 0 else {
        text.append(Unicode.Scalar(byte))
        continue
      }
      guard let value = hexadecimal(rest.dropFirst().prefix(count), count: count) else {
        throw machine.failure("has a damaged escape in a text")
      }
      text.append(Unicode.Scalar(value) ?? "\u{FFFD}")
      rest = rest.dropFirst(count + 1)
    }
    return String(text)
  }

  private static func hexadecimal(_ digits: ArraySlice<UInt8>, count: Int) -> UInt32? {
    guard digits.count == count else { return nil }
    return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
  }
}
