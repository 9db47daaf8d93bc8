import Bytes
import Foundation
import Glibc
import TestSupport
import Testing

@Suite struct `A simulated disk` {
  @Test func `an unsynchronized write is lost when the power fails`() throws {
    let disk = SimulatedDisk()
    disk.install("log", [1, 2, 3])
    let file = try disk.open("log", .update)
    try disk.writeFully(file, at: 3, [4, 5])
    #expect(disk.bytes(at: "log") == [1, 2, 3, 4, 5])
    #expect(disk.durableBytes(at: "log") == [1, 2, 3])
    let found = disk.crash(keeping: .onlySynchronized)
    #expect(found.bytes(at: "log") == [1, 2, 3])
    #expect(try found.status(at: "log").size == 3)
  }

  @Test func `what was synchronized is there after every crash`() throws {
    let disk = SimulatedDisk()
    disk.install("log", [1, 2, 3])
    let file = try disk.open("log", .update)
    try disk.writeFully(file, at: 2, [4, 5])
    try disk.truncate(file, to: 3)
    try disk.synchronize(file)
    try disk.writeFully(file, at: 3, [6])
    for survivors in [.everything, .onlySynchronized] + (0..<50).map(Survivors.random) {
      let bytes = try #require(disk.crash(keeping: survivors).bytes(at: "log"))
      #expect([[1, 2, 4], [1, 2, 4, 0], [1, 2, 4, 6]].contains(bytes))
    }
  }

  @Test func `a new file needs its bytes and its name on the medium`() throws {
    let disk = SimulatedDisk()
    try disk.createFolder("logs")
    try disk.synchronizeFolder("/")
    let file = try disk.open("logs/a", .create)
    try disk.writeFully(file, at: 0, [1])
    try disk.synchronize(file)
    #expect(disk.durableBytes(at: "logs/a") == nil)
    let other = try disk.open("logs/b", .create)
    try disk.writeFully(other, at: 0, [2])
    try disk.synchronizeFolder("logs")
    let found = disk.crash(keeping: .onlySynchronized)
    #expect(found.bytes(at: "logs/a") == [1])
    #expect(found.bytes(at: "logs/b") == [])
    #expect(found.names(under: "/") == ["logs/", "logs/a", "logs/b"])
  }

  @Test func `a killed process leaves what it wrote, and it is still not on the medium`() throws {
    let disk = SimulatedDisk()
    disk.install("log", [1])
    let file = try disk.open("log", .update)
    try disk.writeFully(file, at: 1, [2])
    try disk.rename("log", to: "renamed")
    let found = disk.crash(keeping: .everything)
    #expect(found.bytes(at: "renamed") == [1, 2])
    #expect(found.names(under: "") == [])
    #expect(found.names(under: "/") == ["renamed"])
    #expect(found.crash(keeping: .onlySynchronized).bytes(at: "log") == [1])
    #expect(throws: DiskError("stat", "", EBADF)) { try found.status(file) }
  }

  @Test func `a write in flight is there, gone or torn at sectors, and a seed says which`() throws {
    let disk = SimulatedDisk()
    disk.install("log", [UInt8](repeating: 1, count: 700))
    let file = try disk.open("log", .update)
    try disk.writeFully(file, at: 600, [UInt8](repeating: 2, count: 1500))
    var lengths: Set<Int> = []
    var contents: Set<[UInt8]> = []
    for seed in UInt64(0)..<500 {
      let bytes = try #require(disk.crash(keeping: .random(seed)).bytes(at: "log"))
      #expect(bytes == disk.crash(keeping: .random(seed)).bytes(at: "log"))
      #expect(bytes[0..<600].allSatisfy { $0 == 1 })
      for sector in [600..<1024, 1024..<1536, 1536..<2048, 2048..<2100] {
        let part = bytes[sector.clamped(to: 0..<bytes.count)]
        let isOld = part.prefix(max(0, 700 - sector.lowerBound)).allSatisfy { $0 == 1 }
        let isEmpty = part.dropFirst(max(0, 700 - sector.lowerBound)).allSatisfy { $0 == 0 }
        #expect(part.allSatisfy { $0 == 2 } || (isOld && isEmpty))
      }
      lengths.insert(bytes.count)
      contents.insert(bytes)
    }
    #expect(lengths == [700, 1024, 1536, 2048, 2100])
    // Sixteen choices of four sectors at full length, seven shorter ones whose last sector is
    // there (one of 1,024, two of 1,536, four of 2,048 bytes), and the old file.
    #expect(contents.count == 16 + 7 + 1)
  }

