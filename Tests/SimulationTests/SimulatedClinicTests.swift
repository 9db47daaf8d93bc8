import Bytes
import Definitions
import EventLog
import Events
import Histories
import Projections
import Simulation
import TestSupport
import Testing

@Suite struct `A simulated clinic` {
  private static let path = "clinic.jsonl"
  /// Large enough for everything that is rare.
  private static let clinic = SimulatedClinic(subjects: 300, seed: 42)
  private static let log = log(of: clinic)
  /// A smaller one for what takes long; its corrections are of every sort too.
  private static let smallLog = log(of: SimulatedClinic(subjects: 100, seed: 6))

  @Test func `writes the same bytes for the same seed`() {
    let clinic = SimulatedClinic(subjects: 40, seed: 7)
    #expect(digest(of: clinic) == digest(of: clinic))
  }

  @Test func `writes other bytes for another seed or another number of people`() {
    let digests = [
      SimulatedClinic(subjects: 40, seed: 7), SimulatedClinic(subjects: 40, seed: 8),
      SimulatedClinic(subjects: 41, seed: 7),
    ].map(digest)
    #expect(Set(digests).count == 3)
  }

  /// A change of this text is a change of every figure that was ever quoted from a simulated log.
  @Test func `writes for fifty people what it always wrote`() {
    #expect(
      digest(of: SimulatedClinic(subjects: 50, seed: 42))
        == "3e29f59449fbf60cbf36944573ff9f5db195dc3b14029b010c871fa344419f16")
  }

  @Test func `writes a log that is whole, and says how long it is`() throws {
    let clinic = Self.clinic
    let extent = clinic.write { _ in }
    var decoder = EventDecoder(.builtIn)
    let reading = try LogReader(disk(with: Self.log), Self.path).read(into: &decoder)
    #expect(reading.finding == .ok(committed: extent.lines, bytes: extent.bytes))
    #expect(reading.identity == LogIdentity(name: clinic.name, origin: clinic.origin))
    #expect(reading.created?.text == "2024-01-01T00:00:00.000Z")
    #expect(reading.lastRecorded == extent.lastRecorded)
    #expect(decoder.table.subjects.count == 300)
  }

  @Test func `hands over whole lines, about a megabyte at a time`() {
    var sizes: [Int] = []
    Self.clinic.write { piece in
      #expect(piece.last == UInt8(ascii: "\n"))
      sizes.append(piece.count)
    }
    #expect(sizes.dropLast().allSatisfy { $0 >= 1 << 20 && $0 < (1 << 20) + (1 << 16) })
  }

  @Test func `stops where the sink fails`() {
    struct Full: Error {}
    var calls = 0
    #expect(throws: Full.self) {
      try Self.clinic.write { _ throws(Full) in
        calls += 1
        throw Full()
      }
    }
    #expect(calls == 1)
  }

  @Test func `writes no line that append would refuse or write in another way`() throws {
    for (body, draft) in try drafts(of: Self.smallLog) {
      try draft.check(.builtIn, allowUnknownTypes: false)
      if draft.kind == .correction, let data = draft.data["data"] {
        try DataCheck(.builtIn).check(data, of: .rating)
      }
      if draft.body(targetKind: .rating) != body { Issue.record("written as \(body.text)") }
    }
  }

  @Test func `refers only to what its log has, and gives each event a name of its own`() throws {
    var subjects: [[UInt8]: [UInt8]] = [:]
    var sessions: Set<[[UInt8]]> = []
    for (_, draft) in try drafts(of: Self.smallLog) {
      if let label = draft.data["infusion"]?.string {
        let isNew = sessions.insert([draft.subject, label]).inserted
        #expect(isNew == (draft.kind == .infusion))
      }
      if draft.kind == .correction {
        let source = try #require(draft.data["source"]?.string)
        let id = try #require(draft.data["id"]?.string)
        #expect(subjects[source + [0] + id] == draft.subject)
      }
      let name = draft.source + [0] + draft.id
      #expect(subjects.updateValue(draft.subject, forKey: name) == nil)
    }
  }

  @Test func `is read without the general parser`() throws {
    var consumer = CanonicalOnly()
    _ = try LogReader(disk(with: Self.log), Self.path).read(into: &consumer)
    #expect(consumer.taken > 10_000)
    #expect(consumer.others == 0)
  }

  @Test func `has every kind of event, and a correction in about a hundred lines`() throws {
    var decoder = EventDecoder(.builtIn)
    _ = try LogReader(disk(with: Self.log), Self.path).read(into: &decoder)
    let table = decoder.table
    let counts = Dictionary(grouping: table.events, by: \.kind).mapValues(\.count)
    #expect(Set(counts.keys) == Set(EventKind.appendable + [.log]))
    #expect((counts[.correction] ?? 0) * 200 > table.events.count)
    #expect((counts[.correction] ?? 0) * 50 < table.events.count)
    #expect(Set(table.corrections.map(\.action)) == Set(CorrectionAction.allCases))
  }

  @Test func `has everything that relief can come to among three hundred people`() throws {
    let disk = disk(with: Self.log)
    let registry = try Registry([Replay(disk, .builtIn).histories(of: Self.path)])
    let units = ReliefProjection(AnalysisPlan()).fold(registry).units
    #expect(Set(units.map(\.status)) == Set(ReliefUnit.Status.allCases))
    #expect(Set(units.compactMap(\.reason)) == Set(ReliefUnit.Reason.allCases))
    #expect(units.contains { $0.late })
  }

  private static func log(of clinic: SimulatedClinic) -> [UInt8] {
    var bytes: [UInt8] = []
    clinic.write { bytes.append(contentsOf: $0) }
    return bytes
  }

  private func digest(of clinic: SimulatedClinic) -> String {
    SHA256.hash(Self.log(of: clinic).span).hexadecimal
  }

  private func disk(with bytes: [UInt8]) -> SimulatedDisk {
    let disk = SimulatedDisk()
    disk.install(Self.path, bytes)
    return disk
  }

  /// Of every line but line 0: the producer's members as they stand there, beginning with a comma,
  /// and what `append` would make of them.
  private func drafts(of log: [UInt8]) throws -> [(body: [UInt8], draft: Draft)] {
    try log.split(separator: UInt8(ascii: "\n")).dropFirst().map { slice in
      let line = Array(slice)
      let header = LineHeader(canonical: line.span)
      let body = Array(line[try #require(header).body])
      return (body, try Draft([UInt8(ascii: "{")] + body.dropFirst() + [UInt8(ascii: "}")]))
    }
  }
}

/// Decodes, and counts the lines that the fast path does not take.
private struct CanonicalOnly: LineConsumer {
  private var decoder = EventDecoder(.builtIn)
  var taken = 0
  var others = 0

  mutating func takeCanonical(
    _ line: Span<UInt8>, _ header: LineHeader, at offset: Int
  ) throws(LineFault) -> Bool {
    guard try decoder.takeCanonical(line, header, at: offset) else { return false }
    taken += 1
    return true
  }

  mutating func take(
    _ document: JSONDocument, _ header: LineHeader, at offset: Int
  ) throws(LineFault) {
    others += 1
    try decoder.take(document, header, at: offset)
  }
}
