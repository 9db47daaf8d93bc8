import Bytes
import Testing

/// What is JSON and what is not (RFC 8259), in the spirit of Nicolas Seriot's JSONTestSuite.
@Suite struct JSONSyntaxTests {
  @Test(arguments: [
    "0", "-0", "-1", "123", "1e5", "1E+5", "1e-5", "1.5", "-1.5e-05", "0e0", "0.0", "1e00",
    "true", "false", "null", #""""#, #""a""#, "[]", "{}", "[[]]", "[{}]", "[1,2]", #"{"a":1}"#,
    #"{"":0}"#, #"{"a":{"a":{"a":1}}}"#, #"[{"a":1},{"a":1}]"#, #"[null,true,false,"x",1,{},[]]"#,
    " 1", "1 ", "\t[\n1\r, 2 ] ", #"{ "a" : 1 , "b" : [ ] }"#, #""\u0041""#, #""\u0000""#,
    #""\"\\\/\b\f\n\r\t""#, #""\ud83d\ude42""#, #""\uD83D\uDE42""#, #""\ud7ff\ue000""#,
    #""\udbff\udfff""#, "\"é🙂\"", "\"\u{7F}\u{80}\u{2028}\u{2029}\u{FFFF}\u{10FFFF}\"",
    #"{"e\#u{301}":1,"é":2}"#, #"{"a":1,"A":2," a":3}"#, "\"/\"", #""null""#, "[[[[[[[[]]]]]]]]",
  ])
  func `this is JSON`(text: String) {
    #expect(throws: Never.self) { try JSONDocument(Array(text.utf8)) }
  }

  @Test(arguments: [" 1", "1\t", "[\n1]", "[1 ,2]", "{\r}", #"{"a" :1}"#, #"{"a": 1}"#, "[ ]"])
  func `white space is noted where it means nothing`(text: String) throws {
    #expect(try JSONDocument(Array(text.utf8)).hasWhiteSpace)
    #expect(try !JSONDocument(Array(#"{" a ":["\t"," ",1]}"#.utf8)).hasWhiteSpace)
  }

  /// `‸` stands before the byte that is to blame.
  @Test(arguments: [
    "‸", " ‸", "[‸", "‸]", "[1,‸]", "[‸,1]", "[1,‸,2]", "[1 ‸2]", "[1‸}", "[1‸:2]", "[1‸", "[1,‸",
    "{‸", "{‸1:1}", "{‸a:1}", "{‸'a':1}", #"{"a"‸"#, #"{"a" ‸"#, #"{"a":‸"#, #"{"a":1‸"#,
    #"{"a":1,‸}"#, #"{‸,"a":1}"#, #"{"a" ‸1}"#, #"{"a":‸:1}"#, #"{"a":1 ‸"b":2}"#, #"{"a":1‸]"#,
    #"{"a":‸}"#, #"{"a"‸,"b"}"#, #"["a"‸:1]"#, "1 ‸2", "[]‸]", "[] ‸[]", "{}‸}", "‸:", "‸,",
    #""‸"#, #""a‸"#, #""a\"‸"#, #""\‸"#, #"["a‸"#, #""‸\x41""#, #""‸\U0041""#, #""‸\'""#,
    #""\u‸""#, #""\u‸12""#, #""\u‸12G4""#, #""\u‸ 123""#, #""\ud800\u‸12""#, "‸'a'", "‸a",
    "‸tru", "‸True", "true‸e", "‸nul", "null‸l", "‸fals", "‸NaN", "‸nan", "‸Infinity", "‸-Infinity",
    "‸01", "‸-01", "‸00", "‸+1", "‸.5", "‸5.", "‸1.e5", "‸1e", "‸1e+", "‸1.5.5", "‸--1", "‸-",
    "‸1e1e1", "0‸x10", "1‸_000", "1‸a", "‸1-", "‸-a", "[1‸//c\n]", "‸/**/1", "[1]‸#", "\"a\"‸b",
    "‸\u{FEFF}1", "‸\u{A0}1", "‸\u{B}1", "‸\u{C}1",
    "1‸\0", "[1‸\0]", "‸１", "\"‸\n\"", "\"a‸\tb\"", "\"‸\0\"", "\"‸\u{1F}\"", #"{"‸\#u{1}":1}"#,
  ])
  func `this is not JSON, and the fault has a place`(marked: String) throws {
    let parts = marked.components(marker: "‸")
    #expect(throws: JSONFault(.json, at: parts.head.count)) {
      try JSONDocument(parts.head + parts.tail)
    }
  }

  /// Half of a pair in every position; `‸` stands before the first that is reported.
  @Test(arguments: [
    #""‸\ud800""#, #""‸\udbff""#, #""‸\udc00""#, #""‸\udfff""#, #""‸\uD800""#, #""‸\uDFFF""#,
    #""a‸\ud800b""#, #""‸\ud800\u0041""#, #""‸\ud800\n""#, #""‸\ud800\\udc00""#, #""‸\ud800udc00""#,
    #""‸\udc00\ud800""#, #""‸\ud800\ud800\udc00""#, #""\ud800\udc00‸\udc00""#,
    #""\ud83d\ude42‸\ud83d""#, #""‸\ud800\ud800""#, #""‸\ud800é""#, #"{"‸\ud800":1}"#,
    #"{"a":{"‸\udc00":[]}}"#, #"[[{"a":"‸\udfff"}]]"#, #"["‸\ud800","\udc00"]"#,
    #"["a","‸\ud800\ue000"]"#, #"{"a":"\ud83d\ude42","b":"‸\ud83d"}"#,
  ])
  func `half of a surrogate pair is found wherever it stands`(marked: String) throws {
    let parts = marked.components(marker: "‸")
    #expect(throws: JSONFault(.surrogate, at: parts.head.count)) {
      try JSONDocument(parts.head + parts.tail)
    }
  }

