package import JSON
import Networks

/// A layer of the JSON header; tensors are named, not read yet.
package struct CoefficientLayer: Equatable {
  /// What it computes before its activation.
  package enum Kind: Equatable {
    case dense(weight: String, bias: String?)
    case activation
    case affine(scale: String, shift: String, className: String)
    case batchNormalization(
      gamma: String?, beta: String?, mean: String, variance: String, epsilon: Double)
    case normalization(mean: String, variance: String, isInverted: Bool, sampleCount: Int?)
    case rescaling(scale: String, offset: String)
    case layerNormalization(gamma: String?, beta: String?, epsilon: Double)
  }

  package var name: String
  package var kind: Kind
  /// How many values come out before the activation.
  package var units: Int
  package var activation: CoefficientActivation

  /// Reads a layer.
  ///
  /// - Parameters:
  ///   - value: its JSON.
  ///   - index: its place in the list, from 0.
  ///   - width: how many values the layer before gives; of a layer that keeps the width, its units.
  /// - Throws: ``CoefficientError``.
  package init(_ value: JSONValue, index: Int, width: Int) throws(CoefficientError) {
    let unnamed = try CoefficientJSON(value, "layers[\(index)]")
    name = try unnamed.text("name") ?? "layer_\(index)"
    let place = "layer \(name)"
    let json = try CoefficientJSON(value, place)
    units = width
    switch try json.requiredText("type") {
    case "dense":
      units = try json.integer("units", 1...(1 << 31))
      kind = .dense(weight: try json.requiredText("weight"), bias: try json.text("bias"))
    case "activation": kind = .activation
    case "affine":
      kind = .affine(
        scale: try json.requiredText("scale"), shift: try json.requiredText("shift"),
        className: try json.text("class") ?? "Affine")
    case "batch_normalization":
      kind = .batchNormalization(
        gamma: try json.text("gamma"), beta: try json.text("beta"),
        mean: try json.requiredText("mean"), variance: try json.requiredText("variance"),
        epsilon: try json.number("epsilon"))
    case "normalization":
      kind = .normalization(
        mean: try json.requiredText("mean"), variance: try json.requiredText("variance"),
        isInverted: try json.flag("inverted", default: false),
        sampleCount: json.value("count") == nil ? nil : try json.integer("count", 0...Int.max))
    case "rescaling":
      kind = .rescaling(
        scale: try json.requiredText("scale"), offset: try json.requiredText("offset"))
    case "layer_normalization":
      kind = .layerNormalization(
        gamma: try json.text("gamma"), beta: try json.text("beta"),
        epsilon: try json.number("epsilon"))
    case let type:
      throw .unsupported(place, "is of the type \"\(type.prefix(60))\", which is not supported")
    }
    activation = try CoefficientActivation(json.value("activation"), place)
    if kind == .activation, json.value("activation") == nil {
      throw json.wrong("activation", "one")
    }
  }

  /// How many values come out.
  ///
  /// - Returns: `nil` when the activation cannot work on ``units`` values.
  package var outputs: Int? {
    switch activation {
    case .known(let activation): activation.outputs(forInputs: units)
    case .parametricReLU: units
    }
  }

  /// The class a listing shows, in Keras's spelling.
  package var className: String {
    switch kind {
    case .dense: "Dense"
    case .activation: activation.description == "prelu" ? "PReLU" : "Activation"
    case .affine(_, _, let name): name
    case .batchNormalization: "BatchNormalization"
    case .normalization: "Normalization"
    case .rescaling: "Rescaling"
    case .layerNormalization: "LayerNormalization"
    }
  }

  /// The tensors it uses: the role of each, as a listing shows it, and the name.
  package var tensors: [(role: String, name: String)] {
    var all: [(role: String, name: String?)]
    switch kind {
    case .dense(let weight, let bias): all = [("weights", weight), ("bias", bias)]
    case .activation: all = []
    case .affine(let scale, let shift, _): all = [("scale", scale), ("shift", shift)]
    case .batchNormalization(let gamma, let beta, let mean, let variance, _):
      all = [
        ("gamma", gamma), ("beta", beta), ("moving_mean", mean), ("moving_variance", variance),
      ]
    case .normalization(let mean, let variance, _, _):
      all = [("mean", mean), ("variance", variance)]
    case .rescaling(let scale, let offset): all = [("scale", scale), ("offset", offset)]
    case .layerNormalization(let gamma, let beta, _): all = [("gamma", gamma), ("beta", beta)]
    }
    if case .parametricReLU(let slopes) = activation { all.append(("alpha", slopes)) }
    return all.compactMap { part in part.name.map { (part.role, $0) } }
  }
}
