/// Reads times of which one mostly falls on the day of the one before, as they do in a log: then
/// the calendar need not be asked.
package struct DayClock: Sendable {
  /// The day that was read last, as it is written: `2026-01-` and `05`.
  private var yearAndMonth: UInt64 = 0
  private var dayOfMonth: UInt16 = 0
  /// Its first millisecond since 1970.
  private var start: Int64 = 0

  package init() {}

  /// What `Instant(bytes, in: range)` reads, by the same rules.
  @inline(__always)
  package mutating func instant(_ bytes: Span<UInt8>, in range: Range<Int>) -> Instant? {
    let at = range.lowerBound
    let length = range.count
    // Whole seconds or milliseconds, in UTC.
    guard length == 20 || length == 24, bytes[range.upperBound &- 1] == UInt8(ascii: "Z") else {
      return Instant(bytes, in: range)
    }
    guard bytes.word(at: at) == yearAndMonth, bytes.pair(at: at &+ 8) == dayOfMonth,
      let ofDay = Self.millisecondsOfDay(bytes, at &+ 10, hasDecimals: length == 24)
    else { return another(bytes, in: range) }
    return Instant(milliseconds: start &+ ofDay)
  }

  private mutating func another(_ bytes: Span<UInt8>, in range: Range<Int>) -> Instant? {
    guard let instant = Instant(bytes, in: range) else { return nil }
    yearAndMonth = bytes.word(at: range.lowerBound)
    dayOfMonth = bytes.pair(at: range.lowerBound &+ 8)
    let rest = instant.milliseconds % Instant.day
    start = instant.milliseconds - (rest < 0 ? rest + Instant.day : rest)
    return instant
  }

  /// `T09:30:00` or `T09:30:00.250` in ms.
  @inline(__always)
  private static func millisecondsOfDay(
    _ bytes: Span<UInt8>, _ at: Int, hasDecimals: Bool
  ) -> Int64? {
    // HH:MM:SS as one word: what should be a digit becomes its value, what should be a colon 0.
    let time = bytes.word(at: at &+ 1) ^ 0x3030_3A30_303A_3030
    let broken = (time &+ 0x7676_7676_7676_7676) | time
    guard bytes[at] == UInt8(ascii: "T"), broken & 0x8080_8080_8080_8080 == 0,
      time & 0x0000_FF00_00FF_0000 == 0
    else { return nil }
    // Ten times a digit and the next one, in the byte of the first of each pair.
    let pairs = time &* 10 &+ time &>> 8
    let hours = Int64(pairs & 0xFF)
    let minutes = Int64(pairs &>> 24 & 0xFF)
    let seconds = Int64(pairs &>> 48 & 0xFF)
    guard hours <= 23, minutes <= 59, seconds <= 59 else { return nil }
    let whole = ((hours &* 60 &+ minutes) &* 60 &+ seconds) &* 1000
    guard hasDecimals else { return whole }
    // The four bytes `.250`.
    let decimals = bytes.half(at: at &+ 9) ^ 0x3030_302E
    let isBroken = (decimals &+ 0x7676_7600) | decimals
    guard isBroken & 0x8080_80FF == 0 else { return nil }
    let tenths = Int64(decimals &>> 8 & 15)
    return whole &+ tenths &* 100 &+ Int64(decimals &>> 16 & 15) &* 10
      &+ Int64(decimals &>> 24 & 15)
  }
}
