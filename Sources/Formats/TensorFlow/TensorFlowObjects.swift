import Files

/// The objects of a TensorFlow program as files describe them: a graph with named edges, the root first.
struct TensorFlowObjects: Sendable {
  private static let mostEdges = 1_000_000

  /// One object.
  struct Object: Sendable {
    var children: [(name: String, object: Int)] = []
    /// The key of its variable in the checkpoint.
    var key: String?
    /// The name that the program gave the variable, such as `dense/kernel`.
    var variableName: String?
    /// What Keras says of the object, as JSON; since TensorFlow 2.5 that stands in a file of its own.
    var kerasMetadata: String?
  }

  private(set) var objects: [Object] = []

  /// No objects.
  init() {}

  /// The graph of a checkpoint: `TrackableObjectGraph`.
  ///
  /// - Throws: `FileError`.
  init(checkpoint graph: ProtobufMessage) throws(FileError) {
    try read(graph) { node, object throws(FileError) in
      try node.forEachField { number, value throws(FileError) in
        guard number == 2 else { return }
        let attribute = try node.message(value)
        var name = ""
        var fullName = ""
        var key = ""
        try attribute.forEachField { number, value throws(FileError) in
          switch number {
          case 1: name = try attribute.text(value)
          case 2: fullName = try attribute.text(value)
          case 3: key = try attribute.text(value)
          default: break
          }
        }
        if name == "VARIABLE_VALUE" {
          object.key = key
          object.variableName = fullName.isEmpty ? nil : fullName
        }
      }
    }
  }

  /// The graph of a SavedModel: `SavedObjectGraph`.
  ///
  /// - Throws: `FileError`.
  init(saved graph: ProtobufMessage) throws(FileError) {
    try read(graph) { node, object throws(FileError) in
      try node.forEachField { number, value throws(FileError) in
        guard number == 4 else { return }
        let user = try node.message(value)
        var identifier = ""
        var metadata = ""
        try user.forEachField { number, value throws(FileError) in
          if number == 1 { identifier = try user.text(value) }
          if number == 3 { metadata = try user.text(value) }
        }
        if identifier.hasPrefix("_tf_keras"), !metadata.isEmpty { object.kerasMetadata = metadata }
      }
    }
  }

  private mutating func read(
    _ graph: ProtobufMessage,
    _ attributes: (ProtobufMessage, inout Object) throws(FileError) -> Void
  ) throws(FileError) {
    var edges = 0
    try graph.forEachField { number, value throws(FileError) in
      guard number == 1 else { return }
      let node = try graph.message(value)
      var object = Object()
      try node.forEachField { number, value throws(FileError) in
        guard number == 1 else { return }
        let child = try node.message(value)
        var name = ""
        var target = 0
        try child.forEachField { number, value throws(FileError) in
          if number == 1 { target = try child.integer(value) }
          if number == 2 { name = try child.text(value) }
        }
        edges += 1
        guard edges <= Self.mostEdges else {
          throw graph.failure("has more than \(Self.mostEdges) links between objects")
        }
        object.children.append((name, target))
      }
      try attributes(node, &object)
      objects.append(object)
    }
    for object in objects {
      for child in object.children where !objects.indices.contains(child.object) {
        throw graph.failure("has a link to the object \(child.object) of \(objects.count)")
      }
    }
  }

  /// Which object of another graph each object is, by the same names from the root on.
  ///
  /// - Returns: a number for each object; `nil` for those that the other graph does not have.
  func matched(with other: TensorFlowObjects) -> [Int?] {
    var result = [Int?](repeating: nil, count: objects.count)
    guard !objects.isEmpty, !other.objects.isEmpty else { return result }
    result[0] = 0
    var open = [0]
    var namesOfTwins: [Int: [String: Int]] = [:]
    while let index = open.popLast() {
      guard let twin = result[index] else { continue }
      let names =
        namesOfTwins[twin]
        ?? Dictionary(
          other.objects[twin].children.map { ($0.name, $0.object) },
          uniquingKeysWith: { first, _ in first })
      namesOfTwins[twin] = names
      for child in objects[index].children where result[child.object] == nil {
        guard let match = names[child.name] else { continue }
        result[child.object] = match
        open.append(child.object)
      }
    }
    return result
  }
}
