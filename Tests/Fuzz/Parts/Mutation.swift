import Bytes

/// Changes bytes as accident and malice do, by draws that depend on a seed alone.
struct Mutation {
  var generator: SplitMix64
  /// Words of the language at hand: what is put in or repeated.
  let words: [[UInt8]]
  /// Other texts of the same language, from which pieces are taken.
  let others: [[UInt8]]

  /// The bytes after none to eight changes; about one text in eight is left as it is.
  mutating func changed(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    guard !generator.happens(125) else { return bytes }
    repeat { change(&bytes) } while generator.happens(550)
    return bytes
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    switch generator.below(20) {
    case 0, 1: flip(&bytes)
    case 2, 3: replace(&bytes)
    case 4: bytes.removeSubrange(piece(of: bytes))
    case 5: insert(Array(bytes[piece(of: bytes)]), into: &bytes)
    case 6, 7: splice(&bytes)
    case 8, 9, 10: exchangeNumber(&bytes)
    case 11: nest(&bytes)
    case 12: insert(long(), into: &bytes)
    case 13, 14: insert(generator.pick(Self.escapes), into: &bytes)
    case 15: insert(generator.pick(Self.sequences), into: &bytes)
    case 16: bytes.removeSubrange(generator.below(bytes.count + 1)..<bytes.count)
    case 17: swap(&bytes)
    default:
      if words.isEmpty { flip(&bytes) } else { insert(generator.pick(words), into: &bytes) }
    }
  }

  private mutating func flip(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    bytes[generator.below(bytes.count)] ^= 1 << UInt8(generator.below(8))
  }

  private mutating func replace(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    bytes[generator.below(bytes.count)] = generator.pick(Self.signs)
  }

  /// A piece, mostly short.
  private mutating func piece(of bytes: [UInt8]) -> Range<Int> {
    let start = generator.below(bytes.count + 1)
    let longest = generator.happens(200) ? bytes.count : 24
    return start..<min(bytes.count, start + generator.below(longest + 1))
  }

  private mutating func insert(_ more: [UInt8], into bytes: inout [UInt8]) {
    let place = generator.below(bytes.count + 1)
    // What is put in stands now in place of something, now between.
    let end = generator.happens(300) ? min(bytes.count, place + more.count) : place
    bytes.replaceSubrange(place..<end, with: more)
  }

  private mutating func splice(_ bytes: inout [UInt8]) {
    let other = others.isEmpty ? bytes : generator.pick(others)
    let taken = Array(other[piece(of: other)])
    bytes.replaceSubrange(piece(of: bytes), with: taken)
  }

  private mutating func swap(_ bytes: inout [UInt8]) {
    let left = piece(of: bytes)
    let moved = Array(bytes[left])
    bytes.removeSubrange(left)
    let place = generator.below(bytes.count + 1)
    bytes.insert(contentsOf: moved, at: place)
  }

  /// Another number in place of one that stands there.
  private mutating func exchangeNumber(_ bytes: inout [UInt8]) {
    let number =
      generator.happens(20)
      ? [UInt8](repeating: UInt8(ascii: "7"), count: 400) : generator.pick(Self.numbers)
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    guard !bytes.isEmpty else { return insert(number, into: &bytes) }
    let from = generator.below(bytes.count)
    guard let first = bytes[from...].firstIndex(where: digits.contains) else {
      return insert(number, into: &bytes)
    }
    let end = bytes[first...].firstIndex { !digits.contains($0) } ?? bytes.count
    bytes.replaceSubrange(first..<end, with: number)
  }

  /// Brackets without end, or with.
  private mutating func nest(_ bytes: inout [UInt8]) {
    let depth = depth()
    let (open, close) = generator.pick(Self.brackets)
    var nested = (0..<depth).flatMap { _ in open }
    if generator.happens(700) { nested += (0..<depth).flatMap { _ in close } }
    insert(nested, into: &bytes)
  }

  /// Mostly a few, now and then more than any reader's limit.
  private mutating func depth() -> Int {
    if generator.happens(4) { return 100_000 }
    if generator.happens(40) { return 20_000 }
    return generator.happens(200) ? 300 : 1 + generator.below(12)
  }

  private mutating func long() -> [UInt8] {
    let count = generator.happens(10) ? 70_000 : generator.happens(100) ? 3000 : 130
    return [UInt8](repeating: generator.pick(Self.signs), count: count)
  }

  private static let brackets: [([UInt8], [UInt8])] = [
    (Array("[".utf8), Array("]".utf8)), (Array("{\"a\":".utf8), Array("}".utf8)),
    (Array("(".utf8), Array(")".utf8)), (Array("not ".utf8), []), (Array("[{\"\":[".utf8), []),
  ]

  private static let signs =
    Array("\"\\{}[](),:;=~<>!-+.eE09 \t\n\r/'@#aZ_\u{0}\u{7F}".utf8)
    + [0x80, 0xBF, 0xC0, 0xE2, 0xED, 0xF4, 0xFF, 0x1B]

  static let numbers = [
    "1e999999999", "-1e999999999", "1e-999999999", "0", "-0", "-0.0e-0", "00", "01", "1.", ".5",
    "-", "+1", "1e", "1e+", "2147483647", "2147483648", "4294967295", "4294967296", "-2147483649",
    "9007199254740993", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
    "-9223372036854775809", "18446744073709551615", "18446744073709551616",
    "99999999999999999999999", "0.1e1", "1e18", "1e19", "1E-18", "123456789012345678",
    "1234567890123456789", "0.0000000000000000001", "4.9e-324", "1.8e308", "1e1000", "1e1001",
    "12.50", "NaN", "Infinity", "0x10", "1_000", "0000", "9999", "10000", "60", "24", "31", "-1",
  ].map { Array($0.utf8) }

  static let escapes = [
    #"\u0000"#, #"\ud800"#, #"\udc00\ud800"#, #"\ud83d\ude00"#, #"\uD83D"#, #"\/"#, #"\x"#,
    #"\u12"#, #"\u"#, #"\"#, #"\\"#, #"\""#, #"\u005c"#, #"\u0022"#, #"\ufeff"#, #"\u202e"#,
    #"\u001b[31m"#, #"\n"#, #"\b"#, #"\u0061"#, #"\uffff"#,
  ].map { Array($0.utf8) }

  /// Sequences that are no UTF-8, or that editors and terminals take for something else.
  static let sequences: [[UInt8]] = [
    [0], [0x0D], [0x0D, 0x0A], [0x0A], [0x0A, 0x0A], [0xEF, 0xBB, 0xBF], [0xC0, 0x80],
    [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF], [0xF0, 0x80, 0x80, 0x80],
    [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80],
    [0xFF], [0xFE, 0xFF], [0x80], [0xE2, 0x80], [0xE2, 0x80, 0xAE], [0xE2, 0x80, 0xA8],
    [0xC2, 0x85], [0xC2, 0x9B], [0x1B, 0x5B, 0x33, 0x31, 0x6D], [0x1B, 0x5D, 0x30, 0x3B, 0x07],
    [0x7F], [0x08], [0x65, 0xCC, 0x81], [0xF0, 0x9F, 0x99, 0x82], [0xEF, 0xBF, 0xBF],
    [0xF3, 0xA0, 0x80, 0x81],
  ]
}
