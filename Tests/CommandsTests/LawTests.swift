import Bytes
import Foundation
import TestSupport
import Testing

/// What must stay the same when something else changes that should not matter.
@Suite struct LawTests {
  private static let seeds = UInt64(1)...UInt64(2 * (ReprieveProcess.long ?? 1))

  /// What the clinics' logs as they are answer, asked for once.
  private static let plain = Dictionary(
    uniqueKeysWithValues: seeds.map { seed in
      (seed, Result { try Ledger(SeededClinic(seed: seed).events).told() })
    })

  @Test func `the clinics have units of every kind`() throws {
    let documents = try Self.seeds.map { seed in
      try Ledger(SeededClinic(seed: seed).events).answer(["relief"]).text
    }
    let statuses = ["lost", "censored", "not-in-relief", "no-rating", "no-baseline"]
    for status in statuses {
      #expect(documents.contains { $0.contains("\"status\":\"\(status)\"") }, "\(status)")
    }
  }

  @Test(arguments: seeds)
  func `the order in which events were appended changes no figure`(seed: UInt64) throws {
    let clinic = SeededClinic(seed: seed)
    var generator = SeededGenerator(seed: seed)
    let plain = try Ledger.figures(told: Self.plain[seed]!.get())
    let mixed = Self.mixed(clinic.events, &generator)
    #expect(mixed.map(\.id) != clinic.events.map(\.id))
    #expect(try Ledger(mixed).figures() == plain, "seed \(seed)")
  }

