/// What has to be kept back beside a small count so that nobody can work it out.
///
/// A count is small where it is about somebody, but about fewer than the minimum; so is a rest, the
/// difference between a whole and its shown parts. Who reads the answer knows every sum and that
/// nothing is kept back that is 0. What is left open by that is an interval for each count; the
/// interval of a small one must hold more than one number and reach up to the minimum, so that it
/// is not even known to be small.
///
/// Method: bounds are passed along the sums until nothing changes, which is exact where sums share
/// one count at most, as in a tree. Source: complementary cell suppression, as in Hundepool and
/// others, Statistical Disclosure Control (2012), section 4.4.
extension CountTree {
  /// Keeps back small counts, and the least of the others until no small one can be worked out.
  package mutating func withhold(under minimum: Int) {
    for index in entries.indices where isSmall(entries[index], minimum) {
      withhold(at: [index])
    }
    let sums = self.sums
    var known = bounds(sums)
    while let place = firstKnown(known, sums, minimum),
      let other = leastShown(around: place, known, sums)
    {
      withhold(at: [other])
      known = bounds(sums, after: other, known)
    }
  }

  /// Keeps back what two trees of the same counts, one beside the other, would give away: counts
  /// that differ by few, and in both what is kept back in one of them where they do not differ.
  package mutating func withhold(under minimum: Int, beside other: inout CountTree) {
    precondition(entries.map(\.key) == other.entries.map(\.key))
    withhold(under: minimum)
    for index in entries.indices where other.entries[index].count > 0 {
      let difference = abs(entries[index].count - other.entries[index].count)
      if Disclosure.isSmall(difference, minimum) { other.withhold(at: [index]) }
    }
    var isOpen = true
    while isOpen {
      withhold(under: minimum)
      other.withhold(under: minimum)
      isOpen = false
      for index in entries.indices where entries[index].count == other.entries[index].count {
        guard entries[index].isWithheld != other.entries[index].isWithheld else { continue }
        withhold(at: [index])
        other.withhold(at: [index])
        isOpen = true
      }
    }
  }

  /// A whole and its parts, as places among the entries and the rests behind them.
  struct Sum {
    let whole: Int
    var parts: [Int]
    /// Whether the parts are all counts of the tree.
    let isExhaustive: Bool
  }

  private func isSmall(_ entry: Entry, _ minimum: Int) -> Bool {
    !entry.isRest && entry.count > 0
      && min(entry.count, entry.people ?? entry.count) < minimum
  }

  /// Every sum; a rest gets a place behind the last entry.
  var sums: [Sum] {
    var sums: [Sum] = []
    var found: [[Int]: Int] = [:]
    var rests = entries.count
    for (index, entry) in entries.enumerated() {
      for share in entry.shares {
        let key = [share.whole, share.partition]
        if let place = found[key] {
          sums[place].parts.append(index)
        } else {
          found[key] = sums.count
          sums.append(
            Sum(whole: share.whole, parts: [index], isExhaustive: share.isExhaustive))
          if !share.isExhaustive {
            sums[sums.count - 1].parts.append(rests)
            rests += 1
          }
        }
      }
    }
    return sums
  }

  /// What can be worked out of every entry and rest.
  func bounds(_ sums: [Sum]) -> CountBounds {
    // Beside rounded counts a rest is known to be nobody or enough: else something were kept back.
    let leaps =
      rule == nil ? [] : sums.filter(isWhole).flatMap(\.parts).filter { $0 >= entries.count }
    return CountBounds(
      entries.map { Self.told(by: $0) }, sums, leaps: Set(leaps), leap: rule?.minimum ?? 1)
  }

  /// Likewise after one more count was kept back. Where counts are rounded that may change how others are.
  func bounds(_ sums: [Sum], after place: Int, _ known: CountBounds) -> CountBounds {
    guard rule == nil else { return bounds(sums) }
    var known = known
    known.hide(place, as: Self.told(by: entries[place]))
    return known
  }

