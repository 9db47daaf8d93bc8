import Bytes
import Definitions

/// What both paths do with a rating that they read.
extension EventDecoder {
  /// Stands for an item that is null.
  static let noItem = Int32.min

  /// What scoring needs of an instrument, without a reference to anything.
  struct Scale {
    /// Where it stands among the definitions; -1: nobody defined it.
    var position = -1
    /// Whether the total is the sum of items that all have the range `low...high`.
    var isPlainSum = false
    var itemCount = 0
    var low: Int32 = 0
    var high: Int32 = 0
    var totals: ClosedRange<Int> = 0...0
    /// What its items say about suicide.
    var question = Question.none

    /// Instruments with items that are kept besides the total.
    enum Question { case none, itemNine, screen }

    init(_ definitions: Definitions, _ name: String) {
      guard let position = definitions.instrumentPosition(name) else { return }
      let instrument = definitions.instruments[position]
      self.position = position
      if name == "PHQ-9" { question = .itemNine }
      if name == "C-SSRS" { question = .screen }
      guard instrument.scoring == .sum, let totals = instrument.total,
        let range = instrument.itemRanges.first,
        instrument.itemRanges.allSatisfy({ $0 == range })
      else { return }
      isPlainSum = true
      itemCount = instrument.itemCount
      low = Int32(range.lowerBound)
      high = Int32(range.upperBound)
      self.totals = totals
    }
  }

  /// Scores a rating whose items stand in `items`.
  mutating func set(
    instrument number: Int32, total given: Int?, hasItems: Bool, on event: inout Event
  ) {
    event.label = number
    while scales.count <= Int(number) {
      let name = table.instruments.text(Int32(scales.count))
      scales.append(Scale(definitions, name))
    }
    let scale = scales[Int(number)]
    if hasItems, scale.question != .none { event.code = answers(to: scale.question) }
    if scale.isPlainSum {
      return setPlainSum(scale, given, hasItems, &event)
    }
    guard scale.position >= 0 else {
      // An instrument that nobody defined: what is given is shown, and enters no figure.
      guard let given else { return }
      event.value = Int64(given)
      event.flags = .hasTotal
      return
    }
    let values = hasItems ? items.map { $0 == Self.noItem ? nil : Int($0) } : nil
    let (value, flags) = definitions.instruments[scale.position].reading(
      total: given, items: values)
    event.value = Int64(value)
    event.flags = flags
  }

  /// What is kept of the items at hand, whether or not they give a total.
  private func answers(to question: Scale.Question) -> UInt16 {
    switch question {
    case .itemNine: items.count == 9 ? Event.code(itemNine: items[8]) : 0
    case .screen: items.count == 6 ? Event.code(screen: items) : 0
    case .none: 0
    }
  }

  private func setPlainSum(
    _ scale: Scale, _ given: Int?, _ hasItems: Bool, _ event: inout Event
  ) {
    event.flags = .partial
    var total = given
    if hasItems {
      guard items.count == scale.itemCount else { return }
      var sum = 0
      for item in items {
        guard item >= scale.low, item <= scale.high else { return }
        sum &+= Int(item)
      }
      guard given == nil || given == sum else { return }
      total = sum
    }
    guard let total, scale.totals.contains(total) else { return }
    event.value = Int64(total)
    event.flags = .hasTotal
  }
}

extension Instrument {
  /// The total that a line gives: none where its parts contradict each other or the scale.
  func reading(total given: Int?, items: [Int?]?) -> (value: Int, flags: Event.Flags) {
    guard let range = total else { return (0, []) }
    var flags: Event.Flags = .hasTotal
    var value = given
    if let items {
      guard items.count == itemCount,
        zip(items, itemRanges).allSatisfy({ item, range in item.map(range.contains) ?? false }),
        case .total(let sum, let notAssessed) = score(items), given == nil || given == sum
      else { return (0, .partial) }
      value = sum
      if notAssessed { flags.insert(.notAssessed) }
    }
    guard let value, range.contains(value) else { return (0, .partial) }
    return (value, flags)
  }
}
