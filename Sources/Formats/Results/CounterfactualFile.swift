package import Files
import HDF5
package import Networks
import Numerics

/// Results files of `mlp counterfactual`.
///
/// `docs/results-format.md` is the specification.
package enum CounterfactualFile {
  /// The group that tells these results from those of an inversion.
  static let groupName = "counterfactuals"

  /// Builds the complete bytes of a file, and reads them back to be sure of them.
  ///
  /// The same results give the same bytes: no time is stored.
  ///
  /// - Parameters:
  ///   - results: what to store.
  ///   - path: the file's name for messages; nothing is written.
  /// - Throws: `FileError` of kind `inputOutput` when the HDF5 library fails.
  package static func encode(
    _ results: CounterfactualResults, path: String
  ) throws(FileError) -> [UInt8] {
    do throws(HDF5Error) {
      return try StoredGroup(results).image()
    } catch {
      throw ModelFile.fileError(error, path)
    }
  }

  /// Reads what a file says; shapes are checked, whether the numbers are true is another matter.
  static func read(_ root: borrowing HDF5Group) throws(HDF5Error) -> CounterfactualResults {
    let group = try root.group(groupName)
    let rows = try ResultsReader.matrix("samples", group, rows: nil)
    let (space, shape) = try ResultsReader.inputs(root, rows.columns)
    let hasClasses = try group.childNames().contains("class_names")
    var results = CounterfactualResults(
      modelName: try ResultsReader.text("model", root),
      modelSHA256: try ResultsReader.text("model_sha256", root),
      toolVersion: try ResultsReader.text("tool_version", root),
      parameters: try ResultsReader.parameters(try root.group("parameters")),
      distance: try ResultsReader.text("distance", group),
      isCertificate: try ResultsReader.numbers("any_answer", 1, group)[0] == 1,
      imageShape: shape, inputSpace: space,
      classNames: hasClasses ? try group.textDataset("class_names") : [])
    let count = rows.rows
    let inputs = try ResultsReader.doubles("inputs", group, [count, rows.columns])
    let shown = try ResultsReader.doubles("shown", group, [count, rows.columns])
    func column(_ name: String) throws(HDF5Error) -> [Double] {
      try ResultsReader.doubles(name, group, [count])
    }
    func verdicts(_ name: String) throws(HDF5Error) -> [Counterfactual.Verdict] {
      let answers = try column("\(name)_class")
      let probabilities = try column("\(name)_probability")
      let outputs = try column("\(name)_output")
      return answers.indices.map { row in
        Counterfactual.Verdict(
          answer: Int(exactly: answers[row]).flatMap { $0 >= 0 ? $0 : nil },
          probability: probabilities[row].isNaN ? nil : probabilities[row],
          output: outputs[row].isNaN ? nil : outputs[row])
      }
    }
    let (from, to) = (try verdicts("from"), try verdicts("to"))
    let asShown = try verdicts("shown")
    let (numbers, distances) = (try column("row"), try column("size"))
    let (bounds, proven, nodes) = (
      try column("bound"), try column("is_proven"), try column("bound_nodes")
    )
    for row in 0..<count {
      let places = (row * rows.columns)..<((row + 1) * rows.columns)
      let isFound = !inputs[places].contains(where: \.isNaN)
      guard let number = Int(exactly: numbers[row]), let parts = Int(exactly: nodes[row]) else {
        throw HDF5Error(
          .badData, object: group.path, problem: "has an impossible row or bound_nodes")
      }
      var found = Counterfactual(
        row: number, sample: Array(rows.row(row)), from: from[row],
        input: isFound ? Array(inputs[places]) : nil, to: isFound ? to[row] : nil,
        distance: distances[row],
        bound: Counterfactual.Bound(
          distance: bounds[row], isProven: proven[row] == 1, nodes: parts, seconds: 0))
      if isFound {
        found.shown = Counterfactual.Shown(input: Array(shown[places]), verdict: asShown[row])
      }
      results.counterfactuals.append(found)
    }
    return results
  }
}

extension ModelFile {
  /// The counterfactuals in the file; `nil` when it is another one.
  ///
  /// - Throws: `FileError` of kind `badData` when it is not a whole results file.
  package func counterfactuals() throws(FileError) -> CounterfactualResults? {
    guard let contents = model as? ResultsContents, contents.holdsCounterfactuals else {
      return nil
    }
    return try contents.source.reading(path: path) { root throws(HDF5Error) in
      try CounterfactualFile.read(root)
    }
  }
}

extension ResultsContents {
  /// Whether the results are those of `mlp counterfactual`.
  var holdsCounterfactuals: Bool {
    datasets.contains { $0.components.first == CounterfactualFile.groupName }
  }
}

extension StoredGroup {
  fileprivate init(_ results: CounterfactualResults) {
    set("format", .text(ResultsFile.formatName))
    set("version", .integer(ResultsFile.version))
    set("tool_version", .text(results.toolVersion))
    set("model", .text(results.modelName))
    set("model_sha256", .text(results.modelSHA256))
    if let shape = results.imageShape {
      set("image_shape", .integers([shape.height, shape.width], isScalar: false))
    }
    add("inputs", StoredGroup(results.inputSpace))
    var parameters = StoredGroup()
    for parameter in results.parameters { parameters.set(parameter.name, .text(parameter.value)) }
    add("parameters", parameters)
    add(CounterfactualFile.groupName, StoredGroup(rowsOf: results))
  }

  private init(rowsOf results: CounterfactualResults) {
    set("distance", .text(results.distance))
    set("any_answer", .integer(results.isCertificate ? 1 : 0))
    let all = results.counterfactuals
    let width = results.inputSpace.count
    let none = [Double](repeating: .nan, count: width)
    let (shape, wide) = ([all.count], [all.count, width])
    if !results.classNames.isEmpty { add("class_names", .texts(results.classNames)) }
    add("row", .integers(all.map(\.row), shape: shape))
    add("samples", .numbers(all.flatMap(\.sample), shape: wide))
    add("inputs", .numbers(all.flatMap { $0.input ?? none }, shape: wide))
    add("shown", .numbers(all.flatMap { $0.shown?.input ?? none }, shape: wide))
    add("size", .numbers(all.map(\.distance), shape: shape))
    add("bound", .numbers(all.map(\.bound.distance), shape: shape))
    add("is_proven", .integers(all.map { $0.bound.isProven ? 1 : 0 }, shape: shape))
    add("bound_nodes", .integers(all.map(\.bound.nodes), shape: shape))
    let verdicts = [
      ("from", all.map { Optional($0.from) }), ("to", all.map(\.to)),
      ("shown", all.map { $0.shown?.verdict }),
    ]
    for (name, found) in verdicts {
      add("\(name)_class", .integers(found.map { $0?.answer ?? -1 }, shape: shape))
      add("\(name)_probability", .numbers(found.map { $0?.probability ?? .nan }, shape: shape))
      add("\(name)_output", .numbers(found.map { $0?.output ?? .nan }, shape: shape))
    }
  }
}
