package import JSON

/// Where a model comes from: how it was trained, and what else its writer says of that.
///
/// Files hold it as texts under names. Here, and nowhere else, the one is made of the other.
public struct ModelProvenance: Sendable, Equatable {
  /// A text under a name, in the words of whoever wrote the file.
  public struct Note: Sendable, Equatable {
    /// The name.
    public package(set) var name: String
    /// The text; it may have lines.
    public package(set) var text: String

    /// Creates a note.
    package init(_ name: String, _ text: String) {
      self.name = name
      self.text = text
    }
  }

  /// What the model was made from, such as the class of another library.
  public package(set) var source: String?
  /// The program that trained the model, with its version.
  public package(set) var trainedBy: String?
  /// What it was trained on, and how.
  package var training: TrainingRecord?
  /// What the training came to, epoch by epoch.
  public package(set) var history: TrainingHistory?
  /// All else, in the order of the file; a training or a history that cannot be read is among them.
  public package(set) var notes: [Note]

  /// Nothing is known, or what is given.
  package init(
    source: String? = nil, trainedBy: String? = nil, training: TrainingRecord? = nil,
    history: TrainingHistory? = nil, notes: [Note] = []
  ) {
    self.source = source
    self.trainedBy = trainedBy
    self.training = training
    self.history = history
    self.notes = notes
  }

  /// Whether nothing is known.
  package var isEmpty: Bool { self == ModelProvenance() }

  /// Whether this package trained the model, and so stored the range of its inputs if they were scaled.
  package var isTrainedHere: Bool { trainedBy?.hasPrefix("mlp ") ?? false }

  /// Whether this package trained the model on numbers as their file has them, and not on scaled bytes.
  package var isTrainedOnNumbers: Bool {
    isTrainedHere && training?.settings.contains { $0.key == Self.scaleKey } != true
  }

  /// The setting of a training that says what bytes were mapped to.
  package static let scaleKey = "scale"

  /// Whether this package trained the model with one yes or no for each output.
  package var isTrainedWithBinaryCrossEntropy: Bool {
    isTrainedHere && training?.loss == .binaryCrossEntropy
  }
}

extension ModelProvenance {
  /// What the training came to: with early stopping that of the best epoch on the samples kept back.
  package var outcome: TrainingHistory.Outcome? {
    guard let history else { return nil }
    var kept = history.epochs.count
    if training?.settings.contains(where: { $0.key == "patience" }) == true {
      let losses = history.epochs.map { $0.validationLoss ?? .nan }
      // The first of equals, as in training.
      if let best = losses.indices.filter({ !losses[$0].isNaN }).min(by: { losses[$0] < losses[$1] }
      ) {
        kept = best + 1
      }
    }
    return history.outcome(ofEpoch: kept)
  }

  /// The name of the history's entry, which Keras files keep apart.
  package static let historyName = "history"
  private static let (sourceName, trainedByName) = ("source", "trained_by")
  private static let trainingName = "training"

  /// Everything as texts under names.
  package var entries: [Note] {
    var entries: [Note] = []
    if let source { entries.append(Note(Self.sourceName, source)) }
    if let trainedBy { entries.append(Note(Self.trainedByName, trainedBy)) }
    if let training { entries.append(Note(Self.trainingName, training.text)) }
    if let history {
      entries.append(Note(Self.historyName, history.json.serialized(pretty: false)))
    }
    return entries + notes
  }

  /// Reads texts under names; what is not as ``entries`` gives it stays a note.
  package init(entries: some Sequence<Note>) {
    self.init()
    for entry in entries {
      switch entry.name {
      case Self.sourceName where source == nil: source = entry.text
      case Self.trainedByName where trainedBy == nil: trainedBy = entry.text
      case Self.trainingName where training == nil:
        training = TrainingRecord(text: entry.text)
        if training == nil { notes.append(entry) }
      case Self.historyName where history == nil:
        history = (try? JSONParser.parse(Array(entry.text.utf8)))
          .flatMap(TrainingHistory.init(json:))
        if history == nil { notes.append(entry) }
      default: notes.append(entry)
      }
    }
  }

  /// ``entries`` as the members of a JSON object.
  package var json: JSONObject { JSONObject(entries.map { ($0.name, .string($0.text)) }) }

  /// Reads a JSON object; members that are no texts are passed over.
  package init(json: JSONObject) {
    self.init(
      entries: json.members.compactMap { member in
        member.value.stringValue.map { Note(member.name, $0) }
      })
  }
}
