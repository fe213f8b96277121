import JSON
import Testing

@testable import Networks

@Suite("Where a model comes from")
struct ModelProvenanceTests {
  private static let record = TrainingRecord(
    data: .init(samples: 60, features: 784, checksum: 4_294_967_295), loss: .binaryCrossEntropy,
    optimizer: .sgd(momentum: 0.9, isNesterov: true),
    settings: [.init("classes", #"["a: b","c"]"#), .init("batch", "32")])

  @Test(
    "is read back from its texts",
    arguments: [
      ModelProvenance(),
      ModelProvenance(
        trainedBy: "mlp 0.1.0", training: record,
        history: TrainingHistory(epochs: [.init(loss: 0.5, accuracy: 1), .init(loss: .nan)])),
      ModelProvenance(source: "sklearn.Perceptron", notes: [.init("scikit-learn", "1.7")]),
    ])
  func roundTrip(_ provenance: ModelProvenance) throws {
    let text = JSONValue.object(provenance.json).serialized(pretty: false)
    let object = try #require(JSONParser.parse(Array(text.utf8)).objectValue)
    #expect(ModelProvenance(json: object).json == provenance.json)
    #expect(ModelProvenance(entries: provenance.entries).entries == provenance.entries)
  }

  @Test("the texts of version 0.1 are read, whose lines have another order")
  func old() throws {
    let provenance = ModelProvenance(entries: [
      .init("trained_by", "mlp 0.1.0"),
      .init(
        "training",
        """
        data: 1797 samples of 64 features with the checksum 123
        scale: -1.0,1.0
        inputs: 64
        layer 1: 10 units, sigmoid, L2 2.5e-08
        loss: binary_cross_entropy
        initializer: glorot_uniform
        optimizer: gradient descent, momentum 0.9, Nesterov
        seed: 0
        """),
      .init("history", #"[{"epoch":1,"loss":0.25}]"#),
    ])
    let training = try #require(provenance.training)
    #expect(training.loss == .binaryCrossEntropy)
    #expect(training.optimizer == .sgd(momentum: 0.9, isNesterov: true))
    #expect(training.data == .init(samples: 1797, features: 64, checksum: 123))
    #expect(training.settings.first == .init("scale", "-1.0,1.0"))
    #expect(provenance.history == TrainingHistory(epochs: [.init(loss: 0.25)]))
    #expect(provenance.isTrainedHere && provenance.isTrainedWithBinaryCrossEntropy)
  }

  @Test(
    "what nobody here wrote stays a note",
    arguments: [
      ModelProvenance.Note("training", "we trained it well\nloss: binary_cross_entropy"),
      .init("training", "loss: unheard_of\noptimizer: Adam"),
      .init("training", "loss: cross_entropy\noptimizer: Adam, epsilon"),
      .init("training", "loss: cross_entropy\noptimizer: Adam\ndata: many"),
      .init("history", "a long one"), .init("remark", ""),
    ])
  func foreign(_ note: ModelProvenance.Note) {
    let provenance = ModelProvenance(entries: [note])
    #expect(provenance == ModelProvenance(notes: [note]))
    #expect(provenance.entries == [note])
  }

  @Test(
    "an optimizer says what is not its default",
    arguments: [
      (TrainingOptimizer.adam(), "Adam"), (.adam(epsilon: 1e-9), "Adam, epsilon 1e-09"),
      (.adam(beta1: 0.8, beta2: 0.99), "Adam, beta1 0.8, beta2 0.99"),
      (.sgd(), "gradient descent, momentum 0.0"),
    ])
  func optimizers(_ optimizer: TrainingOptimizer, _ text: String) {
    #expect(optimizer.text == text)
    #expect(TrainingOptimizer(text: text) == optimizer)
  }
}
