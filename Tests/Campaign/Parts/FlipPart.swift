import Bytes

/// A bit altered in every byte of the log, of the checkpoint, and of what an appender keeps; in a
/// sample of bytes, each of the eight bits.
///
/// Every alteration must be found, or be proved harmless by answers that are the same.
package struct FlipPart: CampaignPart {
  package let name = "flips"
  private static let pieces = 16

  package init() {}

  package func items(_ form: CampaignForm) -> Int { form.pick(1, Self.pieces, Self.pieces) }

  package func run(
    _ item: Int, _ form: CampaignForm, seed: UInt64, mutant: Mutant?, into tally: inout Tally
  ) {
    for file in GuardedFile.all(form, seed: self.seed(seed, 0)) {
      let count = file.bytes.count
      // Short files are altered at every byte in the short form too.
      let step = Self.pieces * (count < 4_000 ? 1 : form.pick(40, 64, 1))
      var draws = SplitMix64(seed: self.seed(seed, item))
      for place in stride(from: item, to: count, by: step) {
        let first = draws.below(8)
        let isSampled = place / step % 8 == 0
        for bit in isSampled ? Array(0..<8) : [first] {
          if tally.isDone { return }
          flip(file, place, bit, &tally)
        }
      }
    }
  }

  private func flip(_ file: GuardedFile, _ place: Int, _ bit: Int, _ tally: inout Tally) {
    tally.distinct += 1
    var findings: [String] = []
    let outcome: String
    switch file.check(file.altered(place, by: 1 << UInt8(bit)), place) {
    case .found: outcome = "found"
    case .harmless: outcome = "proved harmless"
    case .missed(let why):
      outcome = "missed"
      findings = [why]
    }
    tally.details["\(file.kind), \(outcome)", default: 0] += 1
    tally.count("\(file.path), byte \(place), bit \(bit)", findings)
  }
}
