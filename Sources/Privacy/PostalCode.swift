/// The rule about postal codes of the United States: of the five digits the first three may be told,
/// unless so few people live there that none may be.
///
/// Source: 45 CFR 164.514(b)(2)(i)(B); the list is that of the guidance of the Department of Health and
/// Human Services of 26 November 2012, from the census of 2000: areas of 20,000 people or fewer.
enum PostalCode {
  private static let sparse: Set<String> = [
    "036", "059", "063", "102", "203", "556", "692", "790", "821", "823", "830", "831", "878",
    "879",
    "884", "890", "893",
  ]

  /// Members that hold postal codes, whatever those look like.
  private static let names: Set<String> = ["zip", "zipcode", "zip_code", "postalcode", "postcode"]

  /// What may be told of a text; `nil`: it is no postal code.
  ///
  /// - Parameter name: the member that holds it.
  static func told(of text: String, in name: String) -> String? {
    guard names.contains(name.lowercased()) || isCode(text) else { return nil }
    let digits = String(text.prefix(3))
    let isTold = digits.utf8.count == 3 && digits.utf8.allSatisfy { (48...57).contains($0) }
    return isTold && isCode(text) && !sparse.contains(digits) ? digits : "000"
  }

  /// Whether a text is five digits, or five, a dash and four.
  private static func isCode(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    return (parts.count == 1 || parts.count == 2 && parts[1].utf8.count == 4)
      && parts[0].utf8.count == 5
      && parts.allSatisfy { $0.utf8.allSatisfy { (48...57).contains($0) } }
  }
}
