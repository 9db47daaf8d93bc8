import Bytes

/// All parts, and how they are run.
package enum Campaign {
  /// The parts that run on a simulated disk.
  package static let parts: [any CampaignPart] = [
    CrashPart(), RecoveryPart(), ErrorPart(), ShortWritePart(), TailPart(), GarbagePart(),
    FlipPart(),
  ]

  /// The parts that negative controls are held against: those that watch a writer.
  package static let watching: [any CampaignPart] = [
    CrashPart(), ErrorPart(), ShortWritePart(),
  ]

  /// Within so many points a mutant must be caught.
  package static let mutantLimit = 1_000

  /// Runs a part on all cores. What comes out does not depend on their number.
  package static func run(
    _ part: any CampaignPart, _ form: CampaignForm, seed: UInt64, item: Int? = nil
  ) async -> Tally {
    let items = item.map { [$0] } ?? Array(0..<part.items(form))
    var tallies: [Int: Tally] = [:]
    await withTaskGroup(of: (Int, Tally).self) { group in
      var waiting = items[...]
      func start() {
        guard let item = waiting.popFirst() else { return }
        group.addTask {
          var tally = Tally()
          tally.item = item
          part.run(item, form, seed: seed, mutant: nil, into: &tally)
          return (item, tally)
        }
      }
      for _ in 0..<Machine.cores { start() }
      for await (item, tally) in group {
        tallies[item] = tally
        start()
      }
    }
    return items.reduce(into: Tally()) { sum, item in tallies[item].map { sum.add($0) } }
  }

  /// Which of some parts catch a mutant, and after how many points; at most `mutantLimit` are run in
  /// each.
  package static func controls(
    _ mutant: Mutant, seed: UInt64, _ parts: [any CampaignPart] = watching
  ) -> [(part: String, points: Int?)] {
    parts.map { part in
      var tally = Tally(limit: mutantLimit, stopsAtFailure: true)
      part.run(.full, seed: seed, mutant: mutant, into: &tally)
      return (part.name, tally.firstFailure)
    }
  }
}
