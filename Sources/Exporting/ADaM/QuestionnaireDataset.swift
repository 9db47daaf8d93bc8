import Bytes
import Definitions
import Projections

extension ExportTable {
  /// Scores on the index instrument (BDS): each course with its own baseline.
  static func adqs(_ study: String, _ codes: ParameterCodes) -> ExportTable {
    ExportTable(
      "ADQS", title: "Questionnaire Analysis Dataset", "one score of a course",
      rows: ScoreRow.rows(of:),
      [
        .text("STUDYID", is: .always, "Study Identifier") { _ in study },
        .text("USUBJID", is: .always, "Unique Subject Identifier") { $0.course.subject },
        .integer("QSSEQ", is: .always, "Sequence Number: Line of the Log") { $0.score.seq },
        .text("PARAM", is: .always, "Parameter") { "\($0.course.instrument) Total Score" },
        .text("PARAMCD", is: .always, "Parameter Code") { codes.code($0.course.instrument) },
        .text("BASETYPE", is: .always, "Baseline Type") { "COURSE \($0.course.course)" },
        .integer("APERIOD", is: .always, "Period: Course") { $0.course.course },
        .text("AVISIT", "Analysis Visit") { row in
          row.isBaseline ? "BASELINE" : row.visitName
        },
        .number("AVISITN", "Analysis Visit (N): Nominal Day") { row in
          row.isBaseline ? 0 : row.visit?.nominalDays
        },
        .date("ADT", is: .always, "Analysis Date") { $0.score.time },
        .instant("ADTM", is: .always, "Analysis Datetime (UTC)") { $0.score.time },
        .integer("ADY", is: .always, "Analysis Relative Day") { row in
          // There is no day 0.
          let days = row.score.time.dayNumber - row.firstStart.dayNumber
          return days >= 0 ? days + 1 : days
        },
        .number("LTRTDY", is: .always, "Days since Start of Last Treatment") { row in
          elapsedDays(from: row.course.start, to: row.score.time)
        },
        .integer("AVAL", is: .always, "Analysis Value") { $0.score.total },
        .integer("BASE", "Baseline Value") { $0.course.baseline?.total },
        .integer("CHG", "Change from Baseline") { $0.change },
        .number("PCHG", "Percent Change from Baseline") { row in
          guard let base = row.course.baseline?.total, base != 0, let change = row.change else {
            return nil
          }
          return 100 * Double(change) / Double(base)
        },
        .text("ABLFL", "Baseline Record Flag") { $0.isBaseline ? "Y" : nil },
        .text("ANL01FL", "Analysis Flag 01: Record of Its Visit") { row in
          row.isBaseline || row.visit != nil ? "Y" : nil
        },
        .text("CRIT1", "Analysis Criterion 1") { $0.outcome?.response == nil ? nil : "Response" },
        .text("CRIT1FL", "Criterion 1 Evaluation Result Flag") { row in
          row.outcome?.response.map { $0 ? "Y" : "N" }
        },
        .text("CRIT2", "Analysis Criterion 2") { $0.outcome?.remission == nil ? nil : "Remission" },
        .text("CRIT2FL", "Criterion 2 Evaluation Result Flag") { row in
          row.outcome?.remission.map { $0 ? "Y" : "N" }
        },
        .text("DEFID", is: .always, "Definition") { $0.question.responseID },
        .text("THRSET", is: .always, "Threshold Set") { $0.question.plan.set },
      ] as [ExportField<ScoreRow>])
  }
}

/// A score of a course as a row.
struct ScoreRow: Sendable {
  let course: ResponseCourse
  let score: ReliefUnit.RatingReference
  /// The visit whose rating it is.
  let visit: Visit?
  let outcome: ResponseCourse.Visit?
  /// Start of the subject's first treatment that courses are built from.
  let firstStart: Instant
  let question: ExportQuestion

  var isBaseline: Bool { score.seq == course.baseline?.seq }

  /// The visit's name in capitals, as the standard writes it; as given where two visits would be one.
  var visitName: String? {
    guard let visit else { return nil }
    let name = visit.name.uppercased()
    let same = question.plan.visits.count { $0.name.uppercased() == name }
    return same > 1 ? visit.name : name
  }

  /// Score less baseline; `nil` for the baseline itself, and before it.
  var change: Int? {
    guard let baseline = course.baseline, score.time > baseline.time else { return nil }
    let (change, overflow) = score.total.subtractingReportingOverflow(baseline.total)
    return overflow ? nil : change
  }

  /// The scores of a subject's courses: the baseline, and what counts from the course's start until
  /// the next treatment after the course.
  static func rows(of subject: ExportedSubject) -> [ScoreRow] {
    let plan = subject.record.treatmentPlan
    guard let firstStart = plan.courses.first.map({ plan.first(of: $0).start }) else { return [] }
    return subject.response.flatMap { course -> [ScoreRow] in
      guard let members = plan.courses.first(where: { $0.number == course.course }) else {
        return []
      }
      let start = plan.first(of: members).start
      let next = plan.next(after: plan.lastIndex(of: members))
      let scores = subject.record.eligible.filter { rating in
        rating.time > start && next.map { rating.time < $0.start } ?? true
      }.compactMap(\.reference)
      let baseline = course.baseline.map { [$0] } ?? []
      return (baseline + scores).flatMap { score -> [ScoreRow] in
        // Where windows overlap, one score can be that of several visits.
        let places = course.visits.indices.filter { course.visits[$0].rating?.seq == score.seq }
        return (places.isEmpty ? [nil] : places.map { Optional($0) }).map { place in
          ScoreRow(
            course: course, score: score, visit: place.map { subject.plan.visits[$0] },
            outcome: place.map { course.visits[$0] }, firstStart: firstStart,
            question: subject.question)
        }
      }
    }
  }
}
