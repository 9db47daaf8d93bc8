import Bytes
import Definitions
import TestSupport
import Testing

/// One wrong file for every way to be wrong, with the place and the words of the error.
@Suite struct DefinitionsErrorTests {
  /// `FILE | PATH | WORDS`: the error's path and a part of its sentence.
  ///
  /// `TWO` stands for an instrument's id, two items and their range, `SUM` for a whole one, and
  /// `GAD` for a set with the entry that follows for GAD-7.
  struct Row: CustomStringConvertible, Sendable {
    var description: String
    var file: String
    var path: String
    var words: String

    init(_ row: Substring) {
      let parts = row.split(separator: "|", omittingEmptySubsequences: false).map { part in
        part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
      }
      let two = #""id":"X","itemCount":2,"itemRange":[0,3]"#
      description = String(row)
      file = String(parts[0])
        .replacing("TWO", with: two)
        .replacing(/RULE\((.+?),(.+?)\)/) { rule in
          #"{"prefix":"\#(rule.1)","instrument":"\#(rule.2)"}"#
        }
        .replacing(/BAND\((.+?),(.+?)\)/) { band in
          #"{"from":\#(band.1),"to":\#(band.2),"label":"x"}"#
        }
        .replacing(
          "QIDS",
          with: #""id":"X","itemCount":16,"itemRange":[0,3],"better":"low","scoring":"qids16""#
        )
        // 16 items of 3 points and one whose code 3 adds nothing: 48 + 2.
        .replacing(
          "HAMD",
          with: #""id":"X","itemCount":17,"itemRange":[0,3],"better":"low","scoring":"hamd17""#
        )
        .replacing("SUM", with: two + #","total":[0,6],"scoring":"sum","better":"low""#)
      path = String(parts[1]).replacing("GAD", with: "thresholdSets.s.instruments.GAD-7")
      words = String(parts[2])
    }
  }

