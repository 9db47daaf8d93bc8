package import Bytes
package import Events

/// An effective event, as far as resources need to know it.
package struct StatedEvent: Sendable {
  /// The dosing session that an event is, or belongs to.
  package struct Session: Sendable {
    /// The id of the resource that says what was ordered.
    package var order: String
    /// The id of the resource of the first dose that was given in it; `nil` where none was.
    package var firstDose: String?
    /// The drug.
    package var drug: String
    /// Where it goes in.
    package var route: Route

    package init(order: String, firstDose: String?, drug: String, route: Route) {
      self.order = order
      self.firstDose = firstDose
      self.drug = drug
      self.route = route
    }
  }

  /// Its type.
  package var kind: EventKind
  /// Its line.
  package var seq: Int
  /// The pseudonym of whom it is about by now.
  package var subject: String
  /// What it is called.
  package var name: EventName
  /// Who entered it; `nil` where that is not said.
  package var actor: String?
  /// When it happened by now, as the log writes it.
  package var time: String
  /// When the log learned of what it says now.
  package var recorded: Instant
  /// Its payload by now.
  package var data: JSONNode
  /// Whether a correction in force changed it.
  package var isAmended: Bool
  /// Whether a void in force took it out.
  package var isVoided: Bool
  /// The session that it is or belongs to; `nil` where there is none.
  package var session: Session?
  /// Of a rating: the total that it has or that its items give, in points; `nil` where it has none.
  package var total: Int?
  /// Of a rating: whether items and total disagree, or an item is missing.
  package var isPartial: Bool
  /// Of an intake: whether care goes on under it.
  package var isOpen: Bool

  package init(
    kind: EventKind, seq: Int, subject: String, name: EventName, actor: String?, time: String,
    recorded: Instant, data: JSONNode, isAmended: Bool = false, isVoided: Bool = false,
    session: Session? = nil, total: Int? = nil, isPartial: Bool = false, isOpen: Bool = true
  ) {
    self.kind = kind
    self.seq = seq
    self.subject = subject
    self.name = name
    self.actor = actor
    self.time = time
    self.recorded = recorded
    self.data = data
    self.isAmended = isAmended
    self.isVoided = isVoided
    self.session = session
    self.total = total
    self.isPartial = isPartial
    self.isOpen = isOpen
  }

  /// A text of the payload; `nil` where there is none.
  func text(_ member: String) -> String? { data[member]?.text }

  /// A number of the payload as it was written; `nil` where there is none.
  func number(_ member: String) -> [UInt8]? {
    data[member].flatMap { $0.kind == .number ? $0.raw : nil }
  }
}
