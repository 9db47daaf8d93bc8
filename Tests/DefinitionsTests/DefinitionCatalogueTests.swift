import Bytes
import Definitions
import Testing

@Suite struct DefinitionCatalogueTests {
  private func changed(_ text: String) throws -> DefinitionCatalogue {
    try DefinitionCatalogue(file: Array(text.utf8))
  }

  @Test func `what is shown as a file is read back to the same definitions`() throws {
    let catalogue = try DefinitionCatalogue()
    let file = catalogue.file(of: catalogue.topics)
    let again = try Definitions.builtIn.adding(file: file)
    #expect(again.instruments == Definitions.builtIn.instruments)
    #expect(again.sets == Definitions.builtIn.sets)
    #expect(again.indexRules == Definitions.builtIn.indexRules)
    #expect(again.nhs == Definitions.builtIn.nhs && again.visits == Definitions.builtIn.visits)
    #expect(again.windows == Definitions.builtIn.windows)
    let second = try DefinitionCatalogue(file: file)
    for topic in catalogue.topics {
      #expect(second.facts(of: topic) == catalogue.facts(of: topic), "\(topic)")
      #expect(second.isFromFile(topic) && !catalogue.isFromFile(topic), "\(topic)")
    }
    #expect(DefinitionComparison(catalogue.topics, catalogue, second).differences.isEmpty)
  }

