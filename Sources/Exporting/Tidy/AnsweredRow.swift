import Projections

/// A row of an answer that is made by a definition.
protocol AnsweredRow: Sendable {
  /// What was asked.
  var question: ExportQuestion { get }
}

extension ExportField where Row: AnsweredRow {
  /// The columns in which a row says by what it was made, and from what.
  ///
  /// - Parameter definition: the id of the definition.
  static func provenance(
    _ definition: @escaping @Sendable (ExportQuestion) -> String
  ) -> [ExportField] {
    [
      .text("definition", is: .always, "the definition, options included") {
        definition($0.question)
      },
      .text("threshold_set", is: .always, "the threshold set") { $0.question.plan.set },
      .text("basis", is: .always, "lines, origin and view that the row was computed from") {
        $0.question.basis
      },
    ]
  }
}
