package import Bytes

/// What a plan says of the next treatment: when it is due, after how many days the next ones are,
/// and how much later is still in time.
///
/// Days are kept to their thousandth (86.4 s), more decimals rounded, half of one up; an interval of
/// more than 2,147,483 days is kept as that. So a plan has room in an event's own 32 bytes:
///
/// ```
/// value   49 bits: nextDue, in ms since the year 1, + 1; 0: none     15 bits: tolerance, the lower
/// label   32 bits: interval; -1: none                       code   16 bits: tolerance, the upper
/// ```
///
/// The 31 bits of the tolerance are one more than it; 0 is none.
package struct Appointment: Equatable, Sendable {
  /// When the next treatment is due; `nil` where the plan says no day.
  package var due: Instant?
  /// Thousandths of a day from one treatment to the next; `nil` where the plan says none.
  private var intervalThousandths: Int32?
  /// Thousandths of a day; `nil` where the plan says none.
  private var toleranceThousandths: Int32?

  /// A plan, its days in thousandths, 0 or more.
  init(due: Instant?, interval: Int64?, tolerance: Int64?) {
    self.due = due
    intervalThousandths = interval.map { Int32(min($0, Self.longest)) }
    toleranceThousandths = tolerance.map { Int32(min($0, Self.longest)) }
  }

  /// From one treatment to the next, in milliseconds.
  package var interval: Int64? { intervalThousandths.map { Int64($0) * Self.thousandth } }
  /// How much later than due is still in time, in milliseconds.
  package var tolerance: Int64? { toleranceThousandths.map { Int64($0) * Self.thousandth } }
  /// From one treatment to the next, in days.
  package var intervalDays: Double? { intervalThousandths.map { Double($0) / 1000 } }
  /// How much later than due is still in time, in days.
  package var toleranceDays: Double? { toleranceThousandths.map { Double($0) / 1000 } }

  /// The most thousandths of a day that have room.
  private static let longest = Int64(Int32.max - 1)
  /// Milliseconds of a thousandth of a day.
  private static let thousandth = Instant.day / 1000
  private static let lowerBits: UInt64 = 15

  /// Puts the plan on an event of its kind.
  func put(on event: inout Event) {
    let since = due.map { UInt64($0.milliseconds - Instant.years.lowerBound + 1) } ?? 0
    let tolerance = toleranceThousandths.map { UInt64($0) + 1 } ?? 0
    let lower = tolerance & (1 << Self.lowerBits - 1)
    event.value = Int64(bitPattern: since << Self.lowerBits | lower)
    event.code = UInt16(tolerance >> Self.lowerBits)
    event.label = intervalThousandths ?? -1
  }

  /// What stands on an event of its kind.
  package init(_ event: Event) {
    let word = UInt64(bitPattern: event.value)
    let since = Int64(word >> Self.lowerBits)
    let milliseconds = since - 1 + Instant.years.lowerBound
    due =
      since > 0 && Instant.years.contains(milliseconds)
      ? Instant(milliseconds: milliseconds) : nil
    let tolerance = UInt64(event.code) << Self.lowerBits | word & (1 << Self.lowerBits - 1)
    toleranceThousandths = tolerance == 0 ? nil : Int32(tolerance - 1)
    intervalThousandths = event.label < 0 ? nil : event.label
  }
}
