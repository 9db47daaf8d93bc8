package import Bytes

/// Answers to questions in the form of `vectors/statistics`: `{"estimator": …, "input": {…}}` gives
/// an object like `expected`.
package enum Estimates {
  typealias Answer = @Sendable (_ input: JSONNode, _ writer: inout JSONWriter) -> Void

  /// The members of `expected` for a question; `nil` where the estimator is not known.
  package static func answer(to question: JSONNode) -> [UInt8]? {
    guard let name = question["estimator"]?.text, let input = question["input"] else { return nil }
    let kind = input["kind"]?.text ?? name
    guard let answer = answers[kind] else { return nil }
    var writer = JSONWriter()
    writer.object { answer(input, &$0) }
    return writer.bytes
  }

  /// By the name of the estimator, or of the kind where a file of vectors has several.
  private static var answers: [String: Answer] {
    [counts, samples, distributions, survival].reduce([:]) { $0.merging($1) { $1 } }
  }
}

extension JSONNode {
  /// The number of a member.
  func number(_ name: String) -> Double {
    guard let value = self[name].flatMap({ Double($0.raw.text) }) else {
      preconditionFailure("a number is missing: \(name)")
    }
    return value
  }

  /// The whole number of a member.
  func count(_ name: String) -> Int { Int(number(name)) }

  /// The numbers of an array.
  var numbers: [Double] { elements.compactMap { Double($0.raw.text) } }

  /// The numbers of a member that is an array.
  func numbers(_ name: String) -> [Double] { self[name]?.numbers ?? [] }
}
