/// Rounding, after what is small was kept back.
///
/// A rounded count is known to lie within half a step of what is shown, and no closer: sums could
/// tell more. Four counts of 12 make 48; shown as 10, 10, 10, 10 and 50 they could be nothing else. So
/// a whole that is made up of shown parts is, where its own rounding would tell more about them or
/// they about it, the sum of the rounded parts; and where counts hang together in more ways than one,
/// the least count that is in the way is kept back.
///
/// Source of sums of rounded counts: OpenSAFELY, "Applying statistical disclosure control", Rounding
/// counts.
extension CountTree {
  /// Keeps back what is about too few and what would give it away, then rounds what is shown.
  package mutating func withhold(by rule: ReleaseRule) {
    withhold(under: rule.minimum)
    guard rule.rounding != nil else { return }
    round(by: rule)
    let sums = self.sums
    var known = bounds(sums)
    while let place = firstNarrowed(known, sums, rule),
      let other = leastShown(around: place, known, sums)
    {
      withhold(at: [other])
      known = bounds(sums, after: other, known)
    }
  }

  /// Gives every shown count its rounded value, parts before their wholes.
  mutating func round(by rule: ReleaseRule) {
    guard let step = rule.rounding else { return }
    self.rule = rule
    let sums = self.sums
    for index in entries.indices.reversed() {
      let count = entries[index].count
      let nearest = rule.rounded(count)
      entries[index].rounded = Rounded(
        value: nearest, slack: count == 0 ? 0 : step / 2, isSum: false)
      let own = sums.filter { $0.whole == index && $0.isExhaustive }
      guard own.count == 1, own[0].parts.allSatisfy({ $0 > index && !entries[$0].isWithheld })
      else { continue }
      let parts = own[0].parts.map { entries[$0].rounded ?? Rounded(value: 0, slack: 0) }
      let total = parts.reduce(0) { $0 + $1.value }
      let slack = parts.reduce(0) { $0 + $1.slack }
      // What a part may be off by less than this is told by the whole and the others.
      let room = slack + step / 2 - 2 * (parts.map(\.slack).max() ?? 0)
      if abs(total - nearest) > min(slack - step / 2, room) {
        entries[index].rounded = Rounded(value: total, slack: slack, isSum: true)
      }
    }
  }

  /// A count that the shown ones give away more closely than rounding does.
  private func firstNarrowed(
    _ bounds: CountBounds, _ sums: [Sum], _ rule: ReleaseRule
  ) -> Int? {
    if let known = firstKnown(bounds, sums, rule.minimum) { return known }
    let width = (rule.rounding ?? 1) - 1
    return entries.indices.first { index in
      entries[index].count > 0 && bounds[index].upperBound - bounds[index].lowerBound < width
    }
  }
}
