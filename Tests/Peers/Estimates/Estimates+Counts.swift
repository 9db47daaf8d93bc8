import Bytes
import Statistics

extension Estimates {
  static let counts: [String: Answer] = [
    "wilson": { input, writer in
      let proportion = Proportion(
        input.count("x"), of: input.count("n"), level: input.number("level"))
      writer.double("proportion", proportion.value)
      writer.limits(proportion.limits)
    },
    "newcombe": { input, writer in
      let level = input.number("level")
      let difference = ProportionDifference(
        Proportion(input.count("x1"), of: input.count("n1"), level: level),
        Proportion(input.count("x2"), of: input.count("n2"), level: level))
      writer.double("difference", difference.difference)
      writer.limits(difference.limits)
    },
    "fisher-exact": { input, writer in
      let cells = input.table
      writer.double("p", FisherExact.p(cells[0], cells[1], cells[2], cells[3]))
    },
    "mcnemar-exact": { input, writer in
      let cells = input.table
      let table = PairedTable(
        both: cells[0], firstOnly: cells[1], secondOnly: cells[2], neither: cells[3])
      writer.double("p", table.p)
      writer.integer("discordant", table.discordant)
      writer.double("difference", table.difference)
    },
    "poisson-rate": { input, writer in
      let rate = Rate(
        events: input.count("events"), exposure: input.number("exposure"),
        level: input.number("level"))
      writer.double("rate", rate.value)
      writer.limits(rate.limits)
    },
  ]
}

extension JSONNode {
  /// The four cells of the member `table`, row by row.
  fileprivate var table: [Int] { self["table"]?.elements.flatMap(\.numbers).map(Int.init) ?? [] }
}

extension JSONWriter {
  /// Limits as the members `lower` and `upper`.
  mutating func limits(_ limits: Limits?) {
    double("lower", limits?.lower)
    double("upper", limits?.upper)
  }
}
