import Bytes
import Definitions
import Events
import Projections

/// What is due, in words.
extension StandingReport {
  /// The next treatment, then the next rating.
  var dueText: [String] {
    standing.treatment.state == .followUpEnded
      ? ["nothing is due: an exit ended follow-up"] : [treatmentText, ratingText]
  }

  private var treatmentText: String {
    let due = standing.treatment
    let plan = due.plan.map { "plan of \($0.time.dayText), seq \($0.seq)" } ?? ""
    switch due.state {
    case .followUpEnded, .noPlan: return "next treatment: no plan"
    case .noTreatment:
      return "next treatment: \(Self.intervalText(due)) (\(plan)), "
        + "and no treatment that it could be counted from"
    case .treatedSince:
      return "next treatment: the one due \(Self.day(due.plan?.said.due)) came, the last on "
        + "\(Self.day(due.treatmentStart)), and the \(plan), names no other"
    case .notDue, .due, .overdue: break
    }
    var text = "next treatment: due \(Self.moment(due.due))"
    switch due.state {
    case .due:
      text += due.latest == due.due ? ", now" : ", in time until \(Self.moment(due.latest))"
    case .overdue:
      text += ", overdue since \(due.latest == due.due ? "then" : Self.moment(due.latest))"
      text += " (\(due.overdueDays.map(Digits.near) ?? "") d)"
    default:
      if let day = due.due {
        text += " (in \(Digits.near(elapsedDays(from: standing.vantage.instant, to: day))) d)"
      }
    }
    let interval = Self.intervalText(due)
    if due.source == .interval {
      text += ", \(interval) from \(Self.day(due.treatmentStart))"
    } else {
      if due.treatmentStart != nil {
        text += ", treated \(Self.day(due.treatmentStart)), too early to be that one"
      }
      if !interval.isEmpty { text += ", after it \(interval)" }
    }
    if let tolerance = due.plan?.said.toleranceDays {
      text += ", tolerance \(Digits.exact(tolerance)) d"
    }
    return text + " (\(plan))"
  }

  private static func day(_ instant: Instant?) -> String { instant?.dayText ?? "" }

  /// Events keep no offset: the day at a clinic may be the one before or after.
  private static func moment(_ instant: Instant?) -> String {
    instant.map { TimelineReport.minute($0) + " UTC" } ?? ""
  }

  private static func intervalText(_ due: TreatmentDue) -> String {
    due.plan?.said.intervalDays.map { "every \(Digits.exact($0)) d" } ?? ""
  }

  private var ratingText: String {
    let due = standing.rating
    let days = plan.definitions.windows.firstRatingDays
    let rule = "the first one within \(days) d after a course's last infusion"
    switch due.state {
    case .followUpEnded, .noTreatment: return "rating: none is asked for without a course"
    case .closed: return "rating: none is asked for, another treatment closed the course's window"
    case .noAnswer:
      return "rating: none is asked for, as none can tell how long relief lasted after course "
        + "\(standing.last?.course ?? 0) (\(standing.last.map { Self.words($0, plan) } ?? ""))"
    case .rated: return "rating: none is asked for, the last course has one (\(rule))"
    case .due: return "rating: due by \(Self.moment(due.latest)) (\(rule))"
    case .missed:
      return "rating: course \(standing.last?.course ?? 0) was not rated within \(days) d after "
        + "the last infusion: no answer can come of how long relief lasted"
    }
  }
}

/// A plan as a timeline shows it.
extension Appointment {
  var words: String {
    var parts: [String] = []
    if let due { parts.append("next treatment due \(due.dayText)") }
    if let intervalDays { parts.append("every \(Digits.exact(intervalDays)) d") }
    if let toleranceDays { parts.append("tolerance \(Digits.exact(toleranceDays)) d") }
    return parts.joined(separator: ", ")
  }
}
