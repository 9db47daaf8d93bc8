/// A drug other than the one that is infused.
struct Drug: Sendable {
  let name: StaticString
  let family: StaticString
  /// The daily dose, or that of one use, in tenths of a milligram.
  let tenthsOfMg: Int
  let isRescue: Bool

  private init(
    _ name: StaticString, _ family: StaticString, _ tenthsOfMg: Int, rescue: Bool = false
  ) {
    self.name = name
    self.family = family
    self.tenthsOfMg = tenthsOfMg
    isRescue = rescue
  }

  static let regular = [
    Drug("sertraline", "SSRI", 1000), Drug("escitalopram", "SSRI", 200),
    Drug("fluoxetine", "SSRI", 400), Drug("venlafaxine", "SNRI", 1500),
    Drug("duloxetine", "SNRI", 600), Drug("buspirone", "azapirone", 300),
    Drug("pregabalin", "gabapentinoid", 3000), Drug("mirtazapine", "tetracyclic", 300),
    Drug("clomipramine", "tricyclic", 1500),
  ]

  static let rescue = [
    Drug("lorazepam", "benzodiazepine", 10, rescue: true),
    Drug("clonazepam", "benzodiazepine", 5, rescue: true),
    Drug("hydroxyzine", "antihistamine", 250, rescue: true),
  ]
}
