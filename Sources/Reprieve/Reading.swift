import EventLog
import Histories
import Reports

/// One reading of a log for one question.
struct Reading {
  private let plan: AnalysisPlan
  private let replay: Replay
  /// The subjects, corrections applied.
  let registry: Registry

  /// - Parameter subject: the only subject whose history is wanted; `nil`: all.
  init(
    _ log: Log, _ plan: AnalysisPlan, about subject: String? = nil
  ) throws(LogError) {
    self.plan = plan
    let asOf: Replay.AsOf? =
      switch log.view {
      case .all: nil
      case .lines(let count): .lines(count)
      case .recorded(let instant): .recorded(instant)
      }
    replay = Replay(SystemDisk(), plan.definitions, asOf: asOf, until: log.until)
    let histories: Histories
    do throws(LogProblem) {
      histories = try replay.histories(of: log.path, about: subject)
    } catch { throw LogError(error, log.path) }
    do throws(Registry.SameName) { registry = try Registry([histories]) } catch {
      throw LogError(kind: .damaged, message: "two logs are named \(error.name)")
    }
  }

  /// What an answer about these instruments rests on.
  func basis(
    _ base: String, _ instruments: Set<String>, _ dependence: AnalysisPlan.Dependence = []
  ) -> AnswerBasis {
    let header = AnswerHeader(
      base, plan, registry, replay, instruments: instruments, dependence)
    return AnswerBasis(
      definition: header.definition, thresholdSet: header.thresholdSet,
      instruments: header.instruments, logOrigin: header.logs[0].origin,
      logSize: header.logs[0].size)
  }

  /// The answer about everybody, with that about each stratum in it.
  func answer<Base: StratifiedProjection, Answer: Sendable>(
    _ projection: Base.Type, _ answer: (Base.Value, [StratumAnswer<Answer>]) -> Answer
  ) -> Answer {
    let value = Stratified<Base>(plan).fold(registry)
    let strata = value.strata.map { StratumAnswer(stratum: $0.0, answer: answer($0.1, [])) }
    return answer(value.whole, strata)
  }
}
