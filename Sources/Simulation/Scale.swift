import Bytes
import Definitions

/// An instrument as the simulated clinic fills it in: who rates, and how much of it is kept.
struct Scale: Sendable {
  /// What of a rating is written down.
  enum Form: Sendable { case itemsAndTotal, itemsAlone, totalAlone }

  /// The name by which ratings refer to it.
  let id: StaticString
  /// Whether the patient fills it in, rather than somebody of the clinic.
  let isSelfReport: Bool
  /// How many items it has.
  let itemCount: Int
  /// The highest code of an item; the lowest is 0.
  let itemHigh: Int
  /// Ratings of which only the total is kept, of a thousand.
  let totalAlone: Int

  private init(_ id: StaticString, isSelfReport: Bool, totalAlone: Int) {
    guard let instrument = Definitions.builtIn.instrument(id.description),
      let range = instrument.itemRanges.first, instrument.scoring == .sum,
      range.lowerBound == 0, instrument.itemRanges.allSatisfy({ $0 == range })
    else { preconditionFailure("\(id) is not an instrument whose items all count from 0") }
    self.id = id
    self.isSelfReport = isSelfReport
    self.totalAlone = totalAlone
    itemCount = instrument.itemCount
    itemHigh = range.upperBound
  }

  static let socialAnxiety = Scale("LSAS", isSelfReport: false, totalAlone: 700)
  static let panic = Scale("PDSS", isSelfReport: false, totalAlone: 120)
  static let anxiety = Scale("GAD-7", isSelfReport: true, totalAlone: 80)
  static let obsessions = Scale("Y-BOCS", isSelfReport: false, totalAlone: 150)
  static let obsessionsBySelf = Scale("OCI-R", isSelfReport: true, totalAlone: 100)
  static let trauma = Scale("PCL-5", isSelfReport: true, totalAlone: 200)
  static let depression = Scale("MADRS", isSelfReport: false, totalAlone: 150)
  static let depressionBySelf = Scale("PHQ-9", isSelfReport: true, totalAlone: 80)
  static let dissociation = Scale("CADSS", isSelfReport: false, totalAlone: 500)

  /// The highest total.
  var high: Int { itemCount * itemHigh }

  /// The total nearest to a severity in thousandths of the range, kept within the range.
  func total(_ severity: Int) -> Int {
    min(high, max(0, (severity * high + 500) / 1000))
  }

  /// What of the next rating is written down.
  func form(_ random: inout SplitMix64) -> Form {
    let draw = random.below(1000)
    if draw < totalAlone { return .totalAlone }
    return draw >= 970 ? .itemsAlone : .itemsAndTotal
  }

  /// Items that add up to a total: even shares first, then points move between items, so that
  /// they look like answers and the sum stays.
  func items(_ total: Int, _ random: inout SplitMix64) -> [Int] {
    precondition((0...high).contains(total))
    var items = Array(repeating: total / itemCount, count: itemCount)
    var rest = total % itemCount
    for index in items.indices where random.below(itemCount - index) < rest {
      items[index] += 1
      rest -= 1
    }
    for _ in 0..<itemCount {
      let from = random.below(itemCount)
      let to = random.below(itemCount)
      guard items[from] > 0, items[to] < itemHigh else { continue }
      items[from] -= 1
      items[to] += 1
    }
    return items
  }
}