  /// The file says where each of its 185 cut-offs comes from; 87 of them are from memory.
  @Test func `every cut-off has its source and its provenance`() throws {
    let catalogue = try DefinitionCatalogue()
    let facts = catalogue.definitions.sets.flatMap { catalogue.facts(of: .set($0.id)) }
      .filter { Threshold(rawValue: $0.member) != nil }
    #expect(facts.count == 185)
    #expect(facts.allSatisfy { $0.origin.source != nil })
    #expect(Set(facts.map(\.origin.provenance)) == ["found", "memory", "computed"])
    #expect(facts.count { $0.origin.waitsForSignOff } == 87)
    let caseness = try #require(
      catalogue.facts(of: .set("standard")).first {
        $0.instrument == "GAD-7" && $0.member == "caseness"
      })
    #expect(caseness.value == .points(10_000))
    #expect(caseness.origin.source == "Spitzer 2006" && caseness.origin.provenance == "found")
  }

  @Test func `an instrument keeps what no figure needs`() throws {
    let catalogue = try DefinitionCatalogue()
    #expect(catalogue.loinc("total", ofInstrument: "GAD-7") == "70274-6")
    #expect(catalogue.remark("rater", ofInstrument: "MADRS") == "clinician")
    #expect(catalogue.remark("licence", ofInstrument: "BAI") == "copyright Pearson, paid")
    #expect(catalogue.pairingOrigin.source == "Clark 2018 (PMC5942544), table 2")
    for instrument in Definitions.builtIn.instruments {
      for member in ["rater", "licence"] {
        #expect(catalogue.remark(member, ofInstrument: instrument.id) != nil, "\(instrument.id)")
      }
    }
    #expect(catalogue.text(of: .hamd17).hasPrefix("Sum of 17 items"))
    let ranges = Definitions.builtIn.instrument("HAM-D17")?.itemRangeText
    #expect(ranges == "0 to 4; items 4, 5, 6, 12, 13, 14, 17: 0 to 2; item 16: 0 to 3")
  }

  @Test func `a name may be that of an instrument, of a set, of a list, and of several`() throws {
    let catalogue = try DefinitionCatalogue()
    #expect(catalogue.topics(named: "GAD-7") == [.instrument("GAD-7")])
    #expect(catalogue.topics(named: "strict") == [.set("strict")])
    #expect(catalogue.topics(named: "nhs") == [.nhs])
    #expect(catalogue.topics(named: "gad-7").isEmpty)
    let both = try changed(#"{"format":1,"thresholdSets":{"GAD-7":{"instruments":{}}}}"#)
    #expect(both.topics(named: "GAD-7") == [.instrument("GAD-7"), .set("GAD-7")])
    #expect(both.isFromFile(.set("GAD-7")) && !both.isFromFile(.instrument("GAD-7")))
  }

  /// `strict` is `standard` with "more than": of its values only the responses differ.
  @Test func `two sets differ in what is not the same`() throws {
    let catalogue = try DefinitionCatalogue()
    let comparison = DefinitionComparison(.set("standard"), .set("strict"), in: catalogue)
    let responses = Definitions.builtIn.set("standard")?.entries.values.count { $0.response != nil }
    #expect(comparison.differences.count == responses)
    #expect(comparison.differences.allSatisfy { $0.member == "response" })
    #expect(comparison.differences.first?.instrument == "GAD-7")
    #expect(DefinitionComparison(.set("strict"), .set("strict"), in: catalogue).differences.isEmpty)
    // What only one of them gives is a difference too, in the order of the instruments.
    let one = DefinitionComparison(.set("leucht2007"), .set("taylor2018"), in: catalogue)
    #expect(one.differences.map(\.instrument) == ["LSAS", "VAS-A", "BPRS"])
    #expect(one.differences.map { $0.left == nil } == [true, true, false])
    #expect(one.differences.map { $0.right == nil } == [false, false, true])
  }

  @Test func `what a file changes is found, and nothing else`() throws {
    let file = try changed(
      """
      {"format":1,
       "instruments":[{"id":"OASIS","itemCount":5,"itemRange":[0,4],"total":[0,20],
         "scoring":"sum","better":"low","recallDays":14,"name":"OASIS","licence":"ours"}],
       "thresholdSets":{"leucht2007":{"title":"BPRS response above the floor","instruments":{
         "BPRS":{"response":{"percent":40},"remission":{"value":27.5}}}}},
       "indexInstrument":[{"prefix":"F41","instrument":"GAD-7"},{"prefix":"F42","instrument":"OCI"}],
       "visits":{"d1":{"fromHours":18,"throughHours":36,"nominalHours":24},
         "d7":{"fromHours":120,"throughHours":240,"nominalHours":168}},
       "windows":{"periMinutes":90,"courseGapDays":14}}
      """)
    let comparison = DefinitionComparison(file.topics, try DefinitionCatalogue(), file)
    let found = comparison.differences.map { difference in
      "\(difference.topic.name) \(difference.member): "
        + "\(difference.left?.text ?? "-") | \(difference.right?.text ?? "-")"
    }
    #expect(
      found == [
        "OASIS name: Overall Anxiety Severity and Impairment Scale | OASIS",
        "OASIS recallDays: 7 | 14",
        "leucht2007 response: 50 % or more | 40 % or more",
        "leucht2007 remission: - | 27.5",
        "windows periMinutes: 60 | 90",
        "visits d3: 2 d to 4 d, nominally 3 d | -",
        "visits d7: 5 d to 9 d, nominally 7 d | 5 d to 10 d, nominally 7 d",
        "visits d14: 10 d to 17 d, nominally 14 d | -",
        "visits d28: 21 d to 35 d, nominally 28 d | -",
        "index F42: Y-BOCS | OCI",
      ])
  }

  /// A rule that is there already does not move to the end of the list.
  @Test func `a file that repeats what is there changes no answer`() throws {
    let rule = #"{"prefix":"F41","instrument":"GAD-7"}"#
    let same = try Definitions.builtIn.adding(
      file: Array(#"{"format":1,"indexInstrument":[\#(rule)]}"#.utf8))
    #expect(same.indexRules == Definitions.builtIn.indexRules)
    #expect(!same.changesAnswer(instruments: ["GAD-7"], set: "standard"))
  }

  @Test(arguments: [
    (86_400_000, "1 d"), (64_800_000, "18 h"), (0, "0 d"), (3_600, "0.001 h"),
    (131_400_000, "36.5 h"), (1, "1 ms"),
  ])
  func `a time is told in whole days, else in hours`(milliseconds: Int64, text: String) {
    #expect(Visit.text(milliseconds) == text)
  }

  @Test(arguments: [(12_050, "12.05"), (-3_000, "-3"), (0, "0"), (-1, "-0.001"), (7, "0.007")])
  func `thousandths are told as a decimal`(thousandths: Int, text: String) {
    #expect(Thousandths.text(thousandths) == text)
  }

  @Test func `totals that are a case and in remission are named`() throws {
    func overlap(_ id: String) -> String? {
      let better = Definitions.builtIn.instrument(id)?.better ?? .low
      return Definitions.builtIn.set("standard")?.entries[id]?.overlap(better: better)
    }
    #expect(overlap("LSAS-SR") == "30 to 35" && overlap("LSAS") == "30")
    // 12 or less is a case, 13 or more is remission.
    #expect(overlap("WHO-5") == nil && overlap("GAD-7") == nil && overlap("BPRS") == nil)
  }
}
