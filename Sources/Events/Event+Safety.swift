package import Bytes

/// What a vital says about blood pressure, in thousandths of a mmHg.
package struct BloodPressure: Equatable, Sendable {
  /// `nil` where it was not measured.
  package var systolic: Int64?
  /// `nil` where it was not measured.
  package var diastolic: Int64?

  package init(systolic: Int64?, diastolic: Int64?) {
    self.systolic = systolic
    self.diastolic = diastolic
  }

  private static let absent: Int64 = 0x7FFF_FFFF

  /// Both numbers in one word; `nil` where they don't fit.
  var packed: Int64? {
    let (high, low) = (systolic ?? Self.absent, diastolic ?? Self.absent)
    guard high < Self.absent || systolic == nil, low < Self.absent || diastolic == nil else {
      return nil
    }
    return high << 32 | low
  }

  init(packed: Int64) {
    let (high, low) = (packed >> 32, packed & 0xFFFF_FFFF)
    systolic = high == Self.absent ? nil : high
    diastolic = low == Self.absent ? nil : low
  }

  /// Thousandths of a mmHg as a decimal of mmHg.
  package static func decimal(thousandths: Int64) -> ExactDecimal {
    ExactDecimal(mantissa: thousandths, exponent: -3)
  }
}

/// What is kept of adverse events and of the items that ask about suicide.
extension Event {
  /// Whether an adverse event is called serious.
  package var isSerious: Bool { value & 1 == 1 }

  /// The label of the session that an adverse event or a vital names, as a number of the table's
  /// `labels`; `nil` where it names none.
  package var session: Int32? {
    let number = kind == .adverse ? Int32(truncatingIfNeeded: value >> 32) - 1 : label
    return number < 0 ? nil : number
  }

  /// What an adverse event keeps in `value`: the session's label above, `serious` below.
  static func adverse(isSerious: Bool, session: Int32?) -> Int64 {
    Int64((session ?? -1) + 1) << 32 | (isSerious ? 1 : 0)
  }

  /// Item 9 of a rating on PHQ-9, 0 to 3; `nil` elsewhere, or where it was not given.
  package var itemNine: Int? {
    let answer = Int(code >> Self.itemNineShift)
    return answer == 0 ? nil : answer - 1
  }

  /// On C-SSRS, the highest of items 1 to 5 (ideation) that was answered with yes, 0 where none
  /// was; `nil` elsewhere, or where none of them was answered.
  package var ideation: Int? {
    var highest: Int?
    for item in 0..<5 {
      switch code >> UInt16(2 * item) & 3 {
      case 2: highest = item + 1
      case 1: highest = highest ?? 0
      default: break
      }
    }
    return highest
  }

  /// On C-SSRS, whether item 6 (behaviour) was answered with yes; `nil` elsewhere, or where it was
  /// not answered.
  package var suicidalBehaviour: Bool? {
    switch code >> 10 & 3 {
    case 2: true
    case 1: false
    default: nil
    }
  }

  private static let itemNineShift: UInt16 = 12

  /// What a rating keeps of item 9 in `code`.
  static func code(itemNine: Int32) -> UInt16 {
    (0...3).contains(itemNine) ? UInt16(itemNine + 1) << itemNineShift : 0
  }

  /// What a rating keeps of the six items of C-SSRS in `code`: two bits each, 1 no, 2 yes.
  static func code(screen items: [Int32]) -> UInt16 {
    var code: UInt16 = 0
    for (place, item) in items.prefix(6).enumerated() where item == 0 || item == 1 {
      code |= UInt16(item + 1) << UInt16(2 * place)
    }
    return code
  }
}

extension EventTable {
  /// The blood pressure that a vital says.
  package func bloodPressure(_ event: Event) -> BloodPressure {
    event.flags.contains(.largeVital)
      ? largePressures[Int(event.value)] : BloodPressure(packed: event.value)
  }

  /// Puts a blood pressure on an event.
  mutating func set(_ pressure: BloodPressure, on event: inout Event) {
    if let packed = pressure.packed {
      event.value = packed
    } else {
      event.flags.insert(.largeVital)
      event.value = Int64(largePressures.count)
      largePressures.append(pressure)
    }
  }
}
