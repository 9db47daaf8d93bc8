package import Reports

extension Picture {
  /// The picture of an answer, as that kind; `nil` where another question's answer is drawn so.
  package static func of<Body: Report>(_ answer: Answer<Body>, _ kind: PictureKind) -> Picture? {
    switch answer {
    case let answer as Answer<ReliefReport>:
      return kind == .relief ? relief(answer) : nil
    default: return nil
    }
  }
}
