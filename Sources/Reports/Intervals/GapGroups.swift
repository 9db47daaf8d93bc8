package import Projections

/// The summaries of gaps as they may be shown: of all, by kind and by ordinal. `nil`: kept back.
///
/// The numbers of a group are kept back together. Open gaps are people who were treated, one each;
/// closed gaps of ordinal k are the gaps of ordinal k + 1; and groups add up to all gaps.
package struct GapGroups: Sendable {
  /// All gaps.
  package private(set) var all: GapSummary?
  /// The gaps of each kind.
  package private(set) var byKind: [(kind: TreatmentGap.Kind, summary: GapSummary?)]
  /// Ascending; those that are kept back are left out, or it would be known how many there are.
  package private(set) var byOrdinal: [(ordinal: Int, summary: GapSummary)]
  /// The first ordinal that was kept back; `nil`: none.
  package private(set) var firstHiddenOrdinal: Int?
  /// How many people have a closed gap of each kind.
  private let people: [TreatmentGap.Kind: Int]
  /// How many people have any closed gap.
  private let treatedAgain: Int

  init(_ figures: IntervalsFigures, _ gaps: [TreatmentGap], _ everybody: PeopleCount) {
    all = figures.all
    byKind = figures.byKind.map { ($0.kind, $0.summary) }
    byOrdinal = figures.byOrdinal
    people = Dictionary(
      uniqueKeysWithValues: TreatmentGap.Kind.allCases.map { kind in
        (kind, everybody.people { gaps[$0].isClosed && gaps[$0].kind == kind })
      })
    treatedAgain = everybody.people { gaps[$0].isClosed }
  }

  var hasWithheld: Bool {
    all == nil || byKind.contains { $0.summary == nil } || firstHiddenOrdinal != nil
  }

  /// Keeps back groups about too few, and what would give them away.
  mutating func withhold(under minimum: Int) {
    guard let all else { return }
    if Self.isSmall(all, minimum) || Disclosure.isSmall(treatedAgain, minimum) {
      withholdAll()
    } else {
      withholdKinds(minimum)
      withholdOrdinals(minimum)
      self.all = all.coarse(minimum)
      byKind = byKind.map { ($0.kind, $0.summary?.coarse(minimum)) }
      byOrdinal = byOrdinal.map { ($0.ordinal, $0.summary.coarse(minimum)) }
    }
  }

  /// Keeps back every group.
  mutating func withholdAll() {
    all = nil
    byKind = byKind.map { ($0.kind, nil) }
    hide(from: 0)
  }

  /// Kinds with few closed or open gaps, and the next smallest until those that are kept back have
  /// none or enough of either together.
  private mutating func withholdKinds(_ minimum: Int) {
    let sizes = byKind.map { kind in
      (closed: kind.summary?.closed ?? 0, open: kind.summary?.open ?? 0)
    }
    var hidden = byKind.indices.filter { place in
      byKind[place].summary.map { Self.isSmall($0, minimum) } ?? false
        || Disclosure.isSmall(people[byKind[place].kind] ?? 0, minimum)
    }
    func isOpen() -> Bool {
      let closed = hidden.reduce(0) { $0 + sizes[$1].closed }
      let open = hidden.reduce(0) { $0 + sizes[$1].open }
      return hidden.count == 1 || Disclosure.isSmall(closed, minimum)
        || Disclosure.isSmall(open, minimum)
    }
    while isOpen(),
      let next = byKind.indices.filter({ !hidden.contains($0) })
        .min(by: { sizes[$0].closed + sizes[$0].open < sizes[$1].closed + sizes[$1].open })
    {
      hidden.append(next)
    }
    for place in hidden { byKind[place].summary = nil }
  }

  /// Ordinals from the first on that has few closed or open gaps, and as many before it as it takes.
  private mutating func withholdOrdinals(_ minimum: Int) {
    guard
      var first = byOrdinal.firstIndex(where: { Self.isSmall($0.summary, minimum) })
    else { return }
    while first > 0, isKnown(from: first, minimum) { first -= 1 }
    hide(from: first)
  }

  /// Whether few closed gaps of an ordinal, or of all that are kept back, could be told where those
  /// from here on are kept back.
  ///
  /// What is known: how many gaps the first of them has, and how many closed gaps all of them have.
  /// The numbers fall from ordinal to ordinal, so that of the k-th is at most a k-th of the sum; and
  /// it can be 0 only where those before it have room for the sum.
  private func isKnown(from first: Int, _ minimum: Int) -> Bool {
    let gaps = byOrdinal[first].summary.count
    let closed = byOrdinal[first...].map(\.summary.closed)
    let sum = closed.reduce(0, +)
    return Disclosure.isSmall(sum, minimum)
      || closed.enumerated().contains { place, count in
        Disclosure.isSmall(count, minimum) && sum > gaps * place && sum / (place + 1) < minimum
      }
  }

  /// Keeps back one kind.
  mutating func withholdKind(_ place: Int) { byKind[place].summary = nil }

  /// Keeps back all ordinals.
  mutating func hideOrdinals() { hide(from: 0) }

  /// Takes over what may be shown of all gaps and of each kind.
  mutating func show(
    all: GapSummary?, _ byKind: [(kind: TreatmentGap.Kind, summary: GapSummary?)]
  ) {
    self.all = all
    self.byKind = byKind
  }

  private mutating func hide(from place: Int) {
    guard place < byOrdinal.count else { return }
    firstHiddenOrdinal = byOrdinal[place].ordinal
    byOrdinal.removeSubrange(place...)
  }

  private static func isSmall(_ summary: GapSummary, _ minimum: Int) -> Bool {
    [summary.count, summary.closed, summary.open].contains { Disclosure.isSmall($0, minimum) }
  }
}
