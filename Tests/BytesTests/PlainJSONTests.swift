import Bytes
import TestSupport
import Testing

/// What the quick walk calls an object, the strict parser must call one, too.
@Suite struct PlainJSONTests {
  private func isPlain(_ text: [UInt8]) -> Bool {
    var walk = PlainJSON()
    return walk.objectEnd(text.span, from: 0, limit: text.count) == text.count
  }

  private func isStrict(_ text: [UInt8]) -> Bool {
    guard let document = try? JSONDocument(text) else { return false }
    return !document.hasWhiteSpace && document.root.kind == .object
  }

  @Test(arguments: [
    "{}", #"{"a":1}"#, #"{"a":-1.50,"b":[1,2,[null]],"c":{"a":true,"b":false}}"#,
    #"{"instrument":"GAD-7","items":[3,2,3,2,3,2,2],"total":17}"#, #"{"":""}"#,
    #"{"orderedMg":1,"orderedMgPerKg":2,"o":3,"orderedMgPerKG":4}"#,
  ])
  func `plain objects are walked over`(text: String) {
    #expect(isPlain(Array(text.utf8)))
    #expect(isStrict(Array(text.utf8)))
  }

  @Test(arguments: [
    #"{"a":1,"a":2}"#, #"{"a":{"b":1,"b":2}}"#, #"{"a":[{"b":1,"b":1}]}"#, #"{"a":01}"#,
    #"{"a":1.}"#, #"{"a":.5}"#, #"{"a":+1}"#, #"{"a":1,}"#, #"{,}"#, #"{"a" :1}"#, #"{"a":tru}"#,
    #"{"a":[1,]}"#, #"{"a":"#, #"{"a"}"#, #"{"a":1"#, "[]", "1", "", #"{"a":"\x"}"#, #"{"a":-}"#,
    "{\"a\":\"\u{1}\"}", #"{a:1}"#, #"{"a":1}}"#,
  ])
  func `what is no object is never called one`(text: String) {
    #expect(!isPlain(Array(text.utf8)))
    #expect(!isStrict(Array(text.utf8)))
  }

  /// These are JSON; the walk leaves them to the parser.
  @Test(arguments: [#"{"a":1e5}"#, #"{"a":"é"}"#, #"{"a":"\n"}"#, "{\"a\":\"\u{7F}\"}"])
  func `what is not plain is left to the parser`(text: String) {
    #expect(!isPlain(Array(text.utf8)))
    #expect(isStrict(Array(text.utf8)))
  }

  @Test func `random texts and what becomes of them by accident`() {
    var plain = 0
    var spoiled = 0
    for seed in 0..<3_000 as Range<UInt64> {
      var random = RandomJSON(seed: seed)
      var text = Array(#"{"k":\#(random.value(depth: 3))}"#.utf8)
      if isPlain(text) {
        plain += 1
        #expect(isStrict(text), "seed \(seed)")
      }
      for _ in 0..<3 {
        let at = random.generator.below(text.count)
        switch random.generator.below(4) {
        case 0: text[at] ^= 1 << UInt8(random.generator.below(8))
        case 1: text.remove(at: at)
        case 2: text.insert(text[random.generator.below(text.count)], at: at)
        default: text[at] = Array(#"{}[]",:\0e. "#.utf8)[random.generator.below(12)]
        }
        guard !text.isEmpty else { break }
        if isPlain(text) {
          spoiled += 1
          #expect(isStrict(text), "seed \(seed): \(text.text)")
        }
      }
    }
    #expect(plain > 500 && spoiled > 100, "\(plain) plain, \(spoiled) of those spoiled")
  }

  /// The bytes behind the limit are no part of the text, whatever they are.
  @Test func `nothing is read behind the limit`() {
    let text = Array(#"{"a":[12,"bc"],"d":1.25}"#.utf8)
    for limit in 0..<text.count {
      var walk = PlainJSON()
      #expect(walk.objectEnd(text.span, from: 0, limit: limit) == nil, "\(limit) bytes")
    }
  }
}
