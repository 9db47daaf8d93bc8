import Events

/// Puts events of one batch into an order in which each infusion stands before what belongs to it,
/// whatever the order of rows and files: a dose that comes first waits for its infusion.
///
/// All else keeps its order.
package struct ReferenceOrder: Sendable {
  private struct Label: Hashable {
    let subject: [UInt8]
    let label: [UInt8]
  }

  /// The places of the events, in the order in which they are to be appended.
  ///
  /// - Parameter bySubject: whether the events of a subject stand together, subjects in the order in
  ///   which they first appear.
  package static func places(_ events: [ImportedEvent], bySubject: Bool) -> [Int] {
    var coming: [Label: Int] = [:]
    for event in events where event.kind == .infusion {
      coming[Label(subject: event.subject, label: event.label), default: 0] += 1
    }
    var order: [Int] = []
    order.reserveCapacity(events.count)
    var waiting: [Label: [Int]] = [:]
    var seen: Set<Label> = []
    for place in grouped(events, bySubject: bySubject) {
      let event = events[place]
      let label = Label(subject: event.subject, label: event.label)
      if event.refersToInfusion, !seen.contains(label), coming[label] != nil {
        waiting[label, default: []].append(place)
        continue
      }
      order.append(place)
      if event.kind == .infusion, seen.insert(label).inserted {
        order += waiting.removeValue(forKey: label) ?? []
      }
    }
    return order
  }

  private static func grouped(_ events: [ImportedEvent], bySubject: Bool) -> [Int] {
    guard bySubject else { return Array(events.indices) }
    var ranks: [[UInt8]: Int] = [:]
    let rank = events.map { event in
      if let found = ranks[event.subject] { return found }
      ranks[event.subject] = ranks.count
      return ranks.count - 1
    }
    return events.indices.sorted { (rank[$0], $0) < (rank[$1], $1) }
  }
}
