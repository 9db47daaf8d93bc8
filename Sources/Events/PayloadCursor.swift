import Bytes

/// Goes through a payload as `append` writes it: its members in the order of
/// `docs/spec/log-format.md`, section 2, each asked for by name, then members that nobody knows.
///
/// ```
/// {"infusion":"s1","mg":35.5,"minutes":40}
///  └ takes("infusion")   └ is it there? then its value, else the next one is asked for
/// ```
///
/// Names are compared, never searched. Whatever stands in another order is lost here, and the
/// general parser reads the line.
struct PayloadCursor {
  /// The separator before the next member, or the closing brace; after `takes`, the first byte of
  /// the value.
  var at: Int
  /// The byte behind the producer's members.
  let limit: Int
  /// Whether something stands there that only the general parser understands.
  private(set) var isLost = false
  /// Whether every byte so far was held to what JSON allows there, strings being plain, and no member
  /// can have come twice.
  private(set) var isWhollySeen = true
  private var separator = UInt8(ascii: "{")

  /// A cursor at an object's opening brace.
  init(object: Int, limit: Int) {
    at = object
    self.limit = limit
  }

  /// Whether the next member has that name, which is given as it stands: `"mg":`.
  @inline(__always)
  mutating func takes(_ name: StaticString, _ line: Span<UInt8>) -> Bool {
    guard at < limit, line[at] == separator, line.has(name, at: at &+ 1) else { return false }
    at &+= 1 &+ name.utf8CodeUnitCount
    separator = UInt8(ascii: ",")
    return true
  }

  /// A string without escapes.
  @inline(__always)
  mutating func string(_ line: Span<UInt8>) -> Range<Int>? {
    guard at < limit, line[at] == UInt8(ascii: "\"") else { return lose() }
    let start = at &+ 1
    let end = line.plainEnd(start, limit: limit)
    guard end >= 0 else { return lose() }
    at = end &+ 1
    return start..<end
  }

  /// A number with at most seven digits before the point and three behind it, and no exponent, in
  /// thousandths.
  @inline(__always)
  mutating func thousandths(_ line: Span<UInt8>) -> Int64? {
    guard at &+ 16 <= line.count else { return lose() }
    let (whole, length) = line.digits(at: at)
    guard length > 0, length < 8, length == 1 || line[at] != UInt8(ascii: "0") else {
      return lose()
    }
    var end = at &+ length
    var value = Int64(whole) &* 1000
    if line[end] == UInt8(ascii: ".") {
      let (part, decimals) = line.digits(at: end &+ 1)
      switch decimals {
      case 1: value &+= Int64(part) &* 100
      case 2: value &+= Int64(part) &* 10
      case 3: value &+= Int64(part)
      default: return lose()
      }
      end &+= 1 &+ decimals
    }
    return endWord(line, end) ? value : lose()
  }

  /// A whole number of at most seven digits.
  @inline(__always)
  mutating func whole(_ line: Span<UInt8>) -> Int? {
    guard at &+ 8 <= line.count else { return lose() }
    let (value, length) = line.digits(at: at)
    guard length > 0, length < 8, length == 1 || line[at] != UInt8(ascii: "0"),
      endWord(line, at &+ length)
    else { return lose() }
    return value
  }

  @inline(__always)
  private mutating func endWord(_ line: Span<UInt8>, _ end: Int) -> Bool {
    guard end < limit, line[end] == UInt8(ascii: ",") || line[end] == UInt8(ascii: "}") else {
      return false
    }
    at = end
    return true
  }

  /// `true` or `false`.
  mutating func truth(_ line: Span<UInt8>) -> Bool? {
    let word = line.has("true", at: at)
    guard word || line.has("false", at: at), endWord(line, at &+ (word ? 4 : 5)) else {
      return lose()
    }
    return word
  }

  /// Passes over a value, whatever it is.
  @inline(__always)
  mutating func skip(_ line: Span<UInt8>) {
    // Its ends are found; what stands between them nobody looked at.
    isWhollySeen = false
    let end = line.valueEnd(at, limit: limit)
    if end < 0 { isLost = true } else { at = end }
  }

  /// Passes over a member that says nothing to replay, where it is there: a short number or a plain
  /// string, mostly.
  @inline(__always)
  mutating func passes(_ name: StaticString, _ line: Span<UInt8>) {
    guard !isLost, takes(name, line), at &+ 16 <= line.count else { return }
    if line[at] == UInt8(ascii: "\"") {
      let end = line.plainEnd(at &+ 1, limit: limit)
      if end >= 0 {
        at = end &+ 1
        return
      }
    } else {
      let whole = line.digits(at: at).count
      var end = at &+ whole
      if line[end] == UInt8(ascii: "."), whole < 8 {
        let decimals = line.digits(at: end &+ 1).count
        end &+= decimals > 0 && decimals < 8 ? decimals &+ 1 : 0
      }
      if whole > 0, whole == 1 || line[at] != UInt8(ascii: "0"), endWord(line, end) { return }
    }
    skip(line)
  }

  /// Takes over what a cursor at the value at hand found.
  mutating func goOn(behind inner: PayloadCursor) {
    at = inner.at
    if !inner.isWhollySeen { isWhollySeen = false }
  }

  /// Ends the object: passes over members that nobody knows, and over the closing brace.
  ///
  /// - Parameter known: names of the members that mean something, with spaces between: one of them
  ///   here stands out of order, or twice.
  @inline(__always)
  mutating func ends(_ line: Span<UInt8>, known: StaticString) -> Bool {
    if isLost || at >= limit { return false }
    guard line[at] == UInt8(ascii: "}") else { return passesUnknown(line, known) }
    at &+= 1
    return true
  }

  @inline(never)
  private mutating func passesUnknown(_ line: Span<UInt8>, _ known: StaticString) -> Bool {
    let names = known.description.split(separator: " ").map { Array($0.utf8) }
    while at < limit, line[at] == separator {
      at += 1
      if separator == UInt8(ascii: "{"), line.has("}", at: at) { break }
      separator = UInt8(ascii: ",")
      guard let name = string(line), at < limit, line[at] == UInt8(ascii: ":"),
        !names.contains(where: { line.extracting(name).equals($0.span) })
      else { return false }
      at += 1
      skip(line)
      if isLost { return false }
    }
    guard at < limit, line[at] == UInt8(ascii: "}") else { return false }
    at += 1
    return true
  }

  private mutating func lose<Value>() -> Value? {
    isLost = true
    return nil
  }
}
