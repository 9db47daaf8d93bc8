import Bytes
import Projections

/// Words about safety that several answers use.
enum SafetyText {
  /// `1 adverse event`, `3 adverse events, 1 serious`.
  static func count(_ events: Int, serious: Int) -> String {
    (events == 1 ? "1 adverse event" : "\(events) adverse events")
      + (serious == 0 ? "" : ", \(serious) serious")
  }

  /// `dizziness, nausea 2`: each term once, by its bytes.
  static func terms(_ terms: [[UInt8]]) -> String {
    var parts: [(term: [UInt8], count: Int)] = []
    for term in terms.sorted(by: bytesPrecede) {
      if parts.last?.term == term {
        parts[parts.count - 1].count += 1
      } else {
        parts.append((term, 1))
      }
    }
    return parts.map { Visible.text($0.term.text) + ($0.count == 1 ? "" : " \($0.count)") }
      .joined(separator: ", ")
  }

  /// Thousandths of a mmHg in mmHg.
  static func pressure(_ thousandths: Int64) -> String {
    Digits.exact(ExactDecimal(mantissa: thousandths, exponent: -3).double)
  }

  /// `152/88 mmHg`, a dash for what was not measured; empty where neither was.
  static func words(systolic: Int64?, diastolic: Int64?) -> String {
    guard systolic != nil || diastolic != nil else { return "" }
    return [systolic, diastolic].map { $0.map(pressure) ?? "-" }.joined(separator: "/") + " mmHg"
  }

  /// `PHQ-9 item 9 is 2, worse than seq 3`.
  static func words(_ flag: SafetyRecord.SuicidalityFlag) -> String {
    var words: String
    if let itemNine = flag.itemNine {
      words = "PHQ-9 item 9 is \(itemNine)"
    } else {
      words = "C-SSRS ideation \(flag.ideation.map { "\($0) of 5" } ?? "not answered")"
      switch flag.behaviour {
      case true?: words += ", behaviour"
      case false?: break
      case nil: words += ", behaviour not answered"
      }
    }
    if flag.hasRisen == true, let seq = flag.referenceSeq { words += ", worse than seq \(seq)" }
    return words
  }
}
