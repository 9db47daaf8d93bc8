import Bytes
import Testing

@Suite struct NearestTests {
  static let types = [
    "intake", "infusion", "dose", "rating", "vital", "adverse", "medication", "plan", "exit",
    "note",
    "correction",
  ]

  /// A third of the letters may be wrong, one in short words; a swap of neighbours is one edit.
  @Test(arguments: [
    ("rating", "rating"), ("ratign", "rating"), ("Rating", "rating"), ("RATNG", "rating"),
    ("raiting", "rating"), ("ratings", "rating"), ("doze", "dose"), ("dos", "dose"),
    ("does", "dose"), ("odse", "dose"), ("dosing", nil), ("not", "note"), ("infussion", "infusion"),
    ("medcation", "medication"), ("corection", "correction"), ("krrektion", "correction"),
    ("", nil), ("x", nil), ("weather", nil), ("patient", nil), ("ex", nil), ("plam", "plan"),
  ])
  func `the nearest name is proposed where it is near`(word: String, name: String?) {
    #expect(Nearest.name(to: word, among: Self.types) == name)
  }

  /// Both are one edit away: the first by its letters, whatever the order of the list.
  @Test func `of names equally near the first by letters is proposed`() {
    #expect(Nearest.name(to: "bat", among: ["cat", "bad", "rat"]) == "bad")
    #expect(Nearest.name(to: "bat", among: ["rat", "cat"]) == "cat")
    #expect(Nearest.name(to: "bat", among: []) == nil)
  }

  @Test func `a word that is very long has no neighbour and takes no time`() {
    let long = String(repeating: "rating", count: 10_000)
    #expect(Nearest.name(to: long, among: Self.types) == nil)
    #expect(Nearest.name(to: "GAD7", among: ["PHQ-9", "GAD-7"]) == "GAD-7")
  }
}
