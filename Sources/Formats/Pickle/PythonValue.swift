/// A value of Python as a file describes it: nothing behind it was ever looked up, made or called.
enum PythonValue: Sendable {
  case none
  case bool(Bool)
  case integer(Int)
  case real(Double)
  case text(String)
  /// The place of something larger in ``PythonGraph/objects``: values share objects, as in Python.
  case object(Int)
}

/// What a ``PythonValue`` can refer to.
enum PythonObject: Sendable {
  case bytes(ArraySlice<UInt8>)
  /// A whole number beyond 64 bits; its digits are not kept.
  case largeInteger
  case list([PythonValue])
  case tuple([PythonValue])
  case set([PythonValue])
  /// Keys and values in turn.
  case dictionary([PythonValue])
  case name(PythonName)
  case elementType(PythonElementType)
  case array(PythonArray)
  case instance(PythonInstance)
  /// What stands for something outside the pickle: PyTorch's storages and classes.
  case persistent(PythonValue)
}

/// What calling or instantiating a name would give.
struct PythonInstance: Sendable {
  /// The class or function: a name, if the file is honest.
  var maker: PythonValue
  /// What it would be called with.
  var arguments: PythonValue
  /// What would be set afterwards: a dictionary of attributes for most classes.
  var state: PythonValue?
  /// What would be appended to it, or keys and values in turn.
  var items: [PythonValue] = []
}

/// The values of a file, which may refer to each other in circles.
///
/// The objects lie side by side and refer to each other by place, so that neither copying nor freeing
/// them recurs, however deep they are nested.
struct PythonGraph: Sendable {
  /// All objects, in the order in which they were made.
  var objects: [PythonObject] = []
  /// The value of the file.
  var root = PythonValue.none
  /// Every name that the file mentions, once, in the order of appearance.
  var names: [PythonName] = []

  /// The object of a value; `nil` for numbers, texts and the like.
  func object(_ value: PythonValue?) -> PythonObject? {
    guard case .object(let place)? = value else { return nil }
    return objects[place]
  }

  /// The elements of a list, a tuple or a one-dimensional array of objects.
  func items(_ value: PythonValue?) -> [PythonValue]? {
    switch object(value) {
    case .list(let items), .tuple(let items): return items
    case .array(let array):
      guard case .items(let items) = array.storage else { return nil }
      return items
    default: return nil
    }
  }

  /// The entries of a dictionary whose keys are texts, in order; other keys are left out.
  func entries(_ value: PythonValue?) -> [(key: String, value: PythonValue)]? {
    let flat: [PythonValue]
    switch object(value) {
    case .dictionary(let items): flat = items
    // A subclass of dict: its own attributes are of no interest here.
    case .instance(let instance) where !instance.items.isEmpty && instance.items.count % 2 == 0:
      flat = instance.items
    default: return nil
    }
    return stride(from: 0, to: flat.count - 1, by: 2).compactMap { index in
      guard case .text(let key) = flat[index] else { return nil }
      return (key, flat[index + 1])
    }
  }

  /// Whether a dictionary has anything in it, whatever its keys.
  func holdsItems(_ value: PythonValue?) -> Bool {
    switch object(value) {
    case .dictionary(let items): !items.isEmpty
    case .instance(let instance): !instance.items.isEmpty
    default: false
    }
  }

  /// The name of a class or function, also one that stands outside the pickle.
  func name(_ value: PythonValue?) -> PythonName? {
    switch object(value) {
    case .name(let name): return name
    case .persistent(let identifier):
      // PyTorch before 1.6: ("module", class, file, source).
      guard let parts = items(identifier), parts.count >= 2,
        case .name(let name)? = object(parts[1])
      else { return nil }
      return name
    default: return nil
    }
  }

  /// The class of an instance.
  func className(_ value: PythonValue?) -> PythonName? {
    guard case .instance(let instance)? = object(value) else { return nil }
    return name(instance.maker)
  }

  /// The attributes of an instance.
  func attributes(_ value: PythonValue?) -> [(key: String, value: PythonValue)] {
    guard case .instance(let instance)? = object(value) else { return [] }
    if let found = entries(instance.state) { return found }
    // With slots: the attributes and those in slots.
    guard let pair = items(instance.state), pair.count == 2 else { return [] }
    return (entries(pair[0]) ?? []) + (entries(pair[1]) ?? [])
  }

  /// One attribute of an instance; the last of several with one name, as in Python.
  func attribute(_ name: String, of value: PythonValue?) -> PythonValue? {
    attributes(value).last { $0.key == name }?.value
  }

  /// The text of a value, also of Python 2's byte strings.
  func text(_ value: PythonValue?) -> String? {
    guard case .text(let text)? = value else { return nil }
    return text
  }

  /// The whole number of a value.
  func integer(_ value: PythonValue?) -> Int? {
    switch value {
    case .integer(let number)?: number
    case .bool(let flag)?: flag ? 1 : 0
    default: nil
    }
  }

  /// The truth of a value; `nil` for anything but `True`, `False` and numbers.
  func flag(_ value: PythonValue?) -> Bool? { integer(value).map { $0 != 0 } }

  /// The number of a value.
  func number(_ value: PythonValue?) -> Double? {
    if case .real(let number)? = value { return number }
    return integer(value).map(Double.init)
  }

  /// The bytes of a value; protocols 0 and 1 write them as texts of Latin-1.
  func bytes(_ value: PythonValue?) -> ArraySlice<UInt8>? {
    if case .bytes(let bytes)? = object(value) { return bytes }
    return text(value).flatMap(Self.latin1)
  }

  /// The bytes of a text whose characters all have numbers below 256.
  static func latin1(_ text: String) -> ArraySlice<UInt8>? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      guard scalar.value < 256 else { return nil }
      bytes.append(UInt8(scalar.value))
    }
    return bytes[...]
  }

  /// The extents in a tuple of whole numbers; `nil` when one is negative or the product overflows.
  func extents(_ value: PythonValue?) -> [Int]? {
    guard let items = items(value), items.count <= 64 else { return nil }
    var shape: [Int] = []
    for item in items {
      guard let extent = integer(item), extent >= 0 else { return nil }
      shape.append(extent)
    }
    return shape
  }

  /// A value as a class label or a feature's name.
  func label(_ value: PythonValue) -> String? {
    switch value {
    case .text(let text): text
    case .integer(let number): String(number)
    case .bool(let flag): flag ? "True" : "False"
    case .real(let number): "\(number)"
    case .none, .object: nil
    }
  }

  /// The elements of a list or array as labels; `nil` when one of them is none.
  func labels(_ value: PythonValue?) -> [String]? {
    if case .array(let array)? = object(value), case .bytes = array.storage {
      guard array.shape.count == 1 else { return nil }
      return array.labels
    }
    guard let items = items(value) else { return nil }
    let found = items.compactMap(label)
    return found.count == items.count ? found : nil
  }
}
