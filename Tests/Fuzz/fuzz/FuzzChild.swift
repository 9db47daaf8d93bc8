import Foundation
import HostileInput
import Glibc

/// A process that tries a chunk, with bounds on what it may take.
struct FuzzChild {
  static let mark = "--child"
  /// Bytes of addresses that a child may have.
  static let mostMemory: UInt = 1 << 30

  private let chunk: FuzzChunk
  private let progress: Int32

  /// `--child TARGET SEED START END PROGRESS`
  init(_ words: [String]) throws {
    let known = FuzzTarget.all + FuzzTarget.faulty
    guard words.count == 6, let target = known.first(where: { $0.name == words[1] }),
      let seed = UInt64(words[2]), let start = Int(words[3]), let end = Int(words[4]), start <= end
    else { throw FuzzPlan.Fault(description: "\(Self.mark) is for the program itself") }
    chunk = FuzzChunk(target, seed: seed, start..<end)
    progress = open(words[5], O_WRONLY | O_CLOEXEC)
    guard progress >= 0 else { throw FuzzPlan.Fault(description: "no file for the progress") }
  }

  /// The words in which a child starts.
  static func words(_ chunk: FuzzChunk, progress: String) -> [String] {
    [
      mark, chunk.target.name, "\(chunk.seed)", "\(chunk.range.lowerBound)",
      "\(chunk.range.upperBound)", progress,
    ]
  }

  func run() -> Int32 {
    var memory = rlimit(rlim_cur: Self.mostMemory, rlim_max: Self.mostMemory)
    var core = rlimit(rlim_cur: 0, rlim_max: 0)
    guard setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &memory) == 0,
      setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &core) == 0
    else { return 70 }
    let outcome = chunk.run { index in
      // Before each input, so that whoever finds this process dead knows by which it died.
      var number = Int64(index)
      _ = pwrite(progress, &number, 8, 0)
    }
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    print(
      "done \(outcome.taken) \(outcome.refused) \(outcome.broken.count) \(usage.ru_maxrss)",
      outcome.slowest.microseconds, outcome.slowest.index)
    for (index, words) in outcome.broken.prefix(20) {
      print("broken \(index) \(words.replacing("\n", with: " ").prefix(300))")
    }
    return 0
  }
}
