import Files
import JSON
import Networks
import Numerics
import StoredModels

/// Estimators written by skops.
///
/// A zip archive of `schema.json`, which describes the object, and an `.npy` file for each of its arrays;
/// nothing in it is a pickle.
enum SkopsFormat: ModelFormat {
  private static let schema = "schema.json"

  static func recognizes(_ input: ModelInput) -> Bool {
    input.memberNames?.contains(schema) == true
  }

  static func open(
    _ input: ModelInput, hints: ArchitectureHints
  ) throws(FileError) -> any OpenedModel {
    let names = input.memberNames ?? []
    let members = try ZipArchive.read(
      try input.bytes(), members: names, file: input.path, limit: FileBytes.defaultLimit)
    let tree: JSONValue
    do throws(JSONError) {
      // Every object of Python is three levels of the text.
      tree = try JSONParser.parse(members[schema] ?? [], maximumDepth: 512)
    } catch {
      throw FileError(.badData, file: input.path, object: schema, problem: "\(error)")
    }
    var reader = SkopsReader(members: members, file: input.path)
    let graph = try reader.graph(of: tree)
    var model = ScikitLearnModel.make(graph, format: .skops, file: input.path)
    if let version = tree["_skops_version"]?.stringValue {
      model.inventory.metadata.append(
        ModelInventory.MetadataEntry("skops", String(version.prefix(40))))
    }
    return model
  }
}

/// Makes the values that a schema of skops describes.
struct SkopsReader {
  private let members: [String: [UInt8]]
  private let file: String
  private var graph = PythonGraph()
  private var mentioned: Set<PythonName> = []
  /// What was made for each `__id__`, which later nodes may refer to.
  private var known: [String: PythonValue] = [:]

  init(members: [String: [UInt8]], file: String) {
    self.members = members
    self.file = file
  }

  /// The values of a whole schema.
  ///
  /// Recurs as deep as its text is nested, which the parser bounds.
  mutating func graph(of tree: JSONValue) throws(FileError) -> PythonGraph {
    guard tree.objectValue != nil else { throw failure("is no object") }
    graph.root = try value(tree)
    return graph
  }

  private mutating func value(_ node: JSONValue) throws(FileError) -> PythonValue {
    guard let loader = node["__loader__"]?.stringValue else {
      throw failure("has a node without __loader__")
    }
    let identity = node["__id__"].map(Self.key)
    if loader == "CachedNode" {
      guard let identity, let found = known[identity] else {
        throw failure("refers to a node that is not before it")
      }
      return found
    }
    let made = try value(node, loader)
    if let identity { known[identity] = made }
    return made
  }

  private static func key(_ identity: JSONValue) -> String {
    identity.stringValue ?? identity.intValue.map { String($0) } ?? ""
  }

  private mutating func value(_ node: JSONValue, _ loader: String) throws(FileError) -> PythonValue
  {
    switch loader {
    case "JsonNode": return try json(node)
    case "ListNode": return make(.list(try elements(node)))
    case "TupleNode": return make(.tuple(try elements(node)))
    case "SetNode": return make(.set(try elements(node)))
    case "DictNode", "OrderedDictNode", "DefaultDictNode":
      guard let content = node["content"]?.objectValue else {
        throw failure("has a bad dictionary")
      }
      var items: [PythonValue] = []
      for member in content.members { items += [.text(member.name), try value(member.value)] }
      return make(.dictionary(items))
    case "NdArrayNode": return try array(node)
    case "TypeNode", "FunctionNode", "MethodNode", "OperatorFuncNode":
      return make(.name(try name(of: node)))
    case "SliceNode":
      let bounds = ["start", "stop", "step"].map { key in
        node["content"]?[key]?.intValue.map { PythonValue.integer($0) } ?? .none
      }
      let arguments = make(.tuple(bounds))
      let maker = make(.name(PythonName("builtins", "slice")))
      return make(.instance(PythonInstance(maker: maker, arguments: arguments)))
    default:
      let maker = make(.name(try name(of: node)))
      var state: PythonValue?
      if let content = node["content"], content["__loader__"] != nil { state = try value(content) }
      return make(.instance(PythonInstance(maker: maker, arguments: .none, state: state)))
    }
  }

