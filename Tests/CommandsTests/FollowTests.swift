import Foundation
import TestSupport
import Testing

/// `log --follow` while somebody else writes: every committed line once, in order, no half batch.
@Suite struct FollowTests {
  private static let words = ["log", "--follow", "--format", "jsonl"]

  /// A log of batches of one to four lines, and the byte at which each of its appends ends.
  private func makeLog(
    _ folder: TemporaryFolder, _ generator: inout SeededGenerator
  ) -> (bytes: [UInt8], ends: [Int]) {
    let path = PlainNotes.log(in: folder)
    var ends = [folder.read("clinic.jsonl").count]
    for number in 0..<12 {
      let input = PlainNotes.lines(0..<1 + generator.below(4), "b\(number)")
      #expect(Stage().run(["append", "-f", path], input: input).code == 0)
      ends.append(folder.read("clinic.jsonl").count)
    }
    return (folder.read("clinic.jsonl"), ends)
  }

  private func grow(_ path: String, by bytes: ArraySlice<UInt8>) {
    guard let file = FileHandle(forWritingAtPath: path) else { return }
    file.seekToEndOfFile()
    file.write(Data(bytes))
    try? file.close()
  }

  /// Texts that differ are shown as they are; of bytes the differences are worked out at length.
  private func text(_ bytes: some Sequence<UInt8>) -> String {
    String(decoding: Array(bytes), as: UTF8.self)
  }

  /// A log that grows byte by byte shows no more than what is committed.
  @Test(arguments: UInt64(1)...12)
  func `every committed line is printed once and no half batch`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let source = try TemporaryFolder()
    let (bytes, ends) = makeLog(source, &generator)
    let folder = try TemporaryFolder()
    var lengths = [ends[0]]
    while lengths[lengths.count - 1] < bytes.count {
      let step = generator.below(8) == 0 ? 0 : 1 + generator.below(600)
      lengths.append(min(bytes.count, lengths[lengths.count - 1] + step))
    }
    // The reader leaves early, or when all is there.
    if generator.coin() { lengths.removeLast(generator.below(lengths.count)) }
    let path = try folder.write("clinic.jsonl", Array(bytes.prefix(lengths[0])))
    let stage = Stage { [lengths] count in
      guard count < lengths.count else { return false }
      grow(path, by: bytes[lengths[count - 1]..<lengths[count]])
      return true
    }
    let outcome = stage.run(Self.words + ["-f", path])
    #expect(outcome.code == 0, "seed \(seed)")
    #expect(outcome.errors.isEmpty, "seed \(seed)")
    let committed = ends.last { $0 <= lengths[lengths.count - 1] } ?? 0
    #expect(outcome.text == text(bytes.prefix(committed)), "seed \(seed), \(lengths)")
  }

  @Test func `batches of a writer beside it arrive whole and once`() throws {
    let folder = try TemporaryFolder()
    let path = PlainNotes.log(in: folder)
    let stage = Stage { count in
      guard count <= 30 else { return false }
      let input = PlainNotes.lines(0..<1 + count % 4, "b\(count)")
      return count % 3 == 0 || Stage().run(["append", "-f", path], input: input).code == 0
    }
    let outcome = stage.run(Self.words + ["-f", path])
    #expect(outcome.code == 0)
    #expect(outcome.text == text(folder.read("clinic.jsonl")))
    let sizes = (1...30).map { $0 % 3 == 0 ? 0 : 1 + $0 % 4 }
    #expect(PlainNotes.ids(inLog: path).count == sizes.reduce(0, +))
  }

  @Test func `a tail that a writer moves away is never printed`() throws {
    var generator = SeededGenerator(seed: 21)
    let source = try TemporaryFolder()
    let (bytes, ends) = makeLog(source, &generator)
    let batch = try #require((1..<ends.count).first { ends[$0] - ends[$0 - 1] > 500 })
    let folder = try TemporaryFolder()
    let path = try folder.write("clinic.jsonl", Array(bytes.prefix(ends[batch - 1])))
    let stage = Stage { count in
      switch count {
      case 1: grow(path, by: bytes[ends[batch - 1]..<ends[batch] - 3])
      case 3:
        let input = PlainNotes.line("instead")
        #expect(Stage().run(["append", "-f", path], input: input).code == 0)
      default: break
      }
      return count < 6
    }
    let outcome = stage.run(Self.words + ["-f", path])
    #expect(outcome.code == 0)
    #expect(outcome.text == text(folder.read("clinic.jsonl")))
    #expect(outcome.output.count > ends[batch - 1])
  }

  @Test func `a log that became shorter than what was printed stops the follower`() throws {
    var generator = SeededGenerator(seed: 4)
    let folder = try TemporaryFolder()
    let (bytes, ends) = makeLog(folder, &generator)
    let path = folder.file("clinic.jsonl")
    let stage = Stage { count in
      if count == 2 { truncate(path, off_t(ends[5])) }
      return count < 9
    }
    let outcome = stage.run(Self.words + ["-f", path])
    #expect(outcome.code == 65)
    #expect(outcome.text == text(bytes))
    #expect(outcome.errors.contains("became shorter"))
  }

  @Test func `only the lines asked for are followed`() throws {
    let folder = try TemporaryFolder()
    let path = PlainNotes.log(in: folder)
    let stage = Stage { count in
      let input = PlainNotes.lines(0..<7, "b\(count)")
      return count <= 3 && Stage().run(["append", "-f", path], input: input).code == 0
    }
    let outcome = stage.run(Self.words + ["-f", path, "--subject", "P-3", "--since", "9"])
    let wanted = outcome.text.split(separator: "\n").map { $0.contains(#""subject":"P-3""#) }
    #expect(wanted == [true, true])
  }
}
