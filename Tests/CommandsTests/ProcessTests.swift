import Foundation
import Glibc
import TestSupport
import Testing

/// What only a real process shows: signals, locks, pipes, memory.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ProcessTests {
  @Test(arguments: [0, 1, 13, 77, 140, 199])
  func `what was acknowledged outlives kill -9`(count: Int) throws {
    let folder = try TemporaryFolder()
    let path = PlainNotes.log(in: folder)
    let process = try ReprieveProcess(
      ["append", "-f", path, "--batch", "1", "--format", "jsonl"])
    let feeder = Thread {
      for number in 0..<200 {
        guard process.write(Array(PlainNotes.line("e-\(number)").utf8)) else { return }
      }
    }
    feeder.start()
    var acknowledged: [String] = []
    while acknowledged.count < count, let line = process.line() { acknowledged.append(line) }
    process.kill()
    while let line = process.line() { acknowledged.append(line) }
    _ = process.wait()
    #expect(acknowledged.count >= count)
    let wanted = (0..<acknowledged.count).map { #"{"answer":"accepted","seq":[\#($0 + 1)]}"# }
    #expect(acknowledged == wanted)
    #expect(["ok", "torn-tail"].contains(PlainNotes.verdict(onLog: path)))
    let ids = PlainNotes.ids(inLog: path)
    #expect(ids.count >= acknowledged.count)
    #expect(ids == (0..<ids.count).map { "e-\($0)" })

    let all = (0..<200).map { PlainNotes.line("e-\($0)") }.joined()
    #expect(Stage().run(["append", "-f", path], input: all).code == 0)
    #expect(PlainNotes.ids(inLog: path) == (0..<200).map { "e-\($0)" })
    #expect(PlainNotes.verdict(onLog: path) == "ok")
  }

  @Test func `two writers at once lose nothing and write nothing twice`() throws {
    let folder = try TemporaryFolder()
    let path = PlainNotes.log(in: folder)
    let count = ReprieveProcess.long.map { $0 * 5_000 } ?? 300
    let failures = Failures()
    DispatchQueue.concurrentPerform(iterations: 2) { writer in
      for start in stride(from: 0, to: count, by: 50) {
        let input = PlainNotes.lines(start..<start + 50, "w\(writer)")
        let words = ["append", "-f", path, "--wait", "60", "--batch", "7", "--format", "jsonl"]
        let outcome = try? ReprieveProcess.run(words, input: Array(input.utf8))
        if outcome?.code != 0 { failures.add("\(writer), \(start): \(outcome?.errors ?? "")") }
      }
    }
    #expect(failures.all.isEmpty)
    #expect(PlainNotes.verdict(onLog: path) == "ok")
    let ids = PlainNotes.ids(inLog: path)
    for writer in 0..<2 {
      let own = ids.filter { $0.hasPrefix("w\(writer)-") }
      #expect(own == (0..<count).map { "w\(writer)-\($0)" })
    }
    #expect(ids.count == 2 * count)
  }

  @Test func `readers that write the cache at once give the same answer`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("clinic.jsonl")
    #expect(Stage().run(["demo", path, "--subjects", "60"]).code == 0)
    let words = ["relief", "--summary", "-f", path]
    for round in 0..<(ReprieveProcess.long ?? 1) + 2 {
      // First none of them finds a cache, then each finds one that the log has outgrown.
      if round > 0 {
        let more = Array(PlainNotes.lines(0..<20, "r\(round)").utf8)
        #expect(try ReprieveProcess.run(["append", "-f", path], input: more).code == 0)
      }
      let wanted = try ReprieveProcess.run(words + ["--no-cache"])
      let failures = Failures()
      DispatchQueue.concurrentPerform(iterations: 4) { reader in
        let outcome = try? ReprieveProcess.run(words)
        if outcome?.output != wanted.output || outcome?.code != 0 {
          failures.add("\(round), \(reader): \(outcome?.errors ?? "")")
        }
      }
      #expect(failures.all.isEmpty)
      #expect(!wanted.output.isEmpty)
      let manifest = URL(fileURLWithPath: path + ".d/cache/histories")
      #expect((try? Data(contentsOf: manifest)) != nil, "nothing was kept")
      #expect(try ReprieveProcess.run(words).output == wanted.output)
    }
  }

  @Test func `a second writer is told who holds the lock`() throws {
    let folder = try TemporaryFolder()
    let path = PlainNotes.log(in: folder)
    let holder = try ReprieveProcess(["append", "-f", path, "--batch", "1", "--format", "jsonl"])
    defer { holder.kill() }
    holder.write(Array(PlainNotes.line("first").utf8))
    #expect(holder.line() == #"{"answer":"accepted","seq":[1]}"#)
    let second = try ReprieveProcess.run(
      ["append", "-f", path, "--wait", "0.05"], input: Array(PlainNotes.line("second").utf8))
    #expect(second.code == 75)
    #expect(second.errors.contains("nothing was written"))
    // The system may hide whose locks there are, as some containers do.
    let locks = (try? String(contentsOfFile: "/proc/locks", encoding: .utf8)) ?? ""
    let isKnown = locks.contains(" \(holder.identifier) ")
    let name = isKnown ? "process \(holder.identifier) (reprieve)" : "another process"
    #expect(second.errors.contains("is being written to by \(name)"))
    // Readers need no lock.
    #expect(try ReprieveProcess.run(["log", "-f", path]).code == 0)
    holder.closeInput()
    #expect(holder.wait().code == 0)
    #expect(PlainNotes.ids(inLog: path) == ["first"])
  }

  @Test func `a reader whose output is closed ends without a word`() throws {
    let folder = try TemporaryFolder()
    let path = Vectors.tests + "/data/ds005917/ds005917.jsonl"
    let script =
      #"{ "$0" log -f "$1" --format jsonl 2>"$2/errors"; echo $? >"$2/code"; }"#
      + #" | head -n 1 >"$2/first""#
    let outcome = try ReprieveProcess.run([path, folder.path], script: script)
    #expect(outcome.code == 0)
    #expect(folder.read("code") == Array("0\n".utf8))
    #expect(folder.read("errors").isEmpty)
    let log = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(log.count > 200_000, "a shorter log would fit into the pipe")
    let first = String(decoding: log.prefix { $0 != 0x0A }, as: UTF8.self)
    #expect(String(decoding: folder.read("first"), as: UTF8.self) == first + "\n")
  }

  @Test(arguments: [UInt8(0), UInt8(ascii: "{"), UInt8(ascii: "x")])
  func `an endless line is refused without being held in memory`(byte: UInt8) throws {
    let folder = try TemporaryFolder()
    let path = PlainNotes.log(in: folder)
    let before = folder.read("clinic.jsonl")
    let megabytes = ReprieveProcess.long != nil && byte == 0 ? 1024 : 64
    let process = try ReprieveProcess(["append", "-f", path])
    let feeder = Thread {
      let part = [UInt8](repeating: byte, count: 1 << 20)
      for _ in 0..<megabytes where !process.write(part) { return }
      process.closeInput()
    }
    feeder.start()
    var peak = 0
    while let memory = process.peakMemory {
      peak = max(peak, memory)
      usleep(2_000)
    }
    let (code, errors) = process.wait()
    #expect(code == 65)
    #expect(errors.contains("standard input:1"))
    #expect(peak > 1 << 20 && peak < min(megabytes, 300) << 20, "\(peak) bytes")
    #expect(folder.read("clinic.jsonl") == before)
  }
}

/// What went wrong on other threads.
private final class Failures: @unchecked Sendable {
  private let lock = NSLock()
  private var found: [String] = []

  func add(_ text: String) { lock.withLock { found.append(text) } }
  var all: [String] { lock.withLock { found } }
}
