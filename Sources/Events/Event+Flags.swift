extension Event {
  /// Whether a void is in force: the event never happened.
  @inlinable @inline(__always)
  package var isVoided: Bool { flags.rawValue & 16 != 0 }

  /// Whether it is part of a history: it is no correction, and none in force voids it.
  @inlinable @inline(__always)
  package var stands: Bool { kind != .correction && !isVoided }

  /// Whether a rating has a total.
  @inlinable @inline(__always)
  package var hasTotal: Bool { flags.rawValue & 1 != 0 }

  /// Whether a rating's items and total disagree, or an item is missing.
  @inlinable @inline(__always)
  package var isPartial: Bool { flags.rawValue & 2 != 0 }

  /// Whether item 16 of a HAM-D17 was not assessed.
  @inlinable @inline(__always)
  package var isNotAssessed: Bool { flags.rawValue & 4 != 0 }
}
