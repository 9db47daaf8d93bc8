import TestSupport
import Testing

/// An answer never takes the place of a log, named or not, nor of what is kept beside one.
@Suite struct OutputOverLogTests {
  @Test(arguments: [
    "/other.jsonl", "/log.jsonl.d/checkpoint", "/copy-with-another-name",
  ])
  func `an answer does not replace a log or a file beside one`(output: String) throws {
    let disk = SimulatedDisk()
    let log = try Vectors.bytes("outcomes/cohort-small.jsonl")
    for path in ["/log.jsonl", "/other.jsonl", "/copy-with-another-name"] {
      disk.install(path, log)
    }
    disk.install("/log.jsonl.d/checkpoint", Array("kept".utf8))
    let before = disk.bytes(at: output)
    let answer = Stage(disk: disk).run(
      ["relief", "--summary", "--format", "json", "-f", "/log.jsonl", "-o", output])
    #expect(answer.code == 73)
    #expect(answer.errors.contains("is a log, or lies beside one"), "\(answer.errors)")
    #expect(disk.bytes(at: output) == before)
  }

  @Test func `an older answer is replaced`() throws {
    let disk = SimulatedDisk()
    disk.install("/log.jsonl", try Vectors.bytes("outcomes/cohort-small.jsonl"))
    let words = ["relief", "--format", "jsonl", "-f", "/log.jsonl", "-o", "/answer.jsonl"]
    for _ in 0..<2 { #expect(Stage(disk: disk).run(words).code == 0) }
    #expect(disk.bytes(at: "/answer.jsonl")?.isEmpty == false)
  }
}
