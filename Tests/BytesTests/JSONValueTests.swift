import Bytes
import TestSupport
import Testing

/// Writing values back, and when two of them are the same.
@Suite struct JSONValueTests {
  private func written(_ text: String) throws -> String {
    var bytes: [UInt8] = []
    try JSONDocument(Array(text.utf8)).root.append(to: &bytes)
    return bytes.text
  }

  @Test func `a text as the log writes it is written back byte for byte`() throws {
    var random = RandomJSON(seed: 8259)
    var lengths = 0
    for round in 0..<1500 {
      let text = random.value(depth: 5)
      #expect(try written(text) == text, "seed 8259, round \(round)")
      lengths += text.utf8.count
    }
    #expect(lengths > 30_000, "the texts are worth reading")
  }

  @Test(arguments: [
    (#" { "a" : [ 1 , 2 ] } "#, #"{"a":[1,2]}"#),
    (#""\u0041\/\u00e9\ud83d\ude42""#, "\"A/é🙂\""),
    (
      #""\u0008\u0009\u000a\u000c\u000d\u0001\u001F\u007f""#,
      "\"\\b\\t\\n\\f\\r\\u0001\\u001f\u{7F}\""
    ),
    (#"{"\u0061":"\u0022\u005c"}"#, #"{"a":"\"\\"}"#),
    ("[1.0,1E5,-0,10e-1,27.50]", "[1.0,1E5,-0,10e-1,27.50]"),
  ])
  func `white space and long escapes go, numbers stay`(text: String, wanted: String) throws {
    #expect(try written(text) == wanted)
    #expect(try written(wanted) == wanted)
  }

  @Test func `every text becomes a string that is read back`() throws {
    for piece in RandomJSON.pieces {
      var bytes: [UInt8] = []
      JSONString.append(Array(piece.text.utf8), to: &bytes)
      #expect(bytes.text == "\"\(piece.written)\"")
      #expect(try JSONDocument(bytes).root.string == Array(piece.text.utf8))
    }
  }

  /// Each row is one value in several spellings.
  static let same: [[String]] = [
    ["null"], ["true"], ["false"],
    ["0", "-0", "0.0", "0e7"], ["1", "1.0", "10e-1", "0.1E1"], ["-1", "-1.00"],
    ["18446744073709551616", "18446744073709551616.0"], ["18446744073709551617"],
    ["9007199254740993", "9007199254740993e0"], ["9007199254740992"],
    ["1e400", "10e399"], ["1e401"], ["1e-400"], ["0.1"], ["0.10000000000000001"],
    [#""""#], [#""A""#, #""\u0041""#], [#""é""#, #""\u00e9""#, #""\u00E9""#],
    [#""e\#u{301}""#, #""e\u0301""#], [#""1""#], [#""true""#],
    [#""2026-01-05T10:00:00Z""#], [#""2026-01-05T10:00:00.000Z""#],
    ["[]", " [ ] "], ["{}"], ["[null]"], ["[[]]"], ["[1,2]", "[1.0,20e-1]"], ["[2,1]"],
    ["[1,2,3]"], ["[[1],2]"],
    [#"{"a":1,"b":2}"#, #"{"b":2,"a":1}"#, #"{"\u0062":2.0,"a":1}"#], [#"{"a":2,"b":1}"#],
    [#"{"a":1}"#], [#"{"a":null}"#], [#"{"b":1}"#], [#"{"a":1,"b":2,"c":null}"#],
    [#"{"x":[{"a":1,"b":[2,3]},"s"]}"#, #"{"x":[{"b":[2,3],"a":1},"s"]}"#],
    [#"{"x":[{"a":1,"b":[3,2]},"s"]}"#],
  ]

  @Test func `values are the same within a row and different between rows`() throws {
    let rows = try Self.same.map { row in try row.map { try JSONDocument(Array($0.utf8)).root } }
    for (row, values) in rows.enumerated() {
      for (place, value) in values.enumerated() {
        for (otherRow, others) in rows.enumerated() {
          for (otherPlace, other) in others.enumerated() {
            #expect(
              value.hasSameValue(as: other) == (row == otherRow),
              "\(Self.same[row][place]) and \(Self.same[otherRow][otherPlace])")
          }
        }
      }
    }
  }

  @Test func `a value is the same when its members are turned around, and not when one is altered`()
    throws
  {
    var random = RandomJSON(seed: 6901)
    for round in 0..<300 {
      let parts = (0..<4).map { "\"k\($0)\":\(random.value(depth: 3))" }
      let forward = try document("{\(parts.joined(separator: ","))}")
      let backward = try document("{\(parts.reversed().joined(separator: ","))}")
      let fewer = try document("{\(parts.dropLast().joined(separator: ","))}")
      let altered = try document(
        "{\((parts.dropLast() + ["\"k3\":\"not made above\""]).joined(separator: ","))}")
      let comment = Comment(rawValue: "seed 6901, round \(round)")
      #expect(forward.hasSameValue(as: forward), comment)
      #expect(forward.hasSameValue(as: backward), comment)
      #expect(backward.hasSameValue(as: forward), comment)
      #expect(!forward.hasSameValue(as: fewer) && !fewer.hasSameValue(as: forward), comment)
      #expect(!forward.hasSameValue(as: altered) && !altered.hasSameValue(as: forward), comment)
    }
  }

  private func document(_ text: String) throws -> JSONNode {
    try JSONDocument(Array(text.utf8)).root
  }
}
