/// What a network was trained on, and how: all that must be the same for a training to go on, or to give
/// the same network again.
package struct TrainingRecord: Sendable, Equatable {
  /// What tells the data from others.
  package struct DataDigest: Sendable, Equatable {
    /// How many samples there were.
    package var samples: Int
    /// How many features each had.
    package var features: Int
    /// The CRC-32 of the samples and of what was wanted of them.
    package var checksum: UInt32

    /// Creates a digest.
    package init(samples: Int, features: Int, checksum: UInt32) {
      self.samples = samples
      self.features = features
      self.checksum = checksum
    }
  }

  /// One more choice: a few words, and what they are about.
  package struct Setting: Sendable, Equatable {
    /// What it is about, without a colon.
    package var key: String
    /// What was chosen, in one line.
    package var value: String

    /// Creates a setting.
    package init(_ key: String, _ value: String) {
      self.key = key
      self.value = value
    }
  }

  /// What it was trained on, when that is known.
  package var data: DataDigest?
  /// What was made small.
  package var loss: TrainingLoss
  /// The rule of a step.
  package var optimizer: TrainingOptimizer
  /// The layers, the scaling and everything else that decides the result.
  package var settings: [Setting]

  /// Creates a record.
  package init(
    data: DataDigest?, loss: TrainingLoss, optimizer: TrainingOptimizer, settings: [Setting]
  ) {
    self.data = data
    self.loss = loss
    self.optimizer = optimizer
    self.settings = settings
  }

  /// The first thing in which another record differs, as "it has ..., this one ..."; `nil` when nothing does.
  package func difference(from other: TrainingRecord) -> String? {
    let (old, new) = (lines, other.lines)
    for line in new {
      guard let found = old.first(where: { $0.key == line.key }) else {
        return "it has no \(line.key), this one \(line.key): \(line.value)"
      }
      if found != line {
        return "it has \(found.key): \(found.value), this one \(line.key): \(line.value)"
      }
    }
    for line in old where !new.contains(where: { $0.key == line.key }) {
      return "it has \(line.key): \(line.value), this one no \(line.key)"
    }
    return nil
  }
}

extension TrainingRecord {
  private static let (dataKey, lossKey, optimizerKey) = ("data", "loss", "optimizer")

  /// Everything as settings.
  private var lines: [Setting] {
    (data.map { [Setting(Self.dataKey, $0.text)] } ?? [])
      + [Setting(Self.lossKey, loss.rawValue), Setting(Self.optimizerKey, optimizer.text)]
      + settings
  }

  /// The record as lines of a key, a colon and a value.
  package var text: String { lines.map { "\($0.key): \($0.value)" }.joined(separator: "\n") }

  /// Reads ``text``, with its lines in any order.
  ///
  /// - Returns: `nil` when it is anything else.
  package init?(text: String) {
    var settings: [Setting] = []
    for line in text.split(separator: "\n") {
      guard let colon = line.firstIndex(of: ":"), line[colon...].hasPrefix(": ") else { return nil }
      settings.append(Setting(String(line[..<colon]), String(line[colon...].dropFirst(2))))
    }
    func take(_ key: String) -> String? {
      guard let index = settings.firstIndex(where: { $0.key == key }) else { return nil }
      return settings.remove(at: index).value
    }
    guard let loss = take(Self.lossKey).flatMap(TrainingLoss.init(rawValue:)),
      let optimizer = take(Self.optimizerKey).flatMap(TrainingOptimizer.init(text:))
    else { return nil }
    if let text = take(Self.dataKey) {
      guard let digest = DataDigest(text: text) else { return nil }
      data = digest
    }
    self.loss = loss
    self.optimizer = optimizer
    self.settings = settings
  }
}

extension TrainingRecord.DataDigest {
  var text: String { "\(samples) samples of \(features) features with the checksum \(checksum)" }

  init?(text: String) {
    let words = text.split(separator: " ")
    guard let samples = words.first.flatMap({ Int($0) }), words.count > 3,
      let features = Int(words[3]), let checksum = words.last.flatMap({ UInt32($0) })
    else { return nil }
    self.init(samples: samples, features: features, checksum: checksum)
    if self.text != text { return nil }
  }
}
