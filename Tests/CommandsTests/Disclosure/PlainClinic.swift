import Bytes
import TestSupport

/// A clinic where everybody has one induction course, is rated before it and a week after it, and a few
/// again a month later: what four answers tell of it hangs together in every way that they can.
struct PlainClinic {
  let disk = SimulatedDisk()

  /// - Parameters:
  ///   - low: people whose baseline is too low to improve from.
  ///   - not: people who are not in relief at the first rating.
  ///   - relief: people who are, of whom the last `failing` are out of it a month later.
  ///   - more: further people with a second course long after the first, all in relief.
  init(low: Int, not: Int, relief: Int, failing: Int, more: Int = 0) {
    var lines: [[UInt8]] = []
    func add(_ type: String, _ subject: String, day: Int, _ data: String) {
      let time = Instant("2026-01-05T09:00:00Z")!.milliseconds + Int64(day) * Instant.day
      let text =
        #"{"id":"\#(lines.count)","source":"/ehr","type":"\#(type)","subject":"\#(subject)","#
        + #""time":"\#(Instant(milliseconds: time).text)","data":\#(data)}"#
      lines.append(Array(text.utf8))
    }
    for number in 0..<low + not + relief + more {
      let name = "S\(number)"
      add(
        "intake", name, day: 0,
        #"{"indications":["F41.1"],"sex":"\#(number % 2 == 0 ? "female" : "male")"}"#)
      func rate(_ day: Int, _ total: Int) {
        add("rating", name, day: day, #"{"instrument":"GAD-7","total":\#(total)}"#)
      }
      func treat(from day: Int) {
        for session in 0..<4 + number % 2 {
          let label = "\(day + session)"
          add(
            "infusion", name, day: day + 2 * session,
            #"{"infusion":"\#(label)","drug":"ketamine","route":"IV"}"#)
          add("dose", name, day: day + 2 * session, #"{"infusion":"\#(label)","mg":40}"#)
        }
      }
      let last = 2 + 2 * (3 + number % 2)
      rate(1, number < low ? 4 : 16)
      treat(from: 2)
      rate(last + 7, number < low + not ? 15 : 3)
      if number >= low + not + relief - failing { rate(last + 30, 14) }
      if number >= low + not + relief {
        rate(190, 16)
        treat(from: 192)
        rate(192 + 2 * (3 + number % 2) + 7, 3)
      }
    }
    let stage = Stage(disk: disk)
    precondition(stage.run(["init", "l.jsonl", "--origin", "example.org/l"]).code == 0)
    let input = lines.map(\.text).joined(separator: "\n") + "\n"
    let taken = stage.run(["append", "-f", "l.jsonl"], input: input)
    precondition(taken.code == 0, "\(taken.errors)")
  }

  func run(_ words: [String]) -> Stage.Outcome {
    Stage(disk: disk).run(words + ["-f", "l.jsonl"])
  }
}