  @Test func `every subset of three writes can survive`() throws {
    let disk = SimulatedDisk()
    disk.install("log", [0, 0, 0])
    let file = try disk.open("log", .update)
    for position in 0..<3 { try disk.writeFully(file, at: position, [UInt8(position + 1)]) }
    let found = Set((UInt64(0)..<200).map { disk.crash(keeping: .random($0)).bytes(at: "log") })
    #expect(found.count == 8)
  }

  @Test func `a replaced file is the old one or the new one, and sometimes the draft stays`() throws
  {
    let disk = SimulatedDisk()
    disk.install("checkpoint", [1])
    let draft = try disk.open("draft", .create)
    try disk.writeFully(draft, at: 0, [2])
    try disk.synchronize(draft)
    try disk.rename("draft", to: "checkpoint")
    var found: Set<[String]> = []
    for seed in UInt64(0)..<100 {
      let after = disk.crash(keeping: .random(seed))
      let bytes = try #require(after.bytes(at: "checkpoint"))
      #expect(bytes == [1] || (bytes == [2] && after.bytes(at: "draft") == nil))
      found.insert(after.names(under: "/") + ["\(bytes[0])"])
    }
    #expect(found == [["checkpoint", "1"], ["checkpoint", "draft", "1"], ["checkpoint", "2"]])
    try disk.synchronizeFolder("/")
    #expect(disk.durableBytes(at: "checkpoint") == [2])
  }

  @Test func `a renaming between folders comes to the medium whole, by either folder`() throws {
    for folder in ["from", "to"] {
      let disk = SimulatedDisk()
      disk.install("from/a", [1])
      try disk.createFolder("to")
      try disk.synchronizeFolder("/")
      let replaced = try disk.open("to/b", .create)
      try disk.writeFully(replaced, at: 0, [2])
      try disk.synchronize(replaced)
      try disk.link("to/b", to: "to/kept")
      try disk.rename("from/a", to: "to/b")
      try disk.synchronizeFolder(folder)
      #expect(disk.durableBytes(at: "to/b") == [1])
      #expect(disk.durableBytes(at: "from/a") == nil)
      try disk.synchronizeFolder("to")
      let found = disk.crash(keeping: .onlySynchronized)
      #expect(found.names(under: "/") == ["from/", "to/", "to/b", "to/kept"])
      #expect(found.bytes(at: "to/b") == [1])
      #expect(found.bytes(at: "to/kept") == [2])
    }
  }

  @Test func `a synchronization that lies leaves the old content on the medium`() throws {
    let disk = SimulatedDisk()
    disk.install("log", [1])
    let file = try disk.open("log", .update)
    try disk.writeFully(file, at: 1, [2])
    disk.failures = [disk.calls: .syncLies]
    #expect(throws: DiskError("fdatasync", "", EIO)) { try disk.synchronize(file) }
    try disk.synchronize(file)
    #expect(disk.bytes(at: "log") == [1, 2])
    #expect(disk.durableBytes(at: "log") == [1])
    let killed = disk.crash(keeping: .everything)
    #expect(killed.bytes(at: "log") == [1, 2])
    let again = try killed.open("log", .update)
    try killed.synchronize(again)
    #expect(killed.durableBytes(at: "log") == [1])
    try killed.writeFully(again, at: 1, [2])
    try killed.synchronize(again)
    #expect(killed.durableBytes(at: "log") == [1, 2])
  }

