import Foundation
import TestSupport
import Testing

/// The reader of schemas by which answers are judged: each keyword finds what it is about, and
/// nothing else.
@Suite struct JSONSchemaTests {
  private static func faults(_ schema: String, _ value: String) throws -> [String] {
    let draft = #""$schema":"https://json-schema.org/draft/2020-12/schema","#
    let read = try JSONSchema(Data("{\(draft)\(schema)}".utf8))
    let json = try JSONSerialization.jsonObject(
      with: Data(value.utf8), options: .fragmentsAllowed)
    return read.faults(in: json)
  }

  @Test(
    arguments: [
      (#""type":"integer""#, "3", []), (#""type":"integer""#, "3.5", ["$: integer"]),
      (#""type":"number""#, "3", []), (#""type":"integer""#, "true", ["$: integer"]),
      (#""type":"boolean""#, "1", ["$: boolean"]), (#""type":"boolean""#, "false", []),
      (#""type":["string","null"]"#, "null", []),
      (#""type":["string","null"]"#, "[]", ["$: one of null, string"]),
      (#""enum":["a",1,null]"#, "1", []), (#""const":1"#, "true", ["$: 1"]),
      (#""enum":["a",1,null]"#, #""b""#, [#"$: one of "a", 1, null"#]),
      (#""minimum":2,"maximum":4"#, "2", []), (#""minimum":2,"maximum":4"#, "1", ["$: 2 or more"]),
      (#""minimum":2,"maximum":4"#, "4.5", ["$: 4 or less"]), (#""minimum":2"#, #""x""#, []),
      (#""pattern":"^P-[0-9]+$""#, #""P-17""#, []),
      (#""pattern":"^P-[0-9]+$""#, #""P-17\n""#, ["$: text like ^P-[0-9]+$"]),
      (#""minItems":1,"maxItems":2"#, "[]", ["$: 1 items or more"]),
      (#""minItems":1,"maxItems":2"#, "[1,2,3]", ["$: 2 items or fewer"]),
      (#""items":{"type":"string"}"#, #"["a",2,"c",4]"#, ["$[1]: string", "$[3]: string"]),
      (#""required":["a","b"]"#, #"{"b":1}"#, ["$: member a"]), (#""required":["a"]"#, "[]", []),
      (
        #""properties":{"a":{"items":{"properties":{"b":false}}}},"additionalProperties":false"#,
        #"{"z":1,"a":[{},{"b":2,"c":3}]}"#, ["$.a[1].b: no such member", "$.z: no such member"]
      ),
      (#""additionalProperties":{"type":"null"}"#, #"{"x":null,"y":0}"#, ["$.y: null"]),
      (##""$ref":"#/$defs/n","$defs":{"n":{"minimum":3}}"##, "2", ["$: 3 or more"]),
    ] as [(String, String, [String])])
  func `a keyword finds what it is about`(
    schema: String, value: String, wanted: [String]
  ) throws {
    #expect(try Self.faults(schema, value) == wanted)
  }

  @Test func `of several forms the nearest says what is wrong`() throws {
    let forms =
      #"[{"type":"null"},{"type":"object","required":["a"],"properties":{"a":{"minimum":5}}}]"#
    #expect(try Self.faults(#""anyOf":\#(forms)"#, "null").isEmpty)
    #expect(try Self.faults(#""anyOf":\#(forms)"#, #"{"a":6}"#).isEmpty)
    #expect(try Self.faults(#""anyOf":\#(forms)"#, "7") == ["$: null"])
    // One fault each: the first form is told.
    #expect(try Self.faults(#""anyOf":\#(forms)"#, #"{"a":4}"#) == ["$: null"])
    let two = #"[{"minimum":1},{"maximum":9}]"#
    #expect(try Self.faults(#""anyOf":\#(two)"#, "5").isEmpty)
    #expect(try Self.faults(#""oneOf":\#(two)"#, "5") == ["$: one form only, not 2"])
    #expect(try Self.faults(#""oneOf":\#(two)"#, "10").isEmpty)
  }

  @Test(arguments: [
    #""format":"date""#, #""type":"text""#, #""pattern":"[0-9]""#, ##""$ref":"#/$defs/none""##,
    #""anyOf":[]"#, #""minItems":1.5"#, #""const":[1]"#,
  ])
  func `a schema that is not wholly understood is refused`(schema: String) {
    #expect(throws: JSONSchema.Fault.self) { try Self.faults(schema, "1") }
  }
}
