import CampaignParts
import EventLog
import TestSupport
import Testing

/// A small campaign; `swift run -c release campaign` is the whole one.
@Suite struct CampaignTests {
  /// Another one in every release would do as well; this one is what `docs/reliability.md` reports.
  private static let seed: UInt64 = 1

  @Test(arguments: Campaign.parts.map(\.name))
  func `whatever goes wrong, what was acknowledged is there and nothing is there by half`(
    name: String
  ) throws {
    let part = try #require(Campaign.parts.first { $0.name == name })
    var tally = Tally()
    part.run(.test, seed: Self.seed, into: &tally)
    #expect(tally.wrong == 0, "seed \(Self.seed): \(tally.failures)")
    #expect(tally.lost == 0 && tally.halves == 0)
    #expect(tally.points > 40, "\(tally.points) points")
    #expect(!tally.details.keys.contains { $0.hasSuffix("missed") }, "\(tally.details)")
  }

  @Test(arguments: Mutant.allCases)
  func `a writer that is wrong on purpose is caught`(mutant: Mutant) throws {
    let caught = Campaign.controls(mutant, seed: Self.seed, [ErrorPart()])
    let points = try #require(caught.first?.points, "\(mutant.rawValue) was not caught")
    #expect(points <= Campaign.mutantLimit)
  }

  @Test func `a campaign takes the same course for the same seed`() {
    var (first, second, other) = (Tally(limit: 60), Tally(limit: 60), Tally(limit: 60))
    CrashPart().run(.test, seed: 3, into: &first)
    CrashPart().run(.test, seed: 3, into: &second)
    CrashPart().run(.test, seed: 4, into: &other)
    #expect(first == second)
    #expect(first != other)
  }
}
