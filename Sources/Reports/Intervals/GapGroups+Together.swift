import Projections

/// Gaps among the counts of other answers.
extension GapGroups {
  /// What is counted of a group of gaps.
  enum Part: String, CaseIterable {
    case all = "n"
    case closed
    case open
  }

  /// The name of a count in the tree of gaps; of all gaps where no kind is named.
  static func name(_ kind: TreatmentGap.Kind?, _ part: Part) -> String {
    "\(kind?.rawValue ?? "all") \(part.rawValue)"
  }

  /// All gaps and those of each kind, kept back or not, as counts that add up: closed and open ones are
  /// all, and those of all kinds are all.
  func tree(of figures: IntervalsFigures) -> CountTree {
    var tree = CountTree()
    func add(_ kind: TreatmentGap.Kind?, _ summary: GapSummary) -> [Int] {
      let all = tree.add(Self.name(kind, .all), "", summary.count)
      return [(Part.closed, summary.closed), (.open, summary.open)].map { part, count in
        tree.add(Self.name(kind, part), "", count, of: all)
      }
    }
    let wholes = add(nil, figures.all)
    for group in figures.byKind {
      for (part, whole) in zip(add(group.kind, group.summary), wholes) {
        tree.share(part, of: whole, isPart: true, partition: 1)
      }
    }
    return tree
  }

  /// The groups that are kept back; `nil` stands for all gaps.
  var hiddenKinds: [TreatmentGap.Kind?] {
    (all == nil ? [nil] : []) + byKind.filter { $0.summary == nil }.map(\.kind)
  }

  /// Keeps back the kinds of which anything is kept back in a tree: the numbers of a group go together.
  mutating func withholdKinds(as tree: CountTree) {
    for (place, group) in byKind.enumerated() {
      let names = Part.allCases.map { Self.name(group.kind, $0) }
      if tree.entries.contains(where: { names.contains($0.key) && $0.isWithheld }) {
        withholdKind(place)
      }
    }
  }
}
