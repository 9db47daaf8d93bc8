import Bytes
import Dispatch
import Synchronization

/// Writes the tiles of appended lines. Where an append fills many, that is done on another thread: a
/// tile is a file of its own, and nobody waits for it but the checkpoint that speaks of it.
final class TileWriter: Sendable {
  /// Leaves of lines that follow on each other: one, or a tile's worth where one starts.
  enum Piece: Sendable {
    case leaf(Digest)
    case tile([Digest], root: Digest)
  }

  /// Fewer tiles are written before another thread has begun.
  private static let worthwhile = 64

  private let keeper: Mutex<TileKeeper>
  private let group = DispatchGroup()

  /// The pieces that leaves are made of, where `size` lines come before them: tiles where one starts
  /// and is whole among these, else leaves.
  static func pieces(_ leaves: [Digest], behind size: Int) -> [Piece] {
    var pieces: [Piece] = []
    var at = 0
    while at < leaves.count {
      if (size + at) % HashTile.fullWidth == 0, at + HashTile.fullWidth <= leaves.count {
        let hashes = Array(leaves[at..<at + HashTile.fullWidth])
        pieces.append(.tile(hashes, root: HashTile.root(hashes)))
        at += HashTile.fullWidth
      } else {
        pieces.append(.leaf(leaves[at]))
        at += 1
      }
    }
    return pieces
  }

  init(_ keeper: TileKeeper) { self.keeper = Mutex(keeper) }

  /// Takes the leaves of the lines that follow.
  func take(_ pieces: [Piece]) {
    group.wait()
    let tiles = pieces.count { if case .tile = $0 { true } else { false } }
    guard tiles >= Self.worthwhile else { return write(pieces) }
    DispatchQueue.global().async(group: group) { [self] in write(pieces) }
  }

  private func write(_ pieces: [Piece]) {
    keeper.withLock { keeper in
      for piece in pieces {
        switch piece {
        case .leaf(let leaf): keeper.take(leaf)
        case .tile(let hashes, let root): keeper.take(hashes, root: root)
        }
      }
    }
  }

  /// Does something with the tiles, once all that were taken are written.
  func settled(_ body: (inout TileKeeper) -> Void) {
    group.wait()
    keeper.withLock { body(&$0) }
  }
}
