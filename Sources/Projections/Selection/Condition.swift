import Bytes

/// An expression of `--where` as a tree.
///
/// Truth is three-valued (S. C. Kleene, "Introduction to Metamathematics", 1952, § 64): `nil` is
/// unknown, which is what a comparison with a missing attribute comes to.
indirect enum Condition: Equatable, Sendable {
  case comparison(Comparison)
  case not(Condition)
  case all([Condition])
  case any([Condition])

  /// Whether it holds of a unit; `nil`: unknown.
  func truth(of unit: UnitAttributes) -> Bool? {
    switch self {
    case .comparison(let comparison): return comparison.truth(of: unit)
    case .not(let condition): return condition.truth(of: unit).map { !$0 }
    case .all(let parts): return Self.settle(parts, unit, by: false)
    case .any(let parts): return Self.settle(parts, unit, by: true)
    }
  }

  /// One part of the deciding truth settles the whole; else one unknown part makes it unknown.
  private static func settle(
    _ parts: [Condition], _ unit: UnitAttributes, by deciding: Bool
  ) -> Bool? {
    var isUnknown = false
    for part in parts {
      let truth = part.truth(of: unit)
      if truth == deciding { return deciding }
      if truth == nil { isUnknown = true }
    }
    return isUnknown ? nil : !deciding
  }

  /// Whether an attribute is asked for anywhere.
  func asks(for attribute: Attribute) -> Bool {
    switch self {
    case .comparison(let comparison): comparison.attribute == attribute
    case .not(let condition): condition.asks(for: attribute)
    case .all(let parts), .any(let parts): parts.contains { $0.asks(for: attribute) }
    }
  }

  /// Whether only attributes of subjects are asked for.
  var isAboutSubjects: Bool {
    switch self {
    case .comparison(let comparison): comparison.attribute.isAboutSubject
    case .not(let condition): condition.isAboutSubjects
    case .all(let parts), .any(let parts): parts.allSatisfy(\.isAboutSubjects)
    }
  }
}

/// One attribute held against what was written.
struct Comparison: Equatable, Sendable {
  /// What is asked of the attribute.
  enum Test: Equatable, Sendable {
    /// It is one of these texts.
    case texts([[UInt8]])
    /// It begins with this text.
    case beginning([UInt8])
    /// It is one of these numbers.
    case numbers([ExactDecimal])
    /// It is less than a number, or more, or may be equal too.
    case order(isLess: Bool, orEqual: Bool, ExactDecimal)
    /// It is missing: the one test that is never unknown.
    case missing
  }

  let attribute: Attribute
  let test: Test
  /// Whether the opposite is asked.
  var isNegated = false

  /// Whether it holds of a unit; `nil`: unknown, as the attribute is missing.
  func truth(of unit: UnitAttributes) -> Bool? {
    let value = unit.value(of: attribute)
    if test == .missing { return (value == nil) != isNegated }
    return value.map { holds($0) != isNegated }
  }

  private func holds(_ value: UnitAttributes.Value) -> Bool {
    switch (value, test) {
    case (.text(let text), .texts(let texts)): texts.contains(text)
    case (.text(let text), .beginning(let beginning)): text.starts(with: beginning)
    case (.number(let number), .numbers(let numbers)):
      numbers.contains { number.compared(to: $0) == 0 }
    case (.number(let number), .order(let isLess, let orEqual, let limit)):
      switch number.compared(to: limit) {
      case 0: orEqual
      case let order: (order < 0) == isLess
      }
    // The reader gives a text no test of a number, nor the other way round.
    default: false
    }
  }
}
