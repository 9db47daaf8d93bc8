import Bytes
import Definitions

/// The tables of `DataShape` and what ratings are held to, without references, so that a million
/// payloads are held to them without counting any.
struct DataTables: Sendable {
  /// What a member may be.
  enum Rule: Sendable {
    case text, emptyText, word, bool, number, time, date, subject, object
    case instrument, codes, trials, items
  }

  /// Members that others look at once all are read.
  enum Role: UInt8, Sendable {
    case none, label, total, minutes, vitalSign, due, source, id, action, time, data, subject
    case items, instrument
  }

  struct Field: Sendable {
    /// The name with the quote and colon behind it.
    let name: PackedWord
    let isRequired: Bool
    let rule: Rule
    let role: Role
    /// Of a number.
    var low: Int64 = 0
    var high: Int64 = 0
    var lowIsExcluded = false
    var mostDecimals = DataTables.mostDecimals
    /// Of a vocabulary: its words among `words`.
    var words = 0..<0
  }

  /// Decimals that are read; whoever writes more is read by the general parser.
  static let mostDecimals = 6

  /// What ratings on an instrument are held to.
  struct Scale: Sendable {
    let name: PackedWord
    let position: Int
    let itemCount: Int
    /// Whether the total is the sum of items that all have the range `low...high`.
    let isPlainSum: Bool
    let low: Int32
    let high: Int32
    /// Empty where there is no total.
    let totals: Range<Int>
    let allowsGaps: Bool
  }

  private(set) var fields: [Field] = []
  private(set) var words: [PackedWord] = []
  private(set) var scales: [Scale] = []
  let trial: Range<Int>
  private let kinds: [Range<Int>]

  init(_ definitions: Definitions) {
    var fields: [Field] = []
    var words: [PackedWord] = []
    func add(_ shape: [DataShape.Field]) -> Range<Int> {
      let start = fields.count
      for field in shape { fields.append(Self.field(field, &words)) }
      return start..<fields.count
    }
    kinds = EventKind.allCases.map { add(DataShape.fields(of: $0)) }
    trial = add(DataShape.trialFields)
    self.fields = fields
    self.words = words
    for (position, instrument) in definitions.instruments.enumerated() {
      guard let name = PackedWord(instrument.id + "\"") else { continue }
      let range = instrument.itemRanges.first ?? 0...0
      let isPlainSum =
        instrument.scoring == .sum && instrument.total != nil
        && instrument.itemRanges.allSatisfy { $0 == range }
      scales.append(
        Scale(
          name: name, position: position, itemCount: instrument.itemCount, isPlainSum: isPlainSum,
          low: Int32(range.lowerBound), high: Int32(range.upperBound),
          totals: instrument.total.map { $0.lowerBound..<$0.upperBound + 1 } ?? 0..<0,
          allowsGaps: instrument.scoring == .none))
    }
  }

  /// The fields of a type's data, in the order in which they are written.
  @inline(__always)
  func fields(of kind: EventKind) -> Range<Int> { kinds[Int(kind.rawValue)] }

  private static func field(_ shape: DataShape.Field, _ words: inout [PackedWord]) -> Field {
    guard let name = PackedWord(shape.name + "\":") else {
      preconditionFailure("\(shape.name) is too long a name")
    }
    var rule = Rule.text
    var bounds: DataShape.Bounds?
    let start = words.count
    switch shape.rule {
    case .text(let mayBeEmpty): rule = mayBeEmpty ? .emptyText : .text
    case .vocabulary(let texts):
      rule = .word
      for text in texts {
        guard let word = PackedWord(text + "\"") else {
          preconditionFailure("\(text) is too long a word")
        }
        words.append(word)
      }
    case .number(let limits):
      rule = .number
      bounds = limits
    case .bool: rule = .bool
    case .time: rule = .time
    case .date: rule = .date
    case .subject: rule = .subject
    case .object: rule = .object
    case .instrument: rule = .instrument
    case .codes: rule = .codes
    case .trials: rule = .trials
    case .items: rule = .items
    }
    var field = Field(
      name: name, isRequired: shape.isRequired, rule: rule, role: role(shape.name))
    field.words = start..<words.count
    if let bounds {
      field.low = bounds.low.scaled(0) ?? 0
      field.high = bounds.high.scaled(0) ?? -1
      field.lowIsExcluded = bounds.lowIsExcluded
      field.mostDecimals = bounds.isWhole ? 0 : min(bounds.decimals ?? mostDecimals, mostDecimals)
    }
    return field
  }

  private static func role(_ name: String) -> Role {
    if DataShape.vitalSigns.contains(name) { return .vitalSign }
    return switch name {
    case "infusion": .label
    case "total": .total
    case "minutes": .minutes
    case "nextDue", "intervalDays": .due
    case "source": .source
    case "id": .id
    case "action": .action
    case "time": .time
    case "data": .data
    case "subject": .subject
    case "items": .items
    case "instrument": .instrument
    default: .none
    }
  }
}
