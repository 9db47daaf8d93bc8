import Bytes
import Definitions
import Events
import Histories
import Projections

/// The pieces of a subject's answer in words.
struct AnswerWords {
  let plan: AnalysisPlan

  /// What a piece is about: `relief 1`, `response 1 d7`, `gap 3`.
  func name(_ key: SubjectAnswer.Key) -> String {
    switch key.part {
    case .subject: "whether it is in"
    case .relief: "relief \(key.number)"
    case .response: "response \(key.number) \(visit(key) ?? "")"
    case .intervals: "gap \(key.number)"
    case .treatmentFree: "free \(key.number)"
    }
  }

  /// The visit of a piece; `nil` elsewhere.
  func visit(_ key: SubjectAnswer.Key) -> String? { key.visit.map { plan.visits[$0].name } }

  /// What was and what is. Where that reads the same, all digits are shown and what else differs.
  func pair(_ change: SubjectAnswer.Change) -> (before: String, after: String) {
    let short = (text(change.before, isExact: false), text(change.after, isExact: false))
    guard short.0 == short.1 else { return short }
    return (text(change.before, isExact: true), text(change.after, isExact: true))
  }

  private func text(_ state: SubjectAnswer.State?, isExact: Bool) -> String {
    switch state {
    case nil: "none"
    case .standing(.absent): "no effective event"
    case .standing(.notAsked): "not asked about"
    case .standing(.counted): "in the answer"
    case .relief(let relief): text(relief, isExact)
    case .visit(let visit): text(visit, isExact)
    case .gap(let gap): text(gap, isExact)
    case .treatmentFree(let days): "\(isExact ? Digits.exact(days) : Digits.near(days)) d"
    }
  }

  private func text(_ relief: SubjectAnswer.Relief, _ isExact: Bool) -> String {
    guard isExact else {
      return ReliefWords.text(
        relief.status, relief.reason, isLate: relief.isLate, relief.lowerDays, relief.upperDays)
    }
    let entry = relief.entryDays.map { ", first rated at \(Digits.exact($0)) d" } ?? ""
    return ReliefWords.text(
      relief.status, relief.reason, isLate: relief.isLate, relief.lowerDays, relief.upperDays,
      days: (Digits.exact, Digits.exact)) + entry + " on \(relief.instrument)"
  }

  private func text(_ visit: SubjectAnswer.Visit, _ isExact: Bool) -> String {
    var parts: [String] = []
    if let total = visit.total { parts.append("total \(total)") }
    if let unrated = visit.unrated { parts.append("not rated (\(unrated.rawValue))") }
    if !visit.isUsable { parts.append("no usable baseline") }
    if let change = visit.change { parts.append("change \(change)") }
    if let response = visit.response { parts.append(response ? "response" : "no response") }
    if visit.remission == true { parts.append("remission") }
    if visit.reliable == 1 { parts.append("reliably improved") }
    if visit.reliable == -1 { parts.append("reliably worse") }
    if isExact { parts.append("on \(visit.instrument)") }
    return parts.joined(separator: ", ")
  }

  private func text(_ gap: SubjectAnswer.Gap, _ isExact: Bool) -> String {
    let days = isExact ? Digits.exact(gap.days) : Digits.near(gap.days)
    let why = gap.why.map { " (\($0.rawValue))" } ?? ""
    return "\(gap.isClosed ? "closed" : "open"), \(days) d, \(gap.kind.rawValue)\(why)"
  }
}

extension NamedEvent {
  /// What kind of event it is, and what it says: `late by 3.2 d: rating of 2026-02-23T10:00:00Z`.
  var words: String {
    let head: String
    if let correction {
      let members = correction.members.map { member in
        "\(member.name) \(Self.short(member.before)) to \(Self.short(member.after))"
      }
      let parts =
        ["corrected: \(correction.action.rawValue) of seq \(correction.target)"]
        + (correction.subject.map { ["to \($0)"] } ?? []) + members
        + ["\"\(correction.reason)\""]
      head = parts.joined(separator: ", ")
    } else {
      let lateness = lateDays.map { " by \(Digits.near($0)) d" } ?? ""
      head = "\(kind.rawValue)\(lateness): \(event.type) of \(event.time.text)"
    }
    let actor = event.actor.map { ", by \($0)" } ?? ""
    return "\(head), recorded \(event.recorded.text), \(event.source) \(event.id)\(actor)"
  }

  /// A value as it was written, cut where it is long.
  private static func short(_ value: String?) -> String {
    guard let value else { return "none" }
    return value.unicodeScalars.count > 40
      ? String(String.UnicodeScalarView(value.unicodeScalars.prefix(37))) + "…" : value
  }
}
