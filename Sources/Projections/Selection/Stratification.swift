import Bytes
import Events

/// The strata of `--by`: `site`, `phase,age`, `mgPerKg:0.4/0.75`.
///
/// Texts group by their values, numbers in bands: `age` by decades, `mgPerKg` by 0.25, `baseline`
/// by the severity bands of its instrument, `course` and `failedTrials` one by one; or between the
/// cut points that stand behind a colon. See `docs/cohort-language.md`.
public struct Stratification: Equatable, Sendable {
  /// Why keys cannot be read.
  public typealias Fault = Selection.Fault

  private struct Key: Equatable {
    let attribute: Attribute
    /// Where bands begin, ascending; empty: the attribute's own bands.
    let cuts: [Cut]
  }

  private struct Cut: Equatable {
    let number: ExactDecimal
    let text: String
  }

  /// The keys as given.
  public let text: String
  private let parts: [Key]

  /// The names of the keys, in the order given.
  public var keys: [String] { parts.map(\.attribute.rawValue) }

  /// Whether only attributes of subjects are asked for: then all of a subject's units lie in one
  /// stratum.
  package var isAboutSubjects: Bool { parts.allSatisfy(\.attribute.isAboutSubject) }

  /// Reads keys between commas, each with cut points between slashes where it is a number.
  ///
  /// Throws `Fault`.
  public init(_ text: String) throws(Fault) {
    self.text = text
    var parts: [Key] = []
    var offset = 0
    for piece in text.split(separator: ",", omittingEmptySubsequences: false) {
      let key = try Self.key(Piece(piece, at: offset))
      if parts.contains(where: { $0.attribute == key.attribute }) {
        throw Piece(piece, at: offset).fault(
          "\(key.attribute) is there twice", "each key once")
      }
      parts.append(key)
      offset += piece.count + 1
    }
    self.parts = parts
  }

  /// The stratum of a unit.
  package func stratum(of attributes: UnitAttributes) -> Stratum {
    Stratum(parts.map { Self.value(of: attributes, $0) })
  }

  /// A part of the text without the white space around it.
  private struct Piece {
    let text: Substring
    let offset: Int

    init(_ piece: Substring, at offset: Int) {
      let start = piece.drop(while: \.isWhitespace)
      var text = start
      while text.last?.isWhitespace == true { text.removeLast() }
      self.text = text
      self.offset = offset + piece.count - start.count
    }

    func fault(_ problem: String, _ expected: String) -> Fault {
      Fault(offset: offset, length: text.count, problem: problem, expected: expected)
    }
  }

  private static func key(_ piece: Piece) throws(Fault) -> Key {
    let sides = piece.text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = Piece(sides[0], at: piece.offset)
    guard !name.text.isEmpty else {
      throw name.fault("a key is missing here", "one, such as site, or site,phase for two")
    }
    guard let attribute = Attribute(rawValue: String(name.text)) else {
      throw name.fault(
        "there is no key \(name.text)", Attribute.advice(for: String(name.text)))
    }
    guard attribute != .subject else {
      throw name.fault(
        "a stratum of one subject is no group",
        "another key; the answer without --summary lists every subject")
    }
    guard sides.count == 2 else { return Key(attribute: attribute, cuts: []) }
    let behind = Piece(sides[1], at: piece.offset + sides[0].count + 1)
    guard attribute.isNumber else {
      throw behind.fault("\(attribute) is a text: it has no cut points", "\(attribute) alone")
    }
    return Key(attribute: attribute, cuts: try cuts(behind, attribute))
  }

  private static func cuts(_ piece: Piece, _ attribute: Attribute) throws(Fault) -> [Cut] {
    var cuts: [Cut] = []
    var offset = piece.offset
    for part in piece.text.split(separator: "/", omittingEmptySubsequences: false) {
      let written = Piece(part, at: offset)
      offset += part.count + 1
      guard let number = SelectionReader.number(String(written.text)) else {
        throw written.fault(
          written.text.isEmpty
            ? "a cut point is missing here" : "\(written.text) is not a decimal number",
          "numbers between slashes, such as \(attribute):\(attribute.example)")
      }
      if let last = cuts.last, !isAscending(last.number, number) {
        throw written.fault(
          "\(written.text) is not above \(last.text)", "cut points from the lowest to the highest")
      }
      cuts.append(Cut(number: number, text: String(written.text)))
    }
    return cuts
  }

  private static func isAscending(_ left: ExactDecimal, _ right: ExactDecimal) -> Bool {
    let one = ExactDecimal(mantissa: 1, exponent: 0)
    return ExactRatio(left, over: one).map { $0.compared(to: right) < 0 } ?? false
  }

  private static func value(of unit: UnitAttributes, _ key: Key) -> Stratum.Value {
    switch unit.value(of: key.attribute) {
    case nil: .missing
    case .text(let text): Stratum.Value(text: text)
    case .number(let number):
      key.cuts.isEmpty
        ? Banding.value(of: unit, key.attribute, number) : between(key.cuts, number)
    }
  }

  private static func between(_ cuts: [Cut], _ number: ExactRatio) -> Stratum.Value {
    let above = cuts.firstIndex { number.compared(to: $0.number) < 0 } ?? cuts.count
    let label =
      above == 0
      ? "<\(cuts[0].text)"
      : above == cuts.count
        ? ">=\(cuts[above - 1].text)" : "\(cuts[above - 1].text) to <\(cuts[above].text)"
    return Stratum.Value(label: label, low: above)
  }
}
