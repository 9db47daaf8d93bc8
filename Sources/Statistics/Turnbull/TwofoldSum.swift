/// A sum that keeps what each addition rounds off.
///
/// Knuth's exact addition with the errors summed beside the total, as in Ogita, Rump and Oishi,
/// "Accurate sum and dot product" (2005). The result is as good as one of twice the digits that is
/// rounded at the end, so the difference of two running sums is a probability that is good to its
/// last digit, however small it is.
struct TwofoldSum {
  /// What plain addition gives, and the sum of what it rounded off.
  private(set) var parts = SIMD2<Double>.zero

  /// The sum, rounded once.
  var value: Double { parts.x + parts.y }

  /// Adds a number.
  @inline(__always)
  mutating func add(_ number: Double) {
    let old = parts.x
    let new = old + number
    let added = new - old
    parts = SIMD2(new, parts.y + ((old - (new - added)) + (number - added)))
  }
}

extension Array<Double> {
  /// The sum of all elements in order, rounded once.
  var twofoldSum: Double {
    var sum = TwofoldSum()
    for element in self { sum.add(element) }
    return sum.value
  }
}
