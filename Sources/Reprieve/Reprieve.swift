@_exported public import Bytes
@_exported public import Definitions
@_exported public import Projections
import EventLog

import Histories

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
/// Reading needs no lock and no write access; each call reads the log anew and checks every line.
public struct Log: Sendable {
  /// How long relief lasted, unit by unit, and who is not in the figure and why.
  public struct ReliefAnswer: Sendable {
    /// All units, by subject, then number.
    public let units: [ReliefUnit]
    /// Subjects and units by what became of them.
    public let flow: ReliefFlow
    /// Lines of the log within the view.
    public let logSize: Int
    /// The log's name in checkpoints.
    public let logOrigin: String
  }

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

  /// A log at a path; nothing is read yet.
  public init(_ path: String) { self.path = path }

  /// How long relief lasted, for everybody that the plan asks about.
  ///
  /// - Parameters:
  ///   - plan: the options that change the definition.
  ///   - view: what was known: all lines, the first so many, or those recorded by an instant.
  ///   - until: only what had happened by then; `nil`: everything.
  ///
  /// Throws `LogError`.
  public func relief(
    _ plan: AnalysisPlan = AnalysisPlan(), view: View = .all, until: Instant? = nil
  ) throws(LogError) -> ReliefAnswer {
    let histories = try replay(plan, view, until)
    let registry: Registry
    do throws(Registry.SameName) { registry = try Registry([histories]) } catch {
      throw LogError(kind: .damaged, message: "two logs are named \(error.name)")
    }
    return answer(ReliefProjection(plan).fold(registry), histories)
  }

  /// How long relief lasted for one subject; no unit where there is no such subject.
  ///
  /// Throws `LogError`.
  public func relief(
    of subject: String, _ plan: AnalysisPlan = AnalysisPlan(), view: View = .all,
    until: Instant? = nil
  ) throws(LogError) -> ReliefAnswer {
    let histories = try replay(plan, view, until)
    let projection = ReliefProjection(plan)
    guard let history = histories.history(of: Array(subject.utf8)) else {
      return answer(projection.nobody, histories)
    }
    return answer(projection.project(history, shownAs: subject), histories)
  }

  private func replay(
    _ plan: AnalysisPlan, _ view: View, _ until: Instant?
  ) throws(LogError) -> Histories {
    let asOf: Replay.AsOf? =
      switch view {
      case .all: nil
      case .lines(let count): .lines(count)
      case .recorded(let instant): .recorded(instant)
      }
    do throws(LogProblem) {
      return try Replay(SystemDisk(), plan.definitions, asOf: asOf, until: until)
        .histories(of: path)
    } catch { throw LogError(error, path) }
  }

  private func answer(_ value: ReliefProjection.Value, _ histories: Histories) -> ReliefAnswer {
    ReliefAnswer(
      units: value.units, flow: value.flow, logSize: histories.size,
      logOrigin: histories.reading.identity.origin)
  }
}
