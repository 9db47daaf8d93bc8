import Pictures
import Projections
import Reports

/// The pictures on the page of a cohort.
struct CohortPagePictures {
  let bySubject: [OutcomesReport.Subject: [Picture]]
  /// Which pictures are not there, and why.
  let omissions: [String]

  /// Of more people a picture with a mark for each shows nothing.
  private static let mostPeople = 300
  /// Of more people lanes are no picture.
  private static let mostLanes = 60

  /// - Parameters:
  ///   - answer: of which what is about too few is kept back already.
  ///   - visit: the name of a visit that there is; `nil`: none was asked for.
  init(
    _ answer: Answer<OutcomesReport>, _ headers: CohortPageQuestion.Headers, _ page: PageInquiry,
    visit: String?
  ) {
    let relief = answer.part(headers.relief.withoutEvidence, \.relief)
    let response = answer.part(headers.response.withoutEvidence, \.response)
    let intervals = answer.part(headers.intervals.withoutEvidence, \.intervals)
    let people = answer.whole?.people ?? 0
    let hidesPeople = answer.disclosure != nil
    var omissions: [String] = []
    func leaveOut(_ kind: PictureKind, over most: Int) -> Bool {
      guard hidesPeople || people > most else { return false }
      omissions.append(
        "The picture \(kind.rawValue) is left out, since "
          + (hidesPeople
            ? "each of its marks is about one person."
            : "it has a mark for each of \(people) people, and more than \(most) can't be read; "
              + "reprieve plot \(kind.rawValue) draws "
              + (kind == .swimmer ? "those followed longest." : "it.")))
      return true
    }
    func drawn(
      _ picture: (PictureQuestion) -> Picture?, _ kind: PictureKind,
      _ measure: PictureQuestion.Measure = .response
    ) -> [Picture] {
      guard let drawn = picture(PictureQuestion(kind, visit: visit, measure: measure))
      else { return [] }
      let sheets = drawn.sheets.filter { !$0.rows.isEmpty }
      guard !sheets.isEmpty, sheets.allSatisfy(\.tellsNothing) else { return [drawn] }
      omissions.append(
        "The picture \(kind.rawValue) is left out, since all that it would show is about too few "
          + "people to publish.")
      return []
    }
    let ofRelief = { Picture.of(relief, $0) }
    let ofResponse = { Picture.of(response, $0) }
    let ofIntervals = { Picture.of(intervals, $0) }
    var pictures: [OutcomesReport.Subject: [Picture]] = [:]
    if answer.whole != nil {
      // A page is read on phones too: its flow is no wider than one.
      pictures[.flow] = [Picture.flow(relief, isNarrow: true)]
      // Where there are too many lines, the means are left.
      let means: (PictureQuestion) -> Picture? = { Picture.of(response.summarised, $0) }
      if hidesPeople {
        omissions.append(
          "The picture trajectories is left out, since its lines are single people’s and its means "
            + "are of their scores.")
      } else {
        pictures[.response] = drawn(people > Self.mostPeople ? means : ofResponse, .trajectories)
      }
      if !leaveOut(.change, over: Self.mostPeople) {
        pictures[.response, default: []] += drawn(ofResponse, .change)
      }
    }
    pictures[.relief] = drawn(ofRelief, .relief)
    pictures[.response] = drawn(ofResponse, .response) + (pictures[.response] ?? [])
    pictures[.intervals] = drawn(ofIntervals, .intervals) + drawn(ofIntervals, .mcf)
    if !answer.keys.isEmpty {
      pictures[.relief, default: []] += drawn(ofRelief, .forest, .relief)
      pictures[.response, default: []] += drawn(ofResponse, .forest)
    }
    if answer.whole != nil, !leaveOut(.swimmer, over: Self.mostLanes) {
      let plan = page.inquiry.plan
      pictures[.relief, default: []].append(
        Picture.swimmer(
          LaneProjection(plan).fold(page.registry), headers.relief.withoutEvidence, plan))
    }
    bySubject = pictures
    self.omissions = omissions
  }
}
