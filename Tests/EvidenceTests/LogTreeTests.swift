import Bytes
import EventLog
import Evidence
import Recording
import TestSupport
import Testing

@Suite struct LogTreeTests {
  /// Around one tile, two, and the third line of a tile on the second level.
  static let sizes = [1, 2, 3, 7, 255, 256, 257, 513, 770]

  @Test(arguments: sizes)
  func `a tree has the root of every smaller one, and every proof holds`(size: Int) throws {
    let log = SmallLog(lines: size)
    let tree = try LogVerification.verify(log.disk, SmallLog.path).tree
    #expect(tree.size == size)
    let leaves = log.leaves
    let proofs = SmallTree(leaves).proofs()
    var frontier = MerkleFrontier()
    #expect(try tree.root(of: 0) == frontier.root)
    var roots = [frontier.root]
    for leaf in leaves {
      frontier.append(leaf: leaf)
      roots.append(frontier.root)
    }
    for smaller in stride(from: 1, through: size, by: size < 20 ? 1 : 67) {
      #expect(try tree.root(of: smaller) == roots[smaller])
      let index = smaller * 31 % smaller
      for index in Set([0, index, smaller - 1]) {
        let siblings = try tree.inclusion(of: index, in: smaller)
        #expect(siblings == proofs.inclusion(of: index, in: smaller))
        #expect(
          ProofCheck.includes(
            leaves[index], at: UInt64(index), in: UInt64(smaller), root: roots[smaller], siblings))
      }
      let proof = try tree.consistency(from: smaller, to: size)
      #expect(proof == proofs.consistency(from: smaller, to: size))
      #expect(
        ProofCheck.extends(UInt64(smaller), roots[smaller], to: UInt64(size), roots[size], proof))
    }
  }

  @Test func `the tree does not depend on how many threads read the log`() throws {
    // Ranges of 256 KiB: this log is large enough for five of them.
    let log = SmallLog(lines: 3_000, text: String(repeating: "long ", count: 60))
    let disk = log.disk
    let wanted = SmallTree(log.leaves).proofs().root(of: 3_000)
    for lanes in 1...7 {
      let tree = try LogVerification.verify(disk, SmallLog.path, lanes: lanes).tree
      #expect(try tree.root(of: 3_000) == wanted, "\(lanes) threads")
      for line in [0, 255, 256, 1_000, 2_999] {
        #expect(try tree.line(line) == log.lines[line], "\(lanes) threads")
      }
    }
  }

  @Test func `lines of a torn batch are in no tree`() throws {
    let whole = SmallLog(lines: 255)
    let recorded = Instant("2026-01-05T08:00:00Z")!
    let torn = (255..<520).map { seq in
      LineBuilder.line(
        seq: seq, recorded: recorded,
        body: Array(
          #","id":"t\#(seq)","source":"/a","type":"note","subject":"P-1","time":"2026-01-05T08:00:00Z","data":{"text":"t"}"#
            .utf8), batch: 255...520)
    }
    let disk = SimulatedDisk()
    disk.install(SmallLog.path, whole.bytes + torn.flatMap { $0 + [0x0A] })
    let verified = try LogVerification.verify(disk, SmallLog.path)
    #expect(verified.finding.verdict == .tornTail)
    #expect(verified.tree.size == 255)
    #expect(try verified.tree.root(of: 255) == SmallTree(whole.leaves).proofs().root(of: 255))
  }

  @Test func `a log that is altered between two looks gives no proof`() throws {
    let log = SmallLog(lines: 300)
    let disk = log.disk
    let tree = try LogVerification.verify(disk, SmallLog.path).tree
    disk.install(SmallLog.path, SmallLog(lines: 300, seed: 2).bytes)
    #expect(throws: LogProblem.self) { try tree.inclusion(of: 5, in: 300) }
  }
}
