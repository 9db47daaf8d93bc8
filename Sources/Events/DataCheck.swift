package import Bytes
package import Definitions

/// Holds the `data` of an event to its type: what `append` refuses, and why.
package struct DataCheck {
  private let definitions: Definitions

  package init(_ definitions: Definitions) { self.definitions = definitions }

  /// Checks `data` of a known type.
  ///
  /// Throws `Refusal` for the first member, in the order of the type's table, that is wrong.
  package func check(_ data: JSONNode, of kind: EventKind, path: String = "data") throws(Refusal) {
    guard data.kind == .object else {
      throw Refusal(path, .type, found: data, expected: "an object")
    }
    for field in DataShape.fields(of: kind) {
      let member = path + "." + field.name
      guard let value = data[field.name] else {
        if field.isRequired {
          throw Refusal(member, .missing, expected: "\(field.name) is required in \(kind.word)")
        }
        continue
      }
      try check(value, field.rule, member)
    }
    switch kind {
    case .rating: try checkRating(data, path)
    case .vital:
      guard DataShape.vitalSigns.contains(where: { data[$0] != nil }) else {
        throw Refusal(
          path, .missing,
          expected: "at least one of \(DataShape.vitalSigns.joined(separator: ", "))")
      }
    case .plan:
      guard data["nextDue"] != nil || data["intervalDays"] != nil else {
        throw Refusal(path + ".nextDue", .missing, expected: "nextDue or intervalDays is required")
      }
    case .correction: try checkCorrection(data, path)
    default: break
    }
  }

  private func check(
    _ value: JSONNode, _ rule: DataShape.Rule, _ path: String
  ) throws(Refusal) {
    switch rule {
    case .text(let mayBeEmpty):
      guard let text = value.string else {
        throw Refusal(path, .type, found: value, expected: "a text")
      }
      guard mayBeEmpty || !text.isEmpty else {
        throw Refusal(path, .format, found: value, expected: "a text that is not empty")
      }
    case .vocabulary(let words):
      guard let text = value.text else {
        throw Refusal(path, .type, found: value, expected: words.joined(separator: ", "))
      }
      guard words.contains(text) else {
        throw Refusal(
          path, .vocabulary, found: value, expected: "one of \(words.joined(separator: ", "))",
          nearest: Nearest.name(to: text, among: words))
      }
    case .bool:
      guard value.kind == .bool else {
        throw Refusal(path, .type, found: value, expected: "true or false")
      }
    case .number(let bounds): try checkNumber(value, bounds, path)
    case .time:
      guard let text = value.string else {
        throw Refusal(path, .type, found: value, expected: "a time such as 2026-01-05T10:00:00Z")
      }
      guard Instant(text.span, in: 0..<text.count) != nil else {
        throw Refusal(path, .format, found: value, expected: Envelope.timeForm)
      }
    case .date:
      guard let text = value.text else {
        throw Refusal(path, .type, found: value, expected: "a date such as 2026-01-05")
      }
      guard text.utf8.count == 10, Instant(text + "T00:00:00Z") != nil else {
        throw Refusal(path, .format, found: value, expected: "a date such as 2026-01-05")
      }
    case .subject:
      guard let text = value.string else {
        throw Refusal(path, .type, found: value, expected: "a pseudonym")
      }
      guard Envelope.isSubject(text) else {
        throw Refusal(path, .format, found: value, expected: Envelope.subjectForm)
      }
    case .object:
      guard value.kind == .object else {
        throw Refusal(path, .type, found: value, expected: "an object")
      }
    case .instrument: _ = try instrument(value, path)
    case .codes: try checkCodes(value, path)
    case .trials: try checkTrials(value, path)
    case .items:
      guard value.kind == .array else {
        throw Refusal(path, .type, found: value, expected: "an array of whole numbers")
      }
    }
  }

  private func checkNumber(
    _ value: JSONNode, _ bounds: DataShape.Bounds, _ path: String
  ) throws(Refusal) {
    guard let token = value.number else {
      throw Refusal(path, .type, found: value, expected: "a number")
    }
    if bounds.isWhole, !token.isWhole {
      throw Refusal(path, .type, found: value, expected: "a whole number")
    }
    if let most = bounds.decimals, token.decimals > most {
      throw Refusal(path, .decimals, found: value, expected: "at most \(most) decimals")
    }
    guard let number = token.decimal, bounds.contains(number) else {
      throw Refusal(path, .range, found: value, expected: bounds.sentence)
    }
  }

  private func instrument(_ value: JSONNode, _ path: String) throws(Refusal) -> Instrument {
    guard let name = value.text else {
      throw Refusal(path, .type, found: value, expected: "the name of an instrument")
    }
    guard let instrument = definitions.instrument(name) else {
      throw Refusal(
        path, .unknownInstrument, found: value,
        expected: "an instrument that is known (reprieve help instruments lists them)",
        nearest: Nearest.name(to: name, among: definitions.instruments.map(\.id)))
    }
    return instrument
  }

  private func checkCodes(_ value: JSONNode, _ path: String) throws(Refusal) {
    guard value.kind == .array else {
      throw Refusal(path, .type, found: value, expected: "an array of ICD-10-CM codes")
    }
    for (position, code) in value.elements.enumerated() {
      let place = "\(path)[\(position)]"
      guard let text = code.string else {
        throw Refusal(place, .type, found: code, expected: "an ICD-10-CM code")
      }
      guard DataShape.isCode(text) else {
        throw Refusal(
          place, .format, found: code,
          expected: "an ICD-10-CM code, upper case and with its dot, such as F41.1")
      }
    }
  }

  private func checkTrials(_ value: JSONNode, _ path: String) throws(Refusal) {
    guard value.kind == .array else {
      throw Refusal(path, .type, found: value, expected: "an array of earlier treatments")
    }
    for (position, trial) in value.elements.enumerated() {
      let place = "\(path)[\(position)]"
      guard trial.kind == .object else {
        throw Refusal(place, .type, found: trial, expected: "an object")
      }
      for field in DataShape.trialFields {
        guard let member = trial[field.name] else { continue }
        try check(member, field.rule, place + "." + field.name)
      }
    }
  }

  private func checkRating(_ data: JSONNode, _ path: String) throws(Refusal) {
    guard let name = data["instrument"] else { return }
    let instrument = try instrument(name, path + ".instrument")
    var score: Score?
    if let items = data["items"] {
      score = try checkItems(items.elements, instrument, path + ".items")
    }
    guard let total = data["total"] else {
      if data["items"] == nil {
        throw Refusal(path + ".total", .missing, expected: "items or total is required")
      }
      return
    }
    guard let range = instrument.total else {
      throw Refusal(
        path + ".total", .notAllowed, found: total, expected: "\(instrument.id) has no total")
    }
    guard let token = total.number, token.isWhole else {
      throw Refusal(path + ".total", .type, found: total, expected: "a whole number")
    }
    guard let points = token.whole.map(Int.init), range.contains(points) else {
      throw Refusal(
        path + ".total", .range, found: total,
        expected: "\(range.lowerBound) to \(range.upperBound) on \(instrument.id)")
    }
    if case .total(let sum, _) = score, sum != points {
      throw Refusal(
        path + ".total", .totalMismatch, found: total, expected: "\(sum), which the items give")
    }
  }

  private func checkItems(
    _ items: [JSONNode], _ instrument: Instrument, _ path: String
  ) throws(Refusal) -> Score {
    guard items.count == instrument.itemCount else {
      throw Refusal(
        path, .itemCount, foundText: "\(items.count) items",
        expected: "\(instrument.itemCount) items on \(instrument.id)")
    }
    var values: [Int?] = []
    for (position, item) in items.enumerated() {
      let place = "\(path)[\(position)]"
      if item.kind == .null {
        guard instrument.scoring == .none else {
          throw Refusal(
            place, .nullItem, found: item, expected: "a number: \(instrument.id) allows no gaps")
        }
        values.append(nil)
        continue
      }
      guard let token = item.number, token.isWhole else {
        throw Refusal(place, .type, found: item, expected: "a whole number")
      }
      let range = instrument.itemRanges[position]
      guard let value = token.whole.map(Int.init), range.contains(value) else {
        throw Refusal(
          place, .range, found: item,
          expected: "\(range.lowerBound) to \(range.upperBound) in item \(position + 1)")
      }
      values.append(value)
    }
    return instrument.score(values)
  }

  private func checkCorrection(_ data: JSONNode, _ path: String) throws(Refusal) {
    guard let action = data["action"]?.text.flatMap(CorrectionAction.init) else { return }
    let belonging: [CorrectionAction: [String]] = [
      .void: [], .amend: ["time", "data"], .reassign: ["subject"],
    ]
    for member in ["time", "data", "subject"] {
      if let value = data[member], !(belonging[action] ?? []).contains(member) {
        throw Refusal(
          path + "." + member, .notAllowed, found: value,
          expected: "no \(member) in a \(action.rawValue)")
      }
    }
    switch action {
    case .void: break
    case .amend:
      guard data["data"] != nil || data["time"] != nil else {
        throw Refusal(path + ".data", .missing, expected: "an amend gives data, time or both")
      }
    case .reassign:
      guard data["subject"] != nil else {
        throw Refusal(path + ".subject", .missing, expected: "a reassign says to whom")
      }
    }
  }
}
