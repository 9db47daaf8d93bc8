import Bytes
import TestSupport
import Testing

/// A sheet with a row per visit of people who have record numbers and birth dates, and its import.
enum PeopleSheet {
  static func mapping(_ subject: String = "", _ more: String = "") -> String {
    """
    {
      "mapping": 1, "source": "/import/test", "zone": "UTC", \(more)
      "subject": { "column": "MRN"\(subject) },
      "tables": [{ "name": "visits", "events": [
        { "type": "intake", "once": true, "id": "{subject}-intake",
          "time": { "column": "Date", "format": "yyyy-MM-dd", "hour": "10:00" },
          "data": { "indications": ["F41.1"],
            "birthYear": { "column": "DOB", "format": "d/M/yyyy", "part": "year" } } },
        { "type": "rating", "when": "GAD", "id": "{subject}-{Date}-g",
          "time": { "column": "Date", "format": "yyyy-MM-dd", "hour": "10:00" },
          "data": { "instrument": "GAD-7", "total": { "column": "GAD" } } },
        { "type": "rating", "when": "PHQ", "id": "{subject}-{Date}-p",
          "time": { "column": "Date", "format": "yyyy-MM-dd", "hour": "10:00" },
          "data": { "instrument": "PHQ-9", "total": { "column": "PHQ" } } }
      ] }]
    }
    """
  }

  static let head = "MRN,DOB,Date,GAD,PHQ\n"

  static func stage(_ mapping: String = PeopleSheet.mapping()) -> ImportStage {
    let stage = ImportStage()
    stage.disk.install("m.json", Array(mapping.utf8))
    stage.start()
    return stage
  }

  static func take(
    _ rows: String, _ more: [String] = [], head: String = PeopleSheet.head,
    on stage: ImportStage
  ) -> Stage.Outcome {
    stage.disk.install("t.csv", Array((head + rows).utf8))
    return stage.run(
      ["import", "csv", "t.csv", "--map", "m.json", "--key", "k.key", "-f", "c.jsonl"] + more)
  }

  static func subjects(_ stage: ImportStage) throws -> Set<String> {
    Set(
      try stage.events().compactMap { line in
        line.split(separator: " ").first { $0.hasPrefix("subject=") }.map {
          String($0.dropFirst(8))
        }
      })
  }
}
