package import Bytes
package import Events

/// A session in which something was given (`docs/spec/definitions.md`, section 3).
package struct Treatment: Sendable {
  /// The line of its infusion event.
  package var seq: Int
  /// The session's label, as a number of the table's `labels`.
  package var label: Int32
  /// The drug, as a number of the table's `words`.
  package var drug: Int32
  /// Where it went in.
  package var route: Route
  /// Whether the drug is ketamine, esketamine or arketamine.
  package var isActive: Bool
  /// Whether courses are built from it: it is active, or of the drug that was asked for.
  package var isChosen: Bool
  /// The time of its earliest delivering dose.
  package var start: Instant
  /// The latest time + minutes over its delivering doses.
  package var end: Instant
  /// Delivered, in thousandths of a milligram: the sum of its doses.
  package var micrograms: Int64
  /// The weight that its dose is held against, in kg; `nil` where none is known.
  package var weight: ExactDecimal?
  /// The phase that its event states.
  package var statedPhase: Phase?
  /// The number of its course, from 1; `nil` where courses are not built from it.
  package var course: Int?
  /// The phase; `nil` where courses are not built from it.
  package var phase: Phase?

  /// Delivered, in mg.
  package var milligrams: Double { ExactDecimal(mantissa: micrograms, exponent: -3).double }

  /// Delivered, in mg per kg; `nil` where no weight is known.
  package var milligramsPerKilogram: Double? {
    let amount = ExactDecimal(mantissa: micrograms, exponent: -3)
    return weight.map { amount.divided(by: $0) }.flatMap { $0.isFinite ? $0 : nil }
  }
}

/// Treatments in start order without a gap of more than 14 days from start to start.
package struct Course: Sendable {
  /// Its number, from 1.
  package let number: Int
  /// Its treatments, as places in the plan's `chosen`.
  package internal(set) var members: Range<Int>

  /// How many treatments it has.
  package var count: Int { members.count }
}
