import Bytes
import Histories
import Projections

extension ExportTable {
  /// Ratings on every instrument, those that do not count too.
  static let ratings = ExportTable(
    "ratings", "one rating on any instrument, whether it counts or not",
    rows: RatingRow.rows(of:),
    [
      .text("subject", is: .always, "the subject") { $0.subject.name },
      .integer("seq", is: .always, "line of the rating") { $0.rating.seq },
      .instant("time", is: .always, "when it was taken") { $0.rating.time },
      .text("instrument", is: .always, "the instrument") { $0.instrument },
      .integer("total", unit: "points", "the total; missing where the rating has none") {
        $0.rating.total
      },
      .boolean("on_index_instrument", is: .always, "whether it is on the index instrument") {
        $0.isOnIndex
      },
      .boolean("counts", is: .always, "whether it can enter figures about its own instrument") {
        $0.rating.isEligible
      },
      .boolean("eligible", is: .always, "whether it counts and is on the index instrument") {
        $0.rating.isEligible && $0.isOnIndex
      },
      .text("flags", "why it may not count, sorted, spaces between") {
        $0.rating.flags.isEmpty ? nil : $0.rating.flags.names.joined(separator: " ")
      },
    ] as [ExportField<RatingRow>])
}

/// A rating as a row.
struct RatingRow: Sendable {
  let subject: ExportedSubject
  let rating: CaseRecord.Rating
  let instrument: String

  var isOnIndex: Bool { instrument == subject.record.instrument }

  /// The ratings of a subject.
  static func rows(of subject: ExportedSubject) -> [RatingRow] {
    guard subject.isIncluded else { return [] }
    return subject.record.ratings.map {
      RatingRow(subject: subject, rating: $0, instrument: subject.instrument($0.instrument))
    }
  }
}
