import Projections
import Reports
import Statistics

extension FunctionPicture {
  /// One group's function, as it may be drawn.
  struct Curve {
    struct Row {
      let time: Double
      let value: Double
      let atRisk: Int
      /// `nil`: only coarse steps may be shown.
      let limits: Limits?
    }

    let name: String
    let subjects: Int?
    let rows: [Row]
    let function: MeanCumulativeFunction?
    /// When follow-up ends; `nil`: that may not be shown.
    let end: Double?
    let isCoarse: Bool
    let isWithheld: Bool

    init(_ name: String, _ report: IntervalsReport?) {
      self.name = name
      subjects = report?.flow.shown("withTreatment")
      isCoarse = report?.minimum != nil
      isWithheld = report?.hidesFunction ?? true
      function = isWithheld ? nil : report?.figuresOfAll.meanCumulativeFunction
      // The coarse steps end where too few are followed.
      end = isCoarse ? nil : function?.ends.last
      rows = (report?.steps ?? []).map { [isCoarse, function] step in
        Row(
          time: step.days, value: step.value, atRisk: step.atRisk,
          limits: isCoarse ? nil : function?.at(step.days).limits())
      }
      shown =
        report?.points.compactMap { point in point.point.map { (point.days, $0.atRisk) } } ?? []
    }

    /// At the named days, how many are followed, where that may be shown.
    let shown: [(days: Double, atRisk: Int)]

    func atRisk(_ day: Double) -> Int? {
      if isCoarse { return shown.first { $0.days == day }?.atRisk }
      return function?.at(day).atRisk
    }
  }
}
