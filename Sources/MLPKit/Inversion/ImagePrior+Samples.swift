package import Datasets
package import Inversion
package import Networks
import Numerics

extension ImagePrior {
  /// What samples tell about real inputs, some at a time: bytes stay bytes but for those.
  ///
  /// - Throws: `InversionError` when they do not fit the network, or tell nothing.
  ///
  /// - Parameters:
  ///   - samples: the inputs.
  ///   - network: the network; it looks at them.
  ///   - splitsClasses: whether those that the network assigns to a class are a prior of their own, too.
  package init(
    of samples: Samples, for network: NeuralNetwork, splitsClasses: Bool = false
  ) throws(InversionError) {
    var builder = try ImagePriorBuilder(
      network: network, count: samples.count, features: samples.features)
    // Blocks of about 8 MB.
    let blockRows = max(1, min(1024, (1 << 20) / samples.features))
    for start in stride(from: 0, to: samples.count, by: blockRows) {
      builder.add(samples.rows(start..<min(start + blockRows, samples.count)))
    }
    self = try builder.finish()
    guard splitsClasses else { return }
    guard Self.fitsClasses(of: network) else {
      throw InversionError(
        .badRequest,
        problem:
          "--prior class: covariances of \(network.classCount) classes of \(samples.features) values "
          + "do not fit; pca is for wide inputs")
    }
    var answers: [Int] = []
    for start in stride(from: 0, to: samples.count, by: blockRows) {
      answers += network.answers(samples.rows(start..<min(start + blockRows, samples.count)))
    }
    for index in 0..<network.classCount {
      let count = answers.count { $0 == index }
      guard count > 1 else { continue }
      var own = try ImagePriorBuilder(network: network, count: count, features: samples.features)
      for start in stride(from: 0, to: samples.count, by: blockRows) {
        let rows = start..<min(start + blockRows, samples.count)
        own.add(samples.rows(rows).rows(rows.filter { answers[$0] == index }.map { $0 - start }))
      }
      // Of images that are all alike there is no spread: the class has no prior of its own.
      setPrior(try? own.finish(), ofClass: index)
    }
  }
}

extension ImagePrior {
  /// Whether a covariance for each class fits into memory.
  fileprivate static func fitsClasses(of network: NeuralNetwork) -> Bool {
    Double(network.inputs) * Double(network.inputs) * Double(network.classCount) <= 1e8
  }
}

extension InversionRequest {
  /// Whether images of each class are a prior of their own: where that was asked for, and by default of pictures.
  func splitsPriorClasses(of network: NeuralNetwork) -> Bool {
    guard let prior = options.constrained.prior else {
      return options.arePictures(of: network) && ImagePrior.fitsClasses(of: network)
    }
    return prior == .classes
  }
}

extension NeuralNetwork {
  /// The class that each row is assigned to.
  fileprivate func answers(_ inputs: Matrix) -> [Int] {
    let logits = logits(for: inputs)
    return (0..<logits.rows).map { ClassDecision.answer(logits.row($0)) }
  }
}
