/// A layer of a hand-made model: its configuration as JSON and its weights.
struct LayerSketch {
  var className: String
  var name: String
  /// The members of `config` besides the name, as JSON.
  var members: String = ""
  var tensors: [KerasImage.Tensor] = []
  /// The names of the layers that feed it, one list for each call; for functional models.
  var calls: [[String]] = []

  /// A Dense layer; all weights are 1 and the bias is 0 unless they are given.
  static func dense(
    _ name: String, _ inputs: Int, _ units: Int, activation: String = #""linear""#,
    kernel: [Double]? = nil, from producers: [String] = []
  ) -> LayerSketch {
    LayerSketch(
      className: "Dense", name: name, members: #""units": \#(units), "activation": \#(activation)"#,
      tensors: [
        .init(
          name: "kernel:0", shape: [inputs, units],
          values: kernel ?? [Double](repeating: 1, count: inputs * units)),
        .init(name: "bias:0", shape: [units], values: [Double](repeating: 0, count: units)),
      ], calls: producers.isEmpty ? [] : [producers])
  }

  /// An InputLayer.
  static func input(_ width: Int, name: String = "in") -> LayerSketch {
    LayerSketch(
      className: "InputLayer", name: name, members: #""batch_input_shape": [null, \#(width)]"#)
  }

  /// The layer in a functional or sequential configuration.
  var json: String {
    let config = (["\"name\": \"\(name)\""] + (members.isEmpty ? [] : [members])).joined(
      separator: ", ")
    let nodes = calls.map { call in
      "[\(call.map { #"["\#($0)", 0, 0, {}]"# }.joined(separator: ", "))]"
    }
    return """
      {"class_name": "\(className)", "name": "\(name)", "config": {\(config)}, \
      "inbound_nodes": [\(nodes.joined(separator: ", "))]}
      """
  }
}

extension KerasImage {
  /// A Sequential model of layers.
  static func sequential(_ layers: [LayerSketch], version: String? = "2.12.0") -> KerasImage {
    KerasImage(
      configuration: """
        {"class_name": "Sequential", "config": {"name": "model", \
        "layers": [\(layers.map(\.json).joined(separator: ", "))]}}
        """,
      kerasVersion: version, groups: groups(of: layers))
  }

  /// A functional model of layers with the given ends.
  static func functional(
    _ layers: [LayerSketch], inputs: [String] = ["in"], outputs: [String] = ["out"]
  ) -> KerasImage {
    func ends(_ names: [String]) -> String {
      "[\(names.map { #"["\#($0)", 0, 0]"# }.joined(separator: ", "))]"
    }
    return KerasImage(
      configuration: """
        {"class_name": "Functional", "config": {"name": "model", \
        "layers": [\(layers.map(\.json).joined(separator: ", "))], \
        "input_layers": \(ends(inputs)), "output_layers": \(ends(outputs))}}
        """,
      groups: groups(of: layers))
  }

  /// Changes the configuration where `text` appears first.
  mutating func replace(_ text: String, by replacement: String) {
    let bytes = Array(configuration.utf8)
    let wanted = Array(text.utf8)
    let start = bytes.indices.first { bytes[$0...].starts(with: wanted) } ?? bytes.endIndex
    precondition(start < bytes.endIndex, "\(text) is not in \(configuration)")
    let parts = [bytes[..<start], Array(replacement.utf8)[...], bytes[(start + wanted.count)...]]
    configuration = String(decoding: parts.joined(), as: UTF8.self)
  }

  private static func groups(of layers: [LayerSketch]) -> [(layer: String, tensors: [Tensor])] {
    layers.map { ($0.name, $0.tensors) }
  }
}
