extension Event {
  /// Whether a void is in force: the event never happened.
  @inlinable
  package var isVoided: Bool { flags.rawValue & 16 != 0 }

  /// Whether a rating has a total.
  @inlinable
  package var hasTotal: Bool { flags.rawValue & 1 != 0 }

  /// Whether a rating's items and total disagree, or an item is missing.
  @inlinable
  package var isPartial: Bool { flags.rawValue & 2 != 0 }

  /// Whether item 16 of a HAM-D17 was not assessed.
  @inlinable
  package var isNotAssessed: Bool { flags.rawValue & 4 != 0 }
}
