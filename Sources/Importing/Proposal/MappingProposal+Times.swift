import Bytes

/// When rows seem to have happened.
extension MappingProposal {
  /// The column of dates, or words in its place.
  var day: String { roles[.date] ?? "(the date)" }

  /// The format of a column of dates, or the list of its formats.
  func format(_ heading: String) -> Sketch? {
    guard let formats = samples[heading]?.formats, let first = formats.first else { return nil }
    return formats.count == 1 ? .text(first) : .list(formats.map(Sketch.text))
  }

  /// The time of a session, and that of a score on the same row.
  mutating func times() -> (session: Sketch, rating: Sketch) {
    guard let heading = roles[.date] else {
      unsure.append("no heading says on which day a row happened: give \"time\" a column")
      let time = Sketch.object([
        ("column", .text(day)), ("format", .text("yyyy-MM-dd")), ("hour", .text("12:00")),
      ])
      return (time, time)
    }
    unsure.append("the time zone is not in the file: write yours, such as America/New_York")
    var members: [(String, Sketch)] = [("column", .text(heading))]
    noteDates(heading)
    var hasClock = false
    if case .excel = samples[heading]?.dates ?? .none {
      members.append(("excel", .verbatim("1900")))
      hasClock = samples[heading]?.values.contains { $0.contains(UInt8(ascii: ".")) } == true
    } else {
      members.append(("format", format(heading) ?? .text("yyyy-MM-dd")))
      hasClock =
        samples[heading]?.formats.contains { TimeFormat($0)?.hasClock == true } == true
    }
    if let clock = roles[.clock], let pattern = samples[clock]?.clocks {
      members.append(
        (
          "clock", .object([("column", .text(clock)), ("format", .text(pattern))])
        ))
      hasClock = true
    }
    guard !hasClock else {
      if scoresStandOnSessions {
        unsure.append(
          "scores stand on rows of sessions and get their time. \(Self.never); if they were taken before, write "
            + "\"time\": { \"anchor\": …, \"minutes\": -60 } for ratings")
      }
      return (.object(members), .object(members))
    }
    let session = Sketch.object(members + [("hour", .text("12:00"))])
    guard scoresStandOnSessions else {
      unsure.append("\(heading) has no time of day: which hour is meant for all such days?")
      return (session, session)
    }
    unsure.append(
      "\(heading) has no time of day: sessions get 12:00, and scores 09:00, as if they were taken before the "
        + "session on their row. Is it so? \(Self.never)")
    return (session, .object(members + [("hour", .text("09:00"))]))
  }

  private static let never =
    "A rating at the start of a session or up to 60 min after its end never counts"

  /// Whether a row has a dose and a score.
  private var scoresStandOnSessions: Bool {
    guard let dose = roles[.dose] ?? roles[.dosePerKg] else { return false }
    return roles.contains { role, heading in
      switch role {
      case .total, .item, .timedTotal(_, .before), .timedTotal(_, .baseline):
        rows.together(dose, heading)
      default: false
      }
    }
  }

  private mutating func noteDates(_ heading: String) {
    switch samples[heading]?.dates ?? .none {
    case .excel:
      unsure.append("\(heading) seems to hold days as Excel counts them: from 1900 or from 1904?")
    case .all(let patterns) where patterns.count > 1:
      unsure.append(
        "\(heading) can be read as \(patterns[0]) and as \(patterns[1]): which is it?")
    case .all: break
    case .most(let patterns, let others):
      let formats = patterns.compactMap(TimeFormat.init)
      let lines = rows.lines(heading) { value in formats.allSatisfy { $0.read(value) == nil } }
      let rest =
        others > 0
        ? "; what stands on \(SampledRows.words(lines)) is written in neither way: mend it, or it is rejected"
        : ""
      unsure.append(
        patterns.count > 1
          ? "\(heading) holds dates in two styles, \(patterns.joined(separator: " and ")): \"format\" lists both\(rest)"
          : "\(heading): most dates are written \(patterns[0])\(rest)")
    case .none:
      unsure.append("\(heading) holds no dates that were recognised: how are they written?")
    }
  }
}
