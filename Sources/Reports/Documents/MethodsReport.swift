public import JSON

/// The list of inversion methods.
public struct MethodsReport: Sendable {
  /// One method.
  public struct Method: Sendable {
    /// The name on the command line.
    public var name: String
    /// What it does, in one line.
    public var summary: String
    /// What it needs of the network and of the user.
    public var needs: String
    /// Whether it runs when no method is named.
    public var isDefault: Bool

    /// Creates an entry.
    public init(name: String, summary: String, needs: String, isDefault: Bool) {
      self.name = name
      self.summary = summary
      self.needs = needs
      self.isDefault = isDefault
    }
  }

  /// The methods, in the order of listings.
  public var methods: [Method]

  /// Creates a list.
  public init(methods: [Method]) { self.methods = methods }

  /// The JSON document of `mlp invert --list-methods --json`, schema 1.
  public var json: JSONValue {
    [
      "schema": 1,
      "methods": .array(
        methods.map { method in
          [
            "name": .string(method.name), "summary": .string(method.summary),
            "needs": .string(method.needs), "isDefault": .bool(method.isDefault),
          ]
        }),
    ]
  }

  /// The list as lines for a terminal.
  public var lines: [String] {
    var table = TextTable([
      ("method", .left), ("default", .left), ("what it does", .left), ("needs", .left),
    ])
    for method in methods {
      table.add([method.name, method.isDefault ? "yes" : "no", method.summary, method.needs])
    }
    return table.lines
  }
}