  private mutating func make(_ object: PythonObject) -> PythonValue {
    graph.objects.append(object)
    return .object(graph.objects.count - 1)
  }

  private mutating func elements(_ node: JSONValue) throws(FileError) -> [PythonValue] {
    guard let content = node["content"]?.arrayValue else { throw failure("has a bad list") }
    var items: [PythonValue] = []
    for element in content { items.append(try value(element)) }
    return items
  }

  private mutating func name(of node: JSONValue) throws(FileError) -> PythonName {
    guard let module = node["__module__"]?.stringValue, let name = node["__class__"]?.stringValue
    else { throw failure("has a node without a class") }
    let found = PythonName(module, name)
    if mentioned.insert(found).inserted { graph.names.append(found) }
    return found
  }

  /// A value whose JSON is kept as a text of its own.
  private mutating func json(_ node: JSONValue) throws(FileError) -> PythonValue {
    guard let text = node["content"]?.stringValue else { throw failure("has a bad value") }
    guard node["is_json"]?.boolValue != false else { return .text(text) }
    let parsed: JSONValue
    do throws(JSONError) {
      parsed = try JSONParser.parse(Array(text.utf8), maximumDepth: 16)
    } catch {
      throw failure("has a value that is no JSON: \(error)")
    }
    switch parsed {
    case .null: return .none
    case .bool(let flag): return .bool(flag)
    case .string(let text): return .text(text)
    case .number(let number):
      if let whole = Int(number.text) { return .integer(whole) }
      return .real(number.doubleValue)
    case .array, .object: return make(.largeInteger)
    }
  }

  private mutating func array(_ node: JSONValue) throws(FileError) -> PythonValue {
    guard node["type"]?.stringValue == "numpy" else {
      // An array of objects: a list of values, perhaps of lists.
      guard let content = node["content"] else { throw failure("has an array without content") }
      return content["__loader__"] == nil ? make(.list(try elements(node))) : try value(content)
    }
    guard let name = node["file"]?.stringValue, let bytes = members[name] else {
      throw failure("has an array whose file is not in the archive")
    }
    let array = try PythonArray(npy: bytes, file: file, object: String(name.prefix(80)))
    if array.shape.isEmpty, let number = array.numbers?.first { return .real(number) }
    return make(.array(array))
  }

  private func failure(_ problem: String) -> FileError {
    FileError(.badData, file: file, object: "schema.json", problem: problem)
  }
}

extension PythonArray {
  /// An array of numbers or texts in an `.npy` file.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - file: the archive's path for messages.
  ///   - object: the member of the archive.
  /// - Throws: `FileError`: `badData`; `unsupported` for objects, which are pickles.
  init(npy bytes: [UInt8], file: String, object: String) throws(FileError) {
    func failure(_ kind: FileError.Kind, _ problem: String) -> FileError {
      FileError(kind, file: file, object: object, problem: problem)
    }
    let (header, start) = try NumPyHeader.read(wholeFile: bytes, file: file, object: object)
    guard let type = PythonElementType(code: header.descr), type.kind != .object else {
      throw failure(.unsupported, "object arrays are pickles: refused")
    }
    let data = bytes[start...]
    guard let count = Shape(header.shape)?.count, let size = Shape([count, type.size])?.count,
      size == data.count, type.size > 0 || count == 0
    else {
      throw failure(.badData, "has \(data.count) bytes for the shape \(header.shape.prefix(8))")
    }
    self.init(
      type: type, shape: header.shape, isFortran: header.fortranOrder, storage: .bytes(data))
  }
}
