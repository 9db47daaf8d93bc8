/// Named cut-offs: when somebody is a case, responds, is in remission, has changed reliably.
public struct ThresholdSet: Equatable, Sendable {
  /// The cut-offs for one instrument; what a set does not give is `nil` and is never inherited.
  public struct Entry: Equatable, Sendable {
    /// The total at which somebody is a case, in thousandths of a point: this value or worse.
    public let caseness: Int?
    /// The part of the way from baseline to the best total that makes a response.
    public let response: Response?
    /// The total of remission, in thousandths of a point: this value or better.
    public let remission: Int?
    /// The least change that is no chance, in thousandths of a point.
    public let reliableChange: Int?
  }

  /// A threshold of response.
  public struct Response: Equatable, Sendable {
    /// Thousandths of a percent.
    public let percent: Int
    /// More than the percentage, instead of at least.
    public let isStrict: Bool

    /// `50 % or more`, `more than 35 %`.
    public var text: String {
      let digits = Thousandths.text(percent)
      return isStrict ? "more than \(digits) %" : "\(digits) % or more"
    }
  }

  /// The name by which `--set` refers to it.
  public let id: String
  /// What it is called in full.
  public let title: String
  /// By the instrument's id.
  public let entries: [String: Entry]
}

/// What makes a rating count as relief, against the baseline of its unit.
public enum Criterion: String, CaseIterable, Sendable {
  /// The response percentage is reached.
  case response
  /// The total is within the remission cut-off.
  case remission
  /// Improved by the points of reliable change.
  case reliable
}

extension ThresholdSet.Entry {
  /// Whether the set says anything about the criterion.
  package func has(_ criterion: Criterion) -> Bool {
    switch criterion {
    case .response: response != nil
    case .remission: remission != nil
    case .reliable: reliableChange != nil
    }
  }
}

/// One instrument under one set: the questions that a projection asks of a total.
///
/// All comparisons are of whole numbers (thousandths of a point), so that exactly 50 % is 50 %. Of
/// the instrument only numbers are kept: a yardstick is handed from subject to subject without a
/// reference being counted.
package struct Yardstick: Sendable {
  /// The cut-offs; `nil` where the set does not know the instrument.
  package let entry: ThresholdSet.Entry?
  private let better: Instrument.Better
  /// The best total that is possible; `nil` where the instrument has no total.
  private let bestTotal: Int?

  package init(instrument: Instrument, entry: ThresholdSet.Entry?) {
    self.entry = entry
    better = instrument.better
    bestTotal = instrument.bestTotal
  }

  /// Whether the criterion can be decided at all.
  package func decides(_ criterion: Criterion) -> Bool {
    bestTotal != nil && (entry?.has(criterion) ?? false)
  }

  /// Whether a total is that of a case; `nil` where the set has no cut-off.
  package func isCase(_ total: Int) -> Bool? {
    guard let caseness = entry?.caseness else { return nil }
    return better == .low ? total * 1000 >= caseness : total * 1000 <= caseness
  }

  /// Whether a baseline is too good to improve from: not a case where the set has a cut-off, or
  /// the best total that there is.
  package func isLow(baseline: Int) -> Bool {
    baseline == bestTotal || isCase(baseline) == false
  }

  /// Whether a total is relief against a baseline, by a criterion that `decides`.
  package func isRelief(_ total: Int, baseline: Int, _ criterion: Criterion) -> Bool {
    switch criterion {
    case .response: responds(total, baseline: baseline) ?? false
    case .remission: isRemission(total) ?? false
    case .reliable: (reliableChange(total, baseline: baseline) ?? 0) > 0
    }
  }

  /// `100 * (b - x) >= T * (b - min)`, mirrored where higher is better; `>` where the set says
  /// "more than" (`docs/spec/definitions.md`, 4). `nil` without a threshold.
  package func responds(_ total: Int, baseline: Int) -> Bool? {
    guard let response = entry?.response, let best = bestTotal else { return nil }
    let sign = better == .low ? 1 : -1
    let gained = 100_000 * sign * (baseline - total)
    let needed = response.percent * sign * (baseline - best)
    return response.isStrict ? gained > needed : gained >= needed
  }

  /// Whether a total lies within the remission cut-off; `nil` without one.
  package func isRemission(_ total: Int) -> Bool? {
    guard let remission = entry?.remission else { return nil }
    return better == .low ? total * 1000 <= remission : total * 1000 >= remission
  }

  /// 1 reliably improved, -1 reliably worse, 0 neither; `nil` without a threshold.
  package func reliableChange(_ total: Int, baseline: Int) -> Int? {
    guard let points = entry?.reliableChange else { return nil }
    let improvement = (better == .low ? baseline - total : total - baseline) * 1000
    if improvement >= points { return 1 }
    return improvement <= -points ? -1 : 0
  }
}
