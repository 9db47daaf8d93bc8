import Bytes
import Projections

/// A figure of two views, and by how much it moved.
struct FigureChange: Sendable {
  /// The report that has it.
  let answer: String
  /// What names it.
  let figure: Figure
  /// Missing where the earlier view has no such figure.
  let before: Cell
  /// Missing where the later view has none.
  let after: Cell

  /// The later number less the earlier one; missing where one of them is none.
  var change: Cell { before.difference(to: after) }

  /// Whether it moved: a count by anything, another number by more than its computation is good for.
  var isMoved: Bool {
    guard let first = before.real, let second = after.real else { return before != after }
    return abs(first - second) > 1e-9 * max(1, abs(first), abs(second))
  }

  /// Every figure that either view has: those of the earlier one in their order, then new ones.
  static func all(
    _ before: ViewProjection.Value?, _ after: ViewProjection.Value?, _ plan: AnalysisPlan,
    showsEstimates: Bool
  ) -> [FigureChange] {
    let sides = [before, after].map { value in
      value.map { figures($0, plan, showsEstimates: showsEstimates) } ?? []
    }
    let (old, new) = (named(sides[0]), named(sides[1]))
    let later = Dictionary(uniqueKeysWithValues: new.map { ($0.name, $0.side.figure.value) })
    let known = Set(old.map(\.name))
    return old.map {
      FigureChange(
        answer: $0.side.answer, figure: $0.side.figure, before: $0.side.figure.value,
        after: later[$0.name] ?? .missing)
    }
      + new.filter { !known.contains($0.name) }.map {
        FigureChange(
          answer: $0.side.answer, figure: $0.side.figure, before: .missing,
          after: $0.side.figure.value)
      }
  }

  private typealias Side = (answer: String, figure: Figure)

  private static func figures(
    _ value: ViewProjection.Value, _ plan: AnalysisPlan, showsEstimates: Bool
  ) -> [Side] {
    let relief = ReliefReport(
      value.relief, plan, showsEstimates: showsEstimates, explains: false)
    let response = ResponseReport(value.response, plan, explains: false)
    let intervals = IntervalsReport(value.intervals, plan, explains: false)
    let cohort = CohortReport(
      value.cohort, unknownTypes: [:], wantsExtra: false, explains: false)
    return relief.figures.map { ("relief", $0) } + response.figures.map { ("response", $0) }
      + intervals.figures.map { ("intervals", $0) } + cohort.figures.map { ("cohort", $0) }
  }

  /// Figures under names of their own: of several with one name each has a number too.
  private static func named(_ sides: [Side]) -> [(name: String, side: Side)] {
    var seen: [String: Int] = [:]
    return sides.map { side in
      let name = "\(side.answer), \(side.figure.name)"
      seen[name, default: 0] += 1
      return ("\(name), \(seen[name] ?? 0)", side)
    }
  }
}

extension Cell {
  /// The value of a number that was computed; `nil` for counts and for all else.
  fileprivate var real: Double? {
    switch self {
    case .number(let number, _), .atLeastDays(let number), .atMostDays(let number),
      .share(let number), .p(let number):
      number
    default: nil
    }
  }
}
