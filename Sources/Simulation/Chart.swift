import Bytes
import Events

/// The events of one person as they are written down: the producer's members of each, in canonical
/// order, with the moment when the log takes it.
struct Chart {
  /// One event.
  struct Line: Sendable {
    /// When the log takes it, in milliseconds of the clinic's clock.
    var recorded: Int
    /// Where its members stand in `bytes`.
    var extent: Range<Int>
    /// Its place in its batch, from 0.
    var position = 0
    /// Lines of its batch; 1 where it stands alone.
    var batchCount = 1
  }

  /// What names an event, so that a correction can speak of it.
  struct EventName: Sendable {
    let kind: EventKind
    /// Counted from 1 for each kind.
    let number: Int
    let source: StaticString
    /// When the log takes the event, in milliseconds of the clinic's clock.
    let recorded: Int
  }

  /// Who says what: the `source` of an event.
  enum Source {
    static let records: StaticString = "/clinic/simulated/ehr"
    static let portal: StaticString = "/clinic/simulated/portal"
    static let monitor: StaticString = "/clinic/simulated/monitor"
    static let paper: StaticString = "/clinic/simulated/paper"
  }

  /// Who they are about.
  let person: Person
  /// The members of all events, one behind the other.
  private(set) var bytes: [UInt8] = []
  /// The events in the order in which they were written here.
  private(set) var lines: [Line] = []
  private var counts = Array(repeating: 0, count: EventKind.allCases.count)

  /// An empty chart.
  init(_ person: Person) {
    self.person = person
    bytes.reserveCapacity(1 << 14)
    lines.reserveCapacity(64)
  }

  /// Writes an event.
  ///
  /// - Parameters:
  ///   - minute: when it happened, by the clocks of the person's site.
  ///   - recorded: when the log takes it, in milliseconds of the clinic's clock.
  ///   - data: adds the payload.
  @discardableResult
  mutating func add(
    _ kind: EventKind, at minute: Int, recorded: Int, source: StaticString,
    actor: StaticString? = nil, data: (inout [UInt8]) -> Void
  ) -> EventName {
    let start = bytes.count
    counts[Int(kind.rawValue)] += 1
    let name = EventName(
      kind: kind, number: counts[Int(kind.rawValue)], source: source, recorded: recorded)
    bytes.append(",\"id\":\"")
    append(id: name)
    bytes.append("\",\"source\":\"")
    bytes.append(source)
    if let actor {
      bytes.append("\",\"actor\":\"")
      bytes.append(actor)
    }
    bytes.append("\",\"type\":\"")
    bytes.append(kind.word)
    bytes.append("\",\"subject\":\"")
    bytes.append(contentsOf: person.pseudonym)
    bytes.append("\",\"time\":\"")
    person.site.append(time: minute, to: &bytes)
    bytes.append("\",\"data\":{")
    data(&bytes)
    bytes.append("}")
    lines.append(Line(recorded: recorded, extent: start..<bytes.count))
    return name
  }

  /// Makes the last `count` events one batch, taken when the first of them is.
  mutating func joinLast(_ count: Int) {
    let first = lines.count - count
    for position in 0..<count {
      lines[first + position].recorded = lines[first].recorded
      lines[first + position].position = position
      lines[first + position].batchCount = count
    }
  }

  /// The `id` of an event: `P-0001-r3`.
  func id(_ name: EventName) -> [UInt8] {
    var id = person.pseudonym
    id.append(UInt8(ascii: "-"))
    id.append(Self.letter(name.kind))
    id.append(decimal: name.number)
    return id
  }

  private mutating func append(id name: EventName) {
    bytes.append(contentsOf: person.pseudonym)
    bytes.append(UInt8(ascii: "-"))
    bytes.append(Self.letter(name.kind))
    bytes.append(decimal: name.number)
  }

  private static func letter(_ kind: EventKind) -> UInt8 {
    switch kind {
    case .intake: UInt8(ascii: "i")
    case .infusion: UInt8(ascii: "s")
    case .dose: UInt8(ascii: "d")
    case .rating: UInt8(ascii: "r")
    case .vital: UInt8(ascii: "v")
    case .adverse: UInt8(ascii: "a")
    case .medication: UInt8(ascii: "m")
    case .plan: UInt8(ascii: "p")
    case .exit: UInt8(ascii: "x")
    case .note: UInt8(ascii: "n")
    case .correction: UInt8(ascii: "c")
    case .log, .unknown: preconditionFailure("the clinic writes down what the log knows")
    }
  }
}

extension Person.Site {
  /// Adds a minute of the site's clocks as an event carries it: `2024-03-05T09:30:00-05:00`.
  func append(time minute: Int, to bytes: inout [UInt8]) {
    Clock.instant(minute).append(to: &bytes)
    // The milliseconds, which are 0, and the Z.
    bytes.removeLast(5)
    bytes.append(zone)
  }
}

extension [UInt8] {
  /// Adds `number` / 10^`decimals` without zeros at its end: 3575 with two decimals is `35.75`.
  mutating func append(_ number: Int, decimals: Int) {
    var (number, decimals) = (number, decimals)
    while decimals > 0, number % 10 == 0 {
      number /= 10
      decimals -= 1
    }
    var power = 1
    for _ in 0..<decimals { power *= 10 }
    append(decimal: number / power)
    guard decimals > 0 else { return }
    append(UInt8(ascii: "."))
    while power > 1 {
      power /= 10
      append(UInt8(ascii: "0") + UInt8(number / power % 10))
    }
  }

  /// Adds `,"name":"text"`.
  mutating func append(member name: StaticString, _ text: StaticString) {
    append(",\"")
    append(name)
    append("\":\"")
    append(text)
    append("\"")
  }
}
