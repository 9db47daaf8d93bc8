import Bytes
import Projections

/// What a rule objects to, and what to do about it, in words.
extension CheckRule {
  /// What is odd, and what to do.
  package var sentence: String {
    switch self {
    case .doseWithoutInfusion:
      "A dose on a session that its subject does not have; it is in no figure. "
        + "Amend its label, reassign it, or void it."
    case .duplicateLabel:
      "A second infusion with a label that another owns; it is in no figure. "
        + "Amend its label and those of its doses, or void it."
    case .ratingPartial:
      "Items and total contradict each other, or an item is missing: there is no total. "
        + "Amend the rating with what the form says."
    case .ratingAfterDeath:
      "A rating after the exit says died. Void or amend the exit, or reassign the rating."
    case .drugNameNotKnown:
      "A drug that is neither active (ketamine, esketamine, arketamine) nor a usual control "
        + "(saline, midazolam): it counts as a control. Amend its spelling, or use --drug."
    case .infusionWithoutDose:
      "A session in which nothing was given: listed, never counted. "
        + "Append its dose, or leave it if it was cancelled."
    case .doseFarFromOrdered:
      "Delivered and ordered mg differ by more than 5 %; below 90 % the dose is partial. "
        + "Amend the dose, or note why."
    case .orderContradictsItself:
      "orderedMg differs from orderedMgPerKg times weight by more than 5 %. "
        + "Amend the order or the weight."
    case .dosePerKilogramOutOfRange:
      "Ketamine outside of 0.1 to 2 mg/kg into a vein, a muscle or under the skin. Look for a "
        + "slip of the decimal point or the weight. Other routes and drugs are not held to it: "
        + "their mg are not comparable."
    case .durationOutOfRange:
      "A session into a vein shorter than 5 or longer than 120 min. Amend the minutes of its doses."
    case .twoTreatmentsWithin20Hours:
      "Two treatments start less than 20 h apart. Look for a session entered twice, or for "
        + "steps of one session entered as two."
    case .weightStale:
      "mg/kg rests on the weight of an intake more than 90 d old. "
        + "State weightKg on the infusions, or append an intake."
    case .weightChanged:
      "The weight changed by more than 10 % from one statement to the next. "
        + "Look for a slip, or for pounds."
    case .afterFollowUp:
      "Events later than the end of follow-up are in no figure. "
        + "Void the exit if somebody came back."
    case .timeAfterRecorded:
      "Something happened after the log learned of it. "
        + "Amend its time; look at the clock or the offset of its source."
    case .adverseOnNothing:
      "An adverse event on a session that is not there; it is counted for no treatment. "
        + "Amend its label."
    case .vitalOnNothing:
      "A measurement on a session that is not there; it is in no peak. Amend its label."
    case .birthYearImplausible:
      "At the intake somebody would be younger than 5 or older than 110. Amend the birth year."
    case .unknownInstrument:
      "Ratings on an instrument that nobody defined are in no figure. "
        + "Amend its name, or define it with --definitions."
    case .noRatingOnIndexInstrument:
      "Treated, and not once rated on the index instrument: in no figure of relief. "
        + "Name the instrument in the intake, or ask with --instrument."
    case .noBaselineBeforeCourse:
      "No rating that counts in the days before a course: it has no answer. "
        + "Rate before the first session, or append what was rated."
    case .noRatingAfterTreatment:
      "Not one rating that counts in the 28 d after a treatment, though follow-up went on. "
        + "Append what was rated; somebody is lost to ratings."
    case .raterChangedMidCourse:
      "Within one course an instrument was rated by the patient and by a clinician. "
        + "Do not compare the two; amend the rater if it is a slip."
    case .identicalItems:
      "The same answers three times in a row or more, not all of them the best. "
        + "Ask whether the form was filled in."
    case .itemNotAssessed: "Item 16 was not assessed and adds 0 to the total."
    case .baselineSeveral:
      "Several ratings lie in the window of one course's baseline: the last one counts."
    case .weightMissing:
      "No weight is known for treatments that are dosed by it: they have no mg/kg. "
        + "State weightKg on the infusions or in the intake."
    case .minutesMissing:
      "Doses into a vein that state no minutes, or 0: how long the session took is not known, and "
        + "relief is counted from its last dose. State minutes on the doses."
    case .totalWithoutItems:
      "A total without its items: it cannot be checked. Append items where they are known."
    case .versionChanged: "The version of a form changed: its scores may not be comparable."
    case .versionMissing: "Ratings without a version among others that state one."
    case .unknownType:
      "Events of a type that this version does not know: kept, and in no figure but the end of "
        + "follow-up."
    }
  }
}

extension CheckFinding {
  /// What was found, in a few words.
  package var detail: String {
    switch fact {
    case .none: ""
    case .session(let label): "session \(Visible.text(label.text))"
    case .name(let name): Visible.text(name.text)
    case .unknown(let name, let nearest):
      Visible.text(name.text) + (nearest.map { ", perhaps \($0)" } ?? "")
    case .dose(let given, let ordered, let isPartial):
      "\(Digits.exact(given)) of \(Digits.exact(ordered)) mg"
        + " (\(Digits.near(100 * given / ordered)) %)\(isPartial ? ", partial" : "")"
    case .amounts(let one, let other):
      "\(Digits.exact(one)) mg, by weight \(Digits.exact(other)) mg"
    case .perKilogram(let amount): "\(Digits.exact((amount * 1000).rounded() / 1000)) mg/kg"
    case .weights(let from, let to): "\(Digits.exact(from)) to \(Digits.exact(to)) kg"
    case .duration(let milliseconds): Self.words(milliseconds: milliseconds)
    case .count(let count): "\(count) \(Self.counted(rule))\(count == 1 ? "" : "s")"
    case .year(let year): "born \(year)"
    case .instruments(let expected, let found):
      "\(expected) expected, "
        + (found.isEmpty
          ? "no total at all" : "rated on \(found.map(Visible.text).joined(separator: ", "))")
    case .change(let instrument, let from, let to):
      "\(Visible.text(instrument.text)): \(Visible.text(from.text)), then \(Visible.text(to.text))"
    }
  }

  private static func counted(_ rule: CheckRule) -> String {
    switch rule {
    case .afterFollowUp: "event"
    case .noRatingAfterTreatment, .weightMissing, .minutesMissing: "treatment"
    default: "rating"
    }
  }

  /// The unit that somebody would use: `2.5 min`, `19.5 h`, `95.0 d`.
  private static func words(milliseconds: Int64) -> String {
    let minutes = Double(milliseconds) / 60_000
    if minutes <= 120 { return "\(Digits.exact((minutes * 10).rounded() / 10)) min" }
    if minutes < 2880 { return "\(Digits.near(minutes / 60)) h" }
    return "\(Digits.near(minutes / 1440)) d"
  }
}
