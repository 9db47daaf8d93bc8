import Bytes
import Glibc

/// A run of inputs of one target, one after the other.
package struct FuzzChunk: Sendable {
  /// What came of it.
  package struct Outcome: Sendable {
    /// Inputs that were read.
    package var taken = 0
    /// Inputs that were refused.
    package var refused = 0
    /// Inputs by whose number a promise was broken, and which.
    package var broken: [(index: Int, words: String)] = []
    /// The most time of a processor that one input took, in microseconds, and its number.
    package var slowest = (microseconds: 0, index: 0)
  }

  /// What is tried.
  package let target: FuzzTarget
  /// The seed of the whole run.
  package let seed: UInt64
  /// The numbers of the inputs.
  package let range: Range<Int>

  package init(_ target: FuzzTarget, seed: UInt64, _ range: Range<Int>) {
    self.target = target
    self.seed = seed
    self.range = range
  }

  /// Tries all inputs.
  ///
  /// - Parameter note: told the number of each input before it is tried.
  package func run(_ note: (Int) -> Void = { _ in }) -> Outcome {
    var outcome = Outcome()
    let trial = target.prepare()
    var before = clock()
    for index in range {
      note(index)
      var generator = FuzzTarget.generator(seed: seed, target: target.name, index: index)
      switch trial(&generator) {
      case .taken: outcome.taken += 1
      case .refused: outcome.refused += 1
      case .broken(let words): outcome.broken.append((index, words))
      }
      let now = clock()
      if now - before > outcome.slowest.microseconds { outcome.slowest = (now - before, index) }
      before = now
    }
    return outcome
  }
}
