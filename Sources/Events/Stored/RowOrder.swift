import Bytes

/// The order in which a block has the rows of a subject: what stands by (time, line), as a history
/// has it; then corrections and what they void, by line.
///
/// ```
/// line   3  9  4  12 │ 7 (voided by 11)  11      line 9 happened before 4
/// ```
///
/// So whoever asks has nothing to sort and little to leave out, and corrections keep the order in
/// which they hold.
struct RowOrder {
  private var stands = true
  private var time = Int64.min
  private var line: Int32 = 0

  init() {}

  /// Whether a row may follow on those before; from then on it is one of them.
  @inline(__always)
  mutating func admits(_ event: Event, _ line: Int32) -> Bool {
    let (stands, time) = (event.stands, event.time.milliseconds)
    defer { (self.stands, self.time, self.line) = (stands, time, line) }
    if stands {
      return self.stands && line > 0
        && (time > self.time || (time == self.time && line > self.line))
    }
    return line > (self.stands ? 0 : self.line)
  }
}
