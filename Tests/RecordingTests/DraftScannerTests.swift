import Bytes
import Definitions
import EventLog
import Events
import Recording
import TestSupport
import Testing

/// An appender that reads producers' lines in place, beside one that parses every line: they must
/// give the same answers and leave the same bytes.
@Suite struct DraftScannerTests {
  private static let path = "log.jsonl"

  /// A log and its writer.
  private struct Twin {
    let disk = SimulatedDisk()
    let clock = TickingClock()
    let scans: Bool
    var appender: Appender

    init(scans: Bool) throws {
      self.scans = scans
      disk.installLog(path)
      appender = try Appender.open(disk, path, .builtIn, clock.timekeeper)
    }

    func append(_ lines: [[UInt8]], allowsUnknown: Bool) throws -> AppendAnswer {
      try appender.append(
        DraftBatch(ProducerLines(lines), appender.scanner, scans: scans),
        allowUnknownTypes: allowsUnknown)
    }

    mutating func reopen(usesCache: Bool) throws {
      appender.close()
      appender = try Appender.open(disk, path, .builtIn, usesCache: usesCache, clock.timekeeper)
    }
  }

  /// What an answer says, the bytes that it gives back included.
  private func text(_ answer: AppendAnswer) -> String {
    guard case .accepted(let seqs, let written) = answer else { return "\(answer)" }
    return "accepted \(seqs) " + written.map(\.text).joined(separator: "\n")
  }

