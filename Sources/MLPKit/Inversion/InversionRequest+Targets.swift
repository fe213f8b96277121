import Datasets
package import Inversion
package import Networks

extension InversionRequest {
  /// What is wanted of a network when classes are.
  ///
  /// - Throws: `InversionError` when the network has no classes, or not these.
  package func targets(for network: NeuralNetwork) throws(InversionError) -> InversionTargets {
    let size = probability.map { InversionTargets.size(reaching: $0, of: network) } ?? logit
    guard size > 0 else {
      throw InversionError(
        .badRequest,
        problem: "--probability: of \(network.classCount) classes each has at least that")
    }
    return try .classes(of: network, try selectedClasses(of: network), size: size)
  }

  /// Whether the wanted logits count up to a constant that all of them share.
  ///
  /// - Throws: ``InversionError`` when that was asked for and makes no sense.
  func isUpToShift(for network: NeuralNetwork) throws(InversionError) -> Bool {
    let head = options.head ?? network.head
    let isAsked = targetsUpToShift == true || options.constrained.goal == .upToShift
    if isAsked, network.outputs == 1 || head == .sigmoid {
      throw InversionError(
        .badRequest,
        problem:
          "--targets-up-to-shift: each output has a probability of its own here, which a constant "
          + "changes; softmax's do not")
    }
    let isUsual =
      preset != .paper && targetSource == .classes && head == .softmax && network.outputs > 1
      && options.constrained.goal != .exact
    return isAsked || (targetsUpToShift ?? isUsual)
  }

  /// The classes, as indices: by name when all of them are names of the network's classes, otherwise by
  /// number; `nil` for all.
  private func selectedClasses(of network: NeuralNetwork) throws(InversionError) -> [Int]? {
    guard let classes else { return nil }
    let names = (0..<network.classCount).map(network.className)
    func indices(_ wanted: [String]) -> [Int]? {
      let found = wanted.compactMap { names.firstIndex(of: $0) }
      return found.count == wanted.count && Set(found).count == found.count ? found : nil
    }
    let items = classes.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    if let found = indices(items) { return found }
    do throws(ParsingError) {
      let labels = try ClassSelection(parsing: classes).labels
      return indices(labels.map(String.init)) ?? labels
    } catch {
      throw InversionError(.badRequest, problem: "--classes: \(error)")
    }
  }
}

extension InversionOptions {
  /// The shape of the pictures for a network: the one asked for, or the network's own; one row when its
  /// inputs are a table's.
  ///
  /// - Throws: `InversionError` when it has another number of pixels than the network inputs, or a single row
  ///   or column.
  package func pictureShape(for network: NeuralNetwork) throws(InversionError) -> ImageShape {
    guard let imageShape else { return self.imageShape(for: network) }
    guard imageShape.count == network.inputs else {
      throw InversionError(
        .badRequest,
        problem: "--image-shape: \(imageShape) has \(imageShape.count) pixels; the network has "
          + "\(network.inputs) inputs")
    }
    guard imageShape.isPicture else {
      throw InversionError(
        .badRequest,
        problem:
          "--image-shape: \(imageShape) is one row of pixels, which is no picture; two rows and "
          + "columns or more were expected, and nothing for features of a table")
    }
    return imageShape
  }
}
