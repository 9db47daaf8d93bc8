import Bytes
import Projections

/// What changed, for people.
extension ViewComparisonReport {
  package func text(width: Int) -> [String] {
    figureText(width) + [""] + (subjects.map { text(of: $0, width) } ?? [])
  }

  /// Numbers in columns; names as long as those of figures are broken beside them.
  private func figureText(_ width: Int) -> [String] {
    guard !moved.isEmpty else { return [figuresTitle] }
    var table = TextTable([("before", .right), ("after", .right), ("change", .right)])
    for figure in moved {
      table.add([figure.before.shown, figure.after.shown, figure.change.shown])
    }
    let numbers = table.lines
    let room = width - 2 - (numbers.map(\.unicodeScalars.count).max() ?? 0)
    let names = ["figure"] + moved.map { "\($0.answer): \($0.figure.name)" }
    let column = min(room, names.map(\.unicodeScalars.count).max() ?? room)
    return [figuresTitle]
      + zip(names, numbers).flatMap { name, numbers -> [String] in
        var lines = Paragraph.lines("", Visible.text(name), width: column)
        // The numbers stand beside the last line of the name.
        lines[lines.count - 1] = Paragraph.padded(lines[lines.count - 1], column + 2) + numbers
        return lines
      }
  }

  private func text(of subjects: [Subject], _ width: Int) -> [String] {
    guard !subjects.isEmpty else { return ["No subject has another answer", ""] }
    let head =
      subjects.count == 1
      ? "1 subject has another answer" : "\(subjects.count) subjects have another answer"
    return [head, ""] + subjects.flatMap { text(of: $0, width) + [""] }
  }

  private func text(of subject: Subject, _ width: Int) -> [String] {
    let (change, events) = subject
    var lines = [Visible.text(change.subject) + Self.fate(change)]
    for change in change.changes where change.key.part != .subject {
      let (before, after) = words.pair(change)
      let name = Paragraph.padded("  " + words.name(change.key), 18)
      lines += Paragraph.lines(name + "was  ", before, width: width)
      lines += Paragraph.lines(Paragraph.padded("", 18) + "is   ", after, width: width)
    }
    for step in change.steps {
      guard let event = events[step.seq] else { continue }
      let head = "  seq \(step.seq)  "
      lines += Paragraph.lines(head, Visible.text(event.words), width: width)
      let names = step.changes.map { words.name($0.key) }.joined(separator: ", ")
      lines += Paragraph.lines(
        Paragraph.padded("", head.unicodeScalars.count) + "moved ", names, width: width)
    }
    return lines
  }

  /// Whether the subject comes into the answer or leaves it.
  private static func fate(_ change: SubjectChange) -> String {
    switch change.standing {
    case nil: ""
    case (.absent, _)?: "  appears"
    case (.notAsked, _)?: "  appears: was not asked about"
    case (.counted, .absent)?: "  disappears: no effective event is left"
    case (.counted, _)?: "  disappears: is not asked about any more"
    }
  }
}

extension SubjectChange {
  /// Where the subject stood and stands; `nil` where that is the same.
  var standing: (before: SubjectAnswer.Standing, after: SubjectAnswer.Standing)? {
    guard let change = changes.first(where: { $0.key.part == .subject }),
      case .standing(let before) = change.before, case .standing(let after) = change.after
    else { return nil }
    return (before, after)
  }
}
