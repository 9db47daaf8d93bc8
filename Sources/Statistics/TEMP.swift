public struct Turnbull: Sendable {
  public struct Innermost: Sendable { public let left: Double; public let right: Double?; public let isPoint: Bool; public let mass: Double; public let survivalAfter: Double }
  public let innermost: [Innermost] = []
  public let logLikelihood = 0.0
  public let gap = 0.0
  public init?(left: [Double], right: [Double?]) { if left.isEmpty { return nil } }
  public func survival(at time: Double) -> (atLow: Double, atHigh: Double) { (1, 1) }
  public var median: (after: Double, through: Double?) { (0, nil) }
  public func restrictedMean(to tau: Double) -> (low: Double, high: Double) { (0, 0) }
}
