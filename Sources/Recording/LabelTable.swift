import Bytes
import Events

/// Which labels of infusions the subjects have, in the effective state, as far as anybody asked.
///
/// A subject of which no correction speaks of an infusion has the labels of its infusions: pairs of
/// numbers in a flat table. All others have a `LabelLedger`, which knows what corrections do.
final class LabelTable {
  /// What is known of a subject.
  enum State: UInt8 { case unknown, plain, ledger }

  private var subjects = NameTable()
  private var labels = NameTable()
  private var states: [State] = []
  /// Infusions and corrections of the batch at hand, each with the one of its subject before it.
  private var staged: [Staged] = []
  /// By subject, the last of these, counted from 1; 0: none.
  private var lastStaged: [Int32] = []
  private var pairs = PairSet()
  var ledgers: [Int32: LabelLedger] = [:]

  /// Beyond so many names everything is forgotten and read again where it is needed.
  private static let most = 1 << 20

  var isFull: Bool { subjects.count > Self.most || pairs.count > 4 * Self.most }

  /// The number of a subject.
  func number(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int32 {
    let number = subjects.number(bytes, in: range)
    if states.count <= Int(number) {
      states.append(.unknown)
      lastStaged.append(0)
    }
    return number
  }

  /// The number of a subject.
  func number(_ name: [UInt8]) -> Int32 {
    number(name.span, 0..<name.count)
  }

  func state(_ subject: Int32) -> State { states[Int(subject)] }

  /// A subject that no correction speaks of, so far without a label.
  func open(plain subject: Int32) { states[Int(subject)] = .plain }

  /// A subject with a ledger.
  func open(_ subject: Int32, _ ledger: LabelLedger) {
    states[Int(subject)] = .ledger
    ledgers[subject] = ledger
  }

  /// A line of the batch at hand that may matter to a ledger of the subject.
  private struct Staged {
    let subject: Int32
    let input: Int
    let seq: Int
    let before: Int32
  }

  /// Notes an infusion or a correction of the batch at hand.
  func stage(_ subject: Int32, input: Int, seq: Int) {
    staged.append(
      Staged(subject: subject, input: input, seq: seq, before: lastStaged[Int(subject)]))
    lastStaged[Int(subject)] = Int32(truncatingIfNeeded: staged.count)
  }

  /// What was noted of a subject, in order.
  func stagedLines(_ subject: Int32) -> [(input: Int, seq: Int)] {
    var lines: [(input: Int, seq: Int)] = []
    var place = Int(lastStaged[Int(subject)])
    while place != 0 {
      let line = staged[place - 1]
      lines.append((line.input, line.seq))
      place = Int(line.before)
    }
    return lines.reversed()
  }

  /// The batch at hand is in the log.
  func endBatch() {
    for line in staged { lastStaged[Int(line.subject)] = 0 }
    staged.removeAll(keepingCapacity: true)
  }

  func has(_ subject: Int32, _ label: Int32) -> Bool { pairs.contains(Self.pair(subject, label)) }

  func add(_ subject: Int32, _ label: Int32) { pairs.insert(Self.pair(subject, label)) }

  /// The number of a label.
  func label(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int32 {
    labels.number(bytes, in: range)
  }

  private static func pair(_ subject: Int32, _ label: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: subject)) << 32 | UInt64(UInt32(bitPattern: label))
  }
}

/// Pairs of numbers in an open-addressing table at most half full.
private struct PairSet {
  /// 0 is free: pairs are kept plus one.
  private var slots: [UInt64] = Array(repeating: 0, count: 64)
  private(set) var count = 0

  func contains(_ pair: UInt64) -> Bool { slots[slot(of: pair &+ 1)] != 0 }

  mutating func insert(_ pair: UInt64) {
    let place = slot(of: pair &+ 1)
    guard slots[place] == 0 else { return }
    slots[place] = pair &+ 1
    count += 1
    guard count * 2 > slots.count else { return }
    let old = slots
    slots = Array(repeating: 0, count: old.count * 2)
    for kept in old where kept != 0 { slots[slot(of: kept)] = kept }
  }

  private func slot(of kept: UInt64) -> Int {
    // Both numbers must reach the lowest bits: the upper half of a product with all of the pair does.
    let product = kept.multipliedFullWidth(by: 0x9E37_79B1_85EB_CA87)
    var slot = Int(truncatingIfNeeded: product.high ^ product.low &>> 32) & (slots.count &- 1)
    while slots[slot] != 0, slots[slot] != kept { slot = (slot &+ 1) & (slots.count &- 1) }
    return slot
  }
}
