import Bytes
import Events
import Histories
import Projections

extension ExportTable {
  /// Who the subjects are, and what is known of each as a whole.
  static let subjects = ExportTable(
    "subjects", "one subject with an effective event",
    rows: { $0.isIncluded ? [SubjectRow($0)] : [] },
    [
      .text("subject", is: .always, "the pseudonym; with several logs LOGNAME/pseudonym") {
        $0.subject.name
      },
      .text("site", "the site that the intake names") { $0.word(\.site) },
      .text("arm", "the arm of a trial that the intake names") { $0.word(\.arm) },
      .text("sex", "female, male, other or unknown, as the intake says") { $0.word(\.sex) },
      .integer("birth_year", "year of birth") { $0.intake?.birthYear },
      .text("first_indication", "the first ICD-10-CM code of the intake") {
        $0.counts.firstIndication
      },
      .text("indications", "all codes of the intake in their order, spaces between") {
        $0.indications
      },
      .text(
        "index_instrument", is: .always, "the instrument that relief and response are judged on"
      ) {
        $0.counts.instrument
      },
      .text("index_instrument_from", is: .always, "option, intake or indication") {
        $0.counts.instrumentFrom.rawValue
      },
      .text("instruments_rated", "the instruments with a rating, sorted, spaces between") {
        $0.counts.instrumentsRated.joined(separator: " ")
      },
      .number("weight_kg", unit: "kg", "the weight that the last intake states") {
        $0.intake?.weight?.double
      },
      .integer(
        "failed_trials",
        "earlier treatments with outcome partial, none or intolerant; empty where the intake lists none"
      ) {
        $0.intake.flatMap { $0.listsTrials ? $0.failedTrials : nil }
      },
      .instant("first_event", "the earliest effective event within follow-up") {
        $0.subject.history.followed.first?.event.time
      },
      .instant("first_treatment", "start of the first treatment that courses are built from") {
        $0.subject.record.treatments.first(where: \.isChosen)?.start
      },
      .instant("follow_up_end", is: .always, "the first exit, else the last effective event") {
        $0.counts.followUpEnd
      },
      .text("follow_up_ends_by", is: .always, "exit or last-event") {
        $0.counts.followUpEndsBy.rawValue
      },
      .text("exit_reason", "the reason of the exit that ends follow-up") {
        $0.subject.history.followUp.exit?.rawValue
      },
      .integer("treatments", is: .always, "treatments that courses are built from") {
        $0.counts.treatments
      },
      .integer("other_treatments", is: .always, "treatments of the other kind, such as controls") {
        $0.counts.otherTreatments
      },
      .integer("courses", is: .always, "courses") { $0.counts.courses },
      .integer("not_given", is: .always, "infusions without a dose that delivers something") {
        $0.counts.notGiven
      },
      .integer("orphaned_doses", is: .always, "doses without an infusion: in no figure") {
        $0.counts.orphanedDoses
      },
      .integer("duplicate_labels", is: .always, "infusions whose label an earlier one owns") {
        $0.counts.duplicateLabels
      },
      .integer("after_follow_up", is: .always, "events after the end of follow-up: in no figure") {
        $0.counts.afterFollowUp
      },
    ] as [ExportField<SubjectRow>])

  /// The courses, each with its baseline.
  static let courses = ExportTable(
    "courses", "one course of treatments without a gap of more than 14 d",
    rows: CourseRow.rows(of:),
    [
      .text("subject", is: .always, "the subject") { $0.subject.name },
      .integer("course", is: .always, "the number of the course, from 1") { $0.course.number },
      .integer("treatments", is: .always, "treatments in it") { $0.course.count },
      .instant("start", is: .always, "start of its first treatment") { $0.first.start },
      .instant("last_start", is: .always, "start of its last treatment: visits count from it") {
        $0.last.start
      },
      .instant("end", is: .always, "end of its last treatment: relief counts from it") {
        $0.last.end
      },
      .text("drug", "the drug of its first treatment") { $0.subject.word($0.first.drug) },
      .text("route", is: .always, "the route of its first treatment") { $0.first.route.rawValue },
      .text("phase", "the phase of its first treatment") { $0.first.phase?.rawValue },
      .number("mg_per_kg", unit: "mg/kg", "delivered by its first treatment") {
        $0.first.milligramsPerKilogram
      },
      .text("instrument", is: .always, "the index instrument") { $0.subject.record.instrument },
      .integer("baseline_seq", "line of the baseline rating") { $0.baseline?.seq },
      .instant("baseline_time", "when the baseline was rated") { $0.baseline?.time },
      .integer("baseline_total", unit: "points", "the baseline") { $0.baseline?.total },
    ] as [ExportField<CourseRow>])
}

/// A subject as a row.
struct SubjectRow: Sendable {
  let subject: ExportedSubject
  let counts: CohortSubject
  let intake: Intake?

  init(_ subject: ExportedSubject) {
    self.subject = subject
    counts = CohortSubject(subject.record, shownAs: subject.name)
    intake = subject.history.intake
  }

  /// What the intake says in a word; `nil` where it says nothing.
  func word(_ member: KeyPath<Intake, Int32>) -> String? {
    intake.flatMap { subject.word($0[keyPath: member]) }
  }

  /// The codes of the intake; `nil` without one.
  var indications: String? {
    intake.flatMap { intake in
      intake.codeCount == 0
        ? nil : subject.history.table.indications(intake).joined(separator: " ")
    }
  }
}

/// A course as a row.
struct CourseRow: Sendable {
  let subject: ExportedSubject
  let course: Course
  let first: Treatment
  let last: Treatment
  let baseline: ReliefUnit.RatingReference?

  /// The courses of a subject.
  static func rows(of subject: ExportedSubject) -> [CourseRow] {
    guard subject.isIncluded else { return [] }
    let plan = subject.record.treatmentPlan
    return plan.courses.map { course in
      CourseRow(
        subject: subject, course: course, first: plan.first(of: course),
        last: plan.last(of: course),
        baseline: subject.record.baseline(of: course, subject.plan)?.reference)
    }
  }
}
