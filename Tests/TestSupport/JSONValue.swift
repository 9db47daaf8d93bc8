import Foundation

/// A JSON value, read once by `JSONSerialization`, as a schema's rules look at it.
package indirect enum JSONValue: Equatable, Sendable, CustomStringConvertible {
  case null
  case boolean(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object(Members)

  /// The members of an object.
  package struct Members: Equatable, Sendable {
    /// In the order of names.
    package let members: [(name: String, value: JSONValue)]
    private let places: [String: Int]

    package init(_ members: [String: JSONValue]) {
      self.members = members.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
      var places = [String: Int](minimumCapacity: members.count)
      for (place, member) in self.members.enumerated() { places[member.name] = place }
      self.places = places
    }

    package subscript(name: String) -> JSONValue? { places[name].map { members[$0].value } }

    /// With another value of a member, or without it.
    package func with(_ name: String, _ value: JSONValue?) -> Members {
      var all = Dictionary(uniqueKeysWithValues: members.map { ($0.name, $0.value) })
      all[name] = value
      return Members(all)
    }

    /// With what stands for each value.
    package func mapValues(_ changed: (JSONValue) -> JSONValue) -> Members {
      Members(Dictionary(uniqueKeysWithValues: members.map { ($0.name, changed($0.value)) }))
    }

    package static func == (one: Members, other: Members) -> Bool {
      one.members.elementsEqual(other.members) { $0.name == $1.name && $0.value == $1.value }
    }
  }

  /// A value that `JSONSerialization` read.
  package init(_ any: Any) {
    // Objects and arrays come first: a cast of one to a class copies all that is in it.
    if let object = any as? [String: Any] {
      self = .object(Members(object.mapValues { JSONValue($0) }))
    } else if let array = any as? [Any] {
      self = .array(array.map { JSONValue($0) })
    } else if let string = any as? String {
      self = .string(string)
    } else if let number = any as? NSNumber {
      // A cast does not tell `true` from 1: it finds both in either. The Objective-C type does:
      // that of a number which was read is never `c`.
      let isBoolean = unsafe number.objCType.pointee == CChar(UInt8(ascii: "c"))
      self = isBoolean ? .boolean(number.boolValue) : .number(number.doubleValue)
    } else {
      self = .null
    }
  }

  /// Whether it has no parts, as values of `enum` and `const` have none.
  package var isScalar: Bool {
    switch self {
    case .array, .object: false
    default: true
    }
  }

  /// A whole number is an integer and a number.
  package var kinds: JSONKinds {
    switch self {
    case .null: .null
    case .boolean: .boolean
    case .number(let number): number.rounded() == number ? [.integer, .number] : .number
    case .string: .string
    case .array: .array
    case .object: .object
    }
  }

  package var description: String {
    switch self {
    case .null: "null"
    case .boolean(let boolean): "\(boolean)"
    case .number(let number): Int(exactly: number).map { "\($0)" } ?? "\(number)"
    case .string(let string): "\"\(string)\""
    case .array(let array): "an array of \(array.count)"
    case .object(let object): "an object of \(object.members.count) members"
    }
  }
}

/// Types of values, as a schema's `type` names them.
package struct JSONKinds: OptionSet, Sendable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package static let null = JSONKinds(rawValue: 1)
  package static let boolean = JSONKinds(rawValue: 2)
  package static let integer = JSONKinds(rawValue: 4)
  package static let number = JSONKinds(rawValue: 8)
  package static let string = JSONKinds(rawValue: 16)
  package static let array = JSONKinds(rawValue: 32)
  package static let object = JSONKinds(rawValue: 64)

  private static let all: [(String, JSONKinds)] = [
    ("array", .array), ("boolean", .boolean), ("integer", .integer), ("null", .null),
    ("number", .number), ("object", .object), ("string", .string),
  ]

  /// The type of that name; `nil`: there is none.
  package init?(named name: String) {
    guard let kind = Self.all.first(where: { $0.0 == name }) else { return nil }
    self = kind.1
  }

  /// The names of the types, sorted.
  package var names: [String] { Self.all.filter { contains($0.1) }.map(\.0) }
}
