import JSON
import TestSupport
import Testing

/// A model of `fixtures/sklearn`, and what scikit-learn says of its inputs.
struct SklearnCase: CustomTestStringConvertible, Sendable {
  let name: String
  /// The method of scikit-learn that the truth comes from.
  let truth: String
  /// What `predict` says, when that is a class.
  let labels: [String]?

  var testDescription: String { name }
  var model: String { Fixture.path("sklearn/\(name).mlpc") }
  var inputs: String { Fixture.path("sklearn/\(name).inputs.npy") }
  var values: String { Fixture.path("sklearn/\(name).\(truth).npy") }
  /// scikit-learn computes in 32 bits where the weights are.
  var tolerance: Double { name == "mlp_float32" ? 1e-5 : 1e-9 }

  static let all: [SklearnCase] = {
    let document = try? JSONParser.parse(Fixture.bytes("sklearn/models.json"))
    return (document?["models"]?.arrayValue ?? []).map { json in
      SklearnCase(
        name: json["name"]?.stringValue ?? "", truth: json["truth"]?.stringValue ?? "",
        labels: json["labels"]?.arrayValue?.compactMap(\.stringValue))
    }
  }()
}

@Suite("Models of scikit-learn, exported by python/mlpc.py")
struct SklearnModelsTests {
  @Test("the list names every model with inputs in the folder")
  func complete() {
    let names = Fixture.names(in: "sklearn").filter { $0.hasSuffix(".inputs.npy") }
      .map { String($0.dropLast(".inputs.npy".count)) }
    #expect(!names.isEmpty && names == SklearnCase.all.map(\.name).sorted())
  }

  @Test("give what scikit-learn gives", arguments: SklearnCase.all)
  func predicted(model: SklearnCase) throws {
    let json = try mlp("predict", model.model, "--images", model.inputs, "--json").json()
    let truth = try numbers(model.values)
    let key =
      ["predict_proba": "probabilities", "decision_function": "logits"][model.truth] ?? "outputs"
    #expect(areClose(try numbers(json[key]), truth, model.tolerance))
    // What has no probabilities in scikit-learn has none here.
    #expect((json["probabilities"] == nil) == (model.truth != "predict_proba"))
  }

  @Test(
    "name the classes as scikit-learn does", arguments: SklearnCase.all.filter { $0.labels != nil })
  func named(model: SklearnCase) throws {
    let outcome = mlp("predict", model.model, "--images", model.inputs)
    #expect(outcome.status == 0 && outcome.error.isEmpty)
    let names = outcome.lines.dropFirst().map { $0.split(separator: " ")[1] }
    #expect(names.map(String.init) == model.labels)
  }

  @Test("a regression shows its outputs, and has no labels to be evaluated on")
  func regression() {
    let model = SklearnCase.all.first { $0.truth == "predict" }
    let (path, inputs) = (model?.model ?? "", model?.inputs ?? "")
    let outcome = mlp("predict", path, "--images", inputs)
    #expect(outcome.lines.first?.contains("output") == true)
    mlp("evaluate", path, "--images", inputs, "--labels", inputs)
      .expectFailure(64, "predicts numbers")
  }

  @Test("are inspected and inverted like any other")
  func inspected() throws {
    let folder = ScratchFolder()
    let path = Fixture.path("sklearn/mlp_scaled.mlpc")
    let json = try mlp("inspect", path, "--json").json()
    #expect(json["format"] == "mlpc")
    #expect(json["parameterCount"] == 83)
    #expect(json["layers"]?.arrayValue?.first?["class"] == "StandardScaler")
    #expect(json["network"]?["classNames"] == ["setosa", "versicolor", "virginica"])
    let results = folder.file("results.h5")
    let inverted = mlp("invert", path, "-o", results, "--method", "analytical", "--json")
    #expect(inverted.status == 0, "\(inverted.error)")
    let solutions = try inverted.json()["solutions"]?.arrayValue
    #expect(solutions?.count == 3)
  }
}
