import ArgumentParser
import MLPKit

/// The command `mlp predict`.
struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Run a network on samples.",
    discussion: """
      EXAMPLES
        mlp predict model.h5 --images t10k-images-idx3-ubyte.gz
        mlp predict model.h5 --images samples.npy --logits -o logits.npy
      """)

  @Argument(help: "A Keras model (.h5); - for standard input.")
  var model: String

  @OptionGroup var data: DataOptions
  @OptionGroup var head: HeadOptions
  @OptionGroup var common: CommonOptions
  @OptionGroup var writing: WritingOptions

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Write the outputs as .npy, .csv or .h5; - writes CSV to standard output.", valueName: "file")
  )
  var output: String?

  @Flag(help: "Write the logits instead of the outputs.")
  var logits = false

  func run() throws {
    common.apply()
    let console = Console.current
    if let output, output != "-" {
      try OutputFiles.check(
        output, replacing: writing.force, inputs: [model, data.images, data.csv].compactMap { $0 })
      _ = try PredictionEncoding(path: output)
    }
    let network = try ModelFile.open(model).network()
    let (samples, file) = try data.samples()
    try checkWidth(samples, of: file, for: network)
    let prediction = network.predict(samples)
    let report = PredictionReport(
      outputs: prediction.outputs, logits: prediction.logits, network: network,
      head: head.head(for: network, console: console))
    if let output {
      let matrix = logits ? report.logits : report.outputs
      if output == "-" {
        console.print(PredictionReport.csv(matrix).split(separator: "\n").map(String.init))
      } else {
        let bytes = try PredictionEncoding(path: output).encode(matrix, path: output)
        try writing.write([OutputFile(path: output, bytes: bytes)], console: console)
      }
    }
    if common.json {
      console.print(report.json)
    } else if output == nil {
      console.print(report.lines)
    }
  }
}

/// Refuses samples that are not as wide as the network's input.
///
/// - Throws: `FileError` of kind `badData`.
func checkWidth(_ samples: Samples, of file: String, for network: Network) throws {
  guard samples.features == network.inputs else {
    throw FileError(
      .badData, file: file,
      problem:
        "has \(samples.features) features in each sample; the network takes \(network.inputs)")
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
      throw ValidationError("--output \(path): the extension chooses the format: .npy, .csv or .h5")
    }
  }

  func encode(_ matrix: Matrix, path: String) throws -> [UInt8] {
    switch self {
    case .numPy: NumPyWriter.encode(shape: [matrix.rows, matrix.columns], doubles: matrix.values)
    case .csv: Array(PredictionReport.csv(matrix).utf8)
    case .hdf5: try MatrixFile.encode(matrix, named: "predictions", path: path)
    }
  }
}
