import Files
import Networks
import Numerics

/// What the few known names make; everything else becomes an instance that does nothing.
extension PickleMachine {
  /// REDUCE: what calling `maker` gives, as far as that is data.
  mutating func call(_ maker: PythonValue, _ arguments: PythonValue) throws(FileError) {
    let items = graph.items(arguments) ?? []
    guard let name = graph.name(maker), let made = try known(name, items) else {
      return try push(.instance(PythonInstance(maker: maker, arguments: arguments)))
    }
    switch made {
    case .value(let value): try push(value)
    case .object(let object): try push(object)
    }
  }

  private enum Made {
    case value(PythonValue)
    case object(PythonObject)
  }

  private func known(_ name: PythonName, _ items: [PythonValue]) throws(FileError) -> Made? {
    switch (name.module, name.name) {
    case ("numpy.core.multiarray", "_reconstruct"), ("numpy._core.multiarray", "_reconstruct"):
      guard let type = PythonElementType(code: "V0") else { return nil }
      return .object(
        .array(PythonArray(type: type, shape: [0], isFortran: false, storage: .bytes([]))))
    case ("numpy.core.multiarray", "scalar"), ("numpy._core.multiarray", "scalar"):
      return try scalar(items)
    case ("numpy.core.numeric", "_frombuffer"), ("numpy._core.numeric", "_frombuffer"):
      guard items.count == 4, let type = elementType(items[1]), let data = graph.bytes(items[0])
      else { throw failure("describes an array wrongly") }
      return .object(
        .array(try array(type, items[2], isFortran: graph.text(items[3]) == "F", data)))
    case ("numpy", "dtype"):
      guard let code = graph.text(items.first), let type = PythonElementType(code: code) else {
        return nil
      }
      return .object(.elementType(type))
    case ("_codecs", "encode"):
      guard let text = graph.text(items.first), let bytes = PythonGraph.latin1(text) else {
        throw failure("encodes a text that is no Latin-1")
      }
      return .object(.bytes(bytes))
    case ("collections", "OrderedDict"), ("collections", "defaultdict"), ("builtins", "dict"),
      ("__builtin__", "dict"):
      return .object(.dictionary(try orderedPairs(items)))
    case ("builtins", "set"), ("__builtin__", "set"), ("builtins", "frozenset"),
      ("__builtin__", "frozenset"):
      return .object(.set(graph.items(items.first) ?? []))
    case ("builtins", "list"), ("__builtin__", "list"):
      return .object(.list(graph.items(items.first) ?? []))
    case ("builtins", "tuple"), ("__builtin__", "tuple"):
      return .object(.tuple(graph.items(items.first) ?? []))
    case ("builtins", "bytearray"), ("__builtin__", "bytearray"), ("builtins", "bytes"),
      ("__builtin__", "bytes"):
      return graph.bytes(items.first ?? .text("")).map { .object(.bytes($0)) }
    case ("copy_reg", "_reconstructor"), ("copyreg", "_reconstructor"):
      guard let maker = items.first else { return nil }
      return .object(.instance(PythonInstance(maker: maker, arguments: .none)))
    default: return nil
    }
  }

  /// The pairs of a list of pairs, which Python 2 gives to OrderedDict; nothing for other arguments.
  private func orderedPairs(_ items: [PythonValue]) throws(FileError) -> [PythonValue] {
    guard let list = graph.items(items.first) else { return [] }
    var pairs: [PythonValue] = []
    for item in list {
      guard let pair = graph.items(item), pair.count == 2 else {
        throw failure("makes a dictionary of something else than pairs")
      }
      pairs += pair
    }
    return pairs
  }

  private func elementType(_ value: PythonValue) -> PythonElementType? {
    guard case .elementType(let type)? = graph.object(value) else { return nil }
    return type
  }

  /// A NumPy number.
  private func scalar(_ items: [PythonValue]) throws(FileError) -> Made? {
    guard items.count == 2, let type = elementType(items[0]) else { return nil }
    guard type.kind != .object else { return .value(items[1]) }
    guard let data = graph.bytes(items[1]), data.count == type.size else {
      throw failure("has a number of another size than its type's")
    }
    switch type.kind {
    case .real: return .value(.real(type.number(in: data, at: data.startIndex)))
    case .bool: return .value(.bool(data.first != 0))
    case .signed, .unsigned:
      let label = PythonArray(type: type, shape: [], isFortran: false, storage: .bytes(data))
        .labels?.first
      return label.flatMap { Int($0) }.map { .value(.integer($0)) } ?? .object(.largeInteger)
    case .text, .bytes:
      let array = PythonArray(type: type, shape: [], isFortran: false, storage: .bytes(data))
      return .value(.text(array.labels?.first ?? ""))
    case .object, .other: return nil
    }
  }

