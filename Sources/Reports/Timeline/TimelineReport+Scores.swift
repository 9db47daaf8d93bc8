import Bytes
import Definitions
import Events
import Histories
import Projections

/// A patient's scores as rows of bars.
extension TimelineReport {
  /// For each instrument that has a total and was rated: its range and which end is health, the row,
  /// and the first, the best and the last total that count.
  ///
  /// Shown are ratings within follow-up that no other one at the same time took the place of; those
  /// around a treatment are shown and do not count.
  func scoresText(_ plan: AnalysisPlan, width: Int) -> [String] {
    var lines: [String] = []
    for name in timeline.record.instrumentsRated {
      guard let instrument = plan.definitions.instrument(name), let range = instrument.total else {
        continue
      }
      let ratings = timeline.record.ratings.filter {
        timeline.record.history.table.instruments.text($0.instrument) == name
          && $0.flags.isDisjoint(with: [.afterFollowUp, .superseded])
      }
      guard !ratings.isEmpty else { continue }
      let better = instrument.better == .low ? "lower" : "higher"
      let head = pad(lines.isEmpty ? "scores" : "", 11)
      lines += Paragraph.lines(
        head, "\(name), \(range.lowerBound) to \(range.upperBound), \(better) is better",
        width: width)
      lines += Sparkline(marks(of: ratings), over: range).lines(width: max(20, width - 11))
        .map { pad("", 11) + $0 }
      lines += Paragraph.lines(
        pad("", 11), Self.extremes(ratings.filter(\.isEligible), instrument.better), width: width)
    }
    guard !lines.isEmpty else { return [] }
    return lines
      + Paragraph.lines(
        pad("", 11), "a bar is a rating, · one without a total, | are treatments",
        width: width)
  }

  /// Ratings, and one mark for all treatments that start between two of them.
  private func marks(of ratings: [CaseRecord.Rating]) -> [Sparkline.Mark] {
    var marks: [Sparkline.Mark] = []
    var treatments = timeline.record.treatments.map(\.start)[...]
    for rating in ratings {
      let passed = treatments.prefix { $0 <= rating.time }
      if !passed.isEmpty { marks.append(.treatment) }
      treatments = treatments.dropFirst(passed.count)
      marks.append(rating.total.map { .total($0) } ?? .gap)
    }
    return treatments.isEmpty ? marks : marks + [.treatment]
  }

  private static func extremes(
    _ ratings: [CaseRecord.Rating], _ better: Instrument.Better
  ) -> String {
    let counted = ratings.compactMap(\.reference)
    guard let first = counted.first, let last = counted.last else { return "none of them counts" }
    let best = counted.reduce(first) { best, rating in
      (better == .low ? rating.total < best.total : rating.total > best.total) ? rating : best
    }
    func words(_ rating: ReliefUnit.RatingReference) -> String {
      "\(rating.total) (\(rating.time.dayText))"
    }
    return counted.count == 1
      ? "counted once: \(words(first))"
      : "first \(words(first)), best \(words(best)), last \(words(last))"
  }
}
