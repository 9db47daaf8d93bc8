import Events

/// The tables of section 2 of the log's format once more, as examples: data of every type with
/// every member that the type has, in words that are good.
enum GoodData {
  /// By type, in the order of the tables.
  static let all: [(kind: EventKind, members: [(name: String, value: String)])] = [
    (
      .intake,
      [
        ("indications", #"["F41.1"]"#), ("instrument", #""GAD-7""#), ("birthYear", "1980"),
        ("sex", #""female""#), ("weightKg", "70.5"), ("site", #""tampa""#), ("arm", #""a""#),
        ("trials", #"[{"drug":"x","class":"y","weeks":8,"doseMg":20,"outcome":"none"}]"#),
        ("consent", #""2026-01-05""#),
      ]
    ),
    (
      .infusion,
      [
        ("infusion", #""1""#), ("drug", #""ketamine""#), ("route", #""IV""#), ("orderedMg", "40"),
        ("orderedMgPerKg", "0.5"), ("weightKg", "70.5"), ("plannedMinutes", "40"),
        ("phase", #""induction""#), ("arm", #""a""#),
      ]
    ),
    (.dose, [("infusion", #""1""#), ("mg", "27.5"), ("minutes", "40")]),
    (
      .rating,
      [
        ("instrument", #""GAD-7""#), ("items", "[1,1,1,1,1,1,1]"), ("total", "7"),
        ("rater", #""self""#), ("version", #""en""#),
      ]
    ),
    (
      .vital,
      [
        ("systolic", "120"), ("diastolic", "80"), ("pulse", "70"), ("spo2", "98"),
        ("respiration", "14"), ("moaas", "5"), ("infusion", #""1""#),
      ]
    ),
    (
      .adverse,
      [
        ("term", #""nausea""#), ("severity", #""mild""#), ("serious", "false"),
        ("infusion", #""1""#), ("resolved", #""2026-01-05T10:00:00Z""#),
      ]
    ),
    (
      .medication,
      [
        ("drug", #""sertraline""#), ("action", #""start""#), ("class", #""SSRI""#),
        ("doseMg", "50"),
        ("purpose", #""regular""#),
      ]
    ),
    (
      .plan,
      [("nextDue", #""2026-01-05T10:00:00Z""#), ("intervalDays", "7"), ("toleranceDays", "2")]
    ),
    (.exit, [("reason", #""completed""#)]),
    (.note, [("text", #""t""#)]),
    (
      .correction,
      [
        ("source", #""/a""#), ("id", #""e1""#), ("action", #""amend""#), ("reason", #""typo""#),
        ("time", #""2026-01-05T10:00:00Z""#), ("data", #"{"text":"u"}"#),
      ]
    ),
  ]
}
