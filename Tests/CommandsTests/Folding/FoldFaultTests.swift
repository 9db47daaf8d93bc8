import Bytes
import TestSupport
import Testing

/// Whatever goes wrong between many processes is said, with exit code 65, or makes no difference.
@Suite struct FoldFaultTests {
  private static func desk() throws -> (FoldDesk, lines: [[UInt8]]) {
    let desk = try FoldDesk(seed: 2)
    return (desk, desk.lines())
  }

  private static func bytes(_ lines: some Sequence<[UInt8]>) -> [UInt8] { lines.flatMap { $0 } }

  // MARK: lines

  @Test(arguments: [
    ("a carriage return", "cr"), ("a long line", "length"), ("a byte that is no UTF-8", "xxh64"),
    ("half a line", "frame"), ("an empty line", "frame"), ("a line of a megabyte", "length"),
  ])
  func `a line that was altered on the way stops the fold`(change: String, rule: String) throws {
    let (desk, all) = try Self.desk()
    var lines = all
    var line = Array(lines[7].dropLast())
    switch change {
    case "a carriage return": line.append(0x0D)
    case "a long line": line = [0x7B] + [UInt8](repeating: 0x20, count: 65_535)
    case "a line of a megabyte": line = [UInt8](repeating: 0x61, count: 1_100_000)
    case "a byte that is no UTF-8": line[line.count / 2] = 0xFF
    case "half a line": line.removeLast(line.count / 2)
    default: line = []
    }
    lines[7] = line + [0x0A]
    let outcome = desk.run(["fold", "relief"], input: Self.bytes(lines))
    #expect(outcome.code == 65)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("reprieve: error: standard input:8: the line"))
    #expect(outcome.errors.contains("rule \(rule)\n"), "\(outcome.errors)")
  }

  @Test func `the last line needs no line end`() throws {
    let (desk, lines) = try Self.desk()
    let whole = Self.bytes(lines)
    #expect(try desk.fold(["relief"], whole) == desk.fold(["relief"], whole.dropLast()))
  }

