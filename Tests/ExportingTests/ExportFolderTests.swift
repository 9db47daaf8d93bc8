import Bytes
import EventLog
import Exporting
import Foundation
import Histories
import TestSupport
import Testing

/// A folder is there whole or not at all.
@Suite struct ExportFolderTests {
  private static let forms = ["csv", "parquet", "omop", "adam"]

  private static func log() throws -> [UInt8] { try Vectors.bytes("outcomes/cohort-small.jsonl") }

  @Test(arguments: forms) func `the manifest says what every file is, and fits its schema`(
    form: String
  ) throws {
    let folder = ExportedFolder([form, "--format", "json"], of: try Self.log())
    #expect(folder.outcome.code == 0, "\(folder.outcome.errors)")
    let manifest = try folder.bytes("manifest.json")
    #expect(folder.outcome.output == manifest)
    let path = "\(Vectors.tests)/../docs/schema/export-tables.schema.json"
    let schema = try JSONSchema(Data(contentsOf: URL(fileURLWithPath: path)))
    let faults = schema.faults(in: try JSONSerialization.jsonObject(with: Data(manifest)))
    #expect(faults.isEmpty, "\(faults)")
    let files = try JSONDocument(manifest).root["files"]?.elements ?? []
    let names = try folder.disk.names(in: "out")
    #expect(
      files.compactMap { $0["path"]?.text } + ["manifest.json"]
        == names.sorted {
          ($0 == "manifest.json" ? "~" : $0) < ($1 == "manifest.json" ? "~" : $1)
        })
    for file in files {
      let bytes = try folder.bytes(file["path"]?.text ?? "")
      #expect(file["bytes"]?.whole == Int64(bytes.count))
      #expect(file["sha256"]?.text == SHA256.hash(bytes.span).hexadecimal)
    }
  }

  @Test(arguments: forms) func `the same log gives the same bytes, whatever the clock says`(
    form: String
  ) throws {
    let log = try Self.log()
    let one = ExportedFolder([form], of: log)
    let disk = SimulatedDisk()
    disk.install("log.jsonl", log)
    let later = Stage(disk: disk, now: Instant("2031-01-01T00:00:00Z")!)
    #expect(later.run(["export", form, "-f", "log.jsonl", "-o", "out"]).code == 0)
    for name in try disk.names(in: "out") {
      #expect(try one.bytes(name) == disk.bytes(at: "out/\(name)"), "\(name)")
    }
  }

  @Test(arguments: ["out", "file"]) func `nothing is replaced`(target: String) throws {
    let disk = SimulatedDisk()
    disk.install("log.jsonl", try Self.log())
    disk.install("out/mine.txt", Array("mine".utf8))
    disk.install("file", Array("mine".utf8))
    let outcome = Stage(disk: disk).run(["export", "csv", "-f", "log.jsonl", "-o", target])
    #expect(outcome.code == 73)
    #expect(outcome.errors.contains("something stands there already"), "\(outcome.errors)")
    #expect(disk.bytes(at: "out/mine.txt") == Array("mine".utf8))
    #expect(disk.bytes(at: "file") == Array("mine".utf8))
    #expect(try disk.names(in: "/").sorted() == ["file", "log.jsonl", "out"])
  }

  @Test func `where a write fails nothing is left`() throws {
    let log = try Self.log()
    let whole = SimulatedDisk()
    whole.install("log.jsonl", log)
    let words = ["export", "csv", "-f", "log.jsonl", "-o", "out", "--no-cache"]
    let before = whole.calls
    #expect(Stage(disk: whole).run(words).code == 0)
    var failed = 0
    for call in before..<whole.calls {
      let disk = SimulatedDisk(failures: [call: .shortWrite(0)])
      disk.install("log.jsonl", log)
      let outcome = Stage(disk: disk).run(words)
      let names = try disk.names(in: "/")
      if outcome.code == 0 {
        #expect(names.contains("out"))
      } else {
        failed += 1
        #expect(outcome.code == 74, "\(outcome.errors)")
        #expect(names.filter { $0 != "log.jsonl" } == [], "call \(call): \(names)")
      }
    }
    #expect(failed > 9)
  }

  @Test func `numbers of rows are counted through, however many subjects are held at a time`()
    throws
  {
    let folder = try TemporaryFolder()
    let path = folder.file("demo.jsonl")
    #expect(Stage().run(["demo", path, "--subjects", "40"]).code == 0)
    let registry = try Registry([
      Replay(SystemDisk(), .builtIn, asOf: nil, until: nil, witnesses: false, cache: nil)
        .histories(of: path)
    ])
    let question = ExportQuestion(
      .init(), reliefID: "a", responseID: "b", intervalsID: "c", basis: "d")
    let projection = ExportProjection(OMOPTables.all(OMOPConcepts()), question)
    var whole: [RowBlock] = projection.nobody
    projection.forEachPart(of: registry) { blocks in
      for index in blocks.indices { whole[index].append(blocks[index]) }
    }
    for size in [1, 7, 40] {
      var parts: [RowBlock] = projection.nobody
      projection.forEachPart(of: registry, subjectsAtATime: size) { blocks in
        for index in blocks.indices { parts[index].append(blocks[index]) }
      }
      for (one, other) in zip(whole, parts) {
        #expect(one.columns.map(\.integers) == other.columns.map(\.integers), "\(size)")
        #expect(one.columns.map(\.text) == other.columns.map(\.text), "\(size)")
      }
    }
  }
}
