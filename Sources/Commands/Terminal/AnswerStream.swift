import Bytes

/// Standard output: straight, or through a pager where it is a terminal and the answer is longer than
/// its screen.
final class AnswerStream {
  private let surroundings: Surroundings
  private var pager: PagedOutput?
  /// What the pager was given so far, as long as it may have been given to nobody.
  private var given: [UInt8]? = []
  /// Whether a pager may be started: for text, until the first of it is printed.
  var mayPage = false

  /// More than a pipe holds: who took that much is there.
  private static let mostGiven = 1 << 18

  init(_ surroundings: Surroundings) { self.surroundings = surroundings }

  /// Whether somebody looks at the answer in a pager right now.
  var isPaged: Bool { pager != nil }

  /// Prints bytes.
  func write(_ bytes: [UInt8]) throws(DiskError) {
    if mayPage, pager == nil, isLong(bytes), let command {
      pager = try? surroundings.startPager(command)
    }
    mayPage = false
    guard let pager else { return try surroundings.write(bytes, 1) }
    if let held = given { given = held.count > Self.mostGiven ? nil : held + bytes }
    try pager.write(bytes)
  }

  /// Waits until the pager is left, where there is one. Returns what it was given where it turned out not
  /// to be there at all: that is to be printed straight.
  func finish() -> [UInt8] {
    guard let pager else { return [] }
    self.pager = nil
    // What a shell says of a program that it can't find, or can't run.
    let isMissing = [126, 127].contains(pager.finish())
    return isMissing ? given ?? [] : []
  }

  /// `REPRIEVE_PAGER`, else `PAGER`, else `less`; an empty one and `cat` show nothing page by page.
  private var command: String? {
    let named = surroundings.variable("REPRIEVE_PAGER") ?? surroundings.variable("PAGER")
    let command = named ?? "less -FIRX"
    return command.allSatisfy({ $0 == " " }) || command == "cat" ? nil : command
  }

  /// Whether lines are more than the screen has, those counted twice that are wider than it.
  private func isLong(_ bytes: [UInt8]) -> Bool {
    guard surroundings.isTerminal(1), let size = surroundings.size(1), size.rows > 0 else {
      return false
    }
    var rows = 0
    var width = 0
    var isInEscape = false
    for byte in bytes {
      switch byte {
      case 0x0A:
        rows += 1 + max(0, width - 1) / size.columns
        width = 0
        if rows >= size.rows { return true }
      case 0x1B: isInEscape = true
      case _ where isInEscape: isInEscape = byte != UInt8(ascii: "m")
      default: width += byte & 0xC0 == 0x80 ? 0 : 1
      }
    }
    return false
  }
}
