import Bytes

/// Something that reads what anybody may have written: a parser, a log, a command line.
package struct FuzzTarget: Sendable {
  /// What became of an input.
  package enum Verdict: Equatable, Sendable {
    /// It was read.
    case taken
    /// It was refused, as it should be.
    case refused
    /// A promise was broken; which.
    case broken(String)
  }

  /// Makes the input that belongs to a generator, and gives it to what is tried.
  package typealias Trial = @Sendable (inout SplitMix64) -> Verdict

  /// Its name on the command line.
  package let name: String
  /// Its share of all inputs, against that of the others.
  package let share: Int
  /// Reads the corpus, once for a process.
  package let prepare: @Sendable () -> Trial

  /// The input of that seed and number: it depends on nothing else.
  package static func generator(seed: UInt64, target: String, index: Int) -> SplitMix64 {
    let name = Array(target.utf8)
    var start = SplitMix64(seed: seed ^ XXH64.hash(name.span))
    return SplitMix64(seed: start.next() &+ UInt64(index) &* 0x9E6C_63D0_676A_9A99)
  }

  /// A parser that is given changed texts of its corpus.
  static func parser(
    _ name: String, share: Int, corpus: @escaping @Sendable () -> [[UInt8]],
    words: [String] = [], isJSON: Bool = false, _ read: @escaping @Sendable ([UInt8]) -> Verdict
  ) -> FuzzTarget {
    FuzzTarget(name: name, share: share) {
      let texts = corpus()
      let words = words.map { Array($0.utf8) }
      return { generator in
        var mutation = Mutation(generator: generator.split(), words: words, others: texts)
        let text = generator.pick(texts)
        let changesValues = isJSON && generator.happens(500)
        return read(changesValues ? mutation.changedValues(text) : mutation.changed(text))
      }
    }
  }

  /// All that is tried. A parser of bytes takes one line here.
  package static let all: [FuzzTarget] = [
    scanner, header, cutter, seal, json, selection, stratification, visits, definitions, instant,
    decimal, checkpoint, eventProof, extensionProof, producer, log, cache, commands,
    delimited, importMapping, zone,
  ]
}
