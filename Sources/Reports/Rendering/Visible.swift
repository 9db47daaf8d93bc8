/// Text from a log as a terminal may show it: nothing in it can move the cursor, change colours
/// or turn the direction of writing.
package enum Visible {
  /// The text with control and direction characters spelled out, such as `\u{1B}`.
  package static func text(_ text: String) -> String {
    // Of what is ASCII nothing is hidden but the control characters.
    if text.utf8.allSatisfy({ 0x20 <= $0 && $0 < 0x7F }) { return text }
    guard text.unicodeScalars.contains(where: isHidden) else { return text }
    var shown = ""
    for scalar in text.unicodeScalars {
      if isHidden(scalar) {
        shown += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      } else {
        shown.unicodeScalars.append(scalar)
      }
    }
    return shown
  }

  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: true
    default: false
    }
  }
}
