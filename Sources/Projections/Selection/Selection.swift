public import Definitions

/// Which units and subjects are asked about: the expression of `--where`.
///
/// `indication=F41.1 and (route=IV or mgPerKg>=0.5) and not site in (Tampa, Reno)`; the language is
/// described in `docs/cohort-language.md`.
public struct Selection: Equatable, Sendable {
  /// An expression that cannot be read.
  public struct Fault: Error, Equatable, Sendable {
    /// The character where the trouble begins, from 0.
    public let offset: Int
    /// How many characters it has; 0 where something is missing.
    public let length: Int
    /// What is wrong, in a clause.
    public let problem: String
    /// What would do, as a phrase after "write".
    public let expected: String
  }

  /// The expression as given.
  public let text: String
  /// Whether only attributes of subjects are asked for, which no treatment changes: then all of a
  /// subject's units are in or none is.
  package let isAboutSubjects: Bool
  /// Whether it depends on the names of subjects.
  package var asksForNames: Bool { condition.asks(for: .subject) }
  private let condition: Condition

  /// Reads an expression.
  ///
  /// - Parameter definitions: where given, `instrument` is compared with known instruments only.
  ///
  /// Throws `Fault`.
  public init(_ text: String, definitions: Definitions? = nil) throws(Fault) {
    var reader = SelectionReader(text, definitions: definitions)
    condition = try reader.read()
    isAboutSubjects = condition.isAboutSubjects
    self.text = text
  }

  /// Whether a unit is in: the expression is true of it, neither false nor unknown.
  package func includes(_ attributes: UnitAttributes) -> Bool {
    condition.truth(of: attributes) == true
  }
}