  @Test func `the call with a planned number fails, and those around it work`() throws {
    let disk = SimulatedDisk(failures: [1: .fail(ENOSPC), 3: .shortWrite(2)], recordsTrace: true)
    let file = try disk.open("log", .create)
    let failure = #expect(throws: DiskError.self) {
      try disk.write(file, at: 0, [1, 2, 3], from: 0)
    }
    #expect(failure == DiskError("write", "", ENOSPC))
    #expect(failure?.isFull == true)
    #expect(disk.bytes(at: "log") == [])
    #expect(try disk.status(file).size == 0)
    try disk.writeFully(file, at: 0, [1, 2, 3])
    #expect(disk.bytes(at: "log") == [1, 2, 3])
    #expect(disk.calls == 5)
    #expect(
      disk.trace == [
        "open log create", "write log 3 at 0 [fail(\(ENOSPC))]", "stat log",
        "write log 3 at 0 [shortWrite(2)]", "write log 1 at 2",
      ])
  }

  @Test func `after a planned crash nothing works until the machine starts again`() throws {
    let disk = SimulatedDisk(failures: [2: .crash])
    let file = try disk.open("log", .create)
    try disk.writeFully(file, at: 0, [1])
    let failure = #expect(throws: DiskError.self) { try disk.synchronize(file) }
    #expect(failure?.isSimulatedCrash == true)
    #expect(disk.hasCrashed)
    let later = #expect(throws: DiskError.self) { try disk.names(in: "/") }
    #expect(later?.isSimulatedCrash == true)
    #expect(disk.calls == 3)
    disk.close(file)
    #expect(try disk.crash(keeping: .everything).names(in: "/") == ["log"])
    #expect(try disk.crash(keeping: .onlySynchronized).names(in: "/") == [])
  }

  @Test func `one open file at a time has the lock of a file`() throws {
    let disk = SimulatedDisk()
    disk.install("log", [])
    let first = try disk.open("log", .update)
    try disk.link("log", to: "same")
    let second = try disk.open("same", .read)
    #expect(try disk.tryLock(first))
    #expect(try disk.tryLock(first))
    #expect(try !disk.tryLock(second))
    #expect(disk.lockHolder(second) == "another writer")
    #expect(disk.lockHolder(first) == nil)
    disk.close(second)
    let third = try disk.open("log", .read)
    #expect(try !disk.tryLock(third))
    disk.close(first)
    #expect(disk.lockHolder(third) == nil)
    #expect(try disk.tryLock(third))
    let found = disk.crash(keeping: .everything)
    #expect(try found.tryLock(found.open("log", .read)))
  }

  @Test func `a new file never has the number of an old one, and every change has its time`() throws
  {
    let disk = SimulatedDisk()
    let file = try disk.open("log", .create)
    let before = try disk.status(file)
    #expect(before.device == 1)
    try disk.writeFully(file, at: 4, [1])
    let written = try disk.status(file)
    #expect(written.size == 5)
    #expect(written.modified > before.modified)
    try disk.rename("log", to: "renamed")
    let renamed = try disk.status(at: "renamed")
    #expect(renamed.inode == before.inode)
    #expect(renamed.modified == written.modified)
    #expect(renamed.changed > written.changed)
    try disk.remove("renamed")
    #expect(try disk.status(file) == disk.status(file))
    let next = disk.crash(keeping: .onlySynchronized)
    #expect(try next.status(next.open("log", .create)).inode > before.inode)
  }

  @Test func `permissions are held to`() throws {
    let disk = SimulatedDisk()
    disk.install("logs/log", [1])
    disk.setPermissions(0o400, at: "logs/log")
    disk.setPermissions(0o500, at: "logs")
    #expect(try disk.contents(of: "logs/log") == [1])
    #expect(try disk.status(at: "logs/log").permissions == 0o400)
    #expect(throws: DiskError("open", "logs/log", EACCES)) { try disk.open("logs/log", .update) }
    #expect(throws: DiskError("open", "logs/new", EACCES)) { try disk.open("logs/new", .create) }
    #expect(throws: DiskError("unlink", "logs/log", EACCES)) { try disk.remove("logs/log") }
    disk.setPermissions(0, at: "logs/log")
    #expect(throws: DiskError("open", "logs/log", EACCES)) { try disk.open("logs/log", .read) }
  }

  @Test func `it answers as the disk of the machine does`() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let simulated = SimulatedDisk()
    simulated.install(folder + "/before", [])
    try simulated.remove(folder + "/before")
    try SystemDisk().createFolder(folder)
    let expected = answers(of: SystemDisk(), in: folder)
    let found = answers(of: simulated, in: folder)
    #expect(expected.count > 50)
    for (expected, found) in zip(expected, found) { #expect(found == expected) }
    #expect(found.count == expected.count)
  }

  @Test func `seeded numbers are those of the published generator`() {
    var generator = SeededGenerator(seed: 1_234_567)
    #expect(
      (0..<5).map { _ in generator.next() } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ])
    #expect((0..<1000).allSatisfy { _ in (0..<7).contains(generator.below(7)) })
  }
}

private typealias Survivors = SimulatedDisk.Survivors