  /// An array whose bytes are as many as its shape needs.
  private func array(
    _ type: PythonElementType, _ shape: PythonValue, isFortran: Bool, _ data: ArraySlice<UInt8>
  ) throws(FileError) -> PythonArray {
    guard let shape = graph.extents(shape), let count = Shape(shape)?.count,
      let size = Shape([count, type.size])?.count
    else { throw failure("has an array whose shape is negative, too large, or none") }
    guard data.count == size, type.size > 0 || count == 0 else {
      throw failure(
        "has an array of the shape \(shape.prefix(8)) and \(type.name) with \(data.count) bytes; "
          + "\(size) were expected")
    }
    return PythonArray(type: type, shape: shape, isFortran: isFortran, storage: .bytes(data))
  }

  /// BUILD: sets the state of what lies on top of the stack.
  mutating func build(_ value: PythonValue, _ state: PythonValue) throws(FileError) {
    guard case .object(let place) = value else {
      throw failure("sets the state of something that has none")
    }
    switch graph.objects[place] {
    case .elementType(var type):
      guard let items = graph.items(state), items.count >= 6 else {
        throw failure("describes an element type wrongly")
      }
      type.isBigEndian = graph.text(items[1]) == ">"
      if [.text, .bytes, .other].contains(type.kind), let size = graph.integer(items[5]), size > 0 {
        guard size <= 1 << 24, type.kind != .text || size % 4 == 0 else {
          throw failure("has elements of \(size) bytes")
        }
        type.size = size
      }
      graph.objects[place] = .elementType(type)
    case .array: graph.objects[place] = .array(try array(state))
    case .instance(var instance):
      instance.state = state
      graph.objects[place] = .instance(instance)
      if waiting == nil, let name = graph.name(instance.maker), name.name == "NumpyArrayWrapper" {
        try readInlineArray(place)
      }
    // PyTorch hangs metadata on its dictionaries.
    case .dictionary, .list, .set: break
    default: throw failure("sets the state of something that has none")
    }
  }

  /// The array of a state as `ndarray.__reduce__` gives it.
  private func array(_ state: PythonValue) throws(FileError) -> PythonArray {
    guard let all = graph.items(state), all.count == 5 || all.count == 4,
      let type = elementType(all[all.count - 3]), let isFortran = graph.flag(all[all.count - 2])
    else { throw failure("describes an array wrongly") }
    let shape = all[all.count - 4]
    guard type.kind == .object else {
      guard let data = graph.bytes(all[all.count - 1]) else {
        throw failure("has an array without bytes")
      }
      return try array(type, shape, isFortran: isFortran, data)
    }
    guard let extents = graph.extents(shape), let items = graph.items(all[all.count - 1]),
      Shape(extents)?.count == items.count
    else { throw failure("has an array of objects whose shape does not fit") }
    return PythonArray(type: type, shape: extents, isFortran: isFortran, storage: .items(items))
  }

  /// Reads the numbers that joblib puts behind the description of an array, or the pickle of an array of
  /// objects.
  private mutating func readInlineArray(_ place: Int) throws(FileError) {
    hasInlineArrays = true
    let value = PythonValue.object(place)
    guard let type = graph.attribute("dtype", of: value).flatMap(elementType),
      let shape = graph.attribute("shape", of: value)
    else { throw failure("has an array of joblib without a type or a shape") }
    if type.kind == .object {
      guard position < bytes.count, bytes[position] == 0x80 else {
        throw failure("has an array of objects that is no pickle")
      }
      waiting = Waiting(stack: stack, marks: marks, memo: memo, place: place)
      (stack, marks, memo) = ([], [], [:])
      return
    }
    if graph.attribute("numpy_array_alignment_bytes", of: value) != nil {
      let padding = Int(try byte())
      guard (1...16).contains(padding), padding <= bytes.count - position,
        take(padding).allSatisfy({ $0 == 0xFF })
      else { throw failure("has an array whose padding is damaged") }
    }
    guard let extents = graph.extents(shape), let count = Shape(extents)?.count,
      let size = Shape([count, type.size])?.count, size <= bytes.count - position,
      type.size > 0 || count == 0
    else { throw failure("has an array that is larger than the rest of the file") }
    graph.objects[place] = .array(
      PythonArray(
        type: type, shape: extents,
        isFortran: graph.attribute("order", of: value).flatMap(graph.text) == "F",
        storage: .bytes(take(size))))
  }

  /// Goes on behind a pickle inside the pickle.
  mutating func resume(_ outer: Waiting, with value: PythonValue) throws(FileError) {
    guard case .array(let array)? = graph.object(value) else {
      throw failure("has an array of objects that is none")
    }
    (stack, marks, memo) = (outer.stack, outer.marks, outer.memo)
    graph.objects[outer.place] = .array(array)
    waiting = nil
  }
}
