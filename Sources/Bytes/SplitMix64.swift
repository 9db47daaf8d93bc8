/// Random numbers that depend on a seed and on nothing else.
///
/// SplitMix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators" (OOPSLA 2014),
/// with the constants of Sebastiano Vigna's `splitmix64.c`, which is in the public domain. All
/// draws are whole numbers made by multiplication and shift: no logarithm whose last bit differs
/// between machines, and none of the standard library's ways to fill a range, which may change.
package struct SplitMix64: Sendable {
  private var state: UInt64

  /// Starts the sequence that belongs to a seed.
  package init(seed: UInt64) { state = seed }

  /// The next 64 bits.
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A generator of its own for a part of the work, so that a draw more or less there changes
  /// nothing elsewhere.
  package mutating func split() -> SplitMix64 { SplitMix64(seed: next()) }

  /// A number from 0 up to but not including `bound`, each as likely as any other.
  package mutating func below(_ bound: Int) -> Int {
    precondition(bound > 0)
    return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// A number of the range, each as likely as any other.
  package mutating func within(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + below(range.count)
  }

  /// True in so many of a thousand cases.
  package mutating func happens(_ thousandths: Int) -> Bool { below(1000) < thousandths }

  /// A number around 0, small ones more likely: the sum of four draws from `-width...width`.
  package mutating func scatter(_ width: Int) -> Int {
    (0..<4).reduce(0) { sum, _ in sum + within(-width...width) }
  }

  /// One of several, each as likely as any other.
  package mutating func pick<Choice>(_ choices: [Choice]) -> Choice {
    choices[below(choices.count)]
  }

  /// One of several, each as likely as its weight says.
  package mutating func pick<Choice>(_ choices: [(weight: Int, choice: Choice)]) -> Choice {
    var rest = below(choices.reduce(0) { $0 + $1.weight })
    for (weight, choice) in choices {
      if rest < weight { return choice }
      rest -= weight
    }
    preconditionFailure("a draw below the sum of the weights lies within one of them")
  }
}
