import Bytes
import Exporting
import Foundation
import TestSupport
import Testing

/// OMOP and Dataset-JSON as far as it can be judged without other programs; `Tests/Peers` asks them.
@Suite struct InterchangeTests {
  /// The columns of each table of the model, from its own definition.
  private static func model() throws -> [String: [(name: String, isRequired: Bool)]] {
    let path = Vectors.tests + "/data/omop/OMOPCDM_postgresql_5.4_ddl.sql"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    var tables: [String: [(String, Bool)]] = [:]
    for match in text.matches(of: /CREATE TABLE @cdmDatabaseSchema\.(\w+) \(([^;]*)\);/) {
      tables[String(match.1)] = match.2.split(separator: "\n").compactMap { line in
        line.split(whereSeparator: \.isWhitespace).first.map {
          (String($0.replacing("\"", with: "")), line.contains("NOT NULL"))
        }
      }
    }
    return tables
  }

  @Test func `tables have the model's columns in its order, and what it requires`() throws {
    let model = try Self.model()
    for table in OMOPTables.all(OMOPConcepts()) where table.name != "crosswalk" {
      let columns = try #require(model[table.name], "\(table.name)")
      #expect(table.columns.map(\.name) == columns.map(\.name), "\(table.name)")
      for (column, wanted) in zip(table.columns, columns) where wanted.isRequired {
        #expect(column.presence == .always, "\(table.name).\(column.name)")
      }
    }
    let source = CDMSource.csv(
      names: ["n"], origins: ["o"], basis: "b", engine: "e", recorded: Instant(milliseconds: 0))
    let columns = try #require(model["cdm_source"])
    let rows = ExportedFolder.cells(source)
    #expect(rows[0] == columns.map(\.name))
    for (cell, column) in zip(rows[1], columns) where column.isRequired { #expect(!cell.isEmpty) }
  }

  /// Two people, one without a year of birth.
  private static func log() throws -> SimulatedDisk {
    let disk = SimulatedDisk()
    let stage = Stage(disk: disk)
    #expect(stage.run(["init", "log.jsonl", "--origin", "example.org/two"]).code == 0)
    var lines = ""
    for (subject, year) in [("P-1", ""), ("P-2", #","birthYear":1980,"sex":"female""#)] {
      for (id, type, day, data) in [
        ("i", "intake", 1, #"{"indications":["F41.1","F32.1"]\#(year)}"#),
        ("r0", "rating", 2, #"{"instrument":"GAD-7","total":18}"#),
        ("s", "infusion", 3, #"{"infusion":"s1","drug":"ketamine","route":"IV"}"#),
        ("d", "dose", 3, #"{"infusion":"s1","mg":35.5,"minutes":40}"#),
        ("v", "vital", 3, #"{"systolic":131.5,"infusion":"s1"}"#),
        ("a", "adverse", 3, #"{"term":"nausea","severity":"mild","infusion":"s1"}"#),
        ("r1", "rating", 4, #"{"instrument":"GAD-7","total":3}"#),
        ("x", "exit", 9, #"{"reason":"died"}"#),
      ] {
        lines +=
          #"{"id":"\#(subject)\#(id)","source":"/e","type":"\#(type)","subject":"\#(subject)","#
          + #""time":"2026-03-0\#(day)T08:00:00Z","data":\#(data)}"# + "\n"
      }
    }
    #expect(stage.run(["append", "-f", "log.jsonl"], input: lines).code == 0)
    return disk
  }

  @Test func `who has no year of birth is left out, and named`() throws {
    let disk = try Self.log()
    let outcome = Stage(disk: disk).run(["export", "omop", "-f", "log.jsonl", "-o", "out"])
    #expect(outcome.code == 0)
    #expect(outcome.errors.contains("1 subject is left out"), "\(outcome.errors)")
    func rows(_ name: String) throws -> [[String]] {
      ExportedFolder.cells(try #require(disk.bytes(at: "out/\(name).csv")))
    }
    #expect(
      try rows("crosswalk").dropFirst() == [["P-1", "", "no-birth-year"], ["P-2", "1", ""]])
    let person = try rows("person")
    #expect(person.count == 2)
    #expect(person[1].prefix(3) == ["1", "8532", "1980"])
    let exposure = try rows("drug_exposure")[1]
    #expect(
      exposure[3...6] == [
        "2026-03-03", "2026-03-03 08:00:00.000", "2026-03-03",
        "2026-03-03 08:40:00.000",
      ])
    #expect(exposure[11] == "35.5" && exposure[14] == "4171047" && exposure[19] == "ketamine")
    #expect(try rows("death")[1].prefix(2) == ["1", "2026-03-09"])
    #expect(try rows("condition_occurrence").dropFirst().map { $0[13] } == ["F41.1", "F32.1"])
    #expect(try rows("episode_event")[1] == ["1", "1", "1147094"])
    let measured = try rows("measurement").dropFirst().map { [$0[2], $0[8], $0[16], $0[14]] }
    #expect(
      measured == [
        ["0", "18", "GAD-7", ""], ["0", "3", "GAD-7", ""],
        ["3004249", "131.5", "systolic", "1"],
      ])
    #expect(try rows("observation")[1][14] == "nausea")
  }

  @Test func `a file of concepts gives ids to words`() throws {
    let disk = try Self.log()
    let text = #"{"drug":{"ketamine":11},"condition":{"F41.1":13},"route":{"IV":1}}"#
    disk.install("concepts.json", Array(text.utf8))
    let outcome = Stage(disk: disk).run(
      ["export", "omop", "-f", "log.jsonl", "--concepts", "concepts.json", "-o", "out"])
    #expect(outcome.code == 0, "\(outcome.errors)")
    let exposure = ExportedFolder.cells(try #require(disk.bytes(at: "out/drug_exposure.csv")))[1]
    #expect(exposure[2] == "11" && exposure[14] == "1")
    let condition = ExportedFolder.cells(
      try #require(disk.bytes(at: "out/condition_occurrence.csv")))
    #expect(condition.dropFirst().map { $0[2] } == ["13", "0"])
  }

  @Test(arguments: [
    ("[]", "no JSON object"), ("{", "no JSON object"), (#"{"drugs":{}}"#, "did you mean drug?"),
    (#"{"drug":[]}"#, "drug is no object"), (#"{"drug":{"ketamine":1.5}}"#, "whole number"),
    (#"{"drug":{"ketamine":-1}}"#, "whole number"),
    (#"{"drug":{"ketamine":3000000000}}"#, "whole number"),
  ])
  func `a file of concepts that is wrong is refused`(text: String, words: String) throws {
    let disk = try Self.log()
    disk.install("concepts.json", Array(text.utf8))
    let outcome = Stage(disk: disk).run(
      ["export", "omop", "-f", "log.jsonl", "--concepts", "concepts.json", "-o", "out"])
    #expect(outcome.code == 78)
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
    #expect((try? disk.status(at: "out")) == nil)
  }

  @Test func `a loss is the event, and keeps both of its ends`() throws {
    let folder = try ExportedFolder(["adam"], ofVector: "worked-example")
    let root = try JSONDocument(folder.bytes("ADTTE.json")).root
    let names = root["columns"]?.elements.compactMap { $0["name"]?.text } ?? []
    let row = try #require(root["rows"]?.elements.first?.elements)
    func value(_ name: String) throws -> String {
      row[try #require(names.firstIndex(of: name))].raw.text
    }
    // Lost between 11 d and 14 d after the start of an infusion of 40 minutes.
    #expect(try value("CNSR") == "0")
    #expect(try value("LTIME") == "\(11 - 40 / 1440.0)")
    #expect(try value("RTIME") == "\(14 - 40 / 1440.0)")
    #expect(try value("AVAL") == value("RTIME"))
    #expect(try value("CNSDTDSC") == "null")
    #expect(root["records"]?.whole == 1)
    #expect(root["datasetJSONVersion"]?.text == "1.1.0")
  }

  @Test func `the time of creation is that of the view's last line`() throws {
    let log = try Vectors.bytes("outcomes/worked-example.jsonl")
    let lines = log.split(separator: 0x0A).map { Array($0).text }
    func recorded(_ line: String) throws -> String {
      try #require(try JSONDocument(Array(line.utf8)).root["recordedtime"]?.text)
    }
    for (words, last) in [([], lines[lines.count - 1]), (["--as-of", "5"], lines[4])] {
      let folder = ExportedFolder(["adam"] + words, of: log)
      let root = try JSONDocument(folder.bytes("ADSL.json")).root
      #expect(root["datasetJSONCreationDateTime"]?.text == (try recorded(last)))
    }
  }
}
