import Definitions
import Reports
import Statistics

/// The numbers of a picture of scores over time as tables.
struct TrajectoriesTables {
  let groups: [TrajectoryGroup]
  let visits: [Visit]

  /// The means at each visit.
  var meanSheet: Sheet {
    var sheet = Sheet(
      "Means",
      [
        .init("instrument", nil, .left), .init("visit", nil, .left),
        .init("days", "mean day"), .init("n"), .init("mean"), .init("sd", "SD"),
        .init("lower", "95 % from"),
        .init("upper", "to"),
      ])
    for group in groups {
      let rows =
        [("baseline", nil as Double?, group.baseline)]
        + visits.indices.map { (visits[$0].name, group.days[$0], group.visits[$0]) }
      for (name, day, moments) in rows {
        sheet.add([
          .text(group.instrument), .text(name), .days(day), .integer(moments.n),
          .optional(moments.mean) { .number($0, decimals: 2) },
          .optional(moments.sd) { .number($0, decimals: 2) },
          .optional(moments.limits?.lower) { .number($0, decimals: 2) },
          .optional(moments.limits?.upper) { .number($0, decimals: 2) },
        ])
      }
    }
    return sheet
  }

  /// The scores of every course.
  var lineSheet: Sheet {
    var sheet = Sheet(
      "Every course",
      [
        .init("instrument", nil, .left), .init("subject", nil, .left), .init("course"),
        .init("visit", nil, .left), .init("days", "day"), .init("total"),
      ])
    for group in groups {
      for line in group.lines {
        let head: [Cell] = [.text(group.instrument), .text(line.subject), .integer(line.course)]
        sheet.add(head + [.text("baseline"), .missing, .integer(line.baseline)])
        for (visit, point) in zip(visits, line.points) {
          guard let point else { continue }
          sheet.add(head + [.text(visit.name), .days(point.days), .integer(point.total)])
        }
      }
    }
    return sheet
  }
}
