import Projections

/// Gaps where counts are rounded: everything that adds up stands in one tree.
///
/// ```
/// all gaps = open + closed, open = the treated        flow: the treated of all subjects
/// closed   = need-driven + schedule-driven + unknown  all = the sum of all kinds, open and closed too
/// ```
///
/// Ordinals are left out: open and closed gaps of each are those of the next, a chain that ties every
/// count to all others.
extension GapGroups {
  /// Keeps back and rounds the groups together with the flow and with why people were treated again,
  /// which are withheld as far as they have to be without rounding.
  mutating func round(by rule: ReleaseRule, _ flow: inout CountTree, _ why: inout CountTree) {
    hideOrdinals()
    guard let all else { return }
    var places = placed(all, flow, why)
    places.withhold(by: rule)
    if places.hidesAll {
      // All gaps are worth more than the reasons, which add up to them once more.
      why.withhold(at: why.entries.indices)
      places = placed(all, flow, why)
      places.withhold(by: rule)
    }
    let tree = places.tree
    flow.take(places.flow.map { tree.entries[$0] }, by: rule)
    why.take(places.why.map { tree.entries[$0] }, by: rule)
    func shown(_ summary: GapSummary?, _ group: [Int]) -> GapSummary? {
      let counts = group.compactMap { tree.entries[$0].shown }
      guard counts.count == 3 else { return nil }
      return summary?.rounded(closed: counts[1], open: counts[2])
    }
    let kinds = byKind.enumerated().map { place, kind in
      (kind.kind, shown(kind.summary, places.groups[place + 1]))
    }
    show(all: shown(all, places.groups[0]), kinds)
  }

  /// Where the counts stand in one tree.
  private struct Places {
    var tree = CountTree()
    /// All, closed and open gaps, then likewise of each kind; none of a kind that is kept back.
    var groups: [[Int]] = []
    var flow: [Int] = []
    var why: [Int] = []

    var hidesAll: Bool { groups[0].contains { tree.entries[$0].isWithheld } }

    /// A group is shown whole or not at all, and what is kept back of one may tell of another.
    mutating func withhold(by rule: ReleaseRule) {
      var hidden = 0
      repeat {
        hidden = tree.entries.count(where: \.isWithheld)
        tree.withhold(by: rule)
        for group in groups where group.contains(where: { tree.entries[$0].isWithheld }) {
          tree.withhold(at: group)
        }
      } while tree.entries.count(where: \.isWithheld) > hidden
    }
  }

  private func placed(_ all: GapSummary, _ flow: CountTree, _ why: CountTree) -> Places {
    var places = Places()
    func add(_ name: String, _ count: Int, of whole: Int? = nil, partition: Int? = nil) -> Int {
      places.tree.add(name, name, count, of: whole, partition: partition)
    }
    let subjects = add("subjects", flow.entries[0].count)
    let number = add("n", all.count)
    let (closed, open) = (add("closed", all.closed, of: number), add("open", all.open, of: number))
    let treated = add("withTreatment", all.open, of: open)
    places.tree.share(treated, of: subjects)
    places.flow = [subjects, treated]
    places.groups = [[number, closed, open]]
    // Kinds that are kept back are a rest of nobody knows how many.
    let isAll = byKind.allSatisfy { $0.summary != nil }
    for summary in byKind.map(\.summary) {
      guard let summary else {
        places.groups.append([])
        continue
      }
      let part = add("n", summary.count)
      let parts = zip([closed, open], [summary.closed, summary.open]).map { whole, count in
        let place = add("part", count, of: part)
        places.tree.share(place, of: whole, isPart: isAll, partition: 1)
        return place
      }
      places.groups.append([part] + parts)
    }
    places.why = [closed]
    for entry in why.entries.dropFirst() {
      let place = places.tree.add(
        entry.key, entry.label, entry.count, of: closed, partition: 2, people: entry.people)
      places.why.append(place)
      if entry.isWithheld { places.tree.withhold(at: [place]) }
    }
    return places
  }
}

extension CountTree {
  /// Takes over how another tree shows the same counts.
  fileprivate mutating func take(_ others: [Entry], by rule: ReleaseRule) {
    for (place, other) in zip(entries.indices, others) {
      if other.isWithheld { withhold(at: [place]) }
    }
    self.rule = rule
    for (place, other) in zip(entries.indices, others) { entries[place].rounded = other.rounded }
  }
}
