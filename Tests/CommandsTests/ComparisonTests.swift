import Bytes
import TestSupport
import Testing

/// What `compare` says of each side is what the side says alone.
@Suite struct ComparisonTests {
  private static let disk = {
    let disk = SimulatedDisk()
    let made = Stage(disk: disk).run(["demo", "demo.jsonl", "--subjects", "24", "--seed", "41"])
    precondition(made.code == 0, "\(made.errors)")
    return disk
  }()

  private func run(_ words: [String], _ form: String = "json") throws -> Stage.Outcome {
    let outcome = Stage(disk: Self.disk).run(words + ["-f", "demo.jsonl", "--format", form])
    try #require(outcome.code == 0, "\(outcome.errors)")
    return outcome
  }

  /// Tidy figures by what names them, those of the flow of `response` apart from those of `relief`.
  private func figures(_ command: String, _ options: [String]) throws -> [String: String] {
    let rows = try run([command, "--tidy"] + options, "jsonl").text.split(separator: "\n")
    return try Dictionary(
      uniqueKeysWithValues: rows.map { line in
        let row = try JSONDocument(Array(line.utf8)).root
        func text(_ name: String) -> String { row[name]?.text ?? "" }
        let isFlow = command == "response" && text("variable") == "flow"
        let parts = [isFlow ? "response flow" : text("variable"), text("level"), text("estimate")]
        let places = [text("group"), text("at")].filter { !$0.isEmpty }
          .map { $0.replacing("=", with: " ") }
        let name = (parts.filter { !$0.isEmpty } + places).joined(separator: ", ")
        return (name, row["value"]?.raw.text ?? "")
      })
  }

  @Test(arguments: [[], ["--unit", "treatment"], ["--criterion", "remission", "--confirm", "1"]])
  func `two definitions beside each other say what each says alone`(options: [String]) throws {
    let document = try JSONDocument(
      try run(["compare", "--set", "standard", "--set", "taylor2018"] + options).output
    ).root
    let rows = document["figures"]?.elements ?? []
    for (side, set) in [("first", "standard"), ("second", "taylor2018")] {
      var alone = try figures("relief", ["--set", set] + options)
      let visits = try figures("response", ["--set", set])
      alone.merge(visits) { first, _ in first }
      for row in rows {
        let name = row["figure"]?.text ?? ""
        #expect(alone[name] ?? "null" == row[side]?.raw.text, "\(set), \(name)")
      }
      #expect(Set(alone.keys).isSubset(of: rows.compactMap { $0["figure"]?.text }))
    }
  }

  @Test func `units whose answer changes are those of which the two say other things`() throws {
    let document = try JSONDocument(
      try run(["compare", "--set", "standard", "--set", "taylor2018", "--confirm", "1"]).output
    ).root
    func units(_ set: String) throws -> [String: [String]] {
      let relief = try JSONDocument(
        try run(["relief", "--set", set, "--confirm", "1"]).output
      ).root
      return Dictionary(
        uniqueKeysWithValues: (relief["units"]?.elements ?? []).map { unit in
          (
            "\(unit["subject"]?.text ?? "") \(unit["unit"]?.whole ?? 0)",
            ["status", "reason", "lowerDays", "upperDays"].map { unit[$0]?.raw.text ?? "" }
          )
        })
    }
    let (first, second) = (try units("standard"), try units("taylor2018"))
    let changed = first.filter { second[$0.key] != $0.value }.keys.sorted()
    let told = (document["units"]?.elements ?? []).map {
      "\($0["subject"]?.text ?? "") \($0["unit"]?.whole ?? 0)"
    }
    #expect(told.sorted() == changed && !changed.isEmpty)
  }

  /// The first group's and the second's shares are those of `response` within each.
  @Test func `groups beside each other say what each says alone`() throws {
    let document = try JSONDocument(
      try run(["compare", "--by", "sex", "--where", "sex in (female,male)"]).output
    ).root
    for (place, sex) in [("first", "female"), ("second", "male")] {
      let alone = try figures("response", ["--where", "sex=\(sex)"])
      for sheet in document["shares"]?.elements ?? [] {
        let instrument = sheet["title"]?.text?.split(separator: ",").first ?? ""
        for row in sheet["rows"]?.elements ?? [] where row["criterion"]?.text == "response" {
          let visit = row["visit"]?.text ?? ""
          let name = "responders, \(visit), count, instrument \(instrument)"
          #expect(alone[name] ?? "0" == row[place]?.raw.text, "\(sex), \(name)")
          let rated = "rated, \(visit), count, instrument \(instrument)"
          #expect(alone[rated] ?? "0" == row["\(place)Of"]?.raw.text, "\(sex), \(rated)")
        }
      }
      let relief = try JSONDocument(
        try run(["relief", "--where", "sex=\(sex)", "--summary"]).output
      ).root
      let row = document["relief"]?.elements.first { $0["group"]?.text == "sex=\(sex)" }
      #expect(row?["lost"]?.raw == relief["flow"]?["lost"]?.raw)
      #expect(row?["analysed"]?.raw == relief["flow"]?["analysed"]?.raw)
      #expect(
        row?["medianAfterDays"]?.raw == relief["turnbull"]?["median"]?["afterDays"]?.raw)
    }
  }
}
