import Foundation
import MLPKit
import MLPRuntime
import TestSupport
import Testing

/// The code of the articles in MLPKit.docc, run; and that they show this code and no other.
@Suite("The articles' code")
struct ArticleTests {
  private let folder = ScratchFolder()

  @Test("Open a model and predict")
  func openAndPredict() throws {
    let path = Fixture.path("sklearn/mlp_scaled.mlpc")
    let copy = folder.file("copy.keras")
    let model = try ModelFile.open(path)
    for layer in model.inventory.layers {
      print(layer.name, layer.className, layer.activation ?? "")
    }
    let network = try model.network()
    let probabilities = try network.predict([5.1, 3.5, 1.4, 0.2])
    let best = probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0
    print(network.className(best), probabilities[best])
    // What scikit-learn's predict_proba gives for this row.
    #expect(network.className(best) == "versicolor")
    #expect(abs(probabilities[best] - 0.834) < 0.0005)
    for note in try model.save(to: copy, replacing: true) { print(note) }
    #expect(try ModelFile.open(copy).network().outputs == 3)
  }

  @Test("Train in a program")
  func train() async throws {
    let path = folder.file("corners.keras")
    var recipe = TrainingRecipe()
    recipe.hidden = [8]
    recipe.activations = [.tanh]
    recipe.epochs = 300
    recipe.learningRate = 0.02
    recipe.seed = 1
    let set = try TrainingSet(
      rows: [[-1, -1], [-1, 1], [1, -1], [1, 1]], classes: [0, 1, 1, 0],
      names: ["same", "different"])
    let training = BackgroundTraining(try TrainingSession(recipe, on: set))
    for try await epoch in training.epochs where epoch.accuracy == 1 { break }
    let trained = try await training.model()
    try trained.save(to: path, replacing: true)
    let outputs = try ModelFile.open(path).network().predict([[-1, -1], [-1, 1]])
    #expect(outputs[0][0] > 0.5 && outputs[1][1] > 0.5)
  }

  @Test("Invert and read the evidence")
  func invert() throws {
    let file = folder.file("results.h5")
    let model = try ModelFile.open(Fixture.path("sklearn/logistic.mlpc"))
    var request = InversionRequest()
    request.methods = [NearestMethod(), AnalyticalMethod()]
    let results = try model.invert(request).results
    for method in results.methods {
      for solution in method.solutions {
        print(method.groupName, results.targetNames[solution.target], solution.residualL2)
      }
    }
    try results.save(to: file, replacing: true)
    let verification = try InversionResults.read(file).verify(with: model)
    for failure in verification.failures { print(failure.object, failure.stored, failure.found) }
    #expect(verification.holds && results.methods.count == 2)
  }

  @Test("The runtime in an app")
  func runtime() throws {
    let path = Fixture.path("sklearn/mlp_scaled.mlpc")
    let network = try NeuralNetwork(coefficientsAt: path)
    let answer = try network.predict([5.1, 3.5, 1.4, 0.2])
    #expect(abs(answer[1] - 0.834) < 0.0005)
  }

  @Test("Safety of files")
  func safety() throws {
    let bytes = Array(try Fixture.bytes("digits/mlp.h5").dropLast(100))
    do {
      _ = try ModelFile(path: "upload", bytes: bytes)
    } catch {
      print(error.kind, error.object ?? "", error.problem)
    }
    #expect(throws: FileError.self) { try ModelFile(path: "upload", bytes: bytes) }
  }

  @Test("every block of code in an article is code of this file")
  func shown() throws {
    let here = try Self.lines(#filePath).joined(separator: "\n")
    let catalog = Fixture.path("../Sources/MLPKit/MLPKit.docc")
    let articles = Fixture.names(in: "../Sources/MLPKit/MLPKit.docc").filter { $0.hasSuffix(".md") }
    var count = 0
    for article in articles {
      let pieces = try Self.lines("\(catalog)/\(article)").split(separator: "```swift").dropFirst()
      for piece in pieces {
        let block = piece.prefix { $0 != "```" }.joined(separator: "\n")
        #expect(here.contains(block), "\(article): \(block)")
        count += 1
      }
    }
    #expect(articles.count > 5 && count > 8)
  }

  private static func lines(_ path: String) throws -> [String] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
      .map { $0.trimmingCharacters(in: .whitespaces) }
  }
}
