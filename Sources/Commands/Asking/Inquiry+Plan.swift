import Bytes
import Definitions
import Projections

/// From options to what is asked, in which terms.
extension Inquiry {
  /// The name of a threshold set that is there.
  static func set(_ name: String, of definitions: Definitions) throws(CommandError) -> String {
    guard definitions.set(name) == nil else { return name }
    let names = definitions.sets.map(\.id)
    let near = Nearest.name(to: name, among: names).map { "; did you mean \($0)?" } ?? ""
    throw CommandError(
      ExitCode.usage, "--set \(name) is not known",
      remedy: "--set takes \(names.joined(separator: ", "))\(near)")
  }

  /// What is asked, from the options of a command line.
  static func plan(
    _ arguments: Arguments, _ printer: Printer, set: String?
  ) throws(CommandError) -> AnalysisPlan {
    var plan = AnalysisPlan()
    plan.definitions = try definitions(arguments, printer)
    if let name = try arguments.value(.instrument) {
      guard plan.definitions.instrument(name) != nil else {
        let near = Nearest.name(to: name, among: plan.definitions.instruments.map(\.id))
        throw CommandError(
          ExitCode.usage, "there is no instrument \(name)",
          remedy: near.map { "did you mean \($0)?" } ?? "reprieve help instruments lists them")
      }
      plan.instrument = name
    }
    plan.drug = try arguments.value(.drug)
    let named = set == nil ? try arguments.value(.set) : set
    if let named { plan.set = try Self.set(named, of: plan.definitions) }
    plan.usesFirstBaseline = try arguments.word(.baseline, among: ["first"]) != nil
    if let text = try arguments.value(.filter) {
      do throws(Selection.Fault) {
        plan.selection = try Selection(text, definitions: plan.definitions)
      } catch { throw CommandError(.filter, text, error) }
    }
    if let text = try arguments.value(.by) {
      do throws(Stratification.Fault) { plan.strata = try Stratification(text) } catch {
        throw CommandError(.by, text, error)
      }
    }
    if let text = try arguments.value(.pool) {
      do throws(Stratification.Fault) { plan.pooling = try Stratification(text) } catch {
        throw CommandError(.pool, text, error)
      }
    }
    let criteria = Criterion.allCases.map(\.rawValue)
    if let word = try arguments.word(.criterion, among: criteria) {
      plan.criterion = Criterion(rawValue: word) ?? .response
    }
    if let word = try arguments.word(.confirm, among: ["1", "2"]) {
      plan.confirm = word == "1" ? 1 : 2
    }
    let units = AnalysisPlan.Unit.allCases.map(\.rawValue)
    if let word = try arguments.word(.unit, among: units) {
      plan.unit = AnalysisPlan.Unit(rawValue: word) ?? .course
    }
    plan.firstCourseOnly = arguments.has(.firstCourse)
    if let text = try arguments.value(.visits) {
      do throws(VisitFault) { plan.visitList = try VisitList(text) } catch {
        throw CommandError(
          ExitCode.usage, "--visits can't be read at character \(error.offset + 1)",
          excerpt: [text, String(repeating: " ", count: error.offset) + "^"],
          remedy: "write \(error.expected)")
      }
    }
    return plan
  }
}
