import Bytes
import Foundation
import Histories
import Projections
import TestSupport

/// The audit trail of a made-up log, counted as plainly as can be.
struct TrailOracle {
  private let log: AuditedLog
  private let question: TrailQuestion

  init(_ log: AuditedLog, _ question: TrailQuestion) {
    self.log = log
    self.question = question
  }

  /// Lines of the log, line 0 included.
  var size: Int { log.lines.count + 1 }

  /// The lines that are asked about.
  var asked: [AuditedLog.Line] {
    log.lines.filter { line in
      if let actor = question.actor, Array((line.actor ?? "").utf8) != actor { return false }
      if let type = question.type, Array(line.type.utf8) != type { return false }
      if case .recorded(let instant) = question.since, line.recorded < instant { return false }
      guard let subject = question.subject?.text else { return true }
      return line.subject == subject || line.correction?.subject == subject
    }
  }

  private func delay(_ line: AuditedLog.Line) -> Int64 {
    line.recorded.milliseconds - line.time.milliseconds
  }

  private var threshold: Int64 { Int64(question.lateHours) * 3_600_000 }
  private var events: [AuditedLog.Line] { asked.filter { $0.correction == nil } }

  var late: [Int] { events.filter { delay($0) > threshold }.map(\.seq) }
  var ahead: [Int] { events.filter { delay($0) < 0 }.map(\.seq) }
  var backDated: [Int] { events.filter(isBackDated).map(\.seq) }
  var corrections: [Int] { asked.filter { $0.correction != nil }.map(\.seq) }

  private func isBackDated(_ line: AuditedLog.Line) -> Bool {
    log.lines.contains { other in
      other.correction == nil && other.subject == line.subject && other.recorded < line.recorded
        && min(other.time, other.recorded).milliseconds - line.time.milliseconds > threshold
    }
  }

  func target(_ seq: Int) -> Int? { log.lines[seq - 1].correction?.target }

  private static let calendar: Calendar = {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(secondsFromGMT: 0)!
    return calendar
  }()

  private func date(_ line: AuditedLog.Line) -> Date {
    Date(timeIntervalSince1970: Double(line.recorded.milliseconds) / 1000)
  }

  private func hour(_ line: AuditedLog.Line) -> Int {
    Self.calendar.component(.hour, from: date(line))
  }

  var hours: [Int] { (0..<24).map { hour in asked.count { self.hour($0) == hour } } }

  /// What one actor entered; `nil`: what nobody is named for.
  func tally(of actor: String?) -> AuditTrail.Tally {
    let lines = asked.filter { $0.actor == actor }
    func count(_ seqs: [Int]) -> Int { lines.count { seqs.contains($0.seq) } }
    func count(_ action: String?) -> Int { lines.count { $0.correction?.action == action } }
    var tally = AuditTrail.Tally()
    tally.entered = count(nil as String?)
    tally.amended = count("amend")
    tally.voided = count("void")
    tally.reassigned = count("reassign")
    tally.late = count(late)
    tally.backDated = count(backDated)
    tally.ahead = count(ahead)
    tally.outsideHours = lines.count { !(hour($0) >= 22 || hour($0) < 6) }
    tally.weekend = lines.count {
      [1, 7].contains(Self.calendar.component(.weekday, from: date($0)))
    }
    tally.first = lines.first?.recorded
    tally.last = lines.last?.recorded
    return tally
  }

  /// What a correction changed when it was recorded, a line for each member.
  func changes(by seq: Int) -> [String] {
    let root = log.root(of: seq)
    let before = log.state(of: root, size: seq)
    let after = log.state(of: root, size: seq + 1)
    return Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
      .map { "\($0) \(before[$0] ?? "") \(after[$0] ?? "")" }.sorted()
  }
}
