/// Totals of one instrument as a row of bars, a column for each rating in order of time, with a mark
/// where treatments lie between two.
///
/// ```
/// GAD-7, 0 to 21    17 15 | 9 4 (no total) 6     ▇▆|▄▂·▃
/// ```
///
/// The bars stand for the instrument's range, not for what was rated: a row of high bars is a row of
/// high totals.
package struct Sparkline {
  /// What a row is made of.
  package enum Mark: Equatable {
    /// A total, in points.
    case total(Int)
    /// A rating without a total.
    case gap
    /// One treatment or more.
    case treatment
  }

  private let marks: [Mark]
  private let range: ClosedRange<Int>

  /// - Parameter range: the totals that the instrument can have.
  package init(_ marks: [Mark], over range: ClosedRange<Int>) {
    self.marks = marks
    self.range = range
  }

  private static let bars: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  /// The eighth of the range that a total lies in.
  private func bar(_ total: Int) -> Character {
    let steps = range.upperBound - range.lowerBound
    guard steps > 0 else { return Self.bars[0] }
    let above = min(max(total, range.lowerBound), range.upperBound) - range.lowerBound
    return Self.bars[above * Self.bars.count / (steps + 1)]
  }

  /// The row, broken where it is wider than so many columns.
  package func lines(width: Int) -> [String] {
    let signs = marks.map { mark in
      switch mark {
      case .total(let total): bar(total)
      case .gap: Character("·")
      case .treatment: Character("|")
      }
    }
    let room = max(1, width)
    return stride(from: 0, to: signs.count, by: room).map { start in
      String(signs[start..<min(start + room, signs.count)])
    }
  }
}
