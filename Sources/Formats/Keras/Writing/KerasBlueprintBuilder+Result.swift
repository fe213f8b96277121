import Files
import HDF5
import Networks
import StoredModels

/// What the plan comes to.
extension KerasBlueprintBuilder {
  /// The Keras version to claim: the one whose `hard_sigmoid` is meant.
  var kerasVersion: String { hardSigmoidSlope == 0.2 ? "2.4.0" : "3.15.1" }

  /// The network that reading the file back must give.
  ///
  /// - Throws: `FileError` when the layers do not fit, which the network itself makes impossible.
  func expectedNetwork() throws(FileError) -> NeuralNetwork {
    do throws(NetworkError) {
      var expected = try NeuralNetwork(
        layers: expectedLayers, inputs: network.inputs,
        inputShape: network.inputShape.isEmpty ? nil : network.inputShape)
      expected.statedInputs = StoredInputs(expected, original: network).flatMap { stored in
        try? stored.space(over: expected.normalizedInputs)
      }
      if expected.statedInputs == nil { expected.inputRange = pixelRange(ofLayers: expectedLayers) }
      expected.task = network.task
      expected.classNames = hasLegalClassNames ? network.classNames : nil
      return expected
    } catch {
      throw FileError(.badData, file: path, problem: error.description)
    }
  }

  /// Whether there is a name for each class, and each is a text that C can hold.
  private var hasLegalClassNames: Bool {
    guard let names = network.classNames else { return true }
    return names.count == network.classCount && !names.contains { $0.utf8.contains(0) }
  }

  /// The layers, those without weights computing in the type of the one before them.
  func layersWithElementTypes() -> [KerasWrittenLayer] {
    var layers = layers
    var type = layers.lazy.compactMap(\.elementType).first ?? .float32
    for index in layers.indices {
      type = layers[index].elementType ?? type
      layers[index].elementType = type
    }
    return layers
  }

  private static let shownRemarks = 20

  /// What the user should know.
  func notes() -> [String] {
    var notes: [String] = []
    if !names.renamed.isEmpty {
      let pairs = names.renamed.map { "'\($0.old.abbreviated())' is now '\($0.new.abbreviated())'" }
      notes.append(
        "layers renamed, because their names are not unique or not legal in this kind of file: "
          + Self.list(pairs))
    }
    if kind.hasArchitecture, !separatedActivations.isEmpty {
      notes.append(
        "activations that were part of a Dense are layers of their own, as every version of Keras "
          + "reads them: " + Self.list(separatedActivations))
    }
    notes += remarks.prefix(Self.shownRemarks)
    if remarks.count > Self.shownRemarks {
      notes.append("\(remarks.count - Self.shownRemarks) more notes on single layers are left out")
    }
    if kind == .model, network.hasHardSigmoid(slope: hardSigmoidSlope) {
      notes.append(
        hardSigmoidSlope == 0.2
          ? "hard_sigmoid is that of Keras 2 (slope 0.2): Keras 3 computes another function when it "
            + "loads this file"
          : "hard_sigmoid is that of Keras 3 (slope 1/6): Keras 2 and tf_keras compute another "
            + "function when they load this file")
    }
    if !hasLegalClassNames {
      notes.append("the class names are not those of the outputs: left out")
    }
    if !kind.hasArchitecture {
      notes.append(
        "the file holds weights only: layers and activations must be built in Keras, one chain without nested models, to load it"
      )
    }
    return notes
  }

  private static func list(_ items: [String]) -> String {
    let shown = items.prefix(10).joined(separator: ", ")
    return items.count > 10 ? "\(shown) and \(items.count - 10) more" : shown
  }
}