  static let instruments = #"""
    "x" | | must be an instrument
    {} | .id | is missing
    {"id":7} | .id | must be a text
    {"id":""} | | id must not be empty
    {"id":"X"} | .itemCount | is missing
    {"id":"X","itemCount":"2"} | .itemCount | whole number
    {"id":"X","itemCount":0} | | between 1 and 1000
    {"id":"X","itemCount":1001} | | between 1 and 1000
    {"id":"X","itemCount":2} | .itemRange | is missing
    {"id":"X","itemCount":2,"itemRange":[0]} | .itemRange | [low, high]
    {"id":"X","itemCount":2,"itemRange":[3,0]} | .itemRange | low <= high
    {"id":"X","itemCount":2,"itemRange":[0,1.5]} | .itemRange.1 | whole number
    {TWO} | .scoring | is missing
    {TWO,"itemRangeExceptions":{"3":[0,1]}} | | itemRangeExceptions.3
    {TWO,"itemRangeExceptions":{"0":[0,1]}} | | itemRangeExceptions.0
    {TWO,"itemRangeExceptions":[1]} | .itemRangeExceptions | must be an object
    {TWO,"scoring":"mean"} | | known are sum, qids16
    {TWO,"scoring":"sum"} | | total must be null
    {TWO,"scoring":"none","total":[0,6]} | | total must be null
    {TWO,"scoring":"qids16","total":[0,6]} | | does not fit 2 items
    {TWO,"scoring":"hamd17","total":[0,6]} | | does not fit 2 items
    {TWO,"scoring":"sum","total":[0,6]} | .better | is missing
    {TWO,"scoring":"sum","total":[0,6],"better":"up"} | | known are low and high
    {TWO,"scoring":"sum","total":[0,7],"better":"low"} | .total | [0, 6]
    {TWO,"scoring":"sum","total":[1,6],"better":"high"} | .total | [0, 6]
    {SUM,"recallDays":-1} | | between 0 and 3650
    {SUM,"recallDays":"7"} | .recallDays | whole number
    {SUM,"name":7} | .name | must be a text
    {SUM,"bands":{}} | .bands | must be an array
    {SUM,"bands":[{"from":0,"to":6}]} | .bands[0].label | is missing
    {SUM,"bands":[BAND(4,3)]} | .bands[0] | ends before it begins
    {SUM,"bands":[BAND(0,7)]} | .bands[0] | within the total, 0 to 6
    {SUM,"bands":[BAND(-1,2)]} | .bands[0] | within the total, 0 to 6
    {SUM,"bands":[BAND(0,3),BAND(3,6)]} | .bands[1] | must begin after bands[0] ends
    {SUM,"bands":[BAND(4,6),BAND(0,3)]} | .bands[1] | must begin after bands[0] ends
    {SUM,"bands":[{"from":0,"too":6,"label":"x"}]} | .bands[0].too | did you mean to?
    {TWO,"scoring":"none","better":"low","bands":[BAND(0,6)]} | .bands[0] | has none
    {"id":"G","itemCount":1,"itemRange":[0,1],"total":[0,1],"scoring":"sum","better":"low"} | .id | instruments[0]
    {SUM,"recalDays":7} | .recalDays | did you mean recallDays?
    {SUM,"author":"x"} | .author | is not known here; known are bandSource, bands
    {SUM,"licence":7} | .licence | must be a text
    {SUM,"loinc":{"panel":7}} | .loinc.panel | must be a text
    {SUM,"loinc":{"code":"7"}} | .loinc.code | known are panel, total
    {QIDS,"total":[0,48]} | .total | must be [0, 27]
    {HAMD,"total":[0,51]} | .total | must be [0, 50]
    """#.split(separator: "\n").map(Row.init)

  static let files = #"""
    | | strict JSON (json at byte 0)
    { | | json at byte 1
    {"format":1,"format":1} | format | duplicate-member at byte 13
    {"format":1,"note":"\ud800"} | | surrogate
    [] | | must be an object
    {} | format | is missing
    {"format":2} | format | must be 1
    {"format":"1"} | format | whole number
    {"format":1,"sets":{}} | sets | is not known here
    {"format":1,"instruments":{}} | instruments | must be an array
    {"format":1,"thresholdSets":[]} | thresholdSets | must be an object
    {"format":1,"thresholdSets":{"s":1}} | thresholdSets.s | must be a threshold set
    {"format":1,"thresholdSets":{"s":{}}} | thresholdSets.s.instruments | is missing
    {"format":1,"thresholdSets":{"s":{"instruments":{"Y":{}}}}} | thresholdSets.s.instruments.Y | names Y
    {"format":1,"indexInstrument":[{"prefix":"F"}]} | indexInstrument[0].instrument | is missing
    {"format":1,"indexInstrument":[{"prefix":"F","instrument":"Y"}]} | indexInstrument[0].instrument | names Y
    {"format":1,"indexInstrument":[RULE(F,GAD7)]} | indexInstrument[0].instrument | mean GAD-7?
    {"format":1,"indexInstrument":[RULE(F,C-SSRS)]} | indexInstrument[0].instrument | no total
    {"format":1,"indexInstrument":[RULE(f41,GAD-7)]} | indexInstrument[0].prefix | upper case
    {"format":1,"indexInstrument":[RULE(F411,GAD-7)]} | indexInstrument[0].prefix | its dot
    {"format":1,"indexInstrument":[RULE(F4,BAI),RULE(F4,GAD-7)]} | indexInstrument[1].prefix | twice, for BAI and
    {"format":1,"thresholdSets":{"s":{"instruments":{}},"s":{"instruments":{}}}} | thresholdSets.s | stands twice
    {"format":1,"thresholdSets":{"":{"instruments":{}}}} | thresholdSets. | it is empty
    {"format":1,"thresholdSets":{"s":{"instrument":{}}}} | thresholdSets.s.instrument | mean instruments?
    {"format":1,"thresholdSets":{"nhs-tt":{"instruments":{}}}} | thresholdSets.nhs-tt.instruments | of PHQ-9
    {"format":1,"window":{}} | window | did you mean windows?
    {"format":1,"note":7} | note | must be a text
    {"format":1,"scoringRules":{"sum":7}} | scoringRules.sum | must be a text
    {"format":1,"windows":{"perMinutes":60}} | windows.perMinutes | did you mean periMinutes?
    {"format":1,"windows":{"periMinutes":"60"}} | windows.periMinutes | whole number
    {"format":1,"windows":{"periMinutes":1.5}} | windows.periMinutes | whole number
    {"format":1,"windows":{"periMinutes":-1}} | windows.periMinutes | between 0 and 36,500
    {"format":1,"windows":{"periMinutes":36501}} | windows.periMinutes | between 0 and 36,500
    {"format":1,"windows":{"week":1}} | windows.week | known are baselineDays, beforeRetreatmentDays
    {"format":1,"windows":{"baselineDays":0}} | windows.baselineDays | more than 0
    {"format":1,"windows":{"firstRatingDays":0}} | windows.firstRatingDays | more than 0
    {"format":1,"windows":{"confirmFromDays":0,"confirmThroughDays":0}} | windows.confirmThroughDays | more than 0
    {"format":1,"windows":{"confirmFromDays":22}} | windows | more than confirmThroughDays
    {"format":1,"visits":[]} | visits | must be an object
    {"format":1,"visits":{}} | visits | at least one visit
    {"format":1,"visits":{"":{HOURS}}} | visits. | no name for a visit
    {"format":1,"visits":{"a=b":{HOURS}}} | visits.a=b | no name for a visit
    {"format":1,"visits":{"d1":1}} | visits.d1 | must be an object
    {"format":1,"visits":{"d1":{}}} | visits.d1.fromHours | is missing
    {"format":1,"visits":{"d1":{HOURS,"throughHours":1}}} | visits.d1.throughHours | duplicate-member
    {"format":1,"visits":{"d1":{"fromHours":-1}}} | visits.d1.fromHours | between 0 and
    {"format":1,"visits":{"d1":{"fromHours":1.0001}}} | visits.d1.fromHours | 3 decimals
    """#.replacing("HOURS", with: #""fromHours":1,"throughHours":3,"nominalHours":2"#)
    .split(separator: "\n").map(Row.init)

  static let cutOffs = #"""
    1 | GAD | must be the thresholds
    {"response":{}} | GAD.response.percent | is missing
    {"response":{"percent":0}} | GAD.response | more than 0
    {"response":{"percent":101}} | GAD.response | at most 100
    {"response":{"percent":100.001}} | GAD.response | at most 100
    {"response":{"percent":-50}} | GAD.response | more than 0
    {"response":{"percent":33.3333}} | GAD.response.percent | 3 decimals
    {"response":{"percent":"50"}} | GAD.response.percent | 3 decimals
    {"response":{"percent":50,"strict":1}} | GAD.response.strict | true or false
    {"caseness":{}} | GAD.caseness.value | is missing
    {"remission":{"value":"4"}} | GAD.remission.value | 3 decimals
    {"reliableChange":{"value":0}} | GAD | more than 0 points
    {"reliableChange":{"value":-4}} | GAD | more than 0 points
    {"reliableChange":{"value":21.001}} | GAD.reliableChange | the whole scale, 0 to 21
    {"caseness":{"value":21.001}} | GAD.caseness | is 21.001, outside the total, 0 to 21
    {"remission":{"value":-1}} | GAD.remission | outside the total, 0 to 21
    {"response":{"percnt":50}} | GAD.response.percnt | did you mean percent?
    {"caseness":{"value":8,"sources":"x"}} | GAD.caseness.sources | did you mean source?
    {"caseness":{"value":8,"source":1}} | GAD.caseness.source | must be a text
    {"case":{"value":8}} | GAD.case | known are caseness, note, provenance, reliableChange
    """#.split(separator: "\n").map(Row.init)

  static let pairings = #"""
    1 | | must be an object
    {"depression":"PHQ-9","fallback":"GAD-7"} | .set | is missing
    {"set":"nhs-tt","fallback":"GAD-7"} | .depression | is missing
    {"set":"nhs-tt","depression":"PHQ-9"} | .fallback | is missing
    {PAIR,"anxiety":{}} | .anxiety | must be an array
    {PAIR,"anxiety":[{"prefix":"F4"}]} | .anxiety[0].instrument | is missing
    {PAIR,"anxiety":[{"prefix":"F4","instrument":"Y"}]} | .anxiety[0].instrument | names Y
    {PAIR,"anxiety":[{"prefix":"F4","instrument":"BAI"}]} | | reliableChange of BAI
    {PAIR,"anxiety":[RULE(F4,GAD-7),RULE(F4,SPIN)]} | .anxiety[1].prefix | stands twice
    {PAIR,"anxiety":[RULE(F4,PHQ-9)]} | | pairs PHQ-9 with itself
    {PAIR,"anxieties":[]} | .anxieties | did you mean anxiety?
    {"set":"nhs-tt","depression":"PHQ9","fallback":"GAD-7"} | .depression | did you mean PHQ-9?
    {"set":"none","depression":"PHQ-9","fallback":"GAD-7"} | .set | the set none
    {"set":"nhs-tt","depression":"MADRS","fallback":"GAD-7"} | | of MADRS in the set nhs-tt
    """#.replacing("PAIR", with: #""set":"nhs-tt","depression":"PHQ-9","fallback":"GAD-7""#)
    .split(separator: "\n").map(Row.init)

  private func expectError(_ file: String, _ path: String, _ words: String) {
    let error = #expect(throws: DefinitionsError.self) {
      try Definitions.builtIn.adding(file: Array(file.utf8))
    }
    #expect(error?.path == path)
    #expect(error?.problem.contains(words) == true, "\(error?.problem ?? "")")
    let place = path.isEmpty ? "" : path + ": "
    #expect(error?.sentence == place + (error?.problem ?? ""))
  }

  /// The first of the two instruments is good.
  @Test(arguments: instruments) func `an instrument that is wrong is told by its path`(row: Row) {
    let good = Row("{SUM} | |").file.replacing(#""X""#, with: #""G""#)
    let file = #"{"format":1,"instruments":[\#(good),\#(row.file)]}"#
    expectError(file, "instruments[1]" + row.path, row.words)
  }

  @Test(arguments: files) func `a file that is wrong is told by its path`(row: Row) {
    expectError(row.file, row.path, row.words)
  }

  @Test(arguments: cutOffs) func `a cut-off that is wrong is told by its path`(row: Row) {
    let file = #"{"format":1,"thresholdSets":{"s":{"instruments":{"GAD-7":\#(row.file)}}}}"#
    expectError(file, row.path, row.words)
  }

  @Test(arguments: pairings) func `a pairing that is wrong is told by its path`(row: Row) {
    let file = #"{"format":1,"nhsTalkingTherapies":\#(row.file)}"#
    expectError(file, "nhsTalkingTherapies" + row.path, row.words)
  }

  /// C-SSRS has no total, GAD-7 goes to 21.
  @Test func `a scale that no longer fits the sets that are there is told`() {
    let cutOff = #"{"C-SSRS":{"remission":{"value":1}}}"#
    expectError(
      #"{"format":1,"thresholdSets":{"s":{"instruments":\#(cutOff)}}}"#,
      "thresholdSets.s.instruments.C-SSRS.remission", "there is no total")
    let scale =
      #""id":"GAD-7","itemCount":2,"itemRange":[0,3],"total":[0,6],"scoring":"sum","better":"low""#
    expectError(
      #"{"format":1,"instruments":[{\#(scale)}]}"#, "instruments[0]",
      "caseness in the set standard is 10, outside the total, 0 to 6")
  }

  /// A file that is good, with parts of it changed: it is read or told, and never crashes.
  @Test func `a mangled file is read or told`() throws {
    let good = """
      {"format":1,"instruments":[{"id":"X","itemCount":17,"itemRange":[0,2],
      "itemRangeExceptions":{"16":[0,3]},"total":[0,34],"scoring":"hamd17","better":"low",
      "recallDays":7,"bands":[{"from":0,"to":9,"label":"a"}]}],"thresholdSets":{"s":{"instruments":
      {"X":{"caseness":{"value":9.5},"remission":{"value":4},"response":{"percent":50}}}}},
      "visits":{"d1":{"fromHours":1,"throughHours":3,"nominalHours":2}},"windows":{"periMinutes":9}}
      """
    let values = [
      "0", "-1", "99999999999999999999", "1e9", "999999999", "null", "[]", "{}", "\"X\"",
    ]
    // Runs of digits, and what stands between them.
    let tokens = good.reduce(into: [""]) { tokens, sign in
      if tokens.last?.last?.isNumber != sign.isNumber { tokens.append("") }
      tokens[tokens.count - 1].append(sign)
    }
    let numbers = tokens.indices.filter { tokens[$0].first?.isNumber == true }
    _ = try Definitions.builtIn.adding(file: Array(good.utf8))
    var generator = SeededGenerator(seed: 78)
    var read = 0
    for _ in 0..<2000 {
      var parts = tokens
      for _ in 0...generator.below(2) {
        parts[numbers[generator.below(numbers.count)]] = values[generator.below(values.count)]
      }
      do throws(DefinitionsError) {
        _ = try Definitions.builtIn.adding(file: Array(parts.joined().utf8))
        read += 1
      } catch { #expect(!error.problem.isEmpty, "seed 78: \(parts.joined())") }
    }
    #expect(read > 0, "some are still good")
  }

  @Test func `what is wrong leaves the definitions as they were`() {
    let before = Definitions.builtIn
    for row in Self.files { _ = try? before.adding(file: Array(row.file.utf8)) }
    #expect(before == Definitions.builtIn)
    #expect(before.instrument("X") == nil)
  }
}
