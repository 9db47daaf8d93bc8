package import Pictures
package import Reports

/// A section of a page: its heading, and what stands under it in order.
package struct PageSection: Sendable {
  /// What a section is made of.
  package enum Part: Sendable {
    /// A sentence or several.
    case paragraph(String)
    /// Sentences of equal rank.
    case list([String])
    /// The sentence that a reader should take away.
    case finding(String)
    /// A remark in small type.
    case note(String)
    /// Names and what they stand for.
    case terms([(name: String, value: String)])
    /// Lines that mean something only as they stand, such as a checkpoint, and what they are.
    case lines([String], label: String)
    /// A table that stands open.
    case table(Sheet)
    /// A picture, and under it the table of what is drawn.
    case picture(Picture)
    /// A section within.
    case section(PageSection)
  }

  /// What links to it name; part of the program, never of the data.
  package let id: StaticString?
  package let heading: String
  package var parts: [Part]

  package init(_ id: StaticString, _ heading: String, _ parts: [Part] = []) {
    self.id = id
    self.heading = heading
    self.parts = parts
  }

  /// A section that nothing links to.
  package init(_ heading: String, _ parts: [Part]) {
    id = nil
    self.heading = heading
    self.parts = parts
  }
}
