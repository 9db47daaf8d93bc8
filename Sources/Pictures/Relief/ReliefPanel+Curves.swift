import Reports
import Statistics

/// What is drawn of a curve, as far as names must keep clear of it.
extension ReliefPanel {
  /// A group's estimate with its name.
  func curve(_ estimate: Estimate, _ series: ReliefSeries, named name: String)
    -> CurveLabels.Curve
  {
    var curve = CurveLabels.Curve(name: name)
    var (since, survival) = (0.0, 1.0)
    func across(to day: Double) -> CurveLabels.Box {
      let y = frame.y.at(survival)
      return CurveLabels.Box(left: frame.x.at(since), top: y, right: frame.x.at(day), bottom: y)
    }
    func down(from first: Double, to last: Double, _ after: Double) -> CurveLabels.Box {
      CurveLabels.Box(
        left: frame.x.at(first), top: frame.y.at(survival), right: frame.x.at(last),
        bottom: frame.y.at(after))
    }
    switch estimate {
    case .turnbull:
      for interval in series.intervals {
        if interval.left > since { curve.boxes.append(across(to: interval.left)) }
        // The light area at the end may have a name on it.
        guard let right = interval.right else { break }
        curve.boxes.append(down(from: interval.left, to: right, interval.survivalAfter))
        (since, survival) = (right, interval.survivalAfter)
      }
    case .kaplanMeier:
      for row in series.rows where row.survival < survival || row.time == series.rows.last?.time {
        curve.boxes.append(across(to: row.time))
        curve.boxes.append(down(from: row.time, to: row.time, row.survival))
        (since, survival) = (row.time, row.survival)
      }
    }
    return curve
  }
}
