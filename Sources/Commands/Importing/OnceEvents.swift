import Bytes
import EventLog
import Importing
import Recording

/// Events that are made once for a subject, put together from the rows that are taken: each row says what
/// it knows. Where the log has the event already, the log keeps what it has.
struct OnceEvents {
  /// A member that a row says otherwise than the log.
  struct Difference {
    /// The event's place among all.
    let event: Int
    let member: String
    let here: JSONNode
    /// What the log has; `nil` for nothing.
    let there: JSONNode?
  }

  /// Events that are not appended, as an earlier row or the log has them.
  private(set) var passed: Set<Int> = []
  /// Lines that are put together from what several rows say, by the place of the first.
  private(set) var merged: [Int: [UInt8]] = [:]
  /// Events that the log has, and their numbers there.
  private(set) var known: [(event: Int, seq: Int)] = []
  private(set) var differences: [Difference] = []
  /// What would correct the log to what rows say, one line each.
  private(set) var corrections: [[UInt8]] = []
  /// The places of all rows' events by that of the first.
  private(set) var groups: [Int: [Int]] = [:]

  init() {}

  /// - Parameter alive: the places of the events of rows that are taken so far, in order.
  ///
  /// Throws `LogProblem` where the log can't be read.
  init(_ alive: [Int], of events: [ImportedEvent], _ appender: Appender) throws(LogProblem) {
    var firsts: [[UInt8]: Int] = [:]
    var order: [Int] = []
    for place in alive {
      guard let once = events[place].once else { continue }
      if let first = firsts[once.id] {
        groups[first, default: []].append(place)
        passed.insert(place)
      } else {
        firsts[once.id] = place
        groups[place] = [place]
        order.append(place)
      }
    }
    for first in order {
      guard let once = events[first].once, let group = groups[first] else { continue }
      if let standing = try appender.standing(id: once.id, source: once.source) {
        passed.insert(first)
        known.append((first, standing.seq))
        try compare(group, events, standing, appender)
      } else {
        merge(group, events, once)
      }
    }
  }

  /// What an event's line says of its data.
  private static func data(_ event: ImportedEvent) -> ArraySlice<UInt8> {
    event.once.map { event.line[$0.data] } ?? []
  }

  private mutating func merge(_ group: [Int], _ events: [ImportedEvent], _ once: OnceEvent) {
    let first = events[group[0]]
    var said: Set<ArraySlice<UInt8>> = [Self.data(first)]
    var names: Set<[UInt8]> = []
    var members: [(name: [UInt8], value: JSONNode)] = []
    func add(_ data: ArraySlice<UInt8>) {
      guard let document = try? JSONDocument(Array(data)) else { return }
      members += document.root.members.filter { names.insert($0.key).inserted }
        .map { ($0.key, $0.value) }
    }
    for place in group.dropFirst() where said.insert(Self.data(events[place])).inserted {
      if members.isEmpty { add(Self.data(first)) }
      add(Self.data(events[place]))
    }
    guard said.count > 1 else { return }
    var json = JSONWriter()
    json.object { json in
      for (name, value) in members {
        var bytes: [UInt8] = []
        value.append(to: &bytes)
        json.key(name.text)
        json.verbatim(nil, bytes)
      }
    }
    merged[group[0]] =
      Array(first.line[..<once.data.lowerBound]) + json.bytes
      + Array(first.line[once.data.upperBound...])
  }

  private mutating func compare(
    _ group: [Int], _ events: [ImportedEvent], _ standing: Appender.StandingEvent,
    _ appender: Appender
  ) throws(LogProblem) {
    var told: [[UInt8]: JSONNode] = [:]
    var order: [[UInt8]] = []
    var corrected: JSONNode?
    defer { correct(told, order, of: standing, from: corrected) }
    var isAsked = false
    for place in group {
      guard let document = try? JSONDocument(Array(Self.data(events[place]))) else { continue }
      for (key, value) in document.root.members where told[key] == nil {
        if let mine = standing.data[key.text], mine.hasSameValue(as: value) { continue }
        if !isAsked {
          corrected = try appender.correctedData(of: standing)
          isAsked = true
        }
        // Nothing is compared with what was voided.
        guard let corrected else { return }
        if let mine = corrected[key.text], mine.hasSameValue(as: value) { continue }
        told[key] = value
        order.append(key)
        differences.append(
          Difference(event: place, member: key.text, here: value, there: corrected[key.text]))
      }
    }
  }

  /// Makes the correction that gives an event the members that rows say otherwise, beside all that it has.
  private mutating func correct(
    _ told: [[UInt8]: JSONNode], _ order: [[UInt8]], of standing: Appender.StandingEvent,
    from corrected: JSONNode?
  ) {
    guard !told.isEmpty, let corrected else { return }
    let own = corrected.members.map { (key: $0.key, value: told[$0.key] ?? $0.value) }
    let more = order.filter { corrected[$0.text] == nil }.compactMap { key in
      told[key].map { (key: key, value: $0) }
    }
    var json = JSONWriter()
    json.object { json in
      for (key, value) in own + more {
        var bytes: [UInt8] = []
        value.append(to: &bytes)
        json.key(key.text)
        json.verbatim(nil, bytes)
      }
    }
    corrections.append(AmendLine.make(standing.root, time: nil, data: json.bytes))
  }
}
