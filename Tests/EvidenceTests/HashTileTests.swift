import Bytes
import EventLog
import Evidence
import Recording
import TestSupport
import Testing

@Suite struct HashTileTests {
  @Test func `paths are those of the tiled log's specification`() {
    #expect(HashTile(level: 0, index: 1_234_067).path == "tile/0/x001/x234/067")
    #expect(HashTile(level: 0, index: 273, width: 112).path == "tile/0/273.p/112")
    #expect(HashTile(level: 2, index: 1_000).path == "tile/2/x001/000")
    #expect(HashTile(level: 0, index: 1_000, width: 9).entriesPath == "tile/entries/x001/000.p/9")
    #expect(
      HashTile.all(of: 256).map(\.path) == ["tile/0/000", "tile/1/000.p/1"])
    let all = HashTile.all(of: 70_000)
    #expect(all.filter { $0.level == 0 }.count == 274)
    #expect(all.suffix(3).map(\.path) == ["tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"])
    #expect(
      HashTile.edge(of: 70_000).map(\.path)
        == ["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"])
    #expect(HashTile.all(of: 0).isEmpty)
  }

  /// A keeper that ends and begins anew at random moments, as writers do.
  @Test(arguments: 1...6)
  func `tiles kept along with appends are those of the tree`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let size = [1, 255, 256, 257, 600, 1_030][Int(seed) - 1]
    let log = SmallLog(lines: size, seed: seed)
    let disk = log.disk
    let folder = LogFolder(beside: SmallLog.path)
    var frontier = MerkleFrontier()
    var keeper = TileKeeper(disk, folder)
    for leaf in log.leaves {
      frontier.append(leaf: leaf)
      keeper.take(leaf)
      if generator.below(9) == 0 { keeper.writeEdge() }
      if generator.below(40) == 0 {
        keeper.writeEdge()
        keeper.sweep()
        keeper = try #require(TileKeeper(disk, folder, from: frontier), "seed \(seed)")
      }
    }
    keeper.writeEdge()
    keeper.sweep()
    let tree = try LogVerification.verify(disk, SmallLog.path).tree
    let check = try TileCheck(disk, folder, tree)
    let all = HashTile.all(of: size)
    #expect(check.agreeing == all.count && check.missing == 0 && check.faults.isEmpty)
    // Nothing is left behind, no tile of a smaller tree and no empty folder.
    let found = disk.names(under: folder.path).filter { !$0.hasSuffix("/") }
    #expect(found == all.map(\.path).sorted(), "seed \(seed)")
    let folders = disk.names(under: folder.path).filter { $0.hasSuffix("/") }
    #expect(folders.allSatisfy { folder in found.contains { $0.hasPrefix(folder) } })
    #expect(TileKeeper(disk, folder, from: frontier) != nil)
    #expect(TileKeeper(disk, folder, from: MerkleFrontier()) != nil)
    if let tile = HashTile.edge(of: size).first {
      let path = folder.path + "/" + tile.path
      // The only hash of a tile over everything is the root.
      let isTheSame = disk.bytes(at: path) == HashTile.bytes([frontier.root])
      disk.install(path, HashTile.bytes([frontier.root]))
      #expect((TileKeeper(disk, folder, from: frontier) == nil) != isTheSame)
    }
  }

  @Test func `a changed byte of a tile is found, and the tile can be made anew`() throws {
    let log = SmallLog(lines: 300)
    let disk = log.disk
    let folder = LogFolder(beside: SmallLog.path)
    let tree = try LogVerification.verify(disk, SmallLog.path).tree
    #expect(try TileCheck(disk, folder, tree).missing == 3)
    try TileCheck.complete(disk, folder, tree)
    for tile in HashTile.all(of: 300) {
      let path = folder.path + "/" + tile.path
      let good = try #require(disk.bytes(at: path))
      #expect(good.count == tile.width * 32)
      for offset in stride(from: 0, to: good.count, by: 97) {
        var bad = good
        bad[offset] ^= 1 << UInt8(offset % 8)
        disk.install(path, bad)
        let faults = try TileCheck(disk, folder, tree).faults
        #expect(faults.map(\.path) == [path] && faults.map(\.byteOffset) == [offset])
      }
      for bad in [Array(good.dropLast()), good + [0], []] {
        disk.install(path, bad)
        #expect(try TileCheck(disk, folder, tree).faults.map(\.path) == [path])
      }
      // What differs is left as it is; what is gone is made.
      try TileCheck.complete(disk, folder, tree)
      #expect(disk.bytes(at: path) == [])
      try disk.remove(path)
      try TileCheck.complete(disk, folder, tree)
      #expect(disk.bytes(at: path) == good)
    }
  }

  @Test func `an exported log holds every line behind its length`() throws {
    let log = SmallLog(lines: 260)
    let disk = log.disk
    let tree = try LogVerification.verify(disk, SmallLog.path).tree
    let checkpoint = Checkpoint(origin: "example.org/test", size: 260, root: try tree.root(of: 260))
    let export = try TlogExport(tree, checkpoint, to: "out", disk)
    let names = disk.names(under: "out").filter { !$0.hasSuffix("/") }
    #expect(export.files == names.count)
    #expect(
      names == [
        "checkpoint", "tile/0/000", "tile/0/001.p/4", "tile/1/000.p/1", "tile/entries/000",
        "tile/entries/001.p/4",
      ])
    let bundles = ["000", "001.p/4"].flatMap { disk.bytes(at: "out/tile/entries/\($0)") ?? [] }
    let wanted = log.lines.flatMap { [UInt8($0.count >> 8), UInt8($0.count & 255)] + $0 }
    #expect(bundles == wanted)
    #expect(disk.bytes(at: "out/checkpoint") == Array(checkpoint.text.utf8))
    #expect(throws: LogProblem.self) { try TlogExport(tree, checkpoint, to: "out", disk) }
  }
}
