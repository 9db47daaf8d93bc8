package import Bytes

/// Something that can be shown and compared: an instrument, a set, or one of the lists.
package enum DefinitionTopic: Hashable, Sendable {
  case instrument(String)
  case set(String)
  case windows, visits, index, nhs

  /// What kind of thing it is.
  package enum Kind: String, CaseIterable, Sendable {
    case instrument, set, windows, visits, index, nhs
  }

  /// What kind of thing it is.
  package var kind: Kind {
    switch self {
    case .instrument: .instrument
    case .set: .set
    case .windows: .windows
    case .visits: .visits
    case .index: .index
    case .nhs: .nhs
    }
  }

  /// The name by which it is asked for.
  package var name: String {
    switch self {
    case .instrument(let id), .set(let id): id
    default: kind.rawValue
    }
  }

  /// The lists, of which there is one each.
  package static let lists: [DefinitionTopic] = [.windows, .visits, .index, .nhs]
}

/// A value of the definitions, as people read it and as programs do.
package enum DefinitionValue: Equatable, Sendable {
  /// Thousandths of a point.
  case points(Int)
  /// A percentage, and whether more than it is asked for.
  case response(ThresholdSet.Response)
  /// A whole number.
  case whole(Int)
  /// Words.
  case text(String)
  /// A range of points.
  case range(ClosedRange<Int>)

  /// For people, and for tables.
  package var text: String {
    switch self {
    case .points(let thousandths): Thousandths.text(thousandths)
    case .response(let response): response.text
    case .whole(let number): "\(number)"
    case .text(let text): text
    case .range(let range): range.text
    }
  }

  /// Writes the value as a definitions file would: numbers as numbers.
  package func write(_ key: StaticString?, to json: inout JSONWriter) {
    switch self {
    case .points(let thousandths): json.double(key, Double(thousandths) / 1000)
    case .response(let response):
      json.object(key) { json in
        json.double("percent", Double(response.percent) / 1000)
        json.bool("strict", response.isStrict)
      }
    case .whole(let number): json.integer(key, number)
    case .text(let text): json.string(key, text)
    case .range(let range):
      json.array(key, [range.lowerBound, range.upperBound]) { $0.integer(nil, $1) }
    }
  }
}

/// Where a value comes from.
package struct Origin: Equatable, Sendable {
  /// A publication, or what was computed; `nil` where the file says nothing.
  package var source: String?
  /// `found`, `memory` or `computed` in the built-in file.
  package var provenance: String?

  /// Whether nobody has looked it up: the value waits for a site's sign-off.
  package var waitsForSignOff: Bool { provenance == "memory" }
}

/// One value of a topic, with everything that is known about it.
package struct DefinitionFact: Equatable, Sendable {
  /// The instrument that a set's value is about; `nil` elsewhere.
  package var instrument: String?
  /// What the value is: `caseness`, `recallDays`, `periMinutes`, `d7`.
  package let member: String
  package let value: DefinitionValue
  package var origin = Origin()
  /// Whether nothing is measured with it: a licence, a note.
  package var isRemark = false
  /// The place in its topic, for a common order of two topics.
  var rank = 0
}
