package import Bytes
package import EventLog

/// What lines say beyond what replay keeps of them, in columns by line number: for whoever looks
/// for what is odd, not for figures.
package struct Particulars: Sendable {
  /// Who rated.
  package enum Rater: String, Sendable {
    /// The patient.
    case patient = "self"
    case clinician
  }

  /// The answers of a rating, as far as they can be compared.
  package struct Items: Equatable, Sendable {
    /// A hash of all answers in order.
    package var hash: UInt64
    /// The lowest answer; `nil` where one is null or there is none.
    package var lowest: Int?
    /// The highest answer; `nil` where one is null or there is none.
    package var highest: Int?
  }

  /// What a rating says besides instrument and total.
  package struct Rating: Equatable, Sendable {
    /// `nil` where it is not said, or unknown.
    package var rater: Rater?
    /// The version of the form, as a number of `versions`.
    package var version: Int32?
    /// `nil` where only a total was given.
    package var items: Items?
  }

  /// What an infusion says about what was ordered.
  package struct Order: Equatable, Sendable {
    /// In mg.
    package var milligrams: ExactDecimal?
    /// In mg per kg.
    package var milligramsPerKilogram: ExactDecimal?
  }

  /// When the log learned of the time that an event has now, by line number.
  package fileprivate(set) var recorded: [Instant] = []
  /// Where the rating or infusion of a line stands in its column; -1 for all others.
  private var places: [Int32] = []
  private var ratings: [Rating] = []
  private var orders: [Order] = []
  /// Versions of forms.
  package fileprivate(set) var versions = NameTable()

  /// What the rating of a line says; `nil` where the line is none.
  package func rating(_ seq: Int) -> Rating? {
    places[seq] < 0 ? nil : ratings[Int(places[seq])]
  }

  /// What the infusion of a line says; `nil` where the line is none.
  package func order(_ seq: Int) -> Order? {
    places[seq] < 0 ? nil : orders[Int(places[seq])]
  }

  fileprivate mutating func add(_ recorded: Instant) {
    self.recorded.append(recorded)
    places.append(-1)
  }

  fileprivate mutating func set(_ rating: Rating, at seq: Int) {
    places[seq] = Int32(ratings.count)
    ratings.append(rating)
  }

  fileprivate mutating func set(_ order: Order, at seq: Int) {
    places[seq] = Int32(orders.count)
    orders.append(order)
  }

  fileprivate mutating func setRecorded(_ recorded: Instant, at seq: Int) {
    self.recorded[seq] = recorded
  }
}

/// Reads the lines of a log a second time, for their particulars.
package struct ParticularsDecoder: LineConsumer {
  /// What has been read so far.
  package private(set) var particulars = Particulars()
  /// What replay made of the same lines: which of them are in the view, and what kind they are of.
  private let table: EventTable

  /// A decoder for the lines that a table holds; others are passed over.
  package init(_ table: EventTable) {
    self.table = table
    particulars.add(Instant(milliseconds: 0))
  }

  package mutating func takeCanonical(
    _ line: Span<UInt8>, _ header: LineHeader, at offset: Int
  ) throws(LineFault) -> Bool {
    guard let parts = CanonicalParts(line, header.body) else { return false }
    let end = line.valueEnd(parts.data, limit: parts.limit)
    guard end >= 0, parts.endsWell(line, from: end) else { return false }
    guard isWanted(header.seq) else { return true }
    if hasParticulars(header.seq) {
      guard let document = try? JSONDocument(line.copy(parts.data..<end)) else { return false }
      particulars.add(header.recorded)
      decode(document.root, header.seq)
    } else {
      particulars.add(header.recorded)
    }
    return true
  }

  package mutating func take(
    _ document: JSONDocument, _ header: LineHeader, at offset: Int
  ) throws(LineFault) {
    guard isWanted(header.seq) else { return }
    particulars.add(header.recorded)
    if hasParticulars(header.seq), let data = document.root["data"] { decode(data, header.seq) }
  }

  /// Takes the data of a correction in place of those of its target.
  package mutating func amend(_ seq: Int, with data: [UInt8]) {
    guard hasParticulars(seq), let document = try? JSONDocument(data) else { return }
    decode(document.root, seq)
  }

  /// The event has its time from another line.
  package mutating func timeGiven(to seq: Int, by other: Int) {
    particulars.setRecorded(particulars.recorded[other], at: seq)
  }

  /// Whether a line is the next one of the view.
  private func isWanted(_ seq: Int) -> Bool {
    seq == particulars.recorded.count && seq < table.events.count
  }

  private func hasParticulars(_ seq: Int) -> Bool {
    table.events[seq].kind == .rating || table.events[seq].kind == .infusion
  }

  private mutating func decode(_ data: JSONNode, _ seq: Int) {
    if table.events[seq].kind == .infusion {
      particulars.set(
        Particulars.Order(
          milligrams: Self.amount(data["orderedMg"]),
          milligramsPerKilogram: Self.amount(data["orderedMgPerKg"])), at: seq)
      return
    }
    var rating = Particulars.Rating()
    rating.rater = data["rater"]?.text.flatMap(Particulars.Rater.init)
    rating.version = data["version"]?.string.map { particulars.versions.number($0) }
    if let items = data["items"], items.kind == .array {
      rating.items = Self.items(items.elements)
    }
    particulars.set(rating, at: seq)
  }

  /// An amount within the bounds that `append` keeps; `nil` for all else.
  private static func amount(_ node: JSONNode?) -> ExactDecimal? {
    node?.number?.decimal.flatMap { $0.isNegative || $0.double > 1e9 ? nil : $0 }
  }

  private static func items(_ elements: [JSONNode]) -> Particulars.Items {
    let answers = elements.map { $0.whole.map(Int.init) }
    var bytes: [UInt8] = []
    for answer in answers {
      if let answer { bytes.append(decimal: answer) }
      bytes.append(UInt8(ascii: ","))
    }
    let known = answers.compactMap { $0 }
    let isWhole = known.count == answers.count
    return Particulars.Items(
      hash: XXH64.hash(bytes.span), lowest: isWhole ? known.min() : nil,
      highest: isWhole ? known.max() : nil)
  }
}
