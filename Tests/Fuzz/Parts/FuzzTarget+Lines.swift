import Bytes
import EventLog
import TestSupport

/// Lines: scanner, header, cutter, seal.
extension FuzzTarget {
  private static let words = [
    ",\"first\":7,\"last\":8", "\"seq\":", "\"recordedtime\":\"2026-01-05T10:00:00.000Z\"",
    "\"data\":{", "\"infusion\":", "\"mg\":", "\"items\":[", "\"total\":", "\"subject\":\"log\"",
    "\"xxh64\":\"0000000000000000\"", "\"type\":\"dose\"", ",\"a\":1", "null",
  ]

  /// A changed line, sealed as if the log had written it; nothing in it is a line end.
  private static func line(
    _ corpus: [[UInt8]], _ generator: inout SplitMix64
  ) -> [UInt8] {
    var base: [UInt8]
    if corpus.isEmpty || generator.happens(500) {
      var lines = RandomLines(seed: generator.next())
      base = lines.line(seq: 1 + generator.below(5))
    } else {
      base = generator.pick(corpus)
    }
    var mutation = Mutation(
      generator: generator.split(), words: words.map { Array($0.utf8) }, others: corpus)
    if generator.happens(600) {
      var open = Array(base.dropLast(Seal.length)) + [UInt8(ascii: "}")]
      open = mutation.changedValues(open)
      base = open.last == UInt8(ascii: "}") ? open.dropLast() : open
    } else {
      base = mutation.changed(base.dropLast(Seal.length))
    }
    base.removeAll { $0 == 0x0A }
    if base.count > Seal.longestLine - Seal.length {
      base.removeLast(base.count - Seal.longestLine + Seal.length)
    }
    Seal.close(&base)
    return base
  }

  /// The fast way and the general way through a sealed line: equal tables, or both refuse.
  ///
  /// Of what is no strict JSON only the general way has to say so: `audit verify` reads by it.
  static let scanner = FuzzTarget(name: "scanner", share: 3000) {
    let corpus = Corpus.lines()
    return { generator in
      let line = line(corpus, &generator)
      guard Seal.fault(of: line.span) == nil else { return .refused }
      var twins = Twins()
      let difference = twins.take(line)
      guard (try? JSONDocument(line)) != nil else { return .refused }
      if let difference { return .broken(difference) }
      guard twins.isAlike else { return .broken("the tables differ") }
      return twins.refused == 0 ? .taken : .refused
    }
  }

  /// The log's own members, read from both ends of a line and out of the parsed line.
  static let header = FuzzTarget(name: "header", share: 1500) {
    let corpus = Corpus.lines()
    return { generator in
      let line = line(corpus, &generator)
      guard Seal.fault(of: line.span) == nil else { return .refused }
      let scanned = LineHeader(canonical: line.span)
      guard let document = try? JSONDocument(line), let parsed = try? LineHeader(document) else {
        return .refused
      }
      guard let scanned else { return .taken }
      guard scanned.seq == parsed.seq, scanned.recorded == parsed.recorded else {
        return .broken("seq \(scanned.seq) and \(parsed.seq)")
      }
      return .taken
    }
  }

  /// A line is sealed if and only if closing it again gives the same bytes.
  static let seal = parser("seal", share: 1000, corpus: Corpus.lines) { line in
    let isSealed = Seal.fault(of: line.span) == nil
    guard line.count > Seal.length else {
      return isSealed ? .broken("\(line.count) bytes are sealed") : .refused
    }
    var again = Array(line.dropLast(Seal.length))
    Seal.close(&again)
    let isSame = again == line && line[0] == UInt8(ascii: "{") && line.count <= Seal.longestLine
    guard isSame == isSealed else { return .broken("sealed \(isSealed), closes alike \(isSame)") }
    return isSealed ? .taken : .refused
  }

  /// Lines that are cut from a file are its bytes, whatever it holds.
  static let cutter = FuzzTarget(name: "cutter", share: 400) {
    let corpus = Corpus.logs()
    return { generator in
      var mutation = Mutation(
        generator: generator.split(), words: [[0x0A], [0x0A, 0x0A], [0x0D, 0x0A]], others: corpus)
      let bytes = mutation.changed(generator.pick(corpus))
      let end = generator.happens(800) ? bytes.count : generator.below(bytes.count + 1)
      let start = generator.happens(800) ? 0 : generator.below(end + 1)
      return cut(bytes, start..<end)
    }
  }

  private static func cut(_ bytes: [UInt8], _ range: Range<Int>) -> Verdict {
    let disk = SimulatedDisk()
    disk.install("f", bytes)
    guard let file = try? disk.open("f", .read) else { return .broken("no file") }
    var wanted = bytes[range].split(separator: 0x0A, omittingEmptySubsequences: false)
      .map(Array.init)
    if wanted.last?.isEmpty == true { wanted.removeLast() }
    var found = 0
    var offset = range.lowerBound
    var fault: String?
    var cutter = LineCutter(disk, file, end: range.upperBound)
    do {
      try cutter.forEach(from: range.lowerBound) { line, place throws(LogProblem) in
        guard found < wanted.count else {
          fault = "a piece too many"
          return false
        }
        let piece = wanted[found]
        let shown = Array(piece.prefix(Seal.longestLine + 1))
        let isLong = piece.count > Seal.longestLine
        let isRight =
          place.offset == offset && place.isTooLong == isLong
          && line.equals(shown.span)
          && place.hasLineEnd == (offset + piece.count < range.upperBound)
        if !isRight { fault = "piece \(found) at \(place.offset) is not that at \(offset)" }
        found += 1
        offset += piece.count + 1
        return fault == nil
      }
    } catch { return .broken("\(error)") }
    if let fault { return .broken(fault) }
    return found == wanted.count ? .taken : .broken("\(found) pieces of \(wanted.count)")
  }
}
