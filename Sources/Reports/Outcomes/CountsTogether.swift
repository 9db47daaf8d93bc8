/// Counts of several answers that stand on one page, where who reads one reads the others too.
///
/// Each answer keeps back what its own sums would give away; two answers about the same people can be
/// put together all the same. So the trees are made one, in which a number that stands in several of
/// them has one place, and what is kept back there is kept back in each.
struct CountsTogether {
  /// A count of one of the trees.
  struct Place: Hashable {
    let tree: Int
    let entry: Int
  }

  private(set) var trees: [CountTree]
  /// Of a count, the one in an earlier tree that is the same number of the same people.
  private var twins: [Place: Place] = [:]
  /// Sums over trees: a whole, and parts that make it up.
  private var sums: [(whole: Place, parts: [Place])] = []

  init(_ trees: [CountTree]) { self.trees = trees }

  /// Where a tree has the count of a name; `nil`: it has none.
  func place(_ tree: Int, _ key: String) -> Place? {
    trees[tree].entries.firstIndex { $0.key == key }.map { Place(tree: tree, entry: $0) }
  }

  private subscript(place: Place) -> CountTree.Entry { trees[place.tree].entries[place.entry] }

  /// Says that two counts are about the same, the one in the earlier tree first. Equal ones are one
  /// number from now on; of others that differ by few the later is kept back.
  mutating func link(_ one: Place?, _ other: Place?, _ minimum: Int) {
    guard let one, let other else { return }
    let difference = abs(self[one].count - self[other].count)
    if difference == 0 {
      twins[other] = twins[one] ?? one
    } else if Disclosure.isSmall(difference, minimum) {
      withhold(other)
    }
  }

  /// Keeps a count back.
  mutating func withhold(_ place: Place?) {
    if let place { trees[place.tree].withhold(at: [place.entry]) }
  }

  /// Says that counts of any trees make up another one, where they do.
  mutating func add(_ parts: [Place?], upTo whole: Place?) {
    let parts = parts.compactMap { $0 }
    guard let whole, parts.reduce(0, { $0 + self[$1].count }) == self[whole].count else { return }
    sums.append((whole, parts))
  }

  /// Keeps back small counts, and as many others as it takes so that none can be worked out from all
  /// trees together.
  mutating func withhold(under minimum: Int) {
    var joint = CountTree()
    var places: [Place: Int] = [:]
    for place in all where twins[place] == nil {
      // A number about fewer people where another answer says so is about as few here.
      let people = ([place] + twins.filter { $0.value == place }.keys)
        .compactMap { self[$0].people }.min()
      places[place] = joint.add(self[place].key, "", self[place].count, people: people)
    }
    for (place, twin) in twins { places[place] = places[twin] }
    // Ways of taking a whole apart are told from those of other trees by numbers far from them.
    let apart = 1 << 20
    for place in all {
      guard let target = places[place] else { continue }
      if self[place].isWithheld { joint.withhold(at: [target]) }
      for share in self[place].shares {
        guard let whole = places[Place(tree: place.tree, entry: share.whole)] else { continue }
        let offset = place.tree * apart
        joint.share(
          target, of: whole, isPart: share.isExhaustive,
          partition: share.partition < 0 ? share.partition - offset : share.partition + offset)
      }
    }
    for (number, sum) in sums.enumerated() {
      guard let whole = places[sum.whole] else { continue }
      for part in sum.parts.compactMap({ places[$0] }) {
        joint.share(part, of: whole, isPart: true, partition: (trees.count + number) * apart)
      }
    }
    joint.withhold(under: minimum)
    for place in all where places[place].map({ joint.entries[$0].isWithheld }) ?? false {
      withhold(place)
    }
  }

  /// Every count, tree by tree.
  private var all: [Place] {
    trees.indices.flatMap { tree in
      trees[tree].entries.indices.map { Place(tree: tree, entry: $0) }
    }
  }
}
