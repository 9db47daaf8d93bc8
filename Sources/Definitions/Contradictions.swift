// What one value can say against another: a cut-off against its scale, a total against its items,
// a prefix against the codes that it is to be the beginning of.

extension Instrument {
  /// The least and the greatest total that items can give; `nil` where there is no total.
  var rangeOfScores: ClosedRange<Int>? {
    var lowest = itemRanges.map(\.lowerBound)
    var highest = itemRanges.map(\.upperBound)
    if scoring == .hamd17 {
      // Code 3 of item 16 adds nothing, so the ends of its range need not be those of its share.
      let codes = itemRanges[15]
      let ends: [Int] = [codes.lowerBound, codes.upperBound, 2, 3, 4]
      let share = { (code: Int) in code == 3 ? 0 : code }
      let possible = ends.filter { codes.contains($0) }.sorted { share($0) < share($1) }
      (lowest[15], highest[15]) = (possible.first ?? 0, possible.last ?? 0)
    }
    guard case .total(let low, _) = score(lowest), case .total(let high, _) = score(highest) else {
      return nil
    }
    return low...high
  }
}

extension ThresholdSet.Entry {
  /// The member that can't be true of the instrument, and why; `nil` where all can.
  func contradiction(with instrument: Instrument) -> (member: String, problem: String)? {
    guard let total = instrument.total else {
      let member = Threshold.allCases.first { has($0) }
      return member.map { ($0.rawValue, "has nothing to be held against: there is no total") }
    }
    let scale = (total.lowerBound * 1000)...(total.upperBound * 1000)
    for (member, value) in [("caseness", caseness), ("remission", remission)] {
      guard let value, !scale.contains(value) else { continue }
      return (member, "is \(Thousandths.text(value)), outside the total, \(total.text)")
    }
    if let change = reliableChange, change > scale.upperBound - scale.lowerBound {
      return ("reliableChange", "is more than the whole scale, \(total.text)")
    }
    // Remission may be worse than caseness: the published numbers of some scales overlap.
    return nil
  }
}

extension String {
  /// Whether an ICD-10-CM code can begin so: a letter, two more signs, a dot, up to four more.
  var isBeginningOfCode: Bool {
    guard utf8.count <= 8 else { return false }
    for (position, sign) in utf8.enumerated() {
      let isLetter = (0x41...0x5A).contains(sign)
      let isDigit = (0x30...0x39).contains(sign)
      let fits: Bool =
        switch position {
        case 0: isLetter
        case 1: isDigit
        case 3: sign == 0x2E
        default: isLetter || isDigit
        }
      guard fits else { return false }
    }
    return true
  }
}

extension ClosedRange<Int> {
  /// `0 to 21`.
  package var text: String { "\(lowerBound) to \(upperBound)" }
}
