import Bytes
import Commands

/// The program `reprieve`: the process around `Commands`.
@main
struct Main {
  static func main() {
    let console = Console()
    console.holdStreams()
    console.ignoreBrokenPipes()
    console.exit(Program.run(Array(CommandLine.arguments.dropFirst()), in: .process))
  }
}
