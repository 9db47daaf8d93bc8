import Bytes
import Definitions
import EventLog

/// The general path: the payload of any valid line, from its parsed document.
extension EventDecoder {
  /// Reads `data` into `event`, whose kind and time are known.
  mutating func decode(
    _ data: JSONNode, _ event: inout Event, seq: Int
  ) throws(LineFault) {
    switch event.kind {
    case .dose: try decodeDose(data, &event)
    case .rating: try decodeRating(data, &event)
    case .infusion: try decodeInfusion(data, &event)
    case .intake:
      event.value = Int64(table.intakes.count)
      table.intakes.append(try intake(data))
    case .adverse:
      event.label = table.words.number(try text(data, "term"))
      if let word = data["severity"]?.text {
        guard let severity = Severity(rawValue: word) else { throw Self.broken }
        event.code = UInt16((Severity.allCases.firstIndex(of: severity) ?? 0) + 1)
      }
      event.value = Event.adverse(
        isSerious: data["serious"]?.bool == true, session: try session(data))
    case .vital:
      table.set(
        BloodPressure(
          systolic: try thousandths(data, "systolic"),
          diastolic: try thousandths(data, "diastolic")), on: &event)
      event.label = try session(data) ?? -1
    case .medication:
      event.label = table.words.number(try text(data, "drug"))
      let action: MedicationAction = try word(data, "action")
      event.code = UInt16(MedicationAction.allCases.firstIndex(of: action) ?? 0)
    case .exit:
      let reason: ExitReason = try word(data, "reason")
      event.code = UInt16(ExitReason.allCases.firstIndex(of: reason) ?? 0)
    case .correction: try decodeCorrection(data, &event, seq)
    case .plan:
      var due: Instant?
      if let member = data["nextDue"] {
        guard let text = member.string, let instant = Instant(text.span, in: 0..<text.count) else {
          throw Self.broken
        }
        due = instant
      }
      Appointment(
        due: due, interval: try thousandths(data, "intervalDays"),
        tolerance: try thousandths(data, "toleranceDays")
      ).put(on: &event)
    case .note, .unknown, .log: break
    }
  }

  static var broken: LineFault { LineFault(.member, level: .verify) }

  private mutating func decodeDose(_ data: JSONNode, _ event: inout Event) throws(LineFault) {
    event.label = table.labels.number(try text(data, "infusion"))
    guard let amount = data["mg"]?.number?.decimal?.scaled(3),
      (0...Self.largestAmount).contains(amount)
    else { throw Self.broken }
    var duration: Int64 = 0
    if let minutes = data["minutes"] {
      guard let number = minutes.number?.decimal, !number.isNegative,
        let milliseconds = Self.milliseconds(minutes: number),
        milliseconds <= Self.longestDuration,
        event.time.milliseconds + milliseconds <= Instant.latest
      else { throw Self.broken }
      duration = milliseconds
    }
    table.set(Dose(microgramAmount: amount, duration: duration), on: &event)
  }

  /// A billion mg and a billion minutes, the most that `append` takes: sums stay exact.
  static let largestAmount: Int64 = 1_000_000_000_000
  static let longestDuration: Int64 = 60_000_000_000_000

  /// Whole milliseconds, half of one rounded up; `nil` beyond a million years.
  static func milliseconds(minutes: ExactDecimal) -> Int64? {
    if let thousandths = minutes.scaled(3) {
      let (product, overflow) = thousandths.multipliedReportingOverflow(by: 60)
      return overflow ? nil : product
    }
    let milliseconds = (minutes.double * 60_000).rounded(.toNearestOrAwayFromZero)
    return milliseconds < 4e16 ? Int64(milliseconds) : nil
  }

  private mutating func decodeRating(_ data: JSONNode, _ event: inout Event) throws(LineFault) {
    let number = table.instruments.number(try text(data, "instrument"))
    items.removeAll(keepingCapacity: true)
    var total: Int?
    if let given = data["total"] {
      guard let whole = given.whole, let points = Int32(exactly: whole) else { throw Self.broken }
      total = Int(points)
    }
    var answers: ItemTally?
    if let list = data["items"] {
      guard list.kind == .array else { throw Self.broken }
      var tally = ItemTally()
      for item in list.elements {
        if item.kind == .null {
          items.append(ItemTally.noItem)
        } else {
          guard let whole = item.whole, let value = Int32(exactly: whole), value != ItemTally.noItem
          else { throw Self.broken }
          items.append(value)
        }
      }
      for item in items { tally.add(item) }
      answers = tally
    }
    guard answers != nil || total != nil else { throw Self.broken }
    set(instrument: number, total: total, answers, on: &event)
  }

