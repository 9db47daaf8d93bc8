import Bytes
import EventLog

/// An event as its producer wrote it, of which a scanner has found that it is in order by itself and
/// that its members stand there as the log writes them: 48 bytes that say where things are.
package struct PlainDraft: Sendable {
  /// A few bytes of a line, counted from its first one; an empty one stands for nothing.
  package struct Part: Sendable {
    fileprivate let low: UInt16
    fileprivate let high: UInt16

    static let none = Part(low: 0, high: 0)

    private init(low: UInt16, high: UInt16) {
      self.low = low
      self.high = high
    }

    /// A range of a line that starts at `start` and has at most 65,535 bytes.
    init(_ range: Range<Int>, from start: Int) {
      low = UInt16(truncatingIfNeeded: range.lowerBound - start)
      high = UInt16(truncatingIfNeeded: range.upperBound - start)
    }

    /// Whether there is nothing.
    package var isNone: Bool { low == high }
  }

  /// Where its line starts.
  let start: Int
  /// The hash of `id` and `source`, by which an index finds it.
  package let key: UInt64
  /// The hash of the subject, by which an index finds its lines.
  package let subjectKey: UInt64
  /// `id`.
  package let id: Part
  /// `source`.
  package let source: Part
  /// `subject`.
  package let subject: Part
  /// The label of an infusion, or of the one that a dose, vital or adverse event belongs to.
  package let label: Part
  /// The producer's members, from the quote before `id` to the brace behind `data`.
  package let body: Part
  /// Which of the scanner's corrections it is; -1 for all other types.
  package var correction: Int32
  /// The type.
  package let kind: EventKind

  /// Where a part stands among the bytes that were scanned.
  package func range(_ part: Part) -> Range<Int> {
    start + Int(part.low)..<start + Int(part.high)
  }
}

/// What a correction says besides.
package struct PlainCorrection: Sendable {
  /// The hash of the target's `id` and `source`.
  package let targetKey: UInt64
  /// The target's `id`.
  package let id: PlainDraft.Part
  /// The target's `source`.
  package let source: PlainDraft.Part
  /// What becomes of the target.
  package let action: CorrectionAction
  /// The data of an amend, an object of plain JSON; not yet held to the target's type.
  package let data: PlainDraft.Part
  /// To whom the target is reassigned.
  package let subject: PlainDraft.Part
}
