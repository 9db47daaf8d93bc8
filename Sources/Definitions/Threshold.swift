/// The kinds of cut-off that a threshold set can give for an instrument.
package enum Threshold: String, CaseIterable, Sendable {
  case caseness, response, remission, reliableChange

  /// What it is called among people.
  package var title: String { self == .reliableChange ? "reliable change" : rawValue }
}

extension ThresholdSet.Entry {
  /// Whether the set gives that cut-off.
  package func has(_ threshold: Threshold) -> Bool { value(threshold) != nil }

  /// The cut-off as a value; `nil` where the set does not give it.
  package func value(_ threshold: Threshold) -> DefinitionValue? {
    switch threshold {
    case .caseness: caseness.map(DefinitionValue.points)
    case .response: response.map(DefinitionValue.response)
    case .remission: remission.map(DefinitionValue.points)
    case .reliableChange: reliableChange.map(DefinitionValue.points)
    }
  }
}

/// Whole numbers of thousandths, as they are written.
package enum Thousandths {
  /// The decimal without zeros at its end: `12.05`, `-3`.
  package static func text(_ thousandths: Int) -> String {
    let size = thousandths.magnitude
    var digits = String(size / 1000)
    if size % 1000 != 0 {
      var decimals = String(1000 + size % 1000).dropFirst()
      while decimals.last == "0" { decimals.removeLast() }
      digits += "." + decimals
    }
    return thousandths < 0 ? "-" + digits : digits
  }
}

extension ThresholdSet.Entry {
  /// Totals that are both those of a case and in remission, as the numbers of some publications
  /// have it: `30 to 35`; `nil` where there are none.
  package func overlap(better: Instrument.Better) -> String? {
    guard let caseness, let remission else { return nil }
    let (from, through) = better == .low ? (caseness, remission) : (remission, caseness)
    if from > through { return nil }
    let texts = [from, through].map(Thousandths.text)
    return from == through ? texts[0] : "\(texts[0]) to \(texts[1])"
  }
}
