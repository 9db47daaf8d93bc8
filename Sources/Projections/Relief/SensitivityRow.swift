public import Definitions

/// Relief under one definition of a sensitivity grid.
public struct SensitivityRow: Sendable {
  /// What relief is measured over.
  public let unit: AnalysisPlan.Unit
  /// What makes a rating count as relief.
  public let criterion: Criterion
  /// How many ratings confirm a loss: 2 or 1.
  public let confirm: Int
  /// The threshold set.
  public let set: String
  /// Whether each unit is held against the baseline of the subject's first treatment.
  public let usesFirstBaseline: Bool
  /// Who is in and who is not under it.
  public internal(set) var flow = ReliefFlow()
  /// Units that are lost or censored.
  public internal(set) var units: [ReliefUnit] = []

  init(
    unit: AnalysisPlan.Unit, criterion: Criterion, confirm: Int, set: String,
    usesFirstBaseline: Bool
  ) {
    self.unit = unit
    self.criterion = criterion
    self.confirm = confirm
    self.set = set
    self.usesFirstBaseline = usesFirstBaseline
  }

  /// What relief comes to under it, computed anew at each call; `nil` where nobody is analysed.
  public var estimates: ReliefEstimates? { ReliefEstimates(units) }
}
