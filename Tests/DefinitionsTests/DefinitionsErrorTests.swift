import Bytes
import Definitions
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
    {TWO,"scoring":"sum","total":[0,7],"better":"low"} | | [0, 6]
    {TWO,"scoring":"sum","total":[1,6],"better":"high"} | | [0, 6]
    {SUM,"recallDays":-1} | | between 0 and 3650
    {SUM,"recallDays":"7"} | .recallDays | whole number
    {SUM,"name":7} | .name | must be a text
    {SUM,"bands":{}} | .bands | must be an array
    {SUM,"bands":[{"from":0,"to":6}]} | .bands[0].label | is missing
    """#.split(separator: "\n").map(Row.init)

  static let files = #"""
    | | strict JSON (json at byte 0)
    { | | json at byte 1
    {"format":1,"format":1} | | duplicate-member at byte 13
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
    {"format":1,"thresholdSets":{"s":{"instruments":{"Y":{}}}}} | thresholdSets.s | names Y
    {"format":1,"indexInstrument":[{"prefix":"F"}]} | indexInstrument[0].instrument | is missing
    {"format":1,"indexInstrument":[{"prefix":"F","instrument":"Y"}]} | indexInstrument | names Y
    {"format":1,"windows":{"perMinutes":60}} | windows.perMinutes | windows are baselineDays
    {"format":1,"windows":{"periMinutes":"60"}} | windows.periMinutes | whole number
    {"format":1,"windows":{"periMinutes":1.5}} | windows.periMinutes | whole number
    {"format":1,"windows":{"periMinutes":-1}} | windows.periMinutes | between 0 and 36,500
    {"format":1,"windows":{"periMinutes":36501}} | windows.periMinutes | between 0 and 36,500
    {"format":1,"windows":{"confirmFromDays":22}} | windows | more than confirmThroughDays
    {"format":1,"visits":[]} | visits | must be an object
    {"format":1,"visits":{}} | visits | at least one visit
    {"format":1,"visits":{"":{HOURS}}} | visits. | no name for a visit
    {"format":1,"visits":{"a=b":{HOURS}}} | visits.a=b | no name for a visit
    {"format":1,"visits":{"d1":1}} | visits.d1 | must be an object
    {"format":1,"visits":{"d1":{}}} | visits.d1.fromHours | is missing
    {"format":1,"visits":{"d1":{HOURS,"throughHours":1}}} | | duplicate-member
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
    """#.split(separator: "\n").map(Row.init)

  static let pairings = #"""
    1 | | must be an object
    {"depression":"PHQ-9","fallback":"GAD-7"} | .set | is missing
    {"set":"nhs-tt","fallback":"GAD-7"} | .depression | is missing
    {"set":"nhs-tt","depression":"PHQ-9"} | .fallback | is missing
    {PAIR,"anxiety":{}} | .anxiety | must be an array
    {PAIR,"anxiety":[{"prefix":"F4"}]} | .anxiety[0].instrument | is missing
    {PAIR,"anxiety":[{"prefix":"F4","instrument":"Y"}]} | | names Y
    {PAIR,"anxiety":[{"prefix":"F4","instrument":"BAI"}]} | | reliableChange of BAI
    {"set":"none","depression":"PHQ-9","fallback":"GAD-7"} | | the set none
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
    let good = Row("{SUM} | |").file
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

  @Test func `what is wrong leaves the definitions as they were`() {
    let before = Definitions.builtIn
    for row in Self.files { _ = try? before.adding(file: Array(row.file.utf8)) }
    #expect(before == Definitions.builtIn)
    #expect(before.instrument("X") == nil)
  }
}
