package import Events

extension Reject {
  /// A refusal of an event, told by the column that said what is refused.
  package static func of(
    _ refusal: Refusal, kind: EventKind, columns: [String: String], at place: SourcePlace
  ) -> Reject {
    var member = refusal.member
    var column = member.flatMap { columns[$0] }
    // An item of a list is told by the list's column where it has none of its own.
    while column == nil, let found = member,
      let end = found.lastIndex(where: { $0 == "[" || $0 == "." })
    {
      member = String(found[..<end])
      column = member.flatMap { columns[$0] }
    }
    let what = refusal.member.map { " \($0):" } ?? ":"
    let isPrivate =
      refusal.member == "subject" || refusal.member == "id"
      // What stands there in place of a year may be the whole date.
      || refusal.member == "data.birthYear"
    let found = isPrivate ? "" : refusal.found.map { ", found \($0)" } ?? ""
    return Reject(
      place, column: column, "\(kind.word)\(what) \(refusal.reason.rawValue)\(found)",
      remedy: "expected \(refusal.expected)")
  }
}
