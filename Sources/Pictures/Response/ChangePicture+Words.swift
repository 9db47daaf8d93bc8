import Definitions
import Projections
import Reports

/// What the picture says in words, and the table behind it.
extension ChangePicture {
  var finding: String {
    guard !isEmpty else { return "No course can be shown." }
    let shown = groups.filter { !$0.bars.isEmpty }
    let words = shown.prefix(Self.mostInWords).map(\.words).joined(separator: " ")
    let more = shown.count > Self.mostInWords ? "\(shown.count) instruments in all." : ""
    return [words, more, choice].filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// Who has no bar, and why.
  var absentWords: String {
    let absent = absentRows.filter { $0.count > 0 }
    guard !absent.isEmpty else {
      return isEmpty ? "There is no course." : "Every course has a bar."
    }
    let total = absent.reduce(0) { $0 + $1.count }
    return "Not evaluable: \(total) ("
      + absent.map { "\($0.count) \($0.why)" }
      .joined(separator: ", ") + ")."
  }

  var absentRows: [(why: String, count: Int)] {
    guard let report else { return [] }
    let courses = report.courses ?? []
    func unrated(_ reason: ResponseCourse.Unrated) -> Int {
      courses.count { $0.isUsable && $0.visits[place].unrated == reason }
    }
    let drawn = groups.reduce(0) { $0 + $1.bars.count }
    let usable = courses.count(where: \.isUsable)
    let reasons = [
      ("no baseline", courses.count { $0.baseline == nil }),
      ("low baseline", courses.count { $0.baseline != nil && !$0.isUsable }),
      ("retreated before the visit", unrated(.retreated)),
      ("follow-up too short", unrated(.followUpTooShort)), ("not rated", unrated(.missed)),
    ]
    let named = reasons.dropFirst(2).reduce(0) { $0 + $1.1 }
    return reasons + [("without a scale to hold it against", usable - drawn - named)]
  }

  var caption: [String] {
    [
      "Change = 100 (score - baseline) / (baseline - best total), mirrored where higher is better: "
        + "-100 % is the best total there is. Visit \(visit.name): "
        + "\(Digits.exact(visit.fromDays)) to \(Digits.exact(visit.throughDays)) d after the start "
        + "of the course's last treatment, the rating closest to day "
        + "\(Digits.exact(visit.nominalDays))."
    ]
  }

  var sheet: Sheet {
    var sheet = Sheet(
      "Change at \(visit.name)",
      [
        .init("place"), .init("subject", nil, .left), .init("course"),
        .init("instrument", nil, .left), .init("baseline"), .init("total"), .init("change"),
        .init("percent", "change in %"), .init("response"), .init("remission"), .init("seq"),
      ])
    for group in groups {
      for (place, bar) in group.bars.enumerated() {
        sheet.add([
          .integer(place + 1), .text(bar.subject), .integer(bar.course), .text(group.instrument),
          .integer(bar.baseline), .integer(bar.total), .integer(bar.total - bar.baseline),
          .number(bar.percent, decimals: 1), .optional(bar.isResponse) { .bool($0) },
          .optional(bar.isRemission) { .bool($0) }, .integer(bar.seq),
        ])
      }
    }
    return sheet
  }

  var absentSheet: Sheet {
    var sheet = Sheet("Not evaluable", [.init("why", nil, .left), .init("n")])
    for row in absentRows { sheet.add([.text(row.why), .integer(row.count)]) }
    return sheet
  }
}
