/// What the remarks on a rating mean, in words: `peri`, `recall-overlaps-dose` and so on.
enum RatingRemarks {
  private static let meanings: [(name: String, words: String)] = [
    ("after-follow-up", "later than the end of follow-up; does not count"),
    ("item-not-assessed", "an item was not assessed and adds 0"),
    ("no-total", "an instrument that has no total; does not count"),
    ("partial", "items are missing or contradict the total; does not count"),
    ("peri", "during a treatment or just after it; does not count"),
    (
      "recall-overlaps-dose",
      "the form asks about days that began before a treatment; it counts all the same"
    ),
    ("superseded", "a later line gives another total for the same time; does not count"),
  ]

  /// A line for each of some remarks, by their names.
  static func notes(on names: [String]) -> [String] {
    meanings.filter { names.contains($0.name) }.map { "\($0.name): \($0.words)" }
  }
}
