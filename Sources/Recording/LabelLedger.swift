import Bytes
import EventLog
import Events

/// The infusions that one subject has by their own lines, and what corrections made of them:
/// whose they are now, and under which label.
struct LabelLedger {
  /// What identifies a line in the log.
  struct Name: Hashable {
    let source: [UInt8]
    let id: [UInt8]
  }

  /// Where an infusion belongs in the effective state.
  struct Holding: Equatable {
    let seq: Int
    let subject: [UInt8]
    let label: [UInt8]
  }

  private struct Line {
    let seq: Int
    let name: Name
    /// The label of an infusion; `nil` for a correction.
    var label: [UInt8]?
    var target: Name?
    var action: CorrectionAction?
    var newLabel: [UInt8]?
    var newSubject: [UInt8]?
  }

  private let subject: [UInt8]
  private var lines: [Line] = []
  private var cached: [Holding]?
  /// Subjects whose infusions were reassigned to this one.
  private(set) var givers: Set<[UInt8]> = []

  init(subject: [UInt8]) { self.subject = subject }

  /// Takes a line about the subject, in the order of the log; only infusions and corrections say
  /// anything here.
  mutating func take(_ root: JSONNode, seq: Int) {
    guard let id = root["id"]?.string, let source = root["source"]?.string,
      let owner = root["subject"]?.string, let data = root["data"]
    else { return }
    let kind = EventKind(root["type"]?.string ?? [])
    guard kind == .infusion || kind == .correction else { return }
    cached = nil
    var line = Line(seq: seq, name: Name(source: source, id: id))
    if kind == .infusion {
      guard owner == subject else { return }
      line.label = data["infusion"]?.string
    } else {
      let newSubject = data["subject"]?.string
      if owner != subject {
        if newSubject == subject { givers.insert(owner) }
        return
      }
      line.target = Name(source: data["source"]?.string ?? [], id: data["id"]?.string ?? [])
      line.action = data["action"]?.text.flatMap(CorrectionAction.init)
      line.newLabel = data["data"]?["infusion"]?.string
      line.newSubject = newSubject
    }
    lines.append(line)
  }

  /// The infusions that are not voided, with the subject and label that they have now.
  mutating func holdings() -> [Holding] {
    if let cached { return cached }
    var isVoided = Array(repeating: false, count: lines.count)
    let places = Dictionary(
      lines.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    let targets = lines.map { $0.target.flatMap { places[$0] } }
    for index in lines.indices.reversed() where !isVoided[index] && lines[index].action == .void {
      if let target = targets[index], target < index { isVoided[target] = true }
    }
    var holdings: [Int: Holding] = [:]
    for (index, line) in lines.enumerated() where !isVoided[index] {
      if let label = line.label {
        holdings[index] = Holding(seq: line.seq, subject: subject, label: label)
      } else if let target = targets[index], let held = holdings[target] {
        switch line.action {
        case .amend:
          holdings[target] = Holding(
            seq: held.seq, subject: held.subject, label: line.newLabel ?? held.label)
        case .reassign:
          holdings[target] = Holding(
            seq: held.seq, subject: line.newSubject ?? held.subject, label: held.label)
        case .void, nil: break
        }
      }
    }
    let all = holdings.values.sorted { $0.seq < $1.seq }
    cached = all
    return all
  }
}
