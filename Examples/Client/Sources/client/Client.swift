import Foundation
import MLPKit
import MLPKitFoundation

/// What a program can do with MLPKit: train, save, open, describe, run, convert, invert, verify.
///
/// Usage: client FOLDER. Everything is written to the folder.
@main
struct Client {
  static func main() async throws {
    guard CommandLine.arguments.count == 2 else {
      print("usage: client FOLDER")
      exit(1)
    }
    let folder = URL(filePath: CommandLine.arguments[1], directoryHint: .isDirectory)
    let trained = folder.appending(path: "corners.h5")
    try await train(to: trained)
    let model = try ModelFile.open(trained)
    describe(model)
    try run(model)
    try convert(model, into: folder)
    try invert(model, into: folder)
    try writeByHand(to: folder.appending(path: "by-hand.mlpc"))
  }

  /// Trains a network that tells two opposite corners of a square from the other two.
  static func train(to url: URL) async throws {
    let rows = [[-1.0, -1], [-1, 1], [1, -1], [1, 1]]
    let set = try TrainingSet(
      rows: rows, classes: [0, 1, 1, 0], names: ["same", "different"])
    var recipe = TrainingRecipe()
    recipe.hidden = [8]
    recipe.activations = [.tanh]
    recipe.epochs = 300
    recipe.learningRate = 0.02
    recipe.targetAccuracy = 1
    let training = BackgroundTraining(try TrainingSession(recipe, on: set))
    var last: TrainingHistory.Epoch?
    for try await epoch in training.epochs { last = epoch }
    let model = try await training.model()
    print("trained: \(model.summary)")
    precondition(last?.accuracy == 1)
    try model.save(to: url, replacing: true)
  }

  /// Says what is in a file.
  static func describe(_ model: ModelFile) {
    print("\(model.inventory.format.rawValue), \(model.inventory.parameterCount) parameters")
    for layer in model.inventory.layers {
      print("  \(layer.name): \(layer.className) \(layer.activation ?? "")")
    }
    if let obstacle = model.obstacle { print("cannot be run: \(obstacle)") }
  }

  /// Runs a network; a sample of another width is an error, not the end.
  static func run(_ model: ModelFile) throws {
    let network = try model.network()
    let outputs = try network.predict([1.0, -1.0])
    print("outputs: \(outputs.map { ($0 * 100).rounded() / 100 })")
    let single: [Float] = [1, -1]
    _ = try network.predict(single)
    _ = try network.predict([[1, -1], [-1, -1]])
    do {
      _ = try network.predict([1.0, 2, 3])
    } catch {
      print("as expected: \(error.localizedDescription)")
    }
  }

  /// Writes the same model as other kinds of file.
  static func convert(_ model: ModelFile, into folder: URL) throws {
    for name in ["corners.keras", "corners.onnx", "corners.safetensors"] {
      let notes = try model.save(to: folder.appending(path: name), replacing: true)
      print("\(name) is written\(notes.isEmpty ? "" : ", with notes: \(notes.count)")")
    }
  }

  /// Asks which inputs give each class, keeps the answer, and verifies it.
  static func invert(_ model: ModelFile, into folder: URL) throws {
    var request = InversionRequest()
    request.methods = [NearestMethod(), AnalyticalMethod()]
    let results = try model.invert(request).results
    for method in results.methods {
      for solution in method.solutions {
        let input = solution.input.map { String(format: "%.3f", $0) }.joined(separator: " ")
        print("\(method.groupName), \(results.targetNames[solution.target]): \(input)")
      }
    }
    let file = folder.appending(path: "corners.results.h5")
    try results.save(to: file, replacing: true)
    let verification = try InversionResults.read(file).verify(with: model)
    print("verified: \(verification.holds)")
  }

  /// A network made of numbers.
  static func writeByHand(to url: URL) throws {
    let network = try NeuralNetwork(
      layers: [
        .dense(try DenseLayer(name: "sum", weights: [[1, -1], [1, -1]], bias: [0, 0.5])),
        .activation(ActivationLayer(name: "sum", activation: .softmax)),
      ], inputs: 2)
    try network.save(to: url, replacing: true)
    print("sha-256: \(try ModelFile.open(url).sha256().prefix(8))...")
  }
}