/// What a disk says to many calls, right ones and wrong ones, in words.
private func answers(of disk: any Disk, in folder: String) -> [String] {
  var answers: [String] = []
  func ask<Answer>(_ question: () throws -> Answer) {
    do {
      answers.append("\(try question())")
    } catch let error as DiskError {
      answers.append("\(error.operation) \(error.path) \(error.code)")
    } catch {
      answers.append("\(error)")
    }
  }
  func path(_ name: String) -> String { folder + "/" + name }
  func kind(_ name: String) -> () throws -> String {
    {
      let status = try disk.status(at: path(name))
      return "\(status.kind) \(status.kind == .file ? status.size : 0) \(status.permissions)"
    }
  }
  func writing(_ name: String, _ mode: OpenMode, at offset: Int, _ bytes: [UInt8]) {
    ask {
      let file = try disk.open(path(name), mode)
      defer { disk.close(file) }
      return try disk.write(file, at: offset, bytes, from: min(1, bytes.count))
    }
  }

  writing("a", .update, at: 0, [0, 1])
  writing("a", .create, at: 0, [0, 1, 2, 3])
  writing("a", .create, at: 0, [0, 1])
  writing("a", .read, at: 0, [0, 1])
  writing("a", .update, at: 6, [0, 4, 5])
  writing("a", .update, at: -1, [0, 4, 5])
  writing("a", .update, at: 0, [])
  writing("a/b", .create, at: 0, [0, 1])
  writing("a/b", .update, at: 0, [0, 1])
  writing("none/b", .create, at: 0, [0, 1])
  writing("a/", .update, at: 0, [0, 1])
  writing("new/", .create, at: 0, [0, 1])
  writing("", .update, at: 0, [0, 1])
  writing("./../\(folder.split(separator: "/").last!)//a", .update, at: 0, [0, 9])
  ask { try disk.contents(of: path("a")) }
  ask { try disk.contents(of: path("a"), limit: 2) }
  ask { try disk.contents(of: folder) }
  ask { try disk.contents(of: "") }
  ask(kind("a"))
  ask(kind("none"))
  ask(kind("a/b"))
  ask(kind(""))
  ask { try disk.createFolder(path("f")) }
  ask { try disk.createFolder(path("f")) }
  ask { try disk.createFolder(path("a")) }
  ask { try disk.createFolder(path("a/b")) }
  ask { try disk.createFolder(path("none/b")) }
  ask { try disk.createFolder(path("f/g/")) }
  ask { try disk.createFolder("/") }
  ask(kind("f"))
  ask { try disk.link(path("a"), to: path("f/a")) }
  ask { try disk.link(path("a"), to: path("f/a")) }
  ask { try disk.link(path("none"), to: path("f/b")) }
  ask { try disk.link(path("f"), to: path("h")) }
  ask { try disk.link(path("a"), to: path("none/a")) }
  ask { try disk.link(path("a"), to: path("f")) }
  ask { try disk.status(at: path("a")) == disk.status(at: path("f/a")) }
  ask { try disk.rename(path("a"), to: path("f/a")) }
  ask { try disk.names(in: folder) }
  ask { try disk.names(in: path("a")) }
  ask { try disk.names(in: path("none")) }
  ask { try disk.rename(path("a"), to: path("b")) }
  ask { try disk.rename(path("a"), to: path("b")) }
  ask { try disk.rename(path("b"), to: path("f")) }
  ask { try disk.rename(path("f"), to: path("b")) }
  ask { try disk.rename(path("f"), to: path("f/g/h")) }
  ask { try disk.rename(path("b"), to: path("none/b")) }
  ask { try disk.createFolder(path("e")) }
  ask { try disk.rename(path("e"), to: path("f")) }
  ask { try disk.rename(path("f"), to: path("e")) }
  ask { try disk.names(in: path("e")) }
  ask { try disk.remove(path("e")) }
  ask { try disk.remove(path("none")) }
  ask { try disk.remove(path("b/c")) }
  ask { try disk.remove(path("e/a")) }
  ask { try disk.synchronizeFolder(path("e")) }
  ask { try disk.synchronizeFolder(path("none")) }
  ask { try disk.replace(path("b"), with: [7, 7]) }
  ask { try disk.contents(of: path("b")) }
  ask {
    let file = try disk.open(path("b"), .update)
    let other = try disk.open(path("b"), .read)
    defer { disk.close(file) }
    ask { try disk.tryLock(file) }
    ask { try disk.tryLock(other) }
    ask { try disk.truncate(file, to: 4) }
    ask { try disk.truncate(file, to: -1) }
    ask { try disk.truncate(other, to: 0) }
    ask { try disk.synchronize(other) }
    disk.close(other)
    ask { try disk.status(other).size }
    ask { try disk.tryLock(other) }
    ask { try disk.synchronize(other) }
    ask { try disk.truncate(other, to: 0) }
    ask { try disk.bytes(of: other, at: 0, count: 1) }
    ask { try disk.bytes(of: file, at: 1, count: 9) }
    ask { try disk.bytes(of: file, at: 4, count: 9) }
    ask { try disk.bytes(of: file, at: -1, count: 9) }
    ask { try disk.remove(path("b")) }
    ask { try disk.names(in: folder) }
    return try disk.bytes(of: file, at: 0, count: 9)
  }
  return answers
}
