import Bytes
import Definitions
import Testing

@Suite struct DefinitionsFileTests {
  private func adding(_ text: String) throws -> Definitions {
    try Definitions.builtIn.adding(file: Array(text.utf8))
  }

  private static let scale =
    #""id":"X","itemCount":2,"itemRange":[0,3],"total":[0,6],"scoring":"sum","better":"low""#

  @Test func `a file adds and replaces instruments, sets, windows and rules`() throws {
    let merged = try adding(
      """
      {"format":1,"note":"ours","instruments":[
        {\(Self.scale),"name":"New","recallDays":3,"bands":[{"from":0,"to":6,"label":"all"}]},
        {"id":"CADSS","itemCount":2,"itemRange":[0,3],"itemRangeExceptions":{"2":[1,2]},
         "total":[1,5],"scoring":"sum","better":"high"}],
       "thresholdSets":{"standard":{"instruments":{"X":{"caseness":{"value":2.5}}}},
         "own":{"title":"Ours","instruments":{"GAD-7":{"remission":{"value":5},
           "response":{"percent":33.3,"strict":true},"reliableChange":{"value":0.001}}}}},
       "indexInstrument":[{"prefix":"F41","instrument":"X"},{"prefix":"Z9","instrument":"GAD-7"}],
       "windows":{"periMinutes":90,"confirmFromDays":2}}
      """)
    #expect(merged.instruments.count == Definitions.builtIn.instruments.count + 1)
    let added = try #require(merged.instrument("X"))
    #expect(added.name == "New" && added.recallDays == 3 && added.bands.map(\.label) == ["all"])
    let replaced = try #require(merged.instrument("CADSS"))
    #expect(replaced.itemRanges == [0...3, 1...2])
    #expect(replaced.name == "CADSS" && replaced.recallDays == nil && replaced.bands.isEmpty)
    #expect(
      merged.instrumentPosition("CADSS") == Definitions.builtIn.instrumentPosition("CADSS"))

    // A set with the same id is replaced whole: what it does not give is not there.
    #expect(merged.set("standard")?.entries.keys.sorted() == ["X"])
    #expect(merged.set("standard")?.entries["X"]?.caseness == 2500)
    #expect(merged.set("standard")?.title == "standard")
    let own = try #require(merged.set("own")?.entries["GAD-7"])
    #expect(own.response?.percent == 33_300 && own.response?.isStrict == true)
    #expect(own.remission == 5000 && own.reliableChange == 1)
    #expect(own.caseness == nil)
    #expect(merged.set("nhs-tt") == Definitions.builtIn.set("nhs-tt"))

