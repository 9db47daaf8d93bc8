import Bytes
import TestSupport
import Testing

/// A desk at which logs are folded in parts and put together again: a disk in memory.
struct FoldDesk {
  let disk = SimulatedDisk()
  let stage: Stage

  init() { stage = Stage(disk: disk) }

  /// A made-up clinic, in `clinic.jsonl`, whose corrections move ratings from one person to another.
  init(seed: UInt64, subjects: Int = 6) throws {
    self.init()
    try install(
      SeededClinic(seed: seed, subjects: subjects, corrections: 12).events, as: "clinic")
  }

  /// Makes a log of events; each is appended on its own.
  func install(_ events: some Sequence<SeededClinic.Event>, as name: String) throws {
    disk.install("\(name).jsonl", try Ledger(events, name: name).bytes)
  }

  /// The lines of a log with their ends, line 0 first.
  func lines(_ name: String = "clinic") -> [[UInt8]] {
    (disk.bytes(at: "\(name).jsonl") ?? []).split(separator: 0x0A).map { Array($0) + [0x0A] }
  }

  func run(_ words: [String], input: [UInt8] = []) -> Stage.Outcome {
    stage.run(words, input: input)
  }

  /// The state of what is given on standard input.
  func fold(_ question: [String], _ input: [UInt8]) throws -> [UInt8] {
    let outcome = run(["fold"] + question, input: input)
    try #require(outcome.code == 0, "\(question): \(outcome.errors)")
    return outcome.output
  }

  /// States as one.
  func merge(_ states: [[UInt8]]) throws -> [UInt8] {
    let outcome = run(["merge"], input: states.flatMap { $0 })
    try #require(outcome.code == 0, "\(outcome.errors)")
    return outcome.output
  }

  /// The subjects of a log, those together between whom a correction moves something.
  func groups(_ name: String = "clinic") throws -> [Set<String>] {
    var groups: [Set<String>] = []
    for line in lines(name).dropFirst() {
      let root = try JSONDocument(line.dropLast()).root
      var names = Set([try #require(root["subject"]?.text)])
      if let receiver = root["data"]?["subject"]?.text { names.insert(receiver) }
      for group in groups where !group.isDisjoint(with: names) { names.formUnion(group) }
      groups.removeAll { !$0.isDisjoint(with: names) }
      groups.append(names)
    }
    return groups
  }

  /// The lines of some subjects behind line 0, in an order drawn by chance.
  func part(
    of subjects: Set<String>, _ generator: inout SeededGenerator, _ name: String = "clinic"
  ) throws -> [UInt8] {
    let all = lines(name)
    let own = try all.dropFirst().filter { line in
      let subject = try JSONDocument(line.dropLast()).root["subject"]?.text
      return subject.map(subjects.contains) ?? false
    }
    return ([all[0]] + own).shuffled(using: &generator).flatMap { $0 }
  }
}
