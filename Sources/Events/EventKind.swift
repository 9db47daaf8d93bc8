/// The types of events (`docs/spec/log-format.md`, section 2).
public enum EventKind: UInt8, CaseIterable, BitwiseCopyable, Sendable {
  /// Line 0: what the log is. No event of a subject.
  case log
  /// Who somebody is when treatment is considered: indications, weight, arm.
  case intake
  /// A dosing session, whatever its route.
  case infusion
  /// What was given in a session; several are its steps.
  case dose
  /// A total or items of an instrument.
  case rating
  /// Blood pressure, pulse and the like.
  case vital
  /// An adverse event.
  case adverse
  /// Another drug started, stopped or changed.
  case medication
  /// When the next treatment is due.
  case plan
  /// The end of follow-up, and why.
  case exit
  /// Free text.
  case note
  /// Something said about an earlier event.
  case correction
  /// A type that this version does not know: kept and counted.
  case unknown

  /// The word in the member `type`; empty for unknown ones.
  public var word: StaticString {
    switch self {
    case .log: "log"
    case .intake: "intake"
    case .infusion: "infusion"
    case .dose: "dose"
    case .rating: "rating"
    case .vital: "vital"
    case .adverse: "adverse"
    case .medication: "medication"
    case .plan: "plan"
    case .exit: "exit"
    case .note: "note"
    case .correction: "correction"
    case .unknown: ""
    }
  }

  /// The kinds that a producer can append.
  package static let appendable: [EventKind] = allCases.filter { $0 != .log && $0 != .unknown }

  /// The kind of a type's name.
  package init(_ name: [UInt8]) {
    self =
      Self.allCases.first { kind in
        kind != .unknown && name == Array(kind.word.description.utf8)
      } ?? .unknown
  }
}

/// Where a dose goes in.
public enum Route: String, CaseIterable, BitwiseCopyable, Sendable {
  case intravenous = "IV"
  case intramuscular = "IM"
  case subcutaneous = "SC"
  case intranasal = "IN"
  case sublingual = "SL"
  case oral = "PO"
}

/// The part of a treatment plan that a session belongs to.
public enum Phase: String, CaseIterable, BitwiseCopyable, Sendable {
  case induction, maintenance, booster
}

/// Why follow-up ended.
public enum ExitReason: String, CaseIterable, Sendable {
  case completed, withdrew, lost, transferred, died, other
}

/// What a correction does to its target.
public enum CorrectionAction: String, CaseIterable, Sendable {
  /// The target never happened.
  case void
  /// Its data are replaced whole, its time too where given.
  case amend
  /// It belongs to another subject.
  case reassign
}

/// How bad an adverse event was.
public enum Severity: String, CaseIterable, Sendable { case mild, moderate, severe }

/// What happened to another drug.
public enum MedicationAction: String, CaseIterable, Sendable { case start, stop, change }
