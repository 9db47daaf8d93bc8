package import Events

/// What each of several corrections is about, and which of them are in force.
///
/// ```
/// line 7   a rating
/// line 10  amends line 7          taken back by line 14
/// line 11  voids line 8           taken back by line 12? no: line 12 is taken back itself
/// line 12  voids line 11          taken back by line 13
/// line 13  voids line 12
/// line 14  voids line 10
/// ```
package struct CorrectionLinks: Equatable, Sendable {
  /// What a correction is about.
  package enum Target: Equatable, Sendable {
    /// An event, by its line.
    case event(Int)
    /// Another correction, by its place among these.
    case correction(Int)
    /// Nothing that is there.
    case nothing
  }

  /// What each is about.
  package let targets: [Target]
  /// The void in force that takes each back, the first of several, by its place; `nil`: it is in
  /// force.
  package let voidedBy: [Int?]

  package init() {
    targets = []
    voidedBy = []
  }

  /// A correction is in force unless a void in force targets it. A target stands before its
  /// correction, so one walk from the last to the first decides.
  package init(_ actions: [CorrectionAction], _ targets: [Target]) {
    var voidedBy = [Int?](repeating: nil, count: actions.count)
    for index in actions.indices.reversed() where actions[index] == .void {
      guard voidedBy[index] == nil, case .correction(let other) = targets[index] else { continue }
      voidedBy[other] = index
    }
    self.targets = targets
    self.voidedBy = voidedBy
  }

  /// Whether a correction counts.
  package func isInForce(_ index: Int) -> Bool { voidedBy[index] == nil }

  /// The line of the event that a correction is about in the end, through voids of corrections;
  /// `nil` where there is none.
  package var roots: [Int?] {
    var roots: [Int?] = []
    for target in targets {
      switch target {
      case .event(let seq): roots.append(seq)
      // Only what stands before it can be a target.
      case .correction(let other): roots.append(other < roots.count ? roots[other] : nil)
      case .nothing: roots.append(nil)
      }
    }
    return roots
  }
}
