import Bytes
import Definitions
import Events

/// What was entered into a REDCap project, entry by entry, as events: what was entered first is an event,
/// what was changed later a correction of it, what was emptied or deleted a void.
///
/// An entry that does not make an event whole yet, or one that the log would refuse, makes none: it comes
/// with the entry that completes or mends it.
struct EntryHistory {
  private let mapping: Mapping
  private let cells: [TableColumns]
  private var makers: [RowEvents]
  private let logging: LoggingRule
  /// The forms of which an export has instances.
  private let repeating: Set<Int>
  /// The fields of each record, event and instance as they stand.
  private(set) var states: [REDCapKey: [String: [UInt8]]] = [:]
  /// The line that spoke of one of them last.
  private(set) var lines: [REDCapKey: (line: Int, bytes: Range<Int>)] = [:]
  private var current: [EventKey: Standing] = [:]
  /// The events of each form in the order in which they came to be.
  private(set) var events: [FormKey: [ImportedEvent]] = [:]
  private var keys: [[UInt8]: [REDCapKey]] = [:]

  /// One form of a record, event and instance.
  struct FormKey: Hashable, Sendable {
    let key: REDCapKey
    let table: Int
  }

  /// All forms that entries spoke of, or could have.
  var forms: [FormKey] {
    states.keys.flatMap { key in mapping.tables.indices.map { FormKey(key: key, table: $0) } }
  }

  private struct EventKey: Hashable {
    let key: REDCapKey
    let table: Int
    let rule: Int
  }

  /// An event as it stands in the log.
  private struct Standing {
    let idText: [UInt8]
    let id: [UInt8]
    let subject: [UInt8]
    var data: [UInt8]
    var time: [UInt8]
    var isVoid = false
    /// How often the place was filled, and how often that was corrected.
    var round = 1
    var corrections = 0
  }

  init(
    _ mapping: Mapping, _ cells: [TableColumns], _ definitions: Definitions, repeating: Set<Int>
  ) {
    self.mapping = mapping
    self.cells = cells
    self.repeating = repeating
    logging = mapping.logging
    makers = mapping.tables.map { RowEvents(mapping, $0, definitions) }
  }

  /// Takes an entry.
  mutating func take(_ change: LoggedChange, _ naming: inout Naming) {
    switch change.action {
    case .delete:
      for key in keys[change.record] ?? [] where change.event.isEmpty || key.event == event(change)
      {
        states[key] = [:]
        lines[key] = (change.line, change.bytes)
        for table in mapping.tables.indices { settle(table, key, change, &naming) }
      }
    case .write(let details):
      let key = REDCapKey(
        record: change.record, event: event(change), instance: details.instance)
      if states[key] == nil {
        states[key] = [:]
        keys[change.record, default: []].append(key)
      }
      lines[key] = (change.line, change.bytes)
      for (name, value) in details.fields { states[key]?[name] = value }
      let said = Set(details.fields.map(\.name))
      for (number, table) in mapping.tables.enumerated() {
        let complete = (table.form?.name ?? "") + "_complete"
        guard
          said.contains(complete)
            || table.fields.contains(where: { said.contains(table.columns[$0]) })
        else { continue }
        settle(number, key, change, &naming)
      }
    }
  }

  private func event(_ change: LoggedChange) -> [UInt8] {
    if change.event.isEmpty { return [] }
    return Array((logging.eventNames[change.event] ?? LoggedTarget.uniqueName(change.event)).utf8)
  }

  /// A form as a row of an export would say it now.
  func row(_ table: Int, _ key: REDCapKey) -> [[UInt8]] {
    let rule = mapping.tables[table]
    let state = states[key] ?? [:]
    let isRepeating = repeating.contains(table)
    var row = rule.columns.map { name in
      switch name {
      case REDCapColumn.event: key.event
      case REDCapColumn.form: isRepeating ? Array((rule.form?.name ?? "").utf8) : []
      case REDCapColumn.instance:
        isRepeating || key.instance > 1 ? Array("\(key.instance)".utf8) : []
      default: cells[table].said(state[name] ?? [])
      }
    }
    if let subject = rule.subject { row[subject.column] = key.record }
    return cells[table].joining(row)
  }

  /// Whether a form says something, and was marked as complete where only those enter.
  func isTaken(_ table: Int, _ key: REDCapKey, _ row: [[UInt8]]) -> Bool {
    let rule = mapping.tables[table]
    guard rule.fields.contains(where: { !row[$0].isEmpty }) else { return false }
    guard let form = rule.form, form.onlyComplete else { return true }
    return REDCapRow.isComplete(states[key]?[form.name + "_complete"] ?? [])
  }

