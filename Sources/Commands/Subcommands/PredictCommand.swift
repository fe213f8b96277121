import ArgumentParser
import MLPKit

/// The command `mlp predict`.
struct PredictCommand: CommonCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Run a network on samples.",
    discussion: """
      EXAMPLES
        mlp predict model.h5 --images t10k-images-idx3-ubyte.gz
        mlp predict model.h5 --images samples.npy --logits -o logits.npy
        mlp predict model.keras --csv table.csv --drop id -o answers.csv

      A CSV needs no labels; a column of them is left out. answers.csv has a header,
      and for each row its name or number, the class and a probability for each
      class, or the outputs.
      """)

  @OptionGroup var model: ModelOptions

  @OptionGroup var data: SampleOptions
  @OptionGroup var classNames: ClassNameOptions
  @OptionGroup var head: HeadOptions
  @OptionGroup var common: CommonOptions
  @OptionGroup var writing: WritingOptions

  @Option(name: .shortAndLong, help: OutputArguments.help)
  var output: [String] = []

  @OptionGroup var last: LastActivationOptions

  @Flag(help: "Write the logits instead of the outputs.")
  var logits = false

  func run() throws {
    common.apply()
    let console = Console.current
    let arguments = try OutputArguments(output, last.name, isActivationAlone: true)
    let output = arguments.path
    let encoding = try output.flatMap { $0 == "-" ? nil : try PredictionEncoding(path: $0) }
    var planned = PlannedFiles(writing)
    planned.read([self.model.model, self.model.architecture, data.file])
    // Standard output gets text.
    if output != "-" { planned.write(output) }
    try planned.check()
    let file = try self.model.open(lastActivation: arguments.lastActivation, console: console)
    var model = try RunnableModel(file)
    if let names = classNames.classNames { try model.name(classes: names) }
    let data = try data.read(.nothing, for: model)
    var report = try model.predict(data.samples, of: self.data.file, head: head.asked)
    report.rowTitle = data.table.rowTitle
    report.rowNames = data.rowNames
    for note in data.notes { console.note(note) }
    if let output, let encoding {
      let bytes = try encoding.encode(report, showsLogits: logits, path: output)
      try writing.write([OutputFile(path: output, bytes: bytes)], console: console)
    }
    if common.json {
      console.print(report.json)
    } else if output == "-" {
      console.print(report.csv(showsLogits: logits))
    } else if output == nil {
      head.noteAssumption(for: model, console: console)
      console.print(report.lines)
    }
  }

  func validate() throws {
    if try OutputArguments(output, last.name, isActivationAlone: true).path == "-", common.json {
      throw ValidationError("-o - and --json both want standard output")
    }
  }
}

/// The file formats that predictions are written in, chosen by the extension.
enum PredictionEncoding {
  case numPy, csv, hdf5

  init(path: String) throws {
    if path.hasSuffix(".npy") {
      self = .numPy
    } else if path.hasSuffix(".csv") {
      self = .csv
    } else if path.hasSuffix(".h5") || path.hasSuffix(".hdf5") {
      self = .hdf5
    } else {
      throw UsageError("-o \(path): the extension chooses the format: .npy, .csv or .h5")
    }
  }

  /// The bytes of a file.
  ///
  /// - Parameters:
  ///   - report: the predictions.
  ///   - showsLogits: whether logits are written instead of outputs.
  ///   - path: the file's name, for errors.
  func encode(_ report: PredictionReport, showsLogits: Bool, path: String) throws -> [UInt8] {
    let matrix = showsLogits ? report.logits : report.outputs
    return switch self {
    case .numPy: NumPyWriter.encode(shape: [matrix.rows, matrix.columns], doubles: matrix.values)
    case .csv: Array(report.csv(showsLogits: showsLogits).utf8)
    case .hdf5: try HDF5MatrixWriter.encode(matrix, named: "predictions", path: path)
    }
  }
}
