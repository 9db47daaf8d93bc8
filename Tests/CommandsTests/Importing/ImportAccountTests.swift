import Bytes
import TestSupport
import Testing

/// Imports that end otherwise than planned give a true account, and nothing is lost in silence.
@Suite struct ImportAccountTests {
  /// A session, its dose and a rating for each row; the dose's id does not tell two of a day apart.
  private static let mapping = #"""
    {
      "mapping": 1, "source": "/import/test", "pseudonyms": true, "zone": "UTC",
      "subject": { "column": "id" },
      "tables": [{
        "name": "visits",
        "events": [{
          "type": "infusion", "when": "mg", "id": "{subject}-{date}",
          "time": { "column": "date", "format": "yyyy-MM-dd", "hour": "10:00" },
          "data": { "infusion": { "column": "date" }, "drug": "ketamine", "route": "IV" }
        }, {
          "type": "dose", "when": "mg", "id": "{subject}-{date}-d",
          "time": { "column": "date", "format": "yyyy-MM-dd", "hour": "10:00" },
          "data": { "infusion": { "column": "date" }, "mg": { "column": "mg" } }
        }, {
          "type": "rating", "when": "gad7", "id": "{subject}-{date}-{n}",
          "time": { "column": "date", "format": "yyyy-MM-dd", "hour": "08:00" },
          "data": { "instrument": "GAD-7", "total": { "column": "gad7" } }
        }, {
          "type": "note", "when": "note", "id": "{subject}-{date}-{n}-n",
          "time": { "column": "date", "format": "yyyy-MM-dd", "hour": "12:00" },
          "data": { "text": { "column": "note" } }
        }]
      }]
    }
    """#

  private func stage(_ mapping: String = ImportAccountTests.mapping) -> ImportStage {
    ImportStage(mapping: mapping)
  }

  private func take(
    _ rows: String, _ more: [String] = [], on stage: ImportStage
  ) -> Stage.Outcome {
    stage.take("id,date,n,mg,gad7,note\n", rows, more)
  }

  @Test(arguments: [[], ["--batch", "1"], ["--batch", "100"]])
  func `a second equal dose on a row that says more is told`(more: [String]) throws {
    let stage = stage()
    let outcome = take(
      "P-1,2026-01-05,1,40,17,\nP-1,2026-01-05,2,40,9,\nP-2,2026-01-05,1,40,7,\n", more, on: stage)
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(
      outcome.text.contains(
        "2 events that earlier rows made, in rows that say more: infusion 1, dose 1: line 3"),
      "\(outcome.text)")
    #expect(!outcome.text.contains("there already"), "\(outcome.text)")
    #expect(outcome.errors.contains("1 dose has the id of an earlier row's"), "\(outcome.errors)")
    #expect(try stage.events().count { $0.contains("type=dose") } == 2)
    // Another import of the same finds all in the log, which is nothing to be told twice.
    let again = take(
      "P-1,2026-01-05,1,40,17,\nP-1,2026-01-05,2,40,9,\nP-2,2026-01-05,1,40,7,\n",
      more + ["--format", "json"], on: stage)
    let root = try JSONDocument(Array(again.text.utf8)).root
    #expect(root["repeatedEvents"]?.elements.isEmpty == true)
    #expect(root["already"]?.whole == 7)
  }

  @Test func `a row that repeats all of an earlier one is told as before, once`() throws {
    let stage = stage()
    let outcome = take(
      "P-1,2026-01-05,1,40,17,\nP-1,2026-01-05,1,40,17,\n", ["--format", "json"], on: stage)
    let root = try JSONDocument(Array(outcome.text.utf8)).root
    #expect(root["repeats"]?.elements.map { $0["line"]?.whole } == [3])
    #expect(root["repeatedEvents"]?.elements.isEmpty == true)
  }

  /// A text that fits into a line, but not with what the log writes beside it.
  private static let long = String(repeating: "x", count: 65_400)

  @Test func `of an event that turns out too long the account is true`() throws {
    let rows = "P-1,2026-01-04,1,,3,a\nP-1,2026-01-05,2,,4,\(Self.long)\n"
    let whole = stage()
    let refused = take(rows, on: whole)
    #expect(refused.code == 65)
    #expect(
      refused.errors.contains("1 row rejected") && refused.errors.contains("nothing was imported;"))
    #expect(try whole.events().isEmpty)
    let other = stage()
    let kept = take(rows, ["--rejects", "r.csv"], on: other)
    #expect(kept.code == 0)
    #expect(
      kept.text.hasPrefix(
        "imported 2 events of 1 subject from 2 rows, seq 1 to 2\n  rating 1, note 1\n"),
      "\(kept.text)")
    #expect(try other.events().count == 2)
    let batched = stage()
    let half = take(rows, ["--batch", "1"], on: batched)
    #expect(half.code == 65)
    #expect(half.errors.contains("seq 1 to 2 of earlier batches are in the log"), "\(half.errors)")
    #expect(try batched.events().count == 2)
    let kept2 = stage()
    let both = take(rows, ["--batch", "1", "--rejects", "r.csv"], on: kept2)
    #expect(
      both.text.hasPrefix("imported 2 events of 1 subject from 2 rows, seq 1 to 2\n"),
      "\(both.text)")
  }

  @Test func `a dose whose infusion is in a later batch says that the batch is why`() throws {
    let tables = #"""
      {
        "mapping": 1, "source": "/import/test", "pseudonyms": true, "zone": "UTC",
        "subject": { "column": "id" },
        "tables": [{ "name": "doses", "events": [{
          "type": "dose", "id": "{subject}-{date}-d",
          "time": { "column": "date", "format": "yyyy-MM-dd", "hour": "10:00" },
          "data": { "infusion": { "column": "date" }, "mg": { "column": "mg" } }
        }] }, { "name": "sessions", "events": [{
          "type": "infusion", "id": "{subject}-{date}",
          "time": { "column": "date", "format": "yyyy-MM-dd", "hour": "10:00" },
          "data": { "infusion": { "column": "date" }, "drug": { "column": "drug" }, "route": "IV" }
        }] }]
      }
      """#
    let stage = stage(tables)
    stage.disk.install("d.csv", Array("id,date,mg\nP-1,2026-01-05,40\nP-2,2026-01-05,40\n".utf8))
    stage.disk.install(
      "s.csv", Array("id,date,drug\nP-1,2026-01-05,ketamine\nP-2,2026-01-05,ketamine\n".utf8))
    func run(_ files: [String], _ more: [String]) -> Stage.Outcome {
      stage.run(["import", "csv"] + files + ["--map", "m.json", "-f", "c.jsonl"] + more)
    }
    let batched = run(["d.csv", "s.csv"], ["--batch", "1"])
    #expect(batched.code == 65)
    #expect(
      batched.errors.contains("with --batch its row must be in the same batch or an earlier one"))
    let turned = run(["s.csv", "d.csv"], ["--batch", "1"])
    #expect(turned.code == 0, "\(turned.errors)")
    let whole = run(["d.csv", "s.csv"], [])
    #expect(whole.text.contains("4 events there already"), "\(whole.text)")
  }

  @Test func `half a crosswalk does not stay, nor half a row of rejects`() throws {
    let mapping = Self.mapping.replacing("\"pseudonyms\": true,", with: "")
    let rows = "MRN-1,2026-01-05,1,,17,\nMRN-2,2026-01-05,1,,99,\n"
    func run(_ stage: ImportStage) -> Stage.Outcome {
      take(
        rows, ["--key", "k.key", "--crosswalk", "who.csv", "--rejects", "r.csv", "--no-cache"],
        on: stage)
    }
    let trial = stage(mapping)
    trial.disk.recordsTrace()
    #expect(run(trial).code == 0)
    let writes = trial.disk.trace.enumerated().filter {
      $0.element.contains("write")
        && ($0.element.contains("who.csv") || $0.element.contains("r.csv"))
    }
    #expect(writes.count >= 2, "\(trial.disk.trace.suffix(20))")
    let last = trial.disk.calls - trial.disk.trace.count
    for (place, _) in writes {
      let stage = stage(mapping)
      stage.disk.failures = [last + place: .shortWrite(7), last + place + 1: .fail(28)]
      let outcome = run(stage)
      #expect(outcome.code != 0)
      for name in ["who.csv", "r.csv"] {
        guard let left = stage.disk.bytes(at: name) else { continue }
        #expect(left.isEmpty || left.last == 0x0A, "\(name): \(left.text)")
        #expect(name != "who.csv" || left == trial.disk.bytes(at: name))
      }
    }
  }

  /// An intake of which one row says the weight: first it, or first the one that leaves it out.
  @Test(arguments: ["P-1,80\nP-1,\n", "P-1,\nP-1,80\n"])
  func `what is made once has what any row says, in both directions`(rows: String) throws {
    let mapping = #"""
      {
        "mapping": 1, "source": "/import/test", "pseudonyms": true, "zone": "UTC",
        "subject": { "column": "id" },
        "tables": [{ "name": "people", "events": [{
          "type": "intake", "once": true, "id": "{subject}-i", "time": "2026-01-05T10:00:00Z",
          "data": { "indications": [], "weightKg": { "column": "kg" } }
        }] }]
      }
      """#
    let stage = stage(mapping)
    stage.disk.install("t.csv", Array(("id,kg\n" + rows).utf8))
    let words = ["import", "csv", "t.csv", "--map", "m.json", "-f", "c.jsonl"]
    let outcome = stage.run(words)
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(try stage.events().map { $0.contains("\"weightKg\":80") } == [true])
    // The log keeps what a batch said; what a later one says besides is told, not dropped.
    let batched = self.stage(mapping)
    batched.disk.install("t.csv", Array(("id,kg\n" + rows).utf8))
    let told = batched.run(words + ["--batch", "1"])
    #expect(told.code == 0)
    #expect(try batched.events().count == 1)
    #expect(
      try batched.events()[0].contains("\"weightKg\":80")
        != told.errors.contains("1 value differs"),
      "\(told.errors)")
  }
}
