import Bytes
import TestSupport
import Testing

/// One case of a file in the folder `statistics`: an input, and what is to come out of it.
///
/// `expected` is compared member by member, so that a figure that a suite forgets is a failure.
struct StatisticsVector: Sendable, CustomTestStringConvertible {
  let name: String
  let input: JSONNode
  let expected: JSONNode
  private let tolerance: JSONNode

  var testDescription: String { name }

  /// The cases of a file, by its name without ending; none where the file is absent.
  static func cases(of estimator: String) -> [StatisticsVector] {
    let file = try? Vectors.json("statistics/\(estimator).json")
    return (file?["cases"]?.elements ?? []).compactMap { item in
      guard let name = item["name"]?.text, let input = item["input"],
        let expected = item["expected"], let tolerance = item["tolerance"]
      else { return nil }
      return StatisticsVector(
        name: name, input: input, expected: expected, tolerance: tolerance)
    }
  }

  /// A column of numbers of the input; `nil` where there is none.
  func numbers(_ column: String) -> [Double]? {
    input[column]?.elements.map { Double($0.raw.text) ?? .nan }
  }

  /// A column of numbers of the input, `nil` where it says null.
  func optionalNumbers(_ column: String) -> [Double?]? {
    input[column]?.elements.map { Double($0.raw.text) }
  }

  /// A column of whole numbers of the input.
  func counts(_ column: String) -> [Int]? {
    input[column]?.elements.map { Int($0.whole ?? .min) }
  }

  /// One number of the input.
  func number(_ member: String) -> Double? { input[member].flatMap { Double($0.raw.text) } }

  /// Compares everything that is expected with what was found.
  ///
  /// - Parameter notOffered: members that the files call a further check, and that we don't give.
  func check(
    _ found: [String: Figure], notOffered: Set<String> = [],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for (key, wanted) in expected.members where !notOffered.contains(key.text) {
      let member = key.text
      guard let figure = found[member] else {
        Issue.record("\(name): \(member) is not compared", sourceLocation: sourceLocation)
        continue
      }
      let differences = figure.differences(from: wanted, within: bounds(member), at: member)
      #expect(
        differences.isEmpty, "\(name): \(differences.prefix(5).joined(separator: "; "))",
        sourceLocation: sourceLocation)
    }
  }

  /// How far a figure may be off: absolute, and relative to the one expected.
  private func bounds(_ member: String) -> Figure.Bounds {
    let own = tolerance["fields"]?[member] ?? tolerance
    func bound(_ name: String) -> Double { own[name].flatMap { Double($0.raw.text) } ?? 0 }
    return Figure.Bounds(absolute: bound("absolute"), relative: bound("relative"))
  }
}

/// A figure that was found, to be compared with JSON.
indirect enum Figure {
  /// A number, within the tolerance; `nil` is null.
  case number(Double?)
  /// A whole number, exactly.
  case count(Int)
  /// A truth value.
  case truth(Bool)
  /// A number that has to be the double nearest to the fraction that is written in a string.
  case fraction(Double)
  /// Several of them.
  case list([Figure])

  struct Bounds {
    let absolute: Double
    let relative: Double
  }

  static func numbers(_ values: [Double?]) -> Figure { .list(values.map(Figure.number)) }

  static func counts(_ values: [Int]) -> Figure { .list(values.map(Figure.count)) }

  func differences(from wanted: JSONNode, within bounds: Bounds, at path: String) -> [String] {
    let text = wanted.raw.text
    let isSame: Bool
    switch self {
    case .number(nil): isSame = wanted.kind == .null
    case .number(let value?):
      isSame =
        Double(text).map { abs(value - $0) <= bounds.absolute + bounds.relative * abs($0) } ?? false
    case .count(let count): isSame = Double(text) == Double(count)
    case .truth(let truth): isSame = wanted.bool == truth
    case .fraction(let value):
      let parts = text.split(separator: "/").compactMap { Double($0) }
      isSame = value == parts[0] / (parts.count > 1 ? parts[1] : 1)
    case .list(let figures):
      let elements = wanted.elements
      guard wanted.kind == .array, elements.count == figures.count else {
        return ["\(path): \(figures.count) elements, wanted \(text.prefix(60))"]
      }
      return zip(figures, elements).enumerated().flatMap { index, pair in
        pair.0.differences(from: pair.1, within: bounds, at: "\(path)[\(index)]")
      }
    }
    return isSame ? [] : ["\(path): found \(self), wanted \(text)"]
  }
}
