import Projections

/// Days in bins about multiples of a number of weeks, so that a plan's whole weeks lie in the middle
/// of a bin and not on an edge.
struct GapBins {
  /// The width of a bin in days: 7, or as many times 7 as leave few enough of them.
  let width: Double
  let count: Int

  /// The end of the last bin.
  var through: Double { (Double(count) - 0.5) * width }

  init(through last: Double) {
    var width = 7.0
    while last / width > 60 { width *= 2 }
    self.width = width
    count = Int((last / width).rounded()) + 1
  }

  /// From and up to which day a bin goes; the first begins at 0.
  func range(_ place: Int) -> ClosedRange<Double> {
    max(0, (Double(place) - 0.5) * width)...(Double(place) + 0.5) * width
  }

  /// Closed gaps by kind, and open gaps, in each bin.
  func counts(_ gaps: [TreatmentGap]) -> [(closed: [Int], open: Int)] {
    let kinds = TreatmentGap.Kind.allCases
    var counts = Array(
      repeating: (closed: Array(repeating: 0, count: kinds.count), open: 0), count: count)
    for gap in gaps {
      let place = min(count - 1, max(0, Int((gap.days / width).rounded())))
      if gap.isClosed {
        counts[place].closed[kinds.firstIndex(of: gap.kind) ?? 0] += 1
      } else {
        counts[place].open += 1
      }
    }
    return counts
  }
}