  @Test func `faults are told in the order utf8, json, duplicate-member, surrogate`() {
    func kind(_ bytes: [UInt8]) -> JSONFault.Kind? {
      do throws(JSONFault) { _ = try JSONDocument(bytes) } catch { return error.kind }
      return nil
    }
    let lone = Array(#"{"a":"\ud800""#.utf8)
    let closing = Array("}".utf8)
    let twice = Array(#","a":1"#.utf8)
    #expect(kind(lone + closing) == .surrogate)
    #expect(kind(lone + twice + closing) == .duplicateMember)
    #expect(kind(lone + twice) == .json)
    #expect(kind(lone + twice + [0xFF]) == .utf8)
    #expect(kind([0xFF] + lone) == .utf8)
  }

  @Test func `thirty thousand brackets are only text`() throws {
    let count = 30_000
    let opening = [UInt8](repeating: UInt8(ascii: "["), count: count)
    let closing = [UInt8](repeating: UInt8(ascii: "]"), count: count)
    let document = try JSONDocument(opening + closing)
    #expect(document.depth == count)
    #expect(document.root.elements.count == 1)
    #expect(document.root.range == 0..<2 * count)
    #expect(throws: JSONFault(.json, at: count)) { try JSONDocument(opening) }
    #expect(throws: JSONFault(.json, at: 2 * count)) {
      try JSONDocument(opening + closing + closing)
    }

    let nested = (0..<count).flatMap { _ in Array(#"{"a":"#.utf8) } + Array(#"{"b":1,"b":2}"#.utf8)
    let braces = [UInt8](repeating: UInt8(ascii: "}"), count: count)
    let place = count * 5 + 8
    let path = Array(repeating: "a", count: count).joined(separator: ".") + ".b"
    #expect(throws: JSONFault(.duplicateMember, at: place, path: path)) {
      try JSONDocument(nested + braces)
    }
  }
}

extension String {
  /// The bytes before and after a marker.
  fileprivate func components(marker: Character) -> (head: [UInt8], tail: [UInt8]) {
    let place = firstIndex(of: marker) ?? startIndex
    return (Array(self[..<place].utf8), Array(self[place...].dropFirst().utf8))
  }
}