  /// What a count tells by itself, shown or not.
  private static func told(by entry: Entry) -> ClosedRange<Int> {
    if entry.isRest { return 0...CountBounds.unbounded }
    if entry.isWithheld { return min(1, entry.count)...CountBounds.unbounded }
    guard let rounded = entry.rounded else { return entry.count...entry.count }
    // A sum of rounded counts tells what they tell.
    guard !rounded.isSum else { return min(1, entry.count)...CountBounds.unbounded }
    return rounded.value - rounded.slack...rounded.value + rounded.slack
  }

  /// Whether nothing of a sum is kept back but its rest.
  private func isWhole(_ sum: Sum) -> Bool {
    ([sum.whole] + sum.parts).allSatisfy { $0 >= entries.count || !entries[$0].isWithheld }
  }

  /// A small count that the shown ones give away, or one that is kept back for nothing.
  func firstKnown(_ bounds: CountBounds, _ sums: [Sum], _ minimum: Int) -> Int? {
    for (index, entry) in entries.enumerated() where entry.isWithheld && entry.count > 0 {
      let isFixed = bounds[index].lowerBound == bounds[index].upperBound
      if isFixed || (isSmall(entry, minimum) && bounds[index].upperBound < minimum) {
        return index
      }
    }
    for (index, entry) in entries.enumerated()
    where entry.isRest && Disclosure.isSmall(entry.count, minimum) {
      let isFixed = bounds[index].lowerBound == bounds[index].upperBound
      if isFixed || bounds[index].upperBound < minimum { return index }
    }
    for sum in sums {
      for part in sum.parts where part >= entries.count {
        let shares = sum.parts.reduce(0) { $1 < entries.count ? $0 + entries[$1].count : $0 }
        let rest = entries[sum.whole].count - shares
        let isFixed = bounds[part].lowerBound == bounds[part].upperBound
        if Disclosure.isSmall(rest, minimum) && (isFixed || bounds[part].upperBound < minimum) {
          return part
        }
      }
    }
    return nil
  }

  /// What to keep back so that less is known of this place: the least count that does it in a sum
  /// with it, else in a sum with one of those; where none does it alone, the least that is near.
  ///
  /// One that is a part of nothing, which much else rests on, comes last.
  func leastShown(around place: Int, _ known: CountBounds, _ sums: [Sum]) -> Int? {
    // What hangs together with it by no unknown count can change nothing.
    let unknowns = known.unknowns(around: place)
    func leaves(_ candidate: Int) -> Bool {
      guard rule != nil || known.isNear(unknowns, candidate) else { return false }
      var tree = self
      tree.withhold(at: [candidate])
      return tree.bounds(sums, after: candidate, known)[place] != known[place]
    }
    // What did nothing as a near one does nothing as a farther one.
    var tried: Set<Int> = []
    var nearest: [Int] = []
    var roots: [Int] = []
    var near: Set<Int> = [place]
    while true {
      let reached = sums.filter { sum in
        near.contains(sum.whole) || sum.parts.contains(where: near.contains)
      }
      let members = Set(reached.flatMap { $0.parts + [$0.whole] })
      let shown = members.filter {
        $0 < entries.count && !entries[$0].isWithheld && !entries[$0].isRest
          && entries[$0].count > 0
      }.sorted { (entries[$0].count, $0) < (entries[$1].count, $1) }
      roots = shown.filter { entries[$0].shares.isEmpty }
      let others = shown.filter { !entries[$0].shares.isEmpty }
      if let least = others.first(where: { tried.insert($0).inserted && leaves($0) }) {
        return least
      }
      if nearest.isEmpty { nearest = others }
      guard !members.isSubset(of: near) else { break }
      near.formUnion(members)
    }
    return roots.first(where: leaves) ?? nearest.first ?? roots.first
  }
}
