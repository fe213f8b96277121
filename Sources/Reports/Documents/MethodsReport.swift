package import JSON

/// The list of inversion methods.
package struct MethodsReport: Sendable {
  /// One method.
  package struct Method: Sendable {
    /// The name on the command line.
    package var name: String
    /// What it does, in one line.
    package var summary: String
    /// What it needs of the network and of the user.
    package var needs: String
    /// Whether it runs when no method is named.
    package var isDefault: Bool

    /// Creates an entry.
    package init(name: String, summary: String, needs: String, isDefault: Bool) {
      self.name = name
      self.summary = summary
      self.needs = needs
      self.isDefault = isDefault
    }
  }

  /// The methods, in the order of listings.
  package var methods: [Method]

  /// Creates a list.
  package init(methods: [Method]) { self.methods = methods }

  /// The JSON document of `mlp invert --list-methods --json`, schema 1.
  package var json: JSONValue {
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

  /// The list as lines for a terminal: a paragraph for each method.
  package var lines: [String] {
    methods.flatMap { method in
      [method.name + (method.isDefault ? " (by default)" : " (when named)")]
        + Paragraph.lines("\(method.summary); needs: \(method.needs)", indent: 4)
    }
  }
}