  @Test func `a line that is there twice, and line 0 that is missing or of another log`() throws {
    let (desk, lines) = try Self.desk()
    let twice = desk.run(["fold", "relief"], input: Self.bytes(lines + [lines[9]]))
    #expect(twice.code == 65)
    #expect(twice.errors.contains("line 9 of the log is there twice"))
    let none = desk.run(["fold", "relief"], input: Self.bytes(lines.dropFirst()))
    #expect(none.code == 65)
    #expect(none.errors.contains("line 0 is missing"))
    // Each part of several that were joined may bring line 0.
    #expect(
      try desk.fold(["relief"], Self.bytes([lines[0]] + lines))
        == desk.fold(["relief"], Self.bytes(lines)))
    try desk.install([], as: "other")
    let other = desk.run(["fold", "relief"], input: Self.bytes(lines + [desk.lines("other")[0]]))
    #expect(other.code == 65)
    #expect(other.errors.contains("a second line 0, of another log"))
  }

  @Test func `a correction whose target is elsewhere`() throws {
    let (desk, lines) = try Self.desk()
    let targets = try lines.compactMap {
      try JSONDocument($0.dropLast()).root["data"]?["id"]?.text
    }
    let target = try #require(targets.first)
    let rest = try lines.filter {
      try JSONDocument($0.dropLast()).root["id"]?.text != target
    }
    let outcome = desk.run(["fold", "relief"], input: Self.bytes(rest))
    #expect(outcome.code == 65)
    #expect(outcome.errors.contains("is about is not there"), "\(outcome.errors)")
  }

  // MARK: parts

  @Test func `a part that was folded twice, and a subject that was split`() throws {
    let (desk, lines) = try Self.desk()
    let whole = try desk.fold(["cohort"], Self.bytes(lines))
    let again = desk.run(["merge"], input: whole + whole)
    #expect(again.code == 65)
    #expect(again.errors.contains("6 subjects are in two states"), "\(again.errors)")
    let notes = try FoldDesk.notes()
    let plain = notes.lines()
    let halves = try [[0, 1, 3], [0, 2]].map { places in
      try notes.fold(["cohort"], places.flatMap { plain[$0] })
    }
    let split = notes.run(["merge"], input: halves[0] + halves[1])
    #expect(split.code == 65)
    #expect(split.errors.contains("a subject is in two states"), "\(split.errors)")
    #expect(split.errors.contains("XXH64 of LOGNAME/SUBJECT: "))
  }

  /// A correction of one person's event names another: who folds the first has the second too.
  @Test func `a subject that is given an event elsewhere is found as one that was split`() throws {
    let seed = try #require(
      (UInt64(1)...40).first { seed in
        let desk = try? FoldDesk(seed: seed)
        return (try? desk?.groups().contains { $0.count > 1 }) ?? false
      })
    let desk = try FoldDesk(seed: seed)
    let group = try #require(try desk.groups().first { $0.count > 1 })
    var generator = SeededGenerator(seed: seed)
    let receivers = try desk.lines().compactMap {
      try JSONDocument($0.dropLast()).root["data"]?["subject"]?.text
    }
    let receiver = try #require(receivers.first { group.contains($0) })
    let states = try [group.subtracting([receiver]), [receiver]].map {
      try desk.fold(["relief"], try desk.part(of: $0, &generator))
    }
    let outcome = desk.run(["merge"], input: states[0] + states[1])
    #expect(outcome.code == 65)
    #expect(outcome.errors.contains("in two states"))
  }

  @Test func `passes are over logs, and all of them`() throws {
    let (desk, _) = try Self.desk()
    let words = ["fold", "relief", "-f", "clinic.jsonl"]
    let both = desk.run(words + ["--passes", "2", "--shard", "0/2"])
    #expect(both.code == 2)
    #expect(both.errors.contains("--passes are all of them"))
    #expect(desk.run(words + ["--passes", "0"]).code == 2)
    #expect(desk.run(["fold", "relief", "--passes", "2"]).code == 2, "no log to read twice")
  }

  @Test func `a part that is missing, and an append that never ended`() throws {
    let (desk, lines) = try Self.desk()
    let shards = try (0..<2).map {
      try desk.fold(["relief", "-f", "clinic.jsonl", "--shard", "\($0)/2"], [])
    }
    for shard in shards {
      let outcome = desk.run(["merge", "--answer"], input: shard)
      #expect(outcome.code == 65)
      #expect(outcome.errors.contains("of \(lines.count) lines are in no state"))
    }
    let notes = try FoldDesk.notes(batch: true)
    let plain = notes.lines()
    #expect(plain.count == 4)
    let torn = try notes.fold(["cohort"], Self.bytes(plain.dropLast()))
    let outcome = notes.run(["merge", "--answer"], input: torn)
    #expect(outcome.code == 65)
    #expect(outcome.errors.contains("1 of 4 lines are in no state"), "\(outcome.errors)")
    #expect(
      notes.run(["merge", "--answer"], input: try notes.fold(["cohort"], Self.bytes(plain))).code
        == 0)
  }

  // MARK: states

  @Test func `a state that was cut or altered anywhere is refused`() throws {
    let notes = try FoldDesk.notes()
    let state = try notes.fold(["cohort"], Self.bytes(notes.lines()))
    #expect(notes.run(["merge"], input: state).output == state)
    var generator = SeededGenerator(seed: 12)
    for _ in 0..<60 {
      let end = 1 + generator.below(state.count - 1)
      let cut = notes.run(["merge"], input: Array(state[..<end]))
      #expect(cut.code == 65, "cut at \(end)")
      var altered = state
      let place = generator.below(state.count)
      altered[place] ^= UInt8(1 + generator.below(255))
      let outcome = notes.run(["merge"], input: altered)
      #expect(outcome.code == 65, "altered at \(place)")
      #expect(outcome.output.isEmpty)
    }
    let carriage = state.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
    #expect(notes.run(["merge"], input: carriage).code == 65)
    #expect(notes.run(["merge"], input: []).code == 65)
    // A whole line that was lost changes the sum.
    let lines = state.split(separator: 0x0A).map { Array($0) + [0x0A] }
    for lost in lines.indices {
      let rest = lines.indices.filter { $0 != lost }.flatMap { lines[$0] }
      #expect(notes.run(["merge"], input: rest).code == 65, "without line \(lost)")
    }
  }

  @Test func `states of different questions, definitions and logs are not merged`() throws {
    let (desk, lines) = try Self.desk()
    let all = Self.bytes(lines)
    let relief = try desk.fold(["relief"], all)
    let strict = try desk.fold(["relief", "--set", "strict"], [])
    let mixed = desk.run(["merge"], input: relief + strict)
    #expect(mixed.code == 65)
    #expect(mixed.errors.contains("states of different questions can't be merged"))
    #expect(mixed.errors.contains("  relief --set strict\n"))
    let file = "\(Vectors.tests)/data/definitions/clinic.json"
    let real = Stage()
    let changed = real.run(["fold", "relief", "--definitions", file], input: all)
    try #require(changed.code == 0, "\(changed.errors)")
    let definitions = real.run(["merge"], input: relief + changed.output)
    #expect(definitions.code == 78)
    let without = real.run(["merge", "--answer"], input: changed.output)
    #expect(without.code == 78)
    #expect(without.errors.contains("--definitions FILE"))
    let with = real.run(
      ["merge", "--answer", "--definitions", file, "--format", "json"], input: changed.output)
    #expect(with.code == 0, "\(with.errors)")
    // Another log that took the same name.
    let other = FoldDesk()
    try other.install(SeededClinic(seed: 77).events, as: "clinic")
    var zero = other.lines()[0].text
    zero = String(zero.replacing("example.org/clinic", with: "example.org/else").dropLast(29))
    let foreign = try other.fold(["relief"], Sealing.line(zero))
    let logs = desk.run(["merge"], input: relief + foreign)
    #expect(logs.code == 65)
    #expect(logs.errors.contains("two logs have the name clinic"), "\(logs.errors)")
  }

  @Test(arguments: [
    (["fold"], "which answer"), (["fold", "releif"], "did you mean relief?"),
    (["fold", "timeline"], "no answer that can be folded"),
    (["fold", "intervals", "--unit", "course"], "intervals has no option --unit"),
    (["fold", "relief", "P-1"], "one word too many"),
    (["fold", "relief", "--shard", "4/4"], "no part of a log"),
    (["fold", "relief", "--where", "subject=S1"], "asks for subjects by name"),
    (["fold", "compare", "--as-of", "1", "--as-of", "2"], "subject by subject"),
    (["fold", "relief", "--explain"], "fold has no option --explain"),
    (["fold", "relief", "--line-zero", "a", "-f", "b"], "--line-zero is for lines"),
  ])
  func `questions that can't be folded are refused`(words: [String], message: String) {
    let outcome = FoldDesk().run(words)
    #expect(outcome.code == 2)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
  }

  @Test func `what is said about an answer is not said about a state`() throws {
    let notes = try FoldDesk.notes()
    let state = try notes.fold(["cohort"], Self.bytes(notes.lines()))
    let format = notes.run(["merge", "--format", "json"], input: state)
    #expect(format.code == 2)
    #expect(format.errors.contains("add --answer"))
    let bootstrap = notes.run(["merge", "--answer", "--bootstrap", "100"], input: state)
    #expect(bootstrap.code == 2)
    #expect(bootstrap.errors.contains("cohort has no option --bootstrap"))
    let nothing = notes.run(["merge", "--answer"], input: try notes.fold(["cohort"], []))
    #expect(nothing.code == 65)
    #expect(nothing.errors.contains("of no log"))
  }
}

extension FoldDesk {
  /// A log of two people, whose three notes are lines 1 to 3: A, A, B.
  static func notes(batch: Bool = false) throws -> FoldDesk {
    let desk = FoldDesk()
    let time = try #require(Instant("2026-01-05T09:00:00Z"))
    let events = ["A", "A", "B"].enumerated().map { place, subject in
      SeededClinic.Event(
        id: "n\(place)", type: "note", subject: subject, time: time,
        data: [(name: "text", json: "\"n\"")])
    }
    guard batch else {
      try desk.install(events, as: "clinic")
      return desk
    }
    try #require(desk.run(["init", "clinic.jsonl", "--origin", "example.org/clinic"]).code == 0)
    let outcome = desk.run(
      ["append", "-f", "clinic.jsonl"], input: Array(events.map(\.line).joined().utf8))
    try #require(outcome.code == 0, "\(outcome.errors)")
    return desk
  }
}
