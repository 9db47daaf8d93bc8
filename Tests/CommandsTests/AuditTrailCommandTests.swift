import Bytes
import Foundation
import TestSupport
import Testing

/// `audit trail` as a command: its forms, its schema, its width.
@Suite struct AuditTrailCommandTests {
  private static func schema() throws -> JSONSchema { try AnswerSchemas.schema("audit-trail") }

  private func expectValid(_ words: [String], _ stage: Stage) throws -> Stage.Outcome {
    let outcome = stage.run(words + ["--format", "json"])
    #expect(outcome.code == 0, "\(words): \(outcome.errors)")
    let faults = try Self.schema().faults(in: AnswerSchemas.value(outcome.output))
    #expect(faults.isEmpty, "\(words): \(faults.prefix(3))")
    return outcome
  }

  @Test(arguments: SchemaVectorTests.logs)
  func `trails of the vectors are as their schema says`(log: String) throws {
    let path = "\(Vectors.folder)/\(log)"
    let stage = Stage()
    for options in [
      [], ["--summary", "--hours", "22-06"], ["--late", "0", "--subject", "P-1", "--since", "3"],
      ["--as-of", "9", "--until", "2026-02-01T00:00:00Z", "--actor", ""],
    ] {
      _ = try expectValid(["audit", "trail", "-f", path] + options, stage)
    }
    let size = try Vectors.bytes(log).count { $0 == 0x0A }
    for seq in Set([size / 2, size - 1]) where seq > 0 && seq < size {
      let outcome = try expectValid(["audit", "trail", "\(seq)", "-f", path], stage)
      let entry = try #require(JSONDocument(outcome.output).root["entry"])
      let lines = try Vectors.bytes(log).split(separator: 0x0A)
      #expect(entry["line"]?.string == Array(lines[seq]))
      // An event is found by what it is called, too, and is then the same.
      let name = "\(entry["source"]?.text ?? "")/\(entry["id"]?.text ?? "")"
      let named = stage.run(["audit", "trail", "-f", path, "--format", "json", "--", name])
      if named.code == 0 {
        #expect(named.output == outcome.output, "\(name)")
      } else {
        #expect(named.errors.contains("names 2 lines"), "\(named.errors)")
      }
    }
  }

  @Test func `a document without one of its members is found`() throws {
    let stage = Stage(disk: Self.disk)
    for words in [["audit", "trail"], ["audit", "trail", "7"]] {
      let outcome = try expectValid(words + ["-f", "log.jsonl"], stage)
      let whole = try #require(try AnswerSchemas.value(outcome.output) as? [String: Any])
      // --summary leaves lists out, and only a correction has done something.
      let optional: Set<String> =
        words.count == 2 ? ["corrections", "late", "backDated", "ahead"] : ["correction"]
      for name in whole.keys where !optional.contains(name) {
        var part = whole
        part[name] = nil
        #expect(try !Self.schema().faults(in: part).isEmpty, "\(name)")
      }
      for name in ["corrections", "late", "backDated", "ahead", "actors"] {
        guard let rows = whole[name] as? [[String: Any]], let first = rows.first else { continue }
        for member in first.keys {
          var row = first
          row[member] = nil
          var part = whole
          part[name] = [row]
          #expect(try !Self.schema().faults(in: part).isEmpty, "\(name).\(member)")
        }
      }
    }
  }

  private static let disk = {
    let disk = SimulatedDisk()
    disk.install("log.jsonl", AuditedLog(seed: 3).bytes)
    return disk
  }()

  @Test(arguments: [[], ["--summary"], ["7"], ["9"], ["--hours", "07-19", "--actor", "dr-2"]])
  func `a trail is whole in every form`(words: [String]) throws {
    let stage = Stage(disk: Self.disk)
    for form in FormCheck.forms.dropLast() {
      let outcome = stage.run(["audit", "trail"] + words + ["-f", "log.jsonl", "--format", form])
      #expect(outcome.code == 0, "\(form): \(outcome.errors)")
      let faults = FormCheck.faults(outcome.output, form)
      #expect(faults.isEmpty, "\(form): \(faults.prefix(3))")
      #expect(!outcome.output.isEmpty)
      guard form == "text" else { continue }
      for line in outcome.text.split(separator: "\n") where !line.contains(" · ") {
        #expect(line.unicodeScalars.count <= 80 && line.last != " ", "\(line)")
      }
    }
  }

  /// One row a change, one a finding: the same as in the document.
  @Test func `rows say what the document says`() throws {
    let stage = Stage(disk: Self.disk)
    func run(_ form: String) -> Stage.Outcome {
      stage.run(["audit", "trail", "-f", "log.jsonl", "--format", form])
    }
    let root = try JSONDocument(run("json").output).root
    let rows = CSVRows(run("csv").text).dropFirst()
    for list in ["late", "backDated", "ahead"] {
      let seqs = root[list]?.elements.compactMap { $0["seq"]?.raw.text } ?? []
      #expect(rows.filter { $0[0] == list }.map { $0[1] } == seqs, "\(list)")
    }
    let changes = root["corrections"]?.elements.flatMap { correction in
      let changes = correction["changes"]?.elements.map { $0["member"]?.text ?? "" } ?? []
      return (changes.isEmpty ? [""] : changes).map {
        "\(correction["seq"]?.raw.text ?? "") \($0)"
      }
    }
    #expect(rows.filter { $0[0] == "correction" }.map { "\($0[1]) \($0[15])" } == changes)
    #expect(run("jsonl").text.split(separator: "\n").count == rows.count)
  }

  /// What a log says can't steer a terminal.
  @Test func `text from the log is spelled out`() throws {
    let stage = Stage(disk: SimulatedDisk())
    #expect(stage.run(["init", "a.jsonl", "--origin", "example.org/a"]).code == 0)
    let note =
      #"{"id":"1","source":"/s","actor":"\u001b[2Jx","type":"note","subject":"P-1","#
      + #""time":"2026-01-01T00:00:00Z","data":{"text":"\u001b]0;\u202e"}}"#
    let void =
      #"{"id":"2","source":"/s","actor":"y\u0007","type":"correction","subject":"P-1","#
      + #""time":"2026-01-01T00:00:00Z","data":{"source":"/s","id":"1","action":"void","#
      + #""reason":"\u001b[31mred"}}"#
    #expect(stage.run(["append", "-f", "a.jsonl"], input: note + "\n" + void + "\n").code == 0)
    for words in [[], ["1"], ["2"]] {
      for form in ["text", "markdown"] {
        let outcome = stage.run(["audit", "trail"] + words + ["-f", "a.jsonl", "--format", form])
        let isSpelledOut = !outcome.output.contains { $0 < 0x20 && $0 != 0x0A || $0 == 0x7F }
        #expect(outcome.code == 0 && isSpelledOut && outcome.text.contains("\\u{1B}"))
        #expect(!outcome.text.unicodeScalars.contains("\u{202E}"))
      }
    }
  }
}
