import Bytes
import Definitions
import EventLog
import Events
import Evidence
import Projections

/// Texts: JSON, the languages of options, definitions files, times, numbers, checkpoints.
extension FuzzTarget {
  /// What the general parser took is written again without loss.
  static let json = parser(
    "json", share: 2000, corpus: { Corpus.lines() + Corpus.producerLines() }, isJSON: true
  ) { bytes in
    guard let document = try? JSONDocument(bytes) else { return .refused }
    var again: [UInt8] = []
    document.root.append(to: &again)
    guard let other = try? JSONDocument(again) else { return .broken("can't be read again") }
    guard document.depth > Draft.deepest || other.root.hasSameValue(as: document.root) else {
      return .broken("another value: \(again.text)")
    }
    var rewritten: [UInt8] = []
    other.root.append(to: &rewritten)
    return rewritten == again ? .taken : .broken("written twice in two ways")
  }

  private static let wordsOfOptions = [
    " and ", " or ", "not ", " in (", ")", "(", ",", "=", "!=", ">=", "<", "~", "\"", "indication",
    "site", "age", "mgPerKg", "baseline", "phase", "course", "subject", ":", "/", "..", "@", "-",
  ]

  /// A fault lies within the text, and the same text is always read alike.
  private static func judge(_ text: String, _ fault: Selection.Fault) -> Verdict {
    let count = text.count
    guard fault.offset >= 0, fault.length >= 0, fault.offset <= count,
      fault.offset + fault.length <= count, !fault.problem.isEmpty, !fault.expected.isEmpty
    else { return .broken("a fault at \(fault.offset) of \(count)") }
    return .refused
  }

  /// `--where`.
  static let selection = parser(
    "where", share: 700, corpus: Corpus.expressions, words: wordsOfOptions
  ) { bytes in
    let text = bytes.text
    do throws(Selection.Fault) {
      let selection = try Selection(text, definitions: .builtIn)
      return selection.text == text ? .taken : .broken("the text is another one")
    } catch { return judge(text, error) }
  }

  /// `--by`.
  static let stratification = parser(
    "by", share: 500, corpus: Corpus.keys, words: wordsOfOptions
  ) { bytes in
    let text = bytes.text
    do throws(Stratification.Fault) {
      return try Stratification(text).keys.isEmpty ? .broken("no key") : .taken
    } catch { return judge(text, error) }
  }

  /// `--visits`.
  static let visits = parser(
    "visits", share: 700, corpus: Corpus.visits, words: wordsOfOptions
  ) { bytes in
    let text = bytes.text
    do throws(VisitFault) {
      return try VisitList(text).visits.isEmpty ? .broken("no visit") : .taken
    } catch {
      return error.offset <= text.count ? .refused : .broken("a fault at \(error.offset)")
    }
  }

  /// `--definitions`: the values and the catalogue take the same files.
  static let definitions = parser(
    "definitions", share: 300, corpus: Corpus.definitions, words: ["null", "{}", "[]", "\"id\":"],
    isJSON: true
  ) { bytes in
    let values = try? Definitions.builtIn.adding(file: bytes)
    let catalogue = try? DefinitionCatalogue(file: bytes)
    guard (values == nil) == (catalogue == nil) else { return .broken("one takes it") }
    return values == nil ? .refused : .taken
  }

  /// Times, held against a reading one digit at a time.
  static let instant = parser(
    "instant", share: 1500, corpus: Corpus.times, words: ["-", ":", "T", "Z", ".", "+", "00", "60"]
  ) { bytes in
    // Looked at where it stands, with others' bytes around it.
    let around = Array("\"\(bytes.text)\"0123456789".utf8)
    let range = 1..<around.count - 11
    let found = Instant(around.span, in: range)
    let wanted = PlainTime(around[range])?.milliseconds
    guard found?.milliseconds == wanted else {
      return .broken("\(bytes.text): \(found?.text ?? "none"), \(wanted.map { "\($0)" } ?? "none")")
    }
    guard let found else { return .refused }
    return Instant(found.text) == found ? .taken : .broken("\(found.text) is another time")
  }

