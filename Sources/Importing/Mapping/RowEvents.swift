import Bytes
import Definitions
import Events

/// Makes events of rows by a table's rules, and holds each to what `append` asks of a line by itself.
struct RowEvents: Sendable {
  private let source: [UInt8]
  private let table: TableRule
  private let definitions: Definitions
  /// Whether every event carries the mark of the key, as the mapping makes no intake that does.
  private let marksAll: Bool
  private var scanner: DraftScanner
  /// What rows that are taken said of events that are made once: a later row must not say otherwise.
  private var once: [OnceKey: OnceSaid] = [:]

  fileprivate struct OnceKey: Hashable {
    let subject: [UInt8]
    let rule: Int
  }

  init(_ mapping: Mapping, _ table: TableRule, _ definitions: Definitions) {
    source = mapping.source
    self.table = table
    marksAll = !mapping.tables.contains { $0.events.contains { $0.kind == .intake } }
    self.definitions = definitions
    scanner = DraftScanner(definitions)
  }

  /// What a row came to.
  struct Outcome: Sendable {
    /// Events that stand or fall with the row.
    var events: [ImportedEvent] = []
    var rejects: [Reject] = []
    /// What is known of once made events if the row is taken.
    fileprivate var said: [(key: OnceKey, OnceSaid)] = []

    /// Adds a reject, unless another event of the row was rejected for the same.
    mutating func add(_ reject: Reject) {
      if !rejects.contains(reject) { rejects.append(reject) }
    }
  }

  /// The events of a row.
  ///
  /// - Parameter cells: of each column that the rules speak of, trimmed; empty where nothing is said.
  mutating func events(
    _ cells: [[UInt8]], at place: SourcePlace, _ naming: inout Naming
  ) -> Outcome {
    var outcome = Outcome()
    guard let subject = table.subject else { return outcome }
    let rules = table.events.indices.filter { rule in
      table.events[rule].conditions.allSatisfy { $0.holds(cells) }
    }
    guard !rules.isEmpty else { return outcome }
    let column = table.columns[subject.column]
    guard let identifier = subject.identifier(cells) else {
      outcome.rejects = [
        Reject(place, column: column, "is empty: it is not said about whom the row is")
      ]
      return outcome
    }
    if subject.letters == nil, naming.isTwin(identifier) {
      outcome.rejects = [
        Reject(
          place, column: column,
          "differs from an earlier identifier by capital letters alone: are they one person or two?",
          remedy:
            "mend the cell; or say in the mapping's \"subject\" that \"case\" is \"upper\" (one person, written in "
            + "capitals), \"lower\", or \"kept\" (two)")
      ]
      return outcome
    }
    guard let name = naming.subject(identifier) else {
      outcome.rejects = [
        Reject(
          place, column: column, "is no pseudonym: letters, digits, '.', '_', '-', at most 64",
          remedy: "take \"pseudonyms\" out of the mapping and give --key, or mend the cell")
      ]
      return outcome
    }
    for rule in rules { make(rule, cells, place, name, naming, &outcome) }
    guard outcome.rejects.isEmpty else {
      outcome.events = []
      return outcome
    }
    for (key, said) in outcome.said { once[key] = said }
    return outcome
  }

  private mutating func make(
    _ number: Int, _ cells: [[UInt8]], _ place: SourcePlace, _ subject: [UInt8],
    _ naming: Naming, _ outcome: inout Outcome
  ) {
    let rule = table.events[number]
    do throws(CellFault) {
      let members = try self.members(rule, cells)
      try BirthYear.check(rule, members, cells)
      var whole = members
      if rule.isOnce {
        let key = OnceKey(subject: subject, rule: number)
        var said = once[key] ?? OnceSaid(members.count)
        let others = said.take(members, at: place.line)
        guard others.isEmpty else {
          for other in others { outcome.add(contradiction(rule, other, members, place)) }
          return
        }
        whole = said.members
        outcome.said.append((key, said))
      }
      let event = try self.event(rule, Self.object(rule, members), cells, subject, naming)
      // Rows together may say what one does not, or the log knows it.
      let isPart = rule.isOnce && whole != members
      let tried =
        isPart ? try self.event(rule, Self.object(rule, whole), cells, subject, naming) : event
      if let refusal = refusal(of: tried.line), !(rule.isOnce && refusal.reason == .missing) {
        outcome.add(reject(refusal, rule, place))
        return
      }
      outcome.events.append(event)
    } catch {
      outcome.add(
        Reject(
          place, column: error.column.map { table.columns[$0] }, error.reason,
          remedy: error.remedy))
    }
  }

