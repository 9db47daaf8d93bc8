import Bytes

/// The clinic's clock: whole minutes from Monday, 2024-01-01, 00:00, never the machine's.
enum Clock {
  /// Minutes of a day.
  static let day = 1440
  /// Minutes of an hour.
  static let hour = 60
  /// Minute 0, in milliseconds since 1970.
  private static let zero: Int64 = 1_704_067_200_000

  /// The instant of a millisecond of the clinic's clock.
  static func instant(milliseconds: Int) -> Instant {
    Instant(milliseconds: zero + Int64(milliseconds))
  }

  /// The instant of a minute of the clinic's clock.
  static func instant(_ minute: Int) -> Instant { instant(milliseconds: minute * 60_000) }

  /// The first day, from 0, that is neither a Saturday nor a Sunday, from `day` on.
  static func workday(from day: Int) -> Int {
    switch day % 7 {
    case 5: day + 2
    case 6: day + 1
    default: day
    }
  }
}
