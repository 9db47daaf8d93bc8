import Bytes

/// Random numbers that are the same for the same seed, so that a test that failed fails again: the
/// program's own SplitMix64, for everything in the standard library that takes a generator.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var numbers: SplitMix64

  /// Starts the sequence that belongs to a seed.
  package init(seed: UInt64) { numbers = SplitMix64(seed: seed) }

  /// The next 64 bits.
  package mutating func next() -> UInt64 { numbers.next() }

  /// A number from 0 up to but not including `bound`.
  ///
  /// The standard library may change how it turns bits into a range; seeds written down in a
  /// report have to give the same numbers later too.
  package mutating func below(_ bound: Int) -> Int { numbers.below(bound) }

  /// A coin: true as often as false.
  package mutating func coin() -> Bool { next() >> 63 == 1 }
}
