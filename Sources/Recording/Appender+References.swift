import Bytes
import Definitions
import EventLog
import Events

/// What a parsed line refers to, in the effective state of the log and of the batch so far.
extension Appender {
  /// Checks what a draft refers to. Succeeds with the kind of a correction's target.
  func refer(
    _ draft: Draft, _ staging: Staging
  ) throws(LogProblem) -> Result<EventKind?, Refusal> {
    switch draft.kind {
    case .infusion:
      guard let label = draft.data["infusion"]?.string else { return .success(nil) }
      if try holds(draft.subject, label, staging) {
        return .failure(
          Refusal(
            "data.infusion", .labelTaken, found: draft.data["infusion"],
            expected: "a label that no other infusion of this subject has"))
      }
    case .dose, .vital, .adverse:
      guard let label = draft.data["infusion"]?.string else { return .success(nil) }
      if try !holds(draft.subject, label, staging) {
        return .failure(
          Refusal(
            "data.infusion", .unknownInfusion, found: draft.data["infusion"],
            expected: "the label of an infusion of this subject that is in the log"))
      }
    case .correction: return try referToTarget(draft, staging)
    default: break
    }
    return .success(nil)
  }

  private func referToTarget(
    _ draft: Draft, _ staging: Staging
  ) throws(LogProblem) -> Result<EventKind?, Refusal> {
    let data = draft.data
    guard let id = data["id"]?.string, let source = data["source"]?.string else {
      return .success(nil)
    }
    var target = try find(id, source)?.root
    if target == nil { target = try staged(id, source, staging)?.draft.root }
    guard let target else {
      return .failure(
        Refusal(
          "data.id", .unknownTarget, found: data["id"],
          expected: "the source and id of an event that is in the log"))
    }
    guard target["subject"]?.string == draft.subject else {
      return .failure(
        Refusal(
          "subject", .otherSubject, found: draft.root["subject"],
          expected: "\(target["subject"]?.text ?? ""), the subject written in the target's line"))
    }
    let kind = EventKind(target["type"]?.string ?? [])
    let action = data["action"]?.text.flatMap(CorrectionAction.init)
    if kind == .correction, action != .void {
      return .failure(
        Refusal(
          "data.action", .notAllowed, found: data["action"],
          expected: "void: nothing else can be done to a correction"))
    }
    if action == .amend, let replacement = data["data"], kind != .unknown {
      do throws(Refusal) {
        try DataCheck(definitions).check(replacement, of: kind, path: "data.data")
      } catch { return .failure(error) }
    }
    if action == .amend, kind == .dose {
      do throws(Refusal) { try Self.checkEnd(of: target, amendedBy: data) } catch {
        return .failure(error)
      }
    }
    return .success(kind)
  }

  /// A dose ends within the years that an answer can print, whichever of its amends are in force: one
  /// may give the time and another the minutes. So what an amend gives has room for what others give.
  private static func checkEnd(of dose: JSONNode, amendedBy data: JSONNode) throws(Refusal) {
    let room = 1000 * Double(Instant.day)
    func time(_ node: JSONNode) -> Double? {
      node["time"]?.text.flatMap { Instant($0) }.map { Double($0.milliseconds) }
    }
    func length(_ data: JSONNode?) -> Double? {
      data?["minutes"]?.number?.decimal.map { $0.double * 60_000 }
    }
    let last = Double(Instant.latest) - 60_000
    if let given = time(data), given + max(room, length(dose["data"]) ?? 0) > last {
      throw Refusal(
        "data.time", .range, found: data["time"],
        expected: "a time from which a dose of 1,000 days ends before the year 10000")
    }
    guard let given = length(data["data"]) else { return }
    guard given <= room, (time(dose) ?? 0) + given <= last else {
      throw Refusal(
        "data.data.minutes", .range, found: data["data"]?["minutes"],
        expected: "at most 1,440,000 min in an amend, and an end before the year 10000")
    }
  }

  /// The line of the batch with that id and source that was staged already, and its place among
  /// the new ones.
  func staged(
    _ id: [UInt8], _ source: [UInt8], _ staging: Staging
  ) throws(LogProblem) -> (place: Int, draft: Draft)? {
    for place in try places(EventKey.hash(id: id, source: source)).staged {
      if case .success(let draft) = staging.batch.draft(staging.inputs[place]), draft.id == id,
        draft.source == source
      {
        return (place, draft)
      }
    }
    return nil
  }
}