  @Test(arguments: UInt64(1)...4)
  func `both ways of reading give the same answers and the same log`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var random = RandomLines(seed: seed)
    var (fast, slow) = (try Twin(scans: true), try Twin(scans: false))
    var kinds: [Substring: Int] = [:]
    var said: [[UInt8]] = []
    for round in 0..<400 {
      // A batch goes down with its first odd line: most have few.
      let lines = (0...generator.below(6) / 4).map { place -> [UInt8] in
        switch generator.below(20) {
        case 0 where !said.isEmpty: return said[generator.below(said.count)]
        case 1 where !said.isEmpty:
          let line = said[generator.below(said.count)].text
          return Array(line.replacing("2026", with: "2025").utf8)
        case 2..<9: return random.draft()
        default: return related("n-\(round)-\(place)", round, &generator)
        }
      }
      let allowsUnknown = generator.coin()
      let found = try fast.append(lines, allowsUnknown: allowsUnknown)
      let wanted = try slow.append(lines, allowsUnknown: allowsUnknown)
      let place = "seed \(seed), round \(round): \(lines.map(\.text))"
      try #require(text(found) == text(wanted), Comment(rawValue: place))
      kinds["\(wanted)".prefix { $0 != "(" }, default: 0] += 1
      if case .accepted = wanted { said += lines }
      if generator.below(60) == 0 {
        let usesCache = generator.coin()
        try fast.reopen(usesCache: usesCache)
        try slow.reopen(usesCache: usesCache)
      }
    }
    #expect(fast.disk.bytes(at: Self.path) == slow.disk.bytes(at: Self.path), "seed \(seed)")
    #expect(fast.appender.checkpoint == slow.appender.checkpoint, "seed \(seed)")
    for kind in ["accepted", "already", "conflict", "refused"] {
      #expect(kinds[Substring(kind), default: 0] > 0, "seed \(seed): \(kinds)")
    }
    #expect(fast.appender.head > 100, "seed \(seed): \(fast.appender.head) lines")
  }

  /// An event that refers to others: sessions, what belongs to them, and corrections of all of it.
  private func related(
    _ id: String, _ round: Int, _ generator: inout SeededGenerator
  ) -> [UInt8] {
    let subject = ["A", "B", "C"][generator.below(3)]
    let label = "s\(round / 100)-\(generator.below(6))"
    let target = "n-\(max(0, round - generator.below(12)))-\(generator.below(2))"
    switch generator.below(9) {
    case 0, 1: return ProducerLine.infusion(id, subject, label: label)
    case 2, 3: return ProducerLine.dose(id, subject, label: label)
    case 4: return ProducerLine.rating(id, subject, total: generator.below(24))
    case 5: return ProducerLine.correction(id, subject, "void", target)
    case 6: return ProducerLine.relabel(id, subject, target, to: label)
    case 7:
      return ProducerLine.reassign(id, subject, target, to: ["A", "B", "new"][generator.below(3)])
    default:
      let data = [
        #"{"instrument":"GAD-7","total":3}"#, #"{"total":3,"instrument":"GAD-7"}"#,
        #"{"infusion":"\#(label)","mg":25.5}"#, #"{"text":"é"}"#,
      ][generator.below(4)]
      return ProducerLine.correction(id, subject, "amend", target, ",\"data\":\(data)")
    }
  }

  /// Most of what producers write is read in place: else nothing here would be tested.
  @Test func `plain lines are read in place and others are not`() throws {
    let scanner = DraftScanner(.builtIn)
    func isPlain(_ line: String) -> Bool {
      var scanner = scanner
      let bytes = Array(line.utf8)
      let padded = bytes + [UInt8](repeating: 0, count: DraftScanner.padding)
      return scanner.scan(padded.span, 0..<bytes.count) != nil
    }
    let plain = ProducerLine.dose("d", "A", label: "1").text
    #expect(isPlain(plain))
    #expect(isPlain(#"{"specversion":"1.0","# + plain.dropFirst()))
    #expect(isPlain(plain + " \r"))
    #expect(isPlain(ProducerLine.relabel("c", "A", "d", to: "x").text))
    #expect(
      isPlain(
        ProducerLine.event("rating", "r", "A", #"{"instrument":"C-SSRS","items":[null,0,1,0,0,0]}"#)
          .text))
    for other in [
      plain.replacing("25.5", with: "2.55e1"), plain.replacing("25.5", with: "25.5555"),
      plain.replacing("25.5", with: "-1"), plain.replacing("\"mg\"", with: "\"m\\u0067\""),
      plain.replacing(",\"mg\":25.5", with: ""), plain.replacing("dose", with: "dosis"),
      plain.replacing("\"A\"", with: "\"log\""),
      plain.replacing("{\"infusion", with: "{ \"infusion"),
      plain.replacing("T00:00:00", with: "T24:00:00"), plain.replacing("d\"", with: "é\""),
      plain.replacing("}}", with: "},\"x\":1}"), plain + "x", String(plain.dropLast()),
    ] {
      #expect(!isPlain(other), "\(other)")
    }
  }

  /// More lines than one block has are made and hashed on several threads, and so many tiles as these
  /// fill are written on one of their own.
  @Test func `a batch of several blocks is the lines one by one`() throws {
    let twin = try Twin(scans: true)
    let count = 16_900
    let lines = (0..<count).map {
      ProducerLine.note("n\($0)", "S\($0 % 40)", String(repeating: "x", count: $0 % 7))
    }
    let answer = try twin.append(lines, allowsUnknown: false)
    guard case .accepted(let seqs, let written) = answer else {
      Issue.record("\(answer)")
      return
    }
    #expect(seqs == Array(1...count) && written.count == count)
    let header = try LineHeader(JSONDocument(written[0]))
    for (place, line) in written.enumerated() {
      let body = [UInt8(ascii: ",")] + lines[place].dropFirst().dropLast()
      let wanted = LineBuilder.line(
        seq: place + 1, recorded: header.recorded, body: body, batch: 1...count)
      try #require(line == wanted, "line \(place)")
    }
    let found = twin.disk.lines(of: Self.path)
    #expect(found.count == count + 1 && found.dropFirst().elementsEqual(written))
    var frontier = MerkleFrontier()
    for line in found { frontier.append(line.span) }
    #expect(twin.appender.checkpoint.root == frontier.root)
    // The tiles are those of that tree, or the next writer would read the log.
    twin.appender.close()
    #expect(TileKeeper(twin.disk, LogFolder(beside: Self.path), from: frontier) != nil)
    let again = try Appender.open(twin.disk, Self.path, .builtIn, twin.clock.timekeeper)
    guard case .already(let seqs) = try again.append([lines[16_899], lines[3]]) else {
      Issue.record("a repeat was not found")
      return
    }
    #expect(seqs == [16_900, 4])
  }
}