  /// Decimals, held against the nearest double.
  static let decimal = parser(
    "decimal", share: 1300,
    corpus: { Mutation.numbers + ["27.50", "0.001", "70.125e2"].map { Array($0.utf8) } },
    words: ["e", "E", "-", "+", ".", "0", "00000000000000000000", "e-", "999"]
  ) { bytes in
    guard let number = ExactDecimal(bytes.span, in: 0..<bytes.count) else { return .refused }
    guard let nearest = Double(bytes.text) else { return .broken("\(bytes.text) is no number") }
    let mine = number.double
    let isClose =
      nearest.isFinite && abs(nearest) > 1e-290
      ? abs(mine - nearest) <= 1e-12 * abs(nearest) : true
    return isClose ? .taken : .broken("\(bytes.text): \(mine)")
  }

  /// Checkpoints.
  static let checkpoint = parser(
    "checkpoint", share: 800, corpus: Corpus.checkpoints, words: ["\n", "0", "=", "—"]
  ) { bytes in
    guard let checkpoint = Checkpoint(bytes) else { return .refused }
    let text = Array(checkpoint.text.utf8)
    return bytes.starts(with: text) && Checkpoint(text) == checkpoint
      ? .taken : .broken("another text: \(checkpoint.text)")
  }

  /// Proofs that an event is in a log: what is read is written again, and is asked about a line.
  static let eventProof = parser(
    "tlog-proof", share: 400, corpus: { Corpus.proofs(".tlog-proof") },
    words: ["\n", "\n\n", "index ", "extra ", "0", "=", "—"]
  ) { bytes in
    guard let proof = EventProof(bytes) else { return .refused }
    let text = Array(proof.text.utf8)
    guard EventProof(text) == proof else { return .broken("another proof: \(text.text)") }
    let line: [UInt8] = Array("no line".utf8)
    return proof.holds(for: line.span) ? .broken("it holds for anything") : .taken
  }

  /// Proofs that a log extends another.
  static let extensionProof = parser(
    "consistency", share: 400, corpus: { Corpus.proofs(".consistency") },
    words: ["\n", "\n\n", "old ", "0", "=", "—"]
  ) { bytes in
    guard let proof = ExtensionProof(bytes) else { return .refused }
    let text = Array(proof.text.utf8)
    guard ExtensionProof(text) == proof else { return .broken("another proof: \(text.text)") }
    let nothing: [UInt8] = []
    let older = Checkpoint(
      origin: proof.checkpoint.origin, size: proof.old, root: SHA256.hash(nothing.span))
    return proof.holds(from: older) ? .broken("it holds from anything") : .taken
  }
}

/// A time read one digit at a time, slowly and by the text of the specification.
private struct PlainTime {
  let milliseconds: Int64

  init?(_ bytes: ArraySlice<UInt8>) {
    var rest = bytes
    func number(_ count: Int) -> Int? {
      guard rest.count >= count else { return nil }
      var value = 0
      for _ in 0..<count {
        guard let byte = rest.popFirst(), (48...57).contains(byte) else { return nil }
        value = value * 10 + Int(byte - 48)
      }
      return value
    }
    func sign(_ wanted: String) -> Bool { rest.popFirst() == wanted.utf8.first }
    guard let year = number(4), sign("-"), let month = number(2), sign("-"), let day = number(2),
      sign("T"), let hour = number(2), sign(":"), let minute = number(2), sign(":"),
      let second = number(2), year >= 1, (1...12).contains(month), day >= 1, hour < 24,
      minute < 60, second < 60
    else { return nil }
    let isLeap = year % 4 == 0 && year % 100 != 0 || year % 400 == 0
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard day <= lengths[month - 1] else { return nil }
    var thousandths = 0
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      guard let decimals = number(3) else { return nil }
      thousandths = decimals
    }
    var offset = 0
    switch rest.popFirst() {
    case UInt8(ascii: "Z"): break
    case let mark? where mark == UInt8(ascii: "+") || mark == UInt8(ascii: "-"):
      guard let hours = number(2), sign(":"), let minutes = number(2), hours < 24, minutes < 60
      else { return nil }
      offset = (hours * 60 + minutes) * (mark == UInt8(ascii: "-") ? -1 : 1)
    default: return nil
    }
    guard rest.isEmpty else { return nil }
    let before = year - 1
    var days = before * 365 + before / 4 - before / 100 + before / 400 - 719_162
    days += lengths[..<(month - 1)].reduce(0, +) + day - 1
    let seconds = ((days * 24 + hour) * 60 + minute - offset) * 60 + second
    milliseconds = Int64(seconds) * 1000 + Int64(thousandths)
    let years = -62_135_596_800_000...253_402_300_799_999
    guard years.contains(Int(milliseconds)) else { return nil }
  }
}
