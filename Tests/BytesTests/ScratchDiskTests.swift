import Bytes
import TestSupport
import Testing

/// A disk to try things on: what is below stays as it is.
@Suite struct ScratchDiskTests {
  private let below = SimulatedDisk()

  private func disk() -> ScratchDisk {
    below.install("a", Array("0123456789".utf8))
    return ScratchDisk(over: below)
  }

  @Test func `what is written is read again, and the disk below does not change`() throws {
    let scratch = disk()
    let before = below.fingerprint
    let file = try scratch.open("a", .update)
    try scratch.writeFully(file, at: 8, Array("XYZ".utf8))
    try scratch.synchronize(file)
    #expect(try scratch.contents(of: "a").text == "01234567XYZ")
    #expect(try scratch.status(at: "a").size == 11)
    try scratch.truncate(file, to: 3)
    try scratch.writeFully(file, at: 5, Array("!".utf8))
    #expect(try scratch.contents(of: "a") == Array("012".utf8) + [0, 0] + Array("!".utf8))
    scratch.close(file)
    #expect(below.fingerprint == before)
  }

  @Test func `files are made, renamed and taken away in memory alone`() throws {
    let scratch = disk()
    let before = below.fingerprint
    let file = try scratch.open("d/b", .create)
    try scratch.writeFully(file, at: 0, [1, 2])
    #expect(throws: DiskError.self) { try scratch.open("d/b", .create) }
    #expect(throws: DiskError.self) { try scratch.open("a", .create) }
    try scratch.rename("d/b", to: "d/c")
    #expect(throws: DiskError.self) { try scratch.open("d/b", .read) }
    #expect(try scratch.names(in: "d") == ["c"])
    try scratch.link("d/c", to: "d/e")
    #expect(throws: DiskError.self) { try scratch.link("d/c", to: "a") }
    #expect(try scratch.contents(of: "d/e") == [1, 2])
    try scratch.remove("a")
    #expect(throws: DiskError.self) { try scratch.status(at: "a") }
    #expect(below.fingerprint == before)
    #expect(below.bytes(at: "a")?.count == 10)
  }

  @Test func `random writes and cuts give what a disk gives`() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SeededGenerator(seed: seed)
    let other = SimulatedDisk()
    other.install("a", Array("0123456789".utf8))
    let scratch = disk()
    let (one, two) = try (scratch.open("a", .update), other.open("a", .update))
    for _ in 0..<200 {
      let at = random.below(24)
      if random.below(3) == 0 {
        try scratch.truncate(one, to: at)
        try other.truncate(two, to: at)
      } else {
        let bytes = (0..<1 + random.below(6)).map { _ in UInt8(random.below(256)) }
        try scratch.writeFully(one, at: at, bytes)
        try other.writeFully(two, at: at, bytes)
      }
      #expect(try scratch.contents(of: "a") == other.contents(of: "a"), "seed \(seed)")
    }
  }
}
