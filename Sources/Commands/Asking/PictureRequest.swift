import Bytes
import Pictures

/// What a command line of `plot` says about the picture itself.
struct PictureRequest: Sendable {
  let question: PictureQuestion
  /// Whether the table behind it is asked for instead.
  let wantsData: Bool
  /// What the ids in it begin with.
  let id: String
  var kind: PictureKind { question.kind }

  /// `nil` where the command is another one.
  init?(_ arguments: Arguments) throws(CommandError) {
    guard arguments.said.first == Command.plot.name else { return nil }
    guard let name = arguments.positional.first else {
      throw CommandError(
        ExitCode.usage, "plot needs to know what to draw", remedy: Self.advice())
    }
    guard let kind = PictureKind(named: name.lowercased()) else {
      throw CommandError(
        ExitCode.usage,
        name.hasSuffix(".jsonl")
          ? "\(name) is a file, not a kind of picture" : "there is no picture \(name)",
        remedy: Self.advice(near: name))
    }
    let measures = PictureQuestion.Measure.allCases.map(\.rawValue)
    question = PictureQuestion(
      kind, visit: try arguments.value(.visit),
      measure: try arguments.word(.measure, among: measures)
        .flatMap(PictureQuestion.Measure.init) ?? .response)
    wantsData = arguments.has(.data)
    id = try arguments.value(.id) ?? "reprieve-\(kind.rawValue)"
    guard Self.isID(id) else {
      throw CommandError(
        ExitCode.usage, "--id \(id) can't begin an id",
        remedy: "use a letter, then letters, digits, - and _: --id fig1")
    }
    try refuseStrangers(arguments)
  }

  private static func advice(near name: String = "") -> String {
    if let near = Nearest.name(to: name, among: PictureKind.names) {
      return "did you mean \(near)?"
    }
    return "plot takes " + PictureKind.allCases.map(\.rawValue).joined(separator: ", ")
  }

  private static func isID(_ text: String) -> Bool {
    guard let first = text.utf8.first, (0x61...0x7A).contains(first | 0x20) else { return false }
    return text.utf8.allSatisfy { byte in
      (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == 0x2D
        || byte == 0x5F
    }
  }

  /// Options that say nothing about this kind are refused, not ignored.
  private func refuseStrangers(_ arguments: Arguments) throws(CommandError) {
    let meaning: [(option: Option, kinds: Set<PictureKind>)] = [
      (.by, [.relief, .response, .intervals, .mcf, .forest]),
      (.unit, [.relief, .flow, .forest]),
      (.criterion, [.relief, .flow, .timeline, .swimmer, .intervals, .mcf, .forest]),
      (.confirm, [.relief, .flow, .timeline, .swimmer, .forest]),
      (.visits, [.change, .response, .forest, .trajectories]),
      (.visit, [.change, .response, .forest]),
      (.measure, [.forest]),
      (.firstCourse, [.change, .response, .forest]),
    ]
    for (option, kinds) in meaning where arguments.has(option) && !kinds.contains(kind) {
      let names = PictureKind.allCases.filter(kinds.contains).map(\.rawValue)
      throw CommandError(
        ExitCode.usage, "\(option.name) says nothing about plot \(kind.rawValue)",
        remedy: "leave it out; it is for plot \(names.joined(separator: ", "))")
    }
  }
}
