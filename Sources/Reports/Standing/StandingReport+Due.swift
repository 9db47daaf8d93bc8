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
      return "next treatment: not planned; treated \(due.treatmentStart?.dayText ?? "") "
        + "after the \(plan)"
    case .notDue, .due, .overdue: break
    }
    var text = "next treatment: due \(due.due?.dayText ?? "")"
    switch due.state {
    case .due: text += ", in time until \(due.latest?.dayText ?? "")"
    case .overdue:
      text +=
        ", overdue since \(due.latest?.dayText ?? "")"
        + " (\(due.overdueDays.map(Digits.near) ?? "") d)"
    default:
      if let day = due.due {
        text += " (in \(Digits.near(elapsedDays(from: standing.vantage.instant, to: day))) d)"
      }
    }
    if let start = due.treatmentStart {
      text += ", \(Self.intervalText(due)) from \(start.dayText)"
    }
    if let tolerance = due.plan?.said.toleranceDays {
      text += ", tolerance \(Digits.exact(tolerance)) d"
    }
    return text + " (\(plan))"
  }

  private static func intervalText(_ due: TreatmentDue) -> String {
    due.plan?.said.intervalDays.map { "every \(Digits.exact($0)) d" } ?? ""
  }

  private var ratingText: String {
    let due = standing.rating
    let days = plan.definitions.windows.firstRatingDays
    let rule = "the first one within \(days) d after a course's last infusion"
    switch due.state {
    case .followUpEnded, .noTreatment: return "rating: none is asked for without a treatment"
    case .closed: return "rating: none is asked for, another treatment closed the course's window"
    case .rated: return "rating: none is asked for, the last course has one (\(rule))"
    case .due: return "rating: due by \(due.latest?.dayText ?? "") (\(rule))"
    case .overdue:
      return "rating: overdue since \(due.latest?.dayText ?? "") "
        + "(\(due.overdueDays.map(Digits.near) ?? "") d; \(rule))"
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
