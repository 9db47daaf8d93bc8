import Bytes
import Definitions

/// What both paths do with a rating that they read.
extension EventDecoder {
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

    /// Whether a rating's items are looked at one by one; else their tally is enough.
    var needsItems: Bool { position >= 0 && !isPlainSum || question == .screen }

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

  /// What scoring needs of an instrument of the table.
  mutating func scale(_ number: Int32) -> Scale {
    while scales.count <= Int(number) {
      let name = table.instruments.text(Int32(scales.count))
      scales.append(Scale(definitions, name))
    }
    return scales[Int(number)]
  }

  /// Scores a rating.
  ///
  /// - Parameter answers: of its items, which stand in `items` too where the scale needs them; `nil`
  ///   where it has none.
  mutating func set(
    instrument number: Int32, total given: Int?, _ answers: ItemTally?, on event: inout Event
  ) {
    event.label = number
    let scale = scale(number)
    if let answers, scale.question != .none { event.code = code(answers, scale.question) }
    if scale.isPlainSum {
      return setPlainSum(scale, given, answers, &event)
    }
    guard scale.position >= 0 else {
      // An instrument that nobody defined: what is given is shown, and enters no figure.
      guard let given else { return }
      event.value = Int64(given)
      event.flags = .hasTotal
      return
    }
    let values =
      answers == nil ? nil : items.map { $0 == ItemTally.noItem ? nil : Int($0) }
    let (value, flags) = definitions.instruments[scale.position].reading(
      total: given, items: values)
    event.value = Int64(value)
    event.flags = flags
  }

  /// What is kept of the items at hand, whether or not they give a total.
  private func code(_ answers: ItemTally, _ question: Scale.Question) -> UInt16 {
    switch question {
    case .itemNine: answers.count == 9 ? Event.code(itemNine: answers.ninth) : 0
    case .screen: items.count == 6 ? Event.code(screen: items) : 0
    case .none: 0
    }
  }

  private func setPlainSum(
    _ scale: Scale, _ given: Int?, _ answers: ItemTally?, _ event: inout Event
  ) {
    event.flags = .partial
    var total = given
    if let answers {
      // An item that is null is lower than any scale allows.
      guard answers.count == scale.itemCount,
        answers.count == 0 || answers.lowest >= scale.low && answers.highest <= scale.high,
        given == nil || given == answers.sum
      else { return }
      total = answers.sum
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
