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
  /// Of a count, another one that is the same number of the same people.
  private var twins: [Place: Place] = [:]
  /// Sums over trees: a whole, and parts that make it up.
  private var sums: [(whole: Place, parts: [Place], isExhaustive: Bool)] = []

  init(_ trees: [CountTree]) { self.trees = trees }

  /// Where a tree has the count of a name; `nil`: it has none.
  func place(_ tree: Int, _ key: String) -> Place? {
    trees[tree].entries.firstIndex { $0.key == key }.map { Place(tree: tree, entry: $0) }
  }

  private subscript(place: Place) -> CountTree.Entry { trees[place.tree].entries[place.entry] }

  /// The one of all that are the same number that stands for them.
  private func root(of place: Place) -> Place {
    var place = place
    while let twin = twins[place] { place = twin }
    return place
  }

  /// Says that two counts are about the same, the one in the earlier tree first. Equal ones are one
  /// number from now on; of others that differ by few the later is kept back.
  mutating func link(_ one: Place?, _ other: Place?, _ minimum: Int) {
    guard let one, let other else { return }
    if !unite(one, other), Disclosure.isSmall(abs(self[one].count - self[other].count), minimum) {
      withhold(other)
    }
  }

  /// Makes two counts one number, where they are; returns whether they are.
  @discardableResult
  mutating func unite(_ one: Place?, _ other: Place?) -> Bool {
    guard let one, let other, self[one].count == self[other].count else { return false }
    let (first, second) = (root(of: one), root(of: other))
    if first != second { twins[second] = first }
    return true
  }

  /// Whether another count is the same number.
  func isUnited(_ place: Place) -> Bool { twins[place] != nil || twins.values.contains(place) }

  /// Whether a count is kept back.
  func isWithheld(_ place: Place) -> Bool { self[place].isWithheld }

  /// Keeps a count back.
  mutating func withhold(_ place: Place?) {
    if let place { trees[place.tree].withhold(at: [place.entry]) }
  }

  /// Adds a number that no answer shows, but that follows from others; `nil` where it is none.
  mutating func addRest(_ tree: Int, _ key: String, _ count: Int) -> Place? {
    count < 0 ? nil : Place(tree: tree, entry: trees[tree].addRest(key, count))
  }

  /// Says that counts of any trees make up another one, where they do.
  mutating func add(_ parts: [Place?], upTo whole: Place?) {
    let parts = parts.compactMap { $0 }
    guard let whole, parts.reduce(0, { $0 + self[$1].count }) == self[whole].count else { return }
    sums.append((whole, parts, true))
  }

  /// Says that a count is a part of another one, where it may be.
  mutating func add(_ part: Place?, partOf whole: Place?) {
    guard let whole, let part, self[part].count <= self[whole].count else { return }
    sums.append((whole, [part], false))
  }

  /// How many counts that are not 0 are kept back.
  var price: Int {
    all.count { self[$0].isWithheld && self[$0].count > 0 && !self[$0].isRest }
  }

  /// Keeps back small counts, and as many others as it takes so that none can be worked out from all
  /// trees together.
  mutating func withhold(under minimum: Int) {
    var joint = CountTree()
    var places: [Place: Int] = [:]
    let roots = Dictionary(uniqueKeysWithValues: all.map { ($0, root(of: $0)) })
    // A number about fewer people where another answer says so is about as few here.
    var people: [Place: Int] = [:]
    for (place, root) in roots {
      if let count = self[place].people { people[root] = min(people[root] ?? count, count) }
    }
    for place in all where roots[place] == place {
      let entry = self[place]
      places[place] =
        entry.isRest
        ? joint.addRest(entry.key, entry.count)
        : joint.add(entry.key, "", entry.count, people: people[place])
    }
    for (place, root) in roots { places[place] = places[root] }
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
        joint.share(
          part, of: whole, isPart: sum.isExhaustive,
          partition: (trees.count + number) * apart)
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
