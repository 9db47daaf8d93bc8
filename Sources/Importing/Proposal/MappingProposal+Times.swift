import Bytes

/// When rows seem to have happened.
extension MappingProposal {
  /// The column of dates, or words in its place.
  var day: String { roles[.date] ?? "(the date)" }

  /// The format of a column of dates, or the list of its formats; the plainest where none was found.
  func format(_ heading: String) -> Sketch {
    Self.format((samples[heading]?.dates.formats ?? []).map(\.pattern))
  }

  private static func format(_ patterns: [String]) -> Sketch {
    patterns.count > 1 ? .list(patterns.map(Sketch.text)) : .text(patterns.first ?? "yyyy-MM-dd")
  }

  /// That of a column of birth dates, with years of four digits: 54 would be read as 2054.
  mutating func birthFormat(_ heading: String) -> Sketch {
    let formats = samples[heading]?.dates.formats ?? []
    if formats.isEmpty {
      unsure.append("\(heading): how are birth dates written? Only their year enters")
    }
    let patterns = formats.map(\.pattern)
    let whole = patterns.map { pattern in
      pattern.contains("yyyy") ? pattern : pattern.replacing("yy", with: "yyyy")
    }
    if whole != patterns {
      unsure.append(
        "\(heading): years of two digits are those of this century, and 54 would be 2054: write birth dates with four "
          + "digits, or they are rejected")
    }
    return Self.format(whole)
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
    members.append(("format", format(heading)))
    if let sample = samples[heading] { hasClock = sample.dates.haveClocks(sample.values) }
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
    guard let dates = samples[heading]?.dates, let first = dates.formats.first else {
      unsure.append("\(heading) holds no dates that were recognised: how are they written?")
      return
    }
    if let (one, other) = dates.rivals {
      unsure.append(
        "\(heading) can be read as \(one.pattern) and as \(other.pattern): which is it?")
    }
    if let (one, other) = dates.orders {
      let lines = rows.lines(heading) { one.read($0) == nil && other.read($0) != nil }
      unsure.append(
        "\(heading) holds days before months and months before days: what stands on \(SampledRows.words(lines)) can only be "
          + "\(other.pattern), other cells only \(one.pattern), and some can be read in both ways. Write all in one way, "
          + "best as yyyy-MM-dd, or the file is refused")
    }
    if dates.hasExcel {
      let lines = rows.lines(heading, where: DateStyle.isSerial)
      unsure.append(
        "\(heading) holds days as Excel counts them, on \(SampledRows.words(lines)): from 1900, or \"excel-1904\"?"
      )
    }
    let unread = Set(dates.unread)
    let rest =
      unread.isEmpty || dates.orders != nil
      ? ""
      : "; what stands on \(SampledRows.words(rows.lines(heading, where: unread.contains))) is written in none of these ways: "
        + "mend it, or it is rejected"
    let patterns = dates.formats.map(\.pattern)
    if let last = patterns.last, patterns.count > 1 {
      let list = "\(patterns.dropLast().joined(separator: ", ")) and \(last)"
      unsure.append(
        "\(heading) holds dates in \(Self.number(patterns.count)) styles, \(list): \"format\" lists them\(rest)"
      )
    } else if !rest.isEmpty {
      unsure.append("\(heading): most dates are written \(first.pattern)\(rest)")
    }
  }

  private static func number(_ count: Int) -> String {
    let words = ["two", "three", "four", "five", "six"]
    return words.indices.contains(count - 2) ? words[count - 2] : "\(count)"
  }
}
