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

  /// The place of the visit among those of a list: the named one; where none is named d7, else the
  /// first. `nil`: there is none of that name.
  package func place(among names: [String]) -> Int? {
    guard let visit else { return names.firstIndex(of: "d7") ?? (names.isEmpty ? nil : 0) }
    return names.firstIndex(of: visit)
  }
}
