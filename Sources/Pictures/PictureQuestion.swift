import Reports

/// What is asked of a picture besides the answer that it draws.
package struct PictureQuestion: Sendable {
  /// What a forest holds side by side.
  package enum Measure: String, CaseIterable, Sendable {
    /// Who meets the criterion at a visit, of the rated.
    case response
    /// How long relief lasted.
    case relief
  }

  package let kind: PictureKind
  /// The visit that it is about; `nil`: none was named.
  package let visit: String?
  /// What a forest is of.
  package let measure: Measure

  package init(_ kind: PictureKind, visit: String? = nil, measure: Measure = .response) {
    self.kind = kind
    self.visit = visit
    self.measure = measure
  }

  /// The place of the visit among those of a list: the named one; where none is named the one that
  /// the answers tell. `nil`: there is none of that name.
  func place(among names: [String], of reports: [ResponseReport]) -> Int? {
    guard let visit else { return ResponseReport.mainVisit(reports) }
    return names.firstIndex(of: visit)
  }

  /// Why it is about a visit that nobody named; empty where that needs no word.
  func words(on place: Int, among names: [String]) -> String {
    visit == nil ? ResponseReport.words(onMainVisit: names[place], among: names) : ""
  }
}