  @Test(arguments: [50_000_001, -86_400_000, 3_025_234_567, 259_200_000_000] as [Int64])
  func `a shift of all times changes no duration`(milliseconds: Int64) throws {
    func shifted(_ time: Instant) -> Instant {
      Instant(milliseconds: time.milliseconds + milliseconds)
    }
    let clinic = SeededClinic(seed: 6)
    let later = clinic.events.map { event in
      var event = event
      event.time = shifted(event.time)
      event.data = event.data.map { name, json in
        guard name == "time", let time = Instant(String(json.dropFirst().dropLast())) else {
          return (name, json)
        }
        return (name, "\"\(shifted(time).text)\"")
      }
      return event
    }
    let (before, after) = (try Ledger(clinic.events), try Ledger(later))
    let (told, moved) = (try before.told(), try after.told())
    #expect(
      try Ledger.figures(told: told, leavingOut: .instants)
        == Ledger.figures(told: moved, leavingOut: .instants))
    #expect(try Ledger.figures(told: told) != Ledger.figures(told: moved))
  }

  @Test(arguments: seeds)
  func `a voided event leaves no trace in any figure`(seed: UInt64) throws {
    let clinic = SeededClinic(seed: seed)
    var generator = SeededGenerator(seed: seed)
    let plain = try Ledger.figures(told: Self.plain[seed]!.get(), leavingOut: .size)
    let target = clinic.events[generator.below(80)]
    let time = Instant(milliseconds: target.time.milliseconds + 777)
    let extras: [(type: String, data: [(name: String, json: String)])] = [
      ("rating", [(name: "instrument", json: "\"GAD-7\""), ("total", "2")]),
      ("exit", [("reason", "\"died\"")]), ("intake", [("indications", "[\"F33.1\"]")]),
      ("infusion", [("infusion", "\"x\""), ("drug", "\"ketamine\""), ("route", "\"IM\"")]),
      ("note", [("text", "\"elsewhere\"")]),
    ]
    for (type, data) in [extras[Int(seed) % 5], extras[(Int(seed) + 2) % 5]] {
      let extra = SeededClinic.Event(
        id: "x", type: type, subject: target.subject, time: time, data: data)
      let void = Self.void(extra, "v")
      let place = 1 + generator.below(clinic.events.count)
      let with = clinic.events[..<place] + [extra] + clinic.events[place...]
      let comment = Comment("seed \(seed), \(type) of \(target.subject) at \(time.text)")
      #expect(try Ledger(with + [void]).figures(leavingOut: .size) == plain, comment)
      let revoked = try Ledger(with + [void, Self.void(void, "w")])
      #expect(
        try revoked.figures(leavingOut: .size)
          == Ledger(Array(with)).figures(leavingOut: .size), comment)
    }
  }

  @Test(arguments: seeds)
  func `a log written by hand answers as one written in order`(seed: UInt64) throws {
    let clinic = SeededClinic(seed: seed)
    var generator = SeededGenerator(seed: seed)
    let lines = clinic.events.map { $0.handWritten(&generator) }
    let plain = try Ledger.figures(told: Self.plain[seed]!.get())
    #expect(try Ledger(lines: lines).figures() == plain, "seed \(seed)")
  }

  @Test(arguments: seeds)
  func `a view of the first lines is the log cut behind them`(seed: UInt64) throws {
    let clinic = SeededClinic(seed: seed)
    let whole = try Ledger(clinic.events)
    let lines = whole.bytes.split(separator: 0x0A)
    let more = LongRun.repetitions == nil ? [] : [2, lines.count - 3]
    for count in [1, 77, lines.count - 7, lines.count] + more {
      let cut = Ledger(bytes: Array(lines[..<count].joined(separator: [0x0A])) + [0x0A])
      let view = try whole.figures(["--as-of", "\(count)"], leavingOut: .view)
      #expect(try view == cut.figures(leavingOut: .view), "seed \(seed), \(count) lines")
    }
  }

  @Test(arguments: seeds)
  func `a registry of two logs is their union`(seed: UInt64) throws {
    let events = SeededClinic(seed: seed, reassigns: false).events
    let whole = try Ledger(events)
    let first = try Ledger(events.filter { $0.subject < "S2" }, name: "a")
    let second = try Ledger(events.filter { $0.subject >= "S2" }, name: "b")
    let both = first.joined(with: second)
    for command in ["relief", "cohort", "response", "intervals"] {
      let union = try both.answer([command])
      let separated = union.text.replacing("\"a/S", with: "\"S").replacing("\"b/S", with: "\"S")
      let found = try Figures.text(Array(separated.utf8), leavingOut: .size)
      let wanted = try Figures.text(whole.answer([command]).output, leavingOut: .size)
      #expect(found == wanted, "seed \(seed), \(command)")
      let answers = try [union, first.answer([command]), second.answer([command])]
      let flows = try answers.map { try #require(JSONDocument($0.output).root["flow"]).members }
      for (all, parts) in zip(flows[0], zip(flows[1], flows[2])) {
        let sum = (parts.0.value.whole ?? -1) + (parts.1.value.whole ?? -1)
        #expect(all.value.whole == sum, "seed \(seed), \(all.key.text)")
      }
    }
  }

  @Test func `answers do not depend on the seed of the process's hashes`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("clinic.jsonl", Ledger(SeededClinic(seed: 9).events).bytes)
    let unknown = Vectors.folder + "/log/good/03-unknown-types.jsonl"
    for log in [path, unknown] {
      for words in [["relief"], ["cohort"], ["check"], ["relief", "--explain"], ["log"]] {
        for format in ["text", "json", "jsonl", "csv"] {
          let all = words + ["-f", log, "--format", format]
          let (one, other) = (try ReprieveProcess.run(all), try ReprieveProcess.run(all))
          #expect(one.code == 0 && !one.output.isEmpty || words[0] != "log", "\(all)")
          #expect(one.output == other.output && one.errors == other.errors, "\(all)")
        }
      }
    }
  }

  /// Dictionaries group strata, sites, gaps, terms and tables on the way to these answers.
  @Test(arguments: [
    ["response"], ["response", "--by", "site,course"], ["response", "--nhs", "--explain"],
    ["response", "--paired", "ketamine,midazolam", "--explain"], ["intervals", "--explain"],
    ["cohort", "--extra", "--by", "sex"], ["relief", "--by", "baseline", "--sensitivity"],
    ["compare", "--by", "site", "--pool", "sex"],
    ["compare", "--set", "standard", "--set", "strict"],
    ["compare", "--paired", "ketamine,midazolam"], ["cohort", "--min-cell-count", "2"],
    ["compare", "--as-of", "300", "--as-of", "400", "--by", "site"],
    ["response", "--min-cell-count", "2"], ["definitions", "list"],
  ])
  func `answers about groups do not depend on it either`(words: [String]) throws {
    let folder = try TemporaryFolder()
    let clinic = SeededClinic(seed: 8, subjects: 7)
    let path = try folder.write("clinic.jsonl", Ledger(clinic.events).bytes)
    let log = words[0] == "definitions" ? [] : ["-f", path]
    let all = words + log + ["--format", words.contains("--explain") ? "text" : "json"]
    let outcomes = try (0..<3).map { _ in try ReprieveProcess.run(all) }
    #expect(outcomes[0].code == 0 && !outcomes[0].output.isEmpty, "\(outcomes[0].errors)")
    for other in outcomes.dropFirst() {
      #expect(other.output == outcomes[0].output && other.errors == outcomes[0].errors)
    }
  }

  /// Any order in which each event comes behind the one that it needs.
  static func mixed(
    _ events: [SeededClinic.Event], _ generator: inout SeededGenerator
  ) -> [SeededClinic.Event] {
    var waiting = events.shuffled(using: &generator)
    var known: Set<String> = []
    var mixed: [SeededClinic.Event] = []
    while !waiting.isEmpty {
      let ready = waiting.filter { $0.needs.map(known.contains) ?? true }
      waiting.removeAll { $0.needs.map(known.contains) ?? true }
      known.formUnion(ready.map(\.id))
      mixed += ready
    }
    return mixed
  }

  private static func void(_ event: SeededClinic.Event, _ id: String) -> SeededClinic.Event {
    SeededClinic.Event(
      id: id, type: "correction", subject: event.subject, time: event.time,
      data: [
        ("source", "\"/ehr\""), ("id", "\"\(event.id)\""), ("action", "\"void\""),
        ("reason", "\"a slip\""),
      ])
  }
}
