/// How much is done: every push, or once for a release.
package enum CampaignForm: Sendable {
  /// Seconds, in a debug build too.
  case test
  /// Under a minute in all.
  case short
  /// As much as `docs/reliability.md` reports.
  case full

  /// One of three numbers.
  func pick(_ test: Int, _ short: Int, _ full: Int) -> Int {
    switch self {
    case .test: test
    case .short: short
    case .full: full
    }
  }
}

/// A part of the campaign: one kind of fault, tried in many pieces that do not depend on each other.
package protocol CampaignPart: Sendable {
  /// How it is named on the command line.
  var name: String { get }
  /// How many pieces there are.
  func items(_ form: CampaignForm) -> Int
  /// Runs one piece, whose course depends on these and on nothing else.
  func run(
    _ item: Int, _ form: CampaignForm, seed: UInt64, mutant: Mutant?, into tally: inout Tally)
}

extension CampaignPart {
  /// Runs all pieces one after the other, for negative controls and tests.
  package func run(
    _ form: CampaignForm, seed: UInt64, mutant: Mutant? = nil, into tally: inout Tally
  ) {
    for item in 0..<items(form) where !tally.isDone {
      tally.item = item
      run(item, form, seed: seed, mutant: mutant, into: &tally)
    }
  }

  /// The seed of a piece: pieces of different parts and campaigns share none.
  func seed(_ campaign: UInt64, _ item: Int) -> UInt64 {
    var sum: UInt64 = campaign
    for byte in name.utf8 { sum = sum &* 0x1_0000_01B3 ^ UInt64(byte) }
    return sum &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(item)
  }
}
