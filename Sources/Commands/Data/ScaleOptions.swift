import ArgumentParser
import MLPKit

/// What the user says that bytes become.
enum AskedScaling: Equatable {
  /// What the file has: 0...255.
  case unscaled
  /// Numbers of a range.
  case range(ScaleRange)

  /// Reads `none` or two numbers.
  ///
  /// - Throws: `ParsingError`.
  init(parsing text: String) throws {
    self = text == "none" ? .unscaled : .range(try ScaleRange(parsing: text))
  }
}

/// The range that bytes are mapped to.
struct ScaleOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The range of the inputs: bytes 0...255 are mapped to it; none leaves them. Default: the model's "
        + "own, or -1,1 for pictures: IDX bytes, uint8 of NumPy and HDF5, and a CSV of integers 0...255 "
        + "whose columns are called pixel. Other numbers are left alone.",
      valueName: "lo,hi"),
    transform: AskedScaling.init(parsing:))
  var scale: AskedScaling?

  /// What bytes are mapped to: what is asked for, or what the model's training had.
  ///
  /// - Parameters:
  ///   - model: the model; `nil` when it is to be trained.
  ///   - isPaper: whether tables are those of pictures, because a network of the paper is to be trained.
  func scaling(for model: RunnableModel?, isPaper: Bool = false) -> ByteScaling {
    switch scale {
    case .unscaled?: .none
    case .range(let range)?: .all(range)
    case nil: model?.byteScaling ?? (isPaper ? .all(.standard) : .standard)
    }
  }

  /// The range that is asked for, if one is.
  var stated: ScaleRange? {
    if case .range(let range)? = scale { range } else { nil }
  }

  /// The range of a network's inputs: the one asked for, its own, or the usual one.
  func range(of network: NeuralNetwork) -> ScaleRange {
    switch scale {
    case .unscaled?: .bytes
    case .range(let range)?: range
    case nil: network.inputRange.flatMap { ScaleRange($0) } ?? .standard
    }
  }

  /// What is worth saying of the scaling: that values are mapped, that `--scale` has no effect or is not the
  /// model's range, and that a table of pixels is nearly bytes.
  func notes(_ samples: Samples, of file: String, for model: RunnableModel?) -> [String] {
    func text(_ low: Double, _ high: Double) -> String {
      "\(NumberText.short(low)),\(NumberText.short(high))"
    }
    var notes: [String] = []
    if let mapped = samples.scale {
      notes.append(
        "\(file): 0...255 is mapped to \(text(mapped.low, mapped.high)) (--scale none leaves it)")
    }
    if case .range? = scale, samples.scale == nil {
      notes.append(
        "--scale: \(file) holds \(samples.numberType), not bytes: they are left alone")
    }
    var isAsked = false
    if case .range? = scale { isAsked = true }
    if samples.arePictures || isAsked, let stray = samples.stray {
      let others = stray.count == 1 ? "" : ", the first of \(stray.count) such numbers"
      notes.append(
        "\(file): sample \(stray.sample), feature \(stray.feature): \(NumberText.short(stray.value)) is "
          + "no byte 0...255\(others): all numbers are taken as they are, without scaling")
    }
    guard let scale, samples.areBytes, let model else { return notes }
    if !model.provenance.isTrainedOnNumbers, let own = model.network.inputRange {
      if case .range(let wanted) = scale, own == wanted.low...wanted.high { return notes }
      notes.append("--scale: the range of the model is \(text(own.lowerBound, own.upperBound))")
    } else if scale != .unscaled, model.provenance.isTrainedOnNumbers {
      notes.append("--scale: the model was trained on numbers as they are, without scaling")
    }
    return notes
  }
}
