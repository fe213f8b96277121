import Files
import Networks
import StoredModels

/// Reads a whole module, as `torch.save(model)` pickles it: trees of `nn.Sequential` say all that they
/// compute; of any other class only the code does.
struct TorchModuleReader {
  /// What can be wrong.
  enum Failure: Error {
    case file(FileError)
    case obstacle(NotRunnable)
  }

  private let tensors: TorchTensors
  private var graph: PythonGraph { tensors.graph }
  /// What was read.
  var chain: ChainBuilder

  init(_ tensors: TorchTensors) {
    self.tensors = tensors
    chain = ChainBuilder(file: tensors.file)
  }

  /// Adds a module and those in it.
  mutating func read(_ module: PythonValue, path: String, depth: Int) throws(Failure) {
    let className = graph.className(module)
    func obstacle(_ reason: String) -> Failure {
      .obstacle(
        NotRunnable(
          layer: path.isEmpty ? "model" : path, className: className?.name, reason: reason))
    }
    guard let className, className.isTorchModule else {
      throw obstacle(
        "what \(className?.description ?? "it") computes is in its code, which is not in the file or "
          + "not run; save its state_dict() and name the activations with --activation and --output-activation"
      )
    }
    guard depth < 32 else { throw obstacle("is nested more than 32 deep") }
    // Their keys are numbers, of which there are no entries by name.
    for hooks in ["_forward_hooks", "_forward_pre_hooks"]
    where graph.holdsItems(graph.attribute(hooks, of: module)) {
      throw obstacle("has hooks, which change what it computes")
    }
    let name = path.isEmpty ? "model" : path
    switch className.name {
    case "Sequential":
      for (key, part) in graph.entries(graph.attribute("_modules", of: module)) ?? [] {
        let inner = path.isEmpty ? key : "\(path).\(key)"
        try read(part, path: String(inner.prefix(200)), depth: depth + 1)
      }
    case "Linear":
      guard let weights = try parameter("weight", module, name), weights.shape.count == 2 else {
        throw obstacle("has no weight of two extents")
      }
      chain.add(
        weights: weights, bias: try parameter("bias", module, name), isTransposed: true,
        name: name, className: "Linear")
    case "BatchNorm1d":
      guard let mean = try parameter("running_mean", module, name),
        let variance = try parameter("running_var", module, name),
        let epsilon = graph.number(graph.attribute("eps", of: module))
      else { throw obstacle("has no running statistics: it normalizes by each batch") }
      let (gamma, beta) = (
        try parameter("weight", module, name), try parameter("bias", module, name)
      )
      do throws(FileError) {
        try chain.add(
          normalization: mean, variance, gamma: gamma, beta: beta, epsilon: epsilon, name: name)
      } catch {
        throw .file(error)
      }
    case "LayerNorm":
      let gamma = try values("weight", module, name)
      let beta = try values("bias", module, name)
      guard let width = gamma?.count ?? beta?.count ?? chain.width, width == chain.width ?? width,
        beta == nil || beta?.count == width,
        let epsilon = graph.number(graph.attribute("eps", of: module))
      else { throw obstacle("does not normalize the whole sample") }
      chain.add(
        LayerNormalizationLayer(
          name: name, gamma: gamma, beta: beta, epsilon: epsilon, width: width))
    case "RMSNorm":
      let gamma = try values("weight", module, name)
      let epsilon = graph.attribute("eps", of: module)
      guard let width = gamma?.count ?? chain.width, width == chain.width ?? width else {
        throw obstacle("does not normalize the whole sample")
      }
      chain.add(
        LayerNormalizationLayer(
          name: name, statistic: .rootMeanSquare, gamma: gamma, beta: nil,
          // Without one PyTorch takes the distance from 1 to the next number of the type.
          epsilon: graph.number(epsilon) ?? Double(Float.ulpOfOne), width: width),
        className: "RMSNorm")
    case "Dropout", "AlphaDropout", "FeatureAlphaDropout", "Identity": break
    case "Flatten":
      guard graph.integer(graph.attribute("start_dim", of: module)) ?? 1 == 1 else {
        throw obstacle("does not flatten samples")
      }
    default:
      guard let activation = try activation(className.name, module, name) else {
        throw obstacle("is no layer or activation that mlp runs")
      }
      chain.add(activation, name: name, className: className.name)
    }
  }

