import ArgumentParser
import MLPKit

/// The command `mlp`.
struct RootCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mlp",
    abstract: "Inspect, run, train and invert dense neural networks.",
    discussion: """
      EXAMPLES
        mlp inspect model.h5
        mlp predict model.h5 --images digits-idx3-ubyte.gz
        mlp invert model.h5 -o inverse.h5 --images-dir pictures
        mlp convert model.h5 model.keras

      \(ExitStatus.table)
      """,
    version: "mlp \(MLPKitRelease.version)",
    subcommands: [
      InspectCommand.self, PredictCommand.self, EvaluateCommand.self, TrainCommand.self,
      InvertCommand.self, CounterfactualCommand.self, VerifyCommand.self,
      ConvertCommand.self, DiffCommand.self, RenderCommand.self, ReportCommand.self,
      DemoCommand.self, ManualCommand.self,
    ])
}
