package import Reports

extension Picture {
  /// The picture of an answer; `nil` where another question's answer is drawn so, or where the
  /// answer has no visit of that name.
  package static func of<Body: Report>(
    _ answer: Answer<Body>, _ question: PictureQuestion
  ) -> Picture? {
    switch (answer, question.kind) {
    case (let answer as Answer<ReliefReport>, .relief): relief(answer)
    case (let answer as Answer<ReliefReport>, .flow): flow(answer)
    case (let answer as Answer<ReliefReport>, .forest): forest(answer)
    case (let answer as Answer<ResponseReport>, .response): response(answer, question)
    case (let answer as Answer<ResponseReport>, .trajectories): trajectories(answer)
    case (let answer as Answer<ResponseReport>, .change): change(answer, question)
    case (let answer as Answer<ResponseReport>, .forest): forest(answer, question)
    case (let answer as Answer<IntervalsReport>, .intervals): intervals(answer)
    case (let answer as Answer<IntervalsReport>, .mcf): meanCumulativeFunction(answer)
    default: nil
    }
  }
}
