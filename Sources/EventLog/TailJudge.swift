import Bytes

/// Decides what bytes behind the committed prefix are: a torn tail, or damage.
///
/// A crash tears at most the last append. So a tail is torn if no line in it is sealed, or if the
/// sealed ones all belong to one batch that starts right behind the committed lines, in ascending
/// order, a number left out where and only where something unsealed lies, and something of that
/// batch is missing. Whatever else stands there was once acknowledged.
struct TailJudge {
  private let committed: Int
  private var batchLast: Int?
  private var expected: Int
  private var isAfterGap = false
  private var sealedCount = 0

  /// True once something stands there that no torn append leaves.
  private(set) var isDamage = false

  init(committed: Int) {
    self.committed = committed
    expected = committed
  }

  /// Takes the next piece into account: a line, or the bytes at the end without a line end.
  mutating func take(_ bytes: Span<UInt8>, _ place: LineCutter.Place) {
    guard place.hasLineEnd, !place.isTooLong, Seal.fault(of: bytes) == nil else {
      isAfterGap = true
      return
    }
    guard let document = try? JSONDocument(bytes.copy()), let header = try? LineHeader(document),
      header.first == committed, header.last > header.first,
      batchLast == nil || batchLast == header.last,
      header.seq <= header.last,
      isAfterGap ? header.seq > expected : header.seq == expected
    else {
      isDamage = true
      return
    }
    batchLast = header.last
    expected = header.seq + 1
    isAfterGap = false
    sealedCount += 1
  }

  /// Whether all that was taken is a torn tail.
  var isTornTail: Bool {
    guard !isDamage else { return false }
    guard let batchLast else { return true }
    return sealedCount < batchLast - committed + 1
  }
}
