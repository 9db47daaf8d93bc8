import Events

/// Which infusion owns the label of which dose: of two infusions with one label the first by line; a
/// dose without an owner is orphaned and in no figure.
struct SessionLabels: Sendable {
  private struct Owner {
    let label: Int32
    let seq: Int
    /// Its place among the subject's infusions.
    let place: Int
  }

  /// One for each label, ascending.
  private var owners: [Owner] = []
  /// Lines of infusions whose label another one owns, ascending.
  private(set) var duplicates: [Int] = []
  /// Lines of doses without an owner, ascending; `nil`: each has one.
  private(set) var orphans: [Int]?

  /// Finds the owner of each dose, as a place in `infusions`.
  ///
  /// - Parameters:
  ///   - infusions: the places of the infusions among the events.
  ///   - doses: the places of the doses.
  /// - Returns: whether anything is out of order: a duplicate or an orphan.
  mutating func settle(
    _ events: [History.Entry], _ infusions: [Int], _ doses: [Int],
    into doseOwners: inout [Int]
  ) -> Bool {
    owners.removeAll(keepingCapacity: true)
    doseOwners.removeAll(keepingCapacity: true)
    if !duplicates.isEmpty { duplicates = [] }
    if orphans != nil { orphans = nil }
    var isAscending = true
    var last = Int32.min
    for (place, index) in infusions.enumerated() {
      let label = events[index].event.label
      // Labels are numbered as they appear, so a subject's own mostly ascend.
      if label <= last { isAscending = false }
      last = label
      owners.append(Owner(label: label, seq: events[index].seq, place: place))
    }
    if !isAscending { sortOut() }
    // A dose mostly belongs to the session that the one before belongs to, or to the next one.
    var hint = 0
    for index in doses {
      let label = events[index].event.label
      if let found = find(label, near: hint) {
        hint = found
        doseOwners.append(owners[found].place)
      } else {
        orphans = (orphans ?? []) + [events[index].seq]
      }
    }
    orphans?.sort()
    return orphans != nil || !duplicates.isEmpty
  }

  /// Whether no infusion has that label.
  func isOrphan(_ label: Int32) -> Bool { find(label, near: 0) == nil }

  private mutating func sortOut() {
    owners.sort { ($0.label, $0.seq) < ($1.label, $1.seq) }
    var kept: [Owner] = []
    for owner in owners {
      if kept.last?.label == owner.label {
        duplicates.append(owner.seq)
      } else {
        kept.append(owner)
      }
    }
    duplicates.sort()
    owners = kept
  }

  private func find(_ label: Int32, near hint: Int) -> Int? {
    if hint < owners.count, owners[hint].label == label { return hint }
    if hint + 1 < owners.count, owners[hint + 1].label == label { return hint + 1 }
    var low = 0
    var high = owners.count
    while low < high {
      let middle = (low + high) / 2
      if owners[middle].label < label { low = middle + 1 } else { high = middle }
    }
    return low < owners.count && owners[low].label == label ? low : nil
  }
}
