@_exported public import Bytes
@_exported public import Definitions
@_exported public import Projections
@_exported public import Statistics

/// A log of treatment events, and the questions that can be asked of it.
///
/// ```swift
/// import Reprieve
///
/// let log = Log("clinic.jsonl")
/// for unit in try log.relief(of: "P-0017").units {
///   print(unit.course, unit.status, unit.lowerDays ?? 0, unit.upperDays ?? .infinity)
/// }
/// ```
///
/// A question is a method, its options are an `AnalysisPlan`, its answer is a value. Reading needs
/// no lock and no write access; each question reads the log anew and checks every line.
public struct Log: Sendable {
  /// Which lines of a log count.
  public enum View: Equatable, Sendable {
    /// All of them.
    case all
    /// The first so many, line 0 included.
    case lines(Int)
    /// What was recorded at that instant or before.
    case recorded(through: Instant)
  }

  /// The path of the file.
  public let path: String
  /// What was known: all lines, the first so many, or those recorded by an instant.
  public let view: View
  /// Only what had happened by then counts; `nil`: everything.
  public let until: Instant?

  /// A log at a path, seen in one view; nothing is read yet.
  public init(_ path: String, view: View = .all, until: Instant? = nil) {
    self.path = path
    self.view = view
    self.until = until
  }
}