  /// Brings the events of a form into line with what its fields say now.
  private mutating func settle(
    _ table: Int, _ key: REDCapKey, _ change: LoggedChange, _ naming: inout Naming
  ) {
    let rule = mapping.tables[table]
    let row = row(table, key)
    let isTaken = isTaken(table, key, row)
    guard let subject = rule.subject?.identifier(row).flatMap({ naming.subject($0) }) else {
      return
    }
    for number in rule.events.indices {
      let place = EventKey(key: key, table: table, rule: number)
      let holds = isTaken && rule.events[number].conditions.allSatisfy { $0.holds(row) }
      settle(place, rule.events[number], holds ? row : nil, subject, change, naming)
    }
  }

  private mutating func settle(
    _ place: EventKey, _ rule: EventRule, _ row: [[UInt8]]?, _ subject: [UInt8],
    _ change: LoggedChange, _ naming: Naming
  ) {
    guard let row else {
      void(place, change, naming)
      return
    }
    let maker = makers[place.table]
    guard let members = try? maker.members(rule, row), let time = try? rule.time.time(row),
      let text = try? maker.id(rule, row, subject)
    else { return }
    let data = RowEvents.object(rule, members)
    if let standing = current[place], !standing.isVoid {
      guard standing.idText == text else {
        void(place, change, naming)
        return begin(place, rule, row, text, data, time.text, subject, change, naming)
      }
      guard standing.data != data || standing.time != time.text else { return }
      amend(place, rule, row, data, time.text, change, naming)
    } else {
      begin(place, rule, row, text, data, time.text, subject, change, naming)
    }
  }

  private mutating func begin(
    _ place: EventKey, _ rule: EventRule, _ row: [[UInt8]], _ text: [UInt8], _ data: [UInt8],
    _ time: [UInt8], _ subject: [UInt8], _ change: LoggedChange, _ naming: Naming
  ) {
    let round = (current[place]?.round ?? 0) + 1
    let suffix = round == 1 ? [] : Array("~\(round)".utf8)
    guard
      let event = try? makers[place.table].event(
        rule, data, row, subject, naming, actor: actor(change, naming), entered: change.time,
        idSuffix: suffix),
      makers[place.table].refusal(of: event.line) == nil
    else { return }
    current[place] = Standing(
      idText: text, id: naming.event(text + suffix), subject: subject, data: data, time: time,
      round: round)
    events[FormKey(key: place.key, table: place.table), default: []].append(event)
  }

  private mutating func amend(
    _ place: EventKey, _ rule: EventRule, _ row: [[UInt8]], _ data: [UInt8], _ time: [UInt8],
    _ change: LoggedChange, _ naming: Naming
  ) {
    // An amend is held to the target's type: as an event of its own it would have to be in order.
    guard
      let whole = try? makers[place.table].event(
        rule, data, row, current[place]?.subject ?? [], naming),
      makers[place.table].refusal(of: whole.line) == nil, let standing = current[place]
    else { return }
    var said: [UInt8] = []
    if standing.time != time { said += Array(",\"time\":\"".utf8) + time + [0x22] }
    if standing.data != data { said += Array(",\"data\":".utf8) + data }
    correct(place, "amend", "changed in REDCap", said, change, naming)
    current[place]?.data = data
    current[place]?.time = time
  }

  private mutating func void(_ place: EventKey, _ change: LoggedChange, _ naming: Naming) {
    guard let standing = current[place], !standing.isVoid else { return }
    let reason = change.action == .delete ? "deleted in REDCap" : "emptied in REDCap"
    correct(place, "void", reason, [], change, naming)
    current[place]?.isVoid = true
  }

  private mutating func correct(
    _ place: EventKey, _ action: String, _ reason: String, _ said: [UInt8],
    _ change: LoggedChange, _ naming: Naming
  ) {
    guard let standing = current[place] else { return }
    current[place]?.corrections += 1
    let id = naming.event(
      standing.idText + Array("~\(standing.round)~\(standing.corrections + 1)".utf8))
    var line = Array("{\"id\":".utf8)
    JSONString.append(id, to: &line)
    line += Array(",\"source\":".utf8)
    JSONString.append(mapping.source, to: &line)
    line += Array(",\"actor\":".utf8)
    JSONString.append(actor(change, naming), to: &line)
    line += Array(",\"type\":\"correction\",\"subject\":".utf8)
    JSONString.append(standing.subject, to: &line)
    line += Array(",\"time\":\"".utf8) + change.time.text
    line += Array("\",\"data\":{\"source\":".utf8)
    JSONString.append(mapping.source, to: &line)
    line += Array(",\"id\":".utf8)
    JSONString.append(standing.id, to: &line)
    line += Array(",\"action\":\"\(action)\",\"reason\":\"\(reason)\"".utf8) + said
    line += Array("},\"enteredtime\":\"".utf8) + change.time.text + Array("\"}".utf8)
    events[FormKey(key: place.key, table: place.table), default: []].append(
      ImportedEvent(
        kind: .correction, subject: standing.subject, label: [], line: line,
        entered: change.time.instant))
  }

  private func actor(_ change: LoggedChange, _ naming: Naming) -> [UInt8] {
    logging.namesActors ? change.user : naming.actor(change.user)
  }
}
