import Bytes
import Testing

@Suite struct JSONDocumentTests {
  /// The offset is that of the second name, behind its quote, marked with `‸`.
  @Test(arguments: [
    (#"{"a":1,"‸a":2}"#, "a"),
    (#"{"a":1,"b":2,"‸a":3,"b":4}"#, "a"),
    (#"{"":1,"‸":2}"#, ""),
    (#"{"a":{"b":1,"‸b":2}}"#, "a.b"),
    (#"{"a":{"b":[0,{"c":1,"d":2,"‸c":3}]}}"#, "a.b[1].c"),
    (#"[[],[{"x":0},{"x":0,"‸x":0}]]"#, "[1][1].x"),
    (#"{"a":1,"‸\u0061":2}"#, "a"),
    (#"{"\u0061":1,"‸a":2}"#, "a"),
    (#"{"\u0061":1,"‸\u0061":2}"#, "a"),
    (#"{"é":1,"‸\u00e9":2}"#, "é"),
    (#"{"\/":1,"‸/":2}"#, "/"),
    (#"{"🙂":1,"‸\ud83d\ude42":2}"#, "🙂"),
    (#"{"a":{"c":1,"c":2},"‸a":1}"#, "a"),
    (#"{"a":[{"b":[{"c":[{"d":null,"‸d":null}]}]}]}"#, "a[0].b[0].c[0].d"),
  ])
  func `a name that stands twice is found at any depth`(marked: String, path: String) throws {
    let place = try #require(marked.firstIndex(of: "‸"))
    let head = Array(marked[..<place].utf8)
    let bytes = head + Array(marked[place...].dropFirst().utf8)
    #expect(throws: JSONFault(.duplicateMember, at: head.count, path: path)) {
      try JSONDocument(bytes)
    }
  }

  /// The way of comparing changes behind 24 members.
  @Test func `a name that stands twice is found among many`() throws {
    for count in [2, 23, 24, 25, 26, 60] {
      for first in [0, (count - 1) / 2, count - 2] {
        for escaped in [false, true] {
          var members = (0..<count - 1).map { "\"m\($0)\":\($0)" }
          members.append(escaped ? "\"\\u006d\(first)\":0" : "\"m\(first)\":0")
          let text = "{" + members.joined(separator: ",") + "}"
          let offset = "{".utf8.count + members.dropLast().map { $0.utf8.count + 1 }.reduce(1, +)
          #expect(throws: JSONFault(.duplicateMember, at: offset, path: "m\(first)"), "\(text)") {
            try JSONDocument(Array(text.utf8))
          }
        }
      }
      let distinct = (0..<count).map { "\"m\($0)\":\($0)" }.joined(separator: ",")
      #expect(throws: Never.self) { try JSONDocument(Array("{\(distinct)}".utf8)) }
    }
  }

  @Test func `names that only look alike are different members`() throws {
    let text = #"{"a":1,"A":2,"a ":3,"é":4,"e\#u{301}":5,"":6,"aa":7,"\u0000":8,"\\u0000":9}"#
    let root = try JSONDocument(Array(text.utf8)).root
    #expect(root.members.map(\.value.whole) == (1...9).map { Int64($0) })
    #expect(root["é"]?.whole == 4)
    #expect(root["e\u{301}"]?.whole == 5)
    #expect(root["\0"]?.whole == 8)
    #expect(root[#"\u0000"#]?.whole == 9)
    #expect(root["b"] == nil)
    #expect(root["a"]?["a"] == nil, "a number has no members")
  }

  @Test func `the tape is that of the picture`() throws {
    let text = #"{"a":[1,2],"b":"x"}"#
    let root = try JSONDocument(Array(text.utf8)).root
    #expect(root.range == 0..<19)
    #expect(root["a"]?.range == 5..<10)
    #expect(root["a"]?.elements.map(\.range) == [6..<7, 8..<9])
    #expect(root["b"]?.range == 16..<17)
    #expect(root.members.map(\.key.text) == ["a", "b"])
    #expect(root["a"]?.elements.map(\.key) == [[], []])
  }

  @Test(arguments: [
    (#""\u0041\u00e9\u20ac""#, "Aé€"), (#""\ud83d\ude42""#, "🙂"), (#""\"\\\/""#, #""\/"#),
    (#""\b\f\n\r\t""#, "\u{8}\u{C}\n\r\t"), (#""\u0000""#, "\0"),
    (#""\udbff\udfff""#, "\u{10FFFF}"),
    (#""\ud7ff\ue000""#, "\u{D7FF}\u{E000}"), (#""a\u0062c""#, "abc"), (#""\\u0041""#, #"\u0041"#),
    (#""\u005cu0041""#, #"\u0041"#), ("\"é\"", "é"), (#""""#, ""),
  ])
  func `escapes are resolved once`(text: String, value: String) throws {
    let root = try JSONDocument(Array(text.utf8)).root
    #expect(root.string == Array(value.utf8))
    #expect(root.raw == Array(text.utf8.dropFirst().dropLast()))
  }

  @Test func `a value answers for its own kind alone`() throws {
    let text = #"[null,true,false,12,1.5,"true",[1],{"a":1}]"#
    let values = try JSONDocument(Array(text.utf8)).root.elements
    #expect(
      values.map(\.kind) == [.null, .bool, .bool, .number, .number, .string, .array, .object])
    #expect(values.map(\.bool) == [nil, true, false, nil, nil, nil, nil, nil])
    #expect(values.map(\.whole) == [nil, nil, nil, 12, nil, nil, nil, nil])
    #expect(values.map(\.text) == [nil, nil, nil, nil, nil, "true", nil, nil])
    #expect(values.map(\.elements.count) == [0, 0, 0, 0, 0, 0, 1, 0])
    #expect(values.map(\.members.count) == [0, 0, 0, 0, 0, 0, 0, 1])
    #expect(
      values.map { $0["a"] != nil } == [false, false, false, false, false, false, false, true])
  }

  /// Test threads have little stack: a function that calls itself for each level would end there.
  @Test(arguments: [("[", "]"), (#"{"a":"#, "}"), (#"[1,{"b":["x",2,{}],"c":"#, "}]")])
  func `a hundred thousand brackets are written as they were read`(
    open: String, close: String
  ) throws {
    let text =
      String(repeating: open, count: 100_000) + "null" + String(repeating: close, count: 100_000)
    var written: [UInt8] = []
    try JSONDocument(Array(text.utf8)).root.append(to: &written)
    #expect(written == Array(text.utf8))
  }

  @Test(arguments: [
    "[]", "{}", "[[],{}]", #"{"a":[],"b":{},"c":[1,[2,3],4]}"#, #"[{"a":{"b":1},"c":2},3]"#, "7",
    #""x""#,
  ])
  func `every bracket is closed where it was`(text: String) throws {
    let root = try JSONDocument(Array(text.utf8)).root
    var written: [UInt8] = []
    root.append(to: &written)
    #expect(written.text == text)
    for part in root.elements + root.members.map(\.value) {
      var alone: [UInt8] = []
      part.append(to: &alone)
      #expect(text.contains(alone.text), "\(alone.text) of \(text)")
      #expect(try JSONDocument(alone).root.kind == part.kind)
    }
  }

  @Test func `depth counts arrays and objects around a value`() throws {
    for (text, depth) in [("1", 0), ("[]", 1), ("[1,[2],3]", 2), (#"{"a":[{"b":{}}],"c":1}"#, 4)] {
      #expect(try JSONDocument(Array(text.utf8)).depth == depth, "\(text)")
    }
  }
}