  /// A row that says otherwise than an earlier one about what is known once of a subject.
  private func contradiction(
    _ rule: EventRule, _ other: OnceSaid.Other, _ members: [[UInt8]?], _ place: SourcePlace
  ) -> Reject {
    let name = rule.data[other.member].name
    let here = ColumnRule.shown(ValueRule.text(of: members[other.member] ?? []))
    let there = ColumnRule.shown(ValueRule.text(of: other.json))
    return Reject(
      place, column: rule.sayers["data.\(name)"],
      "\(rule.kind.word) data.\(name): is \(here) here and \(there) on line \(other.line), of the same subject",
      remedy: "make the rows agree, or take what changes out of what is made once")
  }

  /// The event of a rule; throws where the row does not say it.
  func event(
    _ rule: EventRule, _ data: [UInt8], _ cells: [[UInt8]], _ subject: [UInt8], _ naming: Naming,
    actor: [UInt8]? = nil, entered: EventTime? = nil, idSuffix: [UInt8] = []
  ) throws(CellFault) -> ImportedEvent {
    guard let time = try rule.time.time(cells) else {
      let column = rule.sayers["time"]
      throw CellFault(
        column.flatMap { table.columns.firstIndex(of: $0) },
        "is empty: \(Self.article(rule.kind)) needs a time")
    }
    let id = naming.event(try self.id(rule, cells, subject) + idSuffix)
    let said = try rule.actor?.text(cells)
    var line = Array("{\"id\":".utf8)
    JSONString.append(id, to: &line)
    line += Array(",\"source\":".utf8)
    JSONString.append(source, to: &line)
    if let actor = actor ?? said.map(naming.actor) {
      line += Array(",\"actor\":".utf8)
      JSONString.append(actor, to: &line)
    }
    line += Array(",\"type\":\"\(rule.kind.word)\",\"subject\":".utf8)
    JSONString.append(subject, to: &line)
    line += Array(",\"time\":\"".utf8) + time.text + Array("\",\"data\":".utf8)
    let start = line.count
    line += data
    if marksAll || rule.kind == .intake, let keymark = naming.keymark {
      line += Array(",\"keymark\":\"".utf8) + keymark + [0x22]
    }
    if let entered { line += Array(",\"enteredtime\":\"".utf8) + entered.text + [0x22] }
    line.append(UInt8(ascii: "}"))
    return ImportedEvent(
      kind: rule.kind, subject: subject, label: try label(rule, cells), line: line,
      columns: rule.sayers, entered: entered?.instant,
      once: rule.isOnce
        ? OnceEvent(id: id, source: source, data: start..<start + data.count) : nil)
  }

  /// The text that tells an event apart from others; it may hold record numbers.
  func id(
    _ rule: EventRule, _ cells: [[UInt8]], _ subject: [UInt8]
  ) throws(CellFault) -> [UInt8] {
    var text: [UInt8] = []
    for part in rule.id {
      switch part {
      case .text(let letters): text += letters
      case .subject: text += subject
      case .column(let column, let reading): text += try reading.read(cells[column], column)
      }
    }
    return text
  }

  /// What the row says of each member of a rule's data, as JSON; `nil` where nothing.
  func members(_ rule: EventRule, _ cells: [[UInt8]]) throws(CellFault) -> [[UInt8]?] {
    var members: [[UInt8]?] = []
    for (_, member) in rule.data {
      switch member {
      case .value(let value): members.append(try value.json(cells))
      case .time(let time): members.append(try time.time(cells).map { [0x22] + $0.text + [0x22] })
      }
    }
    return members
  }

  /// The data of a rule's event as JSON.
  static func object(_ rule: EventRule, _ members: [[UInt8]?]) -> [UInt8] {
    var data: [UInt8] = [UInt8(ascii: "{")]
    for (place, json) in members.enumerated() {
      guard let json else { continue }
      if data.count > 1 { data.append(UInt8(ascii: ",")) }
      JSONString.append(text: rule.data[place].name, to: &data)
      data.append(UInt8(ascii: ":"))
      data += json
    }
    data.append(UInt8(ascii: "}"))
    return data
  }

  private func label(_ rule: EventRule, _ cells: [[UInt8]]) throws(CellFault) -> [UInt8] {
    guard case .value(let value)? = rule.data.first(where: { $0.name == "infusion" })?.rule else {
      return []
    }
    return try value.text(cells) ?? []
  }

  /// Why `append` would not take a line, as far as the line says it by itself.
  mutating func refusal(of line: [UInt8]) -> Refusal? {
    let padded = line + [UInt8](repeating: 0, count: DraftScanner.padding)
    if scanner.scan(padded.span, 0..<line.count) != nil { return nil }
    do throws(Refusal) {
      try Draft(line).check(definitions, allowUnknownTypes: false)
      return nil
    } catch { return error }
  }

  /// What a refusal means for a row.
  func reject(_ refusal: Refusal, _ rule: EventRule, _ place: SourcePlace) -> Reject {
    Reject.of(refusal, kind: rule.kind, columns: rule.sayers, at: place)
  }

  private static func article(_ kind: EventKind) -> String {
    let word = kind.word.description
    return ("aeiou".contains(word.first ?? " ") ? "an " : "a ") + word
  }
}