    #expect(merged.indexInstrument(forIndication: "F41.1") == "X")
    #expect(merged.indexInstrument(forIndication: "F41.0") == "PDSS")
    #expect(merged.indexInstrument(forIndication: "Z98") == "GAD-7")
    var windows = Windows()
    (windows.periMinutes, windows.confirmFromDays) = (90, 2)
    #expect(merged.windows == windows)
  }

  @Test func `a file can replace the visits, in its own order`() throws {
    let merged = try adding(
      """
      {"format":1,"visits":{
        "week 4":{"fromHours":504,"throughHours":840,"nominalHours":672},
        "d1":{"fromHours":0.001,"throughHours":36.5,"nominalHours":24}}}
      """)
    #expect(
      merged.visits == [
        Visit(
          name: "week 4", from: 21 * 86_400_000, through: 35 * 86_400_000, nominal: 2_419_200_000),
        // 0.001 h = 3.6 s, 36.5 h = 131,400 s
        Visit(name: "d1", from: 3600, through: 131_400_000, nominal: 86_400_000),
      ])
    #expect(merged.changesAnswer(instruments: ["GAD-7"], set: "standard", visits: true))
    #expect(!merged.changesAnswer(instruments: ["GAD-7"], set: "standard"))
    let error = #expect(throws: DefinitionsError.self) {
      try adding(
        #"{"format":1,"visits":{"d":{"fromHours":1,"throughHours":3,"nominalHours":4}}}"#)
    }
    #expect(error?.sentence.hasPrefix("visits.d: must have fromHours <= nominalHours") == true)
  }

  @Test func `a file can replace the NHS pairing, whole`() throws {
    let merged = try adding(
      """
      {"format":1,"nhsTalkingTherapies":{"set":"standard","depression":"MADRS",
        "anxiety":[{"prefix":"F4","instrument":"OASIS"},{"prefix":"F40","instrument":"LSAS"}],
        "fallback":"GAD-7"},
       "thresholdSets":{"standard":{"instruments":{"MADRS":{"caseness":{"value":20},
         "reliableChange":{"value":9}},"OASIS":{"caseness":{"value":8},
         "reliableChange":{"value":4}},"LSAS":{"caseness":{"value":30},
         "reliableChange":{"value":20}},"GAD-7":{"caseness":{"value":8},
         "reliableChange":{"value":4}}}}}}
      """)
    #expect(merged.nhs.depression == "MADRS" && merged.nhs.set == "standard")
    #expect(merged.nhs.anxietyInstrument(forIndication: "F40.1") == "LSAS")
    #expect(merged.nhs.anxietyInstrument(forIndication: "F41.1") == "OASIS")
    #expect(merged.nhs.anxietyInstrument(forIndication: "F33") == "GAD-7")
    #expect(merged.changesAnswer(instruments: [], set: "nhs-tt", nhs: true))
    #expect(!merged.changesAnswer(instruments: ["PHQ-9"], set: "nhs-tt"))
    #expect(!Definitions.builtIn.changesAnswer(instruments: [], set: "nhs-tt", nhs: true))
  }

  @Test func `a file with nothing but its format changes nothing but the digest`() throws {
    var merged = try adding(#"{"format":1}"#)
    // printf '{"format":1}' | sha256sum
    #expect(merged.fileDigest == "3f0a99256beeb89a")
    merged = try merged.adding(file: Array(#"{"format":1.0,"note":null,"windows":null}"#.utf8))
    #expect(merged.instruments == Definitions.builtIn.instruments)
    #expect(merged.sets == Definitions.builtIn.sets && merged.windows == Windows())
  }

  /// The file, the instruments and the set of an answer, and whether the answer has to name it.
  private static let answers: [(file: String, instruments: [String], set: String, isNamed: Bool)] =
    [
      (#"{"format":1}"#, ["GAD-7"], "standard", false),
      (#"{"format":1,"instruments":[{SCALE}]}"#, ["GAD-7"], "standard", false),
      (#"{"format":1,"instruments":[{SCALE}]}"#, [], "standard", false),
      (#"{"format":1,"instruments":[{SCALE}]}"#, ["X"], "standard", true),
      (#"{"format":1,"windows":{"periMinutes":60}}"#, ["GAD-7"], "standard", false),
      (#"{"format":1,"windows":{"periMinutes":61}}"#, ["GAD-7"], "standard", true),
      (
        #"{"format":1,"indexInstrument":[{"prefix":"Z","instrument":"GAD-7"}]}"#,
        ["GAD-7"], "standard", true
      ),
      (cutOff(in: "own"), ["GAD-7"], "standard", false),
      (cutOff(in: "own"), ["GAD-7"], "own", true),
      (cutOff(in: "own"), ["PHQ-9"], "own", true),
      (cutOff(in: "leucht2007"), ["PHQ-9"], "leucht2007", false),
      (cutOff(in: "leucht2007"), ["PHQ-9", "GAD-7"], "leucht2007", true),
      (cutOff(in: "leucht2007"), ["BPRS"], "leucht2007", true),
    ]

  private static func cutOff(in set: String) -> String {
    #"{"format":1,"thresholdSets":{"\#(set)":{"instruments":{"GAD-7":{"remission":{"value":4}}}}}}"#
  }

  @Test(arguments: answers) func `a file is part of the answers that it changes`(
    file: String, instruments: [String], set: String, isNamed: Bool
  ) throws {
    let definitions = try adding(file.replacing("SCALE", with: Self.scale))
    #expect(definitions.changesAnswer(instruments: instruments, set: set) == isNamed)
    #expect(!Definitions.builtIn.changesAnswer(instruments: instruments, set: set))
  }
}
