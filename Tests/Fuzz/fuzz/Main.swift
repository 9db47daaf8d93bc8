import Bytes
import Foundation
import HostileInput

/// Gives hostile input to everything that reads any: see `docs/hostile-input.md`.
///
/// ```
/// swift run -c release fuzz [--seed N] [--inputs N] [--short] [TARGET...]
/// swift run -c release fuzz --seed N --index I TARGET     one input, in this process
/// ```
@main struct Main {
  static func main() {
    do { exit(try run(Array(CommandLine.arguments.dropFirst()))) } catch {
      FileHandle.standardError.write(Data("fuzz: \(error)\n".utf8))
      exit(2)
    }
  }

  private static func run(_ words: [String]) throws -> Int32 {
    if words.first == FuzzChild.mark { return try FuzzChild(words).run() }
    let plan = try FuzzPlan(words)
    guard let index = plan.index else { return try FuzzParent(plan).run() }
    for target in plan.targets {
      let outcome = FuzzChunk(target, seed: plan.seed, index..<index + 1).run()
      let verdict =
        outcome.broken.first.map { "broken: \($0.words)" }
        ?? (outcome.taken == 1 ? "taken" : "refused")
      print("\(target.name), seed \(plan.seed), index \(index): \(verdict)")
      if !outcome.broken.isEmpty { return 1 }
    }
    return 0
  }
}

/// What is asked for on the command line.
struct FuzzPlan {
  /// The seed that all inputs depend on.
  private(set) var seed: UInt64 = 1
  /// Inputs of all targets together.
  private(set) var inputs = 10_000_000
  /// One input to be tried again.
  private(set) var index: Int?
  /// What is tried.
  private(set) var targets = FuzzTarget.all
  /// Seconds after which an input hangs.
  private(set) var patience = 10.0

  /// Words that cannot be read.
  struct Fault: Error, CustomStringConvertible {
    let description: String
  }

  init(_ words: [String]) throws {
    var words = words[...]
    var names: [String] = []
    func number() throws -> Int {
      guard let word = words.popFirst(), let number = Int(word), number >= 0 else {
        throw Fault(description: "a whole number is missing")
      }
      return number
    }
    while let word = words.popFirst() {
      switch word {
      case "--seed": seed = UInt64(try number())
      case "--inputs": inputs = try number()
      case "--index": index = try number()
      case "--patience": patience = Double(try number())
      case "--short": inputs = 300_000
      default: names.append(word)
      }
    }
    guard !names.isEmpty else { return }
    let known = FuzzTarget.all + FuzzTarget.faulty
    targets = try names.map { name in
      guard let target = known.first(where: { $0.name == name }) else {
        let list = known.map(\.name).joined(separator: ", ")
        throw Fault(description: "there is no target \(name); targets are \(list)")
      }
      return target
    }
  }

  /// How many inputs a target gets: its share.
  func count(of target: FuzzTarget) -> Int {
    let all = targets.reduce(0) { $0 + $1.share }
    return max(1, (inputs * target.share + all - 1) / all)
  }
}