  private func parameter(
    _ key: String, _ module: PythonValue, _ name: String
  ) throws(Failure) -> StoredArray? {
    let groups = ["_parameters", "_buffers"].compactMap {
      graph.entries(graph.attribute($0, of: module))
    }
    guard let value = groups.joined().last(where: { $0.key == key })?.value else { return nil }
    do throws(FileError) {
      return try tensors.tensor(value, name: "\(name).\(key)")
    } catch {
      throw .file(error)
    }
  }

  private func values(
    _ key: String, _ module: PythonValue, _ name: String
  ) throws(Failure) -> [Double]? {
    guard let array = try parameter(key, module, name) else { return nil }
    do throws(FileError) {
      return try array.values()
    } catch {
      throw .file(error)
    }
  }

  /// The activation of a class of PyTorch; `nil` for other classes, and settings that none here has.
  private func activation(
    _ name: String, _ module: PythonValue, _ path: String
  ) throws(Failure) -> Activation? {
    func number(_ attribute: String) -> Double? {
      graph.number(graph.attribute(attribute, of: module))
    }
    var isOverFeatures: Bool {
      guard let dim = graph.attribute("dim", of: module) else { return true }
      if case .none = dim { return true }
      return [1, -1].contains(graph.integer(dim))
    }
    switch name {
    case "ReLU": return .relu()
    case "ReLU6": return .relu(maximum: 6)
    case "LeakyReLU": return number("negative_slope").map { .leakyReLU(slope: $0) }
    case "ELU": return number("alpha").map { .elu(alpha: $0) }
    case "CELU": return number("alpha").flatMap { $0 > 0 ? .celu(alpha: $0) : nil }
    case "SELU": return .selu
    case "Tanh": return .tanh
    case "Sigmoid": return .sigmoid
    case "Softmax": return isOverFeatures ? .softmax : nil
    case "LogSoftmax": return isOverFeatures ? .logSoftmax : nil
    case "GLU": return isOverFeatures ? .glu : nil
    case "Softplus": return number("beta") == 1 ? .softplus : nil
    case "Softsign": return .softsign
    case "GELU":
      let kind = graph.text(graph.attribute("approximate", of: module)) ?? "none"
      return kind == "none" || kind == "tanh" ? .gelu(approximate: kind == "tanh") : nil
    case "SiLU": return .silu
    case "Mish": return .mish
    case "Hardtanh":
      guard let low = number("min_val"), let high = number("max_val") else { return nil }
      if low == 0, high > 0 { return .relu(maximum: high) }
      return low == -1 && high == 1 ? .hardTanh : nil
    case "Hardsigmoid": return .hardSigmoid(slope: 1.0 / 6)
    case "Hardswish": return .hardSilu
    case "LogSigmoid": return .logSigmoid
    case "Tanhshrink": return .tanhShrink
    case "Hardshrink": return number("lambd").map { .hardShrink(threshold: $0) }
    case "Softshrink": return number("lambd").map { .softShrink(threshold: $0) }
    case "Threshold":
      guard number("value") == 0 else { return nil }
      return number("threshold").map { .thresholdedReLU(theta: $0) }
    case "PReLU":
      guard let slopes = try values("weight", module, path), let first = slopes.first,
        let width = chain.width
      else { return nil }
      if slopes.count == width { return .parametricReLU(slopes: slopes) }
      return slopes.count == 1
        ? .parametricReLU(slopes: [Double](repeating: first, count: width)) : nil
    default: return nil
    }
  }
}