  private mutating func decodeInfusion(_ data: JSONNode, _ event: inout Event) throws(LineFault) {
    let label = try text(data, "infusion")
    let drug = try text(data, "drug")
    let route: Route = try word(data, "route")
    let phase: Phase? = data["phase"] == nil ? nil : try word(data, "phase")
    let weight = try weight(data)
    event.label = table.labels.number(label)
    event.value = Int64(table.infusions.count)
    table.infusions.append(
      InfusionDetail(
        drug: table.words.number(drug), route: route, phase: phase, weight: weight))
  }

  private mutating func intake(_ data: JSONNode) throws(LineFault) -> Intake {
    guard let codes = data["indications"], codes.kind == .array else { throw Self.broken }
    var intake = Intake()
    intake.firstCode = Int32(table.codes.count)
    intake.codeCount = Int32(codes.elements.count)
    for code in codes.elements {
      guard let text = code.string else { throw Self.broken }
      table.codes.append(table.words.number(text))
    }
    intake.instrument = word(data, named: "instrument")
    intake.birthYear = data["birthYear"]?.whole.map(Int.init)
    intake.sex = word(data, named: "sex")
    intake.weight = try weight(data)
    intake.site = word(data, named: "site")
    intake.arm = word(data, named: "arm")
    intake.listsTrials = data["trials"]?.kind == .array
    intake.failedTrials =
      data["trials"]?.elements.count { trial in
        ["partial", "none", "intolerant"].contains(trial["outcome"]?.text)
      } ?? 0
    return intake
  }

  /// The number of a text; -1 where there is none.
  private mutating func word(_ data: JSONNode, named name: String) -> Int32 {
    data[name]?.string.map { table.words.number($0) } ?? -1
  }

  private mutating func decodeCorrection(
    _ data: JSONNode, _ event: inout Event, _ seq: Int
  ) throws(LineFault) {
    var correction = Correction(
      seq: seq, subject: event.subject, targetID: try text(data, "id"),
      targetSource: try text(data, "source"), action: try word(data, "action"),
      reason: data["reason"]?.text ?? "")
    if let time = data["time"] {
      guard let text = time.string, let instant = Instant(text.span, in: 0..<text.count) else {
        throw Self.broken
      }
      correction.time = instant
    }
    if let replacement = data["data"] {
      guard replacement.kind == .object else { throw Self.broken }
      correction.data = replacement.raw
    }
    if let subject = data["subject"] {
      guard let name = subject.string else { throw Self.broken }
      correction.newSubject = table.subjects.number(name)
    }
    event.value = Int64(table.corrections.count)
    table.corrections.append(correction)
  }

  /// The label of the session that an event names, where it names one.
  private mutating func session(_ data: JSONNode) throws(LineFault) -> Int32? {
    data["infusion"] == nil ? nil : table.labels.number(try text(data, "infusion"))
  }

  /// A measurement in thousandths, more decimals rounded, half of one up; `nil` without it.
  private func thousandths(_ data: JSONNode, _ name: String) throws(LineFault) -> Int64? {
    guard let member = data[name] else { return nil }
    guard let number = member.number?.decimal, !number.isNegative else { throw Self.broken }
    if let thousandths = number.scaled(3) {
      guard thousandths <= Self.largestAmount else { throw Self.broken }
      return thousandths
    }
    let rounded = (number.double * 1000).rounded(.toNearestOrAwayFromZero)
    guard rounded <= Double(Self.largestAmount) else { throw Self.broken }
    return Int64(rounded)
  }

  private func weight(_ data: JSONNode) throws(LineFault) -> ExactDecimal? {
    guard let member = data["weightKg"] else { return nil }
    guard let weight = member.number?.decimal else { throw Self.broken }
    return weight.mantissa > 0 ? weight : nil
  }

  private func text(_ data: JSONNode, _ name: String) throws(LineFault) -> [UInt8] {
    guard let text = data[name]?.string else { throw Self.broken }
    return text
  }

  private func word<Word: RawRepresentable>(
    _ data: JSONNode, _ name: String
  ) throws(LineFault) -> Word where Word.RawValue == String {
    guard let text = data[name]?.text, let word = Word(rawValue: text) else { throw Self.broken }
    return word
  }
}

extension EventTable {
  /// Puts an amount and a duration on an event.
  mutating func set(_ dose: Dose, on event: inout Event) {
    if let packed = dose.packed {
      event.value = packed
    } else {
      event.flags.insert(.largeDose)
      event.value = Int64(largeDoses.count)
      largeDoses.append(dose)
    }
  }
}
