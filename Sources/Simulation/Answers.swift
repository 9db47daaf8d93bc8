import Bytes

/// What somebody answered, and what of it is kept.
struct Answers {
  let scale: Scale
  private let total: Int
  private let items: [Int]
  private let form: Scale.Form

  init(_ scale: Scale, _ total: Int, _ random: inout SplitMix64) {
    self.scale = scale
    self.total = total
    form = scale.form(&random)
    items = form == .totalAlone ? [] : scale.items(total, &random)
  }

  /// Adds the payload of the rating.
  func append(to data: inout [UInt8]) {
    data.append("\"instrument\":\"")
    data.append(scale.id)
    data.append("\"")
    if form != .totalAlone {
      data.append(",\"items\":[")
      for (position, item) in items.enumerated() {
        if position > 0 { data.append(UInt8(ascii: ",")) }
        data.append(decimal: item)
      }
      data.append("]")
    }
    if form != .itemsAlone {
      data.append(",\"total\":")
      data.append(decimal: total)
    }
    data.append(scale.isSelfReport ? ",\"rater\":\"self\"" : ",\"rater\":\"clinician\"")
  }
}
