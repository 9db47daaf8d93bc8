import Bytes
import Foundation
import HostileInput
import Testing

/// A few inputs of each kind, and whether the program that tries millions would tell.
@Suite(.timeLimit(.minutes(2))) struct FuzzTests {
  @Test(arguments: FuzzTarget.all.map(\.name))
  func `nothing that is written by chance does harm`(name: String) throws {
    let target = try #require(FuzzTarget.all.first { $0.name == name })
    let outcome = FuzzChunk(target, seed: 20, 0..<40).run()
    for (index, words) in outcome.broken {
      Issue.record("\(name), seed 20, index \(index): \(words)")
    }
    #expect(outcome.taken + outcome.refused == 40)
  }

  /// Inputs of seed 1 that a campaign of ten million once found wanting.
  @Test(arguments: [
    (
      "scanner",
      [83302, 467961, 523044, 1475653, 1512303, 1620160, 1788209, 1851498, 2040578]
    ),
    ("where", [76689, 104330, 108974, 339208, 404626]),
  ])
  func `what once did harm does none any more`(name: String, indices: [Int]) throws {
    let target = try #require(FuzzTarget.all.first { $0.name == name })
    for index in indices {
      let outcome = FuzzChunk(target, seed: 1, index..<index + 1).run()
      #expect(outcome.refused == 1, "\(name), index \(index): \(outcome.broken)")
    }
  }

  @Test(arguments: ["scanner", "definitions", "producer", "log"])
  func `an input depends on its seed and its number alone`(name: String) throws {
    let target = try #require(FuzzTarget.all.first { $0.name == name })
    let whole = FuzzChunk(target, seed: 7, 100..<112).run()
    let single = (100..<112).reversed().map { FuzzChunk(target, seed: 7, $0..<$0 + 1).run() }
    #expect(single.reduce(0) { $0 + $1.taken } == whole.taken)
    var firsts: Set<UInt64> = []
    for seed in UInt64(0)..<3 {
      for index in 0..<4 {
        var generator = FuzzTarget.generator(seed: seed, target: name, index: index)
        firsts.insert(generator.next())
      }
    }
    #expect(firsts.count == 12)
  }

  @Test(arguments: [("trap", "trap"), ("hang", "hang"), ("memory", "trap")])
  func `the input that ends or stops a process is named`(fault: String, found: String) throws {
    let (code, text) = try Self.fuzz([
      "faulty-\(fault)", "--inputs", "12", "--patience", fault == "hang" ? "1" : "60",
    ])
    #expect(code == 1)
    #expect(text.contains("\nfaulty-\(fault) seed 1 \(found) 7 "), "\(text)")
    #expect(text.split(separator: "\n").count == 5, "\(text)")
  }

  @Test func `what is found ends the program with 1, nothing with 0`() throws {
    let (code, text) = try Self.fuzz(["instant", "decimal", "--inputs", "200", "--seed", "3"])
    #expect(code == 0)
    let all = text.split(separator: "\n").first { $0.hasPrefix("all ") }
    let numbers = all?.split(separator: " ").compactMap { Int($0) } ?? []
    #expect(numbers.count == 7 && numbers[0] >= 200 && numbers[1] + numbers[2] == numbers[0])
    #expect(numbers.count == 7 && numbers[3...5].allSatisfy { $0 == 0 }, "\(text)")
  }

  /// Runs the program `fuzz`, which is built beside the tests.
  private static func fuzz(_ words: [String]) throws -> (code: Int32, text: String) {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
      .deletingLastPathComponent().appendingPathComponent("fuzz")
    process.arguments = words
    process.standardOutput = output
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: text, as: UTF8.self))
  }
}
