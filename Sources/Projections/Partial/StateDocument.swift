import Bytes

/// A partial state as text, one JSON document a line:
///
/// ```
/// {"reprieve":"state","version":1,"engine":…,"definition":…,"definitions":…,"question":[…]}
/// {"log":{"name":…,"origin":…,"created":…,"lines":…,"numbers":…,"last":…,"unknownTypes":{…}}}
/// {"subjects":"00f3…"}                      16 hex digits each, ascending
/// {"n":2,"row":[…]}                         rows ascending by their bytes
/// {"end":true,"lines":…,"subjects":…,"rows":…,"sha256":…}
/// ```
///
/// Equal states are equal bytes. The last line has the SHA-256 of all bytes before it: what was cut
/// or altered is not read.
package enum StateDocument {
  /// The version of the form.
  static let version = 1
  /// Subjects on a line.
  static let subjectsPerLine = 64

  /// The text of a state.
  package static func text(of state: PartialState) -> [UInt8] {
    var text = head(state.question)
    for log in state.logs { text += line(log) }
    var place = 0
    while place < state.subjects.count {
      let end = min(place + subjectsPerLine, state.subjects.count)
      text.append("{\"subjects\":\"")
      for subject in state.subjects[place..<end] { Hexadecimal.append(subject, to: &text) }
      text.append("\"}\n")
      place = end
    }
    for place in 0..<state.rows.count {
      text.append("{\"n\":")
      text.append(decimal: state.rows.counts[place])
      text.append(",\"row\":")
      text += state.rows.row(place)
      text.append("}\n")
    }
    return text + trailer(state, SHA256.hash(text.span))
  }

  static func head(_ question: PartialState.Question) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.string("reprieve", "state")
      json.integer("version", version)
      json.string("engine", question.engine)
      json.string("definition", question.definition)
      json.string("definitions", question.definitions)
      json.array("question", question.words) { $0.string(nil, $1) }
    }
    return json.bytes + [0x0A]
  }

  static func line(_ log: PartialState.Log) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.object("log") { json in
        json.string("name", log.name)
        json.string("origin", log.origin)
        json.instant("created", log.created)
        json.integer("lines", log.lines)
        json.integer("numbers", log.numbers)
        json.integer("last", log.last)
        json.object("unknownTypes") { json in
          for (type, count) in log.unknownTypes.sorted(by: { bytesPrecede($0.key, $1.key) }) {
            json.key(type.text)
            json.integer(nil, count)
          }
        }
      }
    }
    return json.bytes + [0x0A]
  }

  static func trailer(_ state: PartialState, _ digest: Digest) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.bool("end", true)
      json.integer("lines", state.logs.reduce(0) { $0 &+ $1.lines })
      json.integer("subjects", state.subjects.count)
      json.integer("rows", state.rows.count)
      json.string("sha256", digest.hexadecimal)
    }
    return json.bytes + [0x0A]
  }
}
