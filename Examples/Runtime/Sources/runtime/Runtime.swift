import MLPRuntime

/// Answers rows of numbers on standard input with the weights of a file that `mlp convert` wrote.
///
/// Usage: runtime MODEL.mlpc < rows.csv
@main
struct Runtime {
  static func main() throws {
    guard CommandLine.arguments.count == 2 else {
      print("usage: runtime MODEL.mlpc < rows.csv")
      return
    }
    let network = try NeuralNetwork(coefficientsAt: CommandLine.arguments[1])
    while let line = readLine() {
      let row = line.split(separator: ",").compactMap { Double($0) }
      let outputs = try network.predict(row)
      let best = outputs.indices.max { outputs[$0] < outputs[$1] } ?? 0
      print(network.outputs > 1 ? network.className(best) : "\(outputs[0])")
    }
  }
}
