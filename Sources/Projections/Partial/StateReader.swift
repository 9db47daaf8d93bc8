import Bytes

/// What is wrong with bytes that should be states.
package enum StateFault: Error, Equatable, Sendable {
  /// A line, from 1, is not what stands there in a state.
  case line(Int)
  /// The form is of a newer version.
  case newer(Int)
  /// The bytes end before a state does.
  case cut(after: Int)
  /// A state's bytes are not those that its last line was written for.
  case altered(Int)
}

/// Reads states, one after the other.
package struct StateReader {
  private let bytes: [UInt8]
  private var at = 0
  /// The number of the line at hand, from 1.
  private var number = 0

  /// - Parameter bytes: as many whole states as there are.
  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The next state; `nil` behind the last.
  package mutating func next() throws(StateFault) -> PartialState? {
    guard at < bytes.count else { return nil }
    let start = at
    let first = try line()
    let question = try head(first)
    var logs: [PartialState.Log] = []
    var subjects: [UInt64] = []
    var rows = RowTable()
    while true {
      let before = at
      let line = try line()
      if bytes.span.has("{\"n\":", at: line.lowerBound) {
        try take(row: line, into: &rows)
      } else if bytes.span.has("{\"subjects\":\"", at: line.lowerBound) {
        try take(subjects: line, into: &subjects)
      } else if bytes.span.has("{\"log\":", at: line.lowerBound) {
        logs.append(try log(line))
      } else {
        let state = PartialState(question, logs, subjects, rows)
        let digest = SHA256.hash(bytes.span.extracting(start..<before))
        let trailer = StateDocument.trailer(state, digest)
        guard bytes.span.has("{\"end\":", at: line.lowerBound) else { throw .line(number) }
        guard trailer.dropLast().elementsEqual(bytes[line]) else { throw .altered(number) }
        return state
      }
    }
  }

  /// The bytes of the next line, its end passed.
  private mutating func line() throws(StateFault) -> Range<Int> {
    guard let end = bytes.span.firstIndex(of: 0x0A, in: at..<bytes.count) else {
      throw .cut(after: number)
    }
    defer { at = end + 1 }
    number += 1
    return at..<end
  }

  private func head(_ line: Range<Int>) throws(StateFault) -> PartialState.Question {
    guard let root = (try? JSONDocument(Array(bytes[line])))?.root,
      root["reprieve"]?.text == "state"
    else { throw .line(number) }
    guard root["version"]?.whole == Int64(StateDocument.version) else { throw .newer(number) }
    guard let engine = root["engine"]?.text, let definition = root["definition"]?.text,
      let definitions = root["definitions"]?.text, let words = root["question"]?.elements
    else { throw .line(number) }
    let question = PartialState.Question(
      engine: engine, definition: definition, definitions: definitions,
      words: words.compactMap(\.text))
    return try same(StateDocument.head(question), line, question)
  }

  private func log(_ line: Range<Int>) throws(StateFault) -> PartialState.Log {
    guard let node = (try? JSONDocument(Array(bytes[line])))?.root["log"],
      let name = node["name"]?.text, let origin = node["origin"]?.text,
      let created = node["created"]?.text.flatMap({ Instant($0) })
    else { throw .line(number) }
    var log = PartialState.Log(name: name, origin: origin, created: created)
    log.lines = Int(node["lines"]?.whole ?? -1)
    log.numbers = Int(node["numbers"]?.whole ?? -1)
    log.last = Int(node["last"]?.whole ?? -1)
    for (type, count) in node["unknownTypes"]?.members ?? [] {
      log.unknownTypes[type] = Int(count.whole ?? -1)
    }
    guard log.lines >= 0, log.numbers >= 0, log.last >= 0 else { throw .line(number) }
    return try same(StateDocument.line(log), line, log)
  }

  private func take(subjects line: Range<Int>, into all: inout [UInt64]) throws(StateFault) {
    let digits = line.lowerBound + 13..<line.upperBound - 2
    guard digits.lowerBound < digits.upperBound, digits.count % 16 == 0,
      bytes.span.has("\"}", at: digits.upperBound)
    else { throw .line(number) }
    for start in stride(from: digits.lowerBound, to: digits.upperBound, by: 16) {
      guard let subject = Hexadecimal.number(in: bytes.span, at: start),
        all.last.map({ $0 < subject }) ?? true
      else { throw .line(number) }
      all.append(subject)
    }
  }

  private func take(row line: Range<Int>, into rows: inout RowTable) throws(StateFault) {
    var place = line.lowerBound + 5
    var count = 0
    while place < line.upperBound, bytes[place] &- UInt8(ascii: "0") <= 9, count < 1 << 40 {
      count = count * 10 + Int(bytes[place] - 48)
      place += 1
    }
    guard count > 0, bytes.span.has(",\"row\":", at: place), bytes[line.upperBound - 1] == 0x7D,
      place + 7 < line.upperBound - 1,
      rows.add(bytes.span.extracting(place + 7..<line.upperBound - 1), count)
    else { throw .line(number) }
  }

  /// A line must be the bytes that its meaning is written as.
  private func same<Meaning>(
    _ text: [UInt8], _ line: Range<Int>, _ meaning: Meaning
  ) throws(StateFault) -> Meaning {
    guard text.dropLast().elementsEqual(bytes[line]) else { throw .line(number) }
    return meaning
  }
}
