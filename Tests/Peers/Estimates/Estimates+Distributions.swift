import Bytes
import Statistics

/// Not in the vectors: what the other estimators' limits and p stand on.
extension Estimates {
  static let distributions: [String: Answer] = [
    "normal": { input, writer in
      let x = input.number("x")
      writer.double("cumulative", Normal.cumulative(x))
      writer.double("upperTail", Normal.upperTail(x))
      writer.double("quantile", Normal.quantile(input.number("p")))
    },
    "student-t": { input, writer in
      let (x, df) = (input.number("x"), input.number("df"))
      writer.double("cumulative", StudentT.cumulative(x, degreesOfFreedom: df))
      writer.double("upperTail", StudentT.upperTail(x, degreesOfFreedom: df))
      writer.double("quantile", StudentT.quantile(input.number("p"), degreesOfFreedom: df))
    },
    "chi-square": { input, writer in
      let (x, df) = (input.number("x"), input.number("df"))
      writer.double("cumulative", ChiSquare.cumulative(x, degreesOfFreedom: df))
      writer.double("upperTail", ChiSquare.upperTail(x, degreesOfFreedom: df))
      writer.double("quantile", ChiSquare.quantile(input.number("p"), degreesOfFreedom: df))
    },
  ]
}
