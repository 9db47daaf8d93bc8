import Reports

/// Finds where the names of curves stand in a plot: each close to its own curve and to no other, where
/// no mark of any is in the way.
struct CurveLabels {
  /// A place for something, in px.
  struct Box: Equatable, Sendable {
    let left: Double
    let top: Double
    let right: Double
    let bottom: Double

    /// How far two boxes lie apart; 0 where they touch.
    func distance(to other: Box) -> Double {
      let across = max(0, left - other.right, other.left - right)
      let along = max(0, top - other.bottom, other.top - bottom)
      return (across * across + along * along).squareRoot()
    }
  }

  /// A curve, and all that is drawn of it.
  struct Curve: Sendable {
    /// As it is written.
    let name: String
    /// Its stretches across and down, and the areas in which it is not known.
    var boxes: [Box] = []
  }

  /// The size of the names.
  static let size = 10.5
  /// The line before each name, as long as shows its dashes, and the room behind it.
  static let signWidth = 22.0
  private static let height = 11.0
  /// How far a name stands from its curve at least and at most.
  private static let near = 4.0...9.0
  /// How much farther it is from every other curve and name: where there is no such place for it, the
  /// next of these will do.
  private static let apart = [6.0, 1.0]
  /// Farther away than this is no better.
  private static let far = 26.0
  private static let step = (across: 6.0, down: 4.0)

  /// Where each name stands, its sign first, in the order of the curves; `nil`: there is no room for it.
  ///
  /// - Parameters:
  ///   - frame: the place for data.
  ///   - grid: where light lines go across, which a name had better not stand on.
  static func places(_ curves: [Curve], within frame: Box, grid: [Double] = []) -> [Box?] {
    var places: [Box?] = []
    for (number, curve) in curves.enumerated() {
      let strangers =
        curves.indices.filter { $0 != number }.flatMap { curves[$0].boxes }
        + places.compactMap { $0 }
      let found = boxes(for: curve.name, within: frame).compactMap { box -> Found? in
        guard let own = distance(box, to: curve.boxes, near) else { return nil }
        return Found(
          box: box, own: own, room: strangers.reduce(far) { min($0, box.distance(to: $1)) },
          isStruck: grid.contains { box.top < $0 && $0 < box.bottom })
      }
      places.append(apart.lazy.compactMap { best(found, apart: $0) }.first)
    }
    return places
  }

  /// A place near a curve.
  private struct Found {
    let box: Box
    /// How far it is from its own curve, and from everything else.
    let own: Double
    let room: Double
    /// Whether a light line goes through it.
    let isStruck: Bool

    var worth: Double { isStruck ? room - 10 : room }
  }

  /// The best of the places that are so much farther from everything else; of equal ones the last,
  /// since curves part as they go on.
  private static func best(_ found: [Found], apart: Double) -> Box? {
    var best: Found?
    for place in found where place.room >= place.own + apart {
      if place.worth >= best?.worth ?? -.infinity { best = place }
    }
    return best?.box
  }

  /// All places that a name could have, from left to right.
  private static func boxes(for name: String, within frame: Box) -> [Box] {
    let width = signWidth + TextWidth.of(name, size: size)
    let lefts = stride(from: frame.left + 4, to: frame.right - width, by: step.across)
    return lefts.flatMap { left in
      stride(from: frame.top + 2, to: frame.bottom - height - 3, by: step.down).map { top in
        Box(left: left, top: top, right: left + width, bottom: top + height)
      }
    }
  }

  /// How far a box is from the nearest of others; `nil` where that is not within a range.
  private static func distance(
    _ box: Box, to others: [Box], _ range: ClosedRange<Double>
  ) -> Double? {
    var nearest = Double.infinity
    for other in others {
      nearest = min(nearest, box.distance(to: other))
      if nearest < range.lowerBound { return nil }
    }
    return nearest <= range.upperBound ? nearest : nil
  }
}
