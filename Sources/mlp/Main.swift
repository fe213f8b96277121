import Commands

/// The `mlp` tool.
@main
struct Main {
  static func main() {
    CommandRunner.runProcess()
  }
}
