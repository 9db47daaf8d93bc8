import Bytes
import TestSupport
import Testing

/// The counts of an answer with what is known of each, and how they add up: a riddle that nobody
/// must be able to solve.
struct CountRiddle {
  /// A count.
  private struct Count {
    var name: String
    /// `nil`: kept back, or never shown.
    var shown: Int?
    let truth: Int
    /// Whether it is kept back only where it is not 0.
    let isPositive: Bool
  }

  private let title: String
  private let minimum: Int
  /// Counts are rounded to multiples of this; `nil`: they are not.
  private let step: Int?
  private var counts: [Count] = []
  private var places: [String: Int] = [:]
  private var sums: [(whole: String, parts: [String])] = []
  /// Stands before the names of counts that are read now: those of one answer among several.
  private var answer = ""

  /// - Parameter title: names the answer in what is recorded.
  init(_ title: String, minimum: Int, step: Int? = nil) {
    self.title = title
    self.minimum = minimum
    self.step = step
  }

  /// A count as it is shown and as it is; `nil` shown: kept back.
  ///
  /// - Parameter isPositive: whether everybody knows that a count of 0 would have been shown.
  mutating func count(_ name: String, _ shown: Int?, _ truth: Int, isPositive: Bool = true) {
    if let shown {
      #expect(
        step.map { shown % $0 == 0 } ?? (shown == truth), "\(title): \(name) is shown as \(shown)")
      #expect(!isSmall(shown), "\(title): \(name) is shown, and only \(shown)")
    }
    add(Count(name: name, shown: shown, truth: truth, isPositive: isPositive && truth > 0))
  }

  /// A member that is a count, in the answer as it is shown and as it is; a shown null: kept back.
  mutating func count(
    _ name: String, _ shown: JSONNode?, _ truth: JSONNode?, isPositive: Bool = true
  ) {
    guard let truth = truth?.whole else { return }
    count(name, shown?.whole.map(Int.init), Int(truth), isPositive: isPositive)
  }

  /// A number that no answer shows, but that follows from others.
  mutating func rest(_ name: String, _ truth: Int) {
    add(Count(name: name, shown: nil, truth: truth, isPositive: false))
  }

  /// Something else gives a count away.
  mutating func reveal(_ name: String) {
    // What is computed from a rounded count tells that one.
    guard let place = places[answer + name], step == nil else { return }
    counts[place].shown = counts[place].truth
    #expect(!isSmall(counts[place].truth), "\(title): \(name) is given away")
  }

  private func isSmall(_ count: Int) -> Bool { count > 0 && count < minimum }

  /// Reads one of several answers that stand side by side: its names are told from the others'.
  mutating func within(_ answer: String, _ read: (inout CountRiddle) -> Void) {
    self.answer = answer + " "
    read(&self)
    self.answer = ""
  }

  private mutating func add(_ count: Count) {
    var count = count
    count.name = answer + count.name
    guard places[count.name] == nil else {
      Issue.record("\(title): \(count.name) is there twice")
      return
    }
    places[count.name] = counts.count
    counts.append(count)
  }

  /// What a count is; 0 where there is none of that name.
  func truth(_ name: String) -> Int { places[answer + name].map { counts[$0].truth } ?? 0 }

  /// Whether a count of that name is there.
  func has(_ name: String) -> Bool { places[answer + name] != nil }

  /// Parts make up a whole; those that are not there are left out.
  mutating func sum(_ whole: String, _ parts: [String]) {
    let known = parts.filter(has)
    guard has(whole), !known.isEmpty else { return }
    sums.append((answer + whole, known.map { answer + $0 }))
  }

  /// Parts and a rest that nothing shows make up a whole.
  mutating func some(_ whole: String, _ parts: [String]) {
    let known = parts.filter(has)
    guard has(whole), !known.isEmpty else { return }
    let rest = "\(whole) but \(known.joined(separator: ", "))"
    self.rest(rest, truth(whole) - known.reduce(0) { $0 + truth($1) })
    sum(whole, known + [rest])
  }

  /// Everybody knows that two counts are the same.
  mutating func same(_ first: String, _ second: String) { sum(first, [second]) }

  /// Tries to solve it.
  ///
  /// Nothing that is kept back, and no small rest, may have one possible value alone, and what is
  /// small must be able to be at least the minimum: it is then not even known to be small. A rest
  /// may be all of the numbers from 0 on instead.
  func check() {
    for (whole, parts) in sums {
      let total = parts.reduce(0) { $0 + truth($1) }
      #expect(truth(whole) == total, "\(title): \(whole) is not the sum of \(parts)")
    }
    if let step { return checkRounded(step) }
    let unknown = counts.indices.filter { counts[$0].shown == nil }
    let numbers = Dictionary(uniqueKeysWithValues: unknown.enumerated().map { ($1, $0) })
    let equations = sums.map { whole, parts in
      var equation = LinearBounds.Equation(terms: [:], total: 0)
      for (name, factor) in [(whole, -1.0)] + parts.map({ ($0, 1.0) }) {
        let place = places[name]!
        if let number = numbers[place] {
          equation.terms[number, default: 0] += factor
        } else {
          equation.total -= factor * Double(counts[place].truth)
        }
      }
      return equation
    }
    let found = LinearBounds.bounds(
      unknown.map { counts[$0].isPositive ? 1 : 0 }, equations.filter { !$0.terms.isEmpty })
    guard let found else {
      Issue.record("\(title): the sums contradict each other")
      return
    }
    for place in unknown {
      let count = counts[place]
      guard isSmall(count.truth) || count.isPositive else { continue }
      let found = found[numbers[place]!]
      let says = "\(title): \(count.name), which is \(count.truth), lies in \(found)"
      #expect(found.upperBound - found.lowerBound > 0.999, "\(says)")
      if isSmall(count.truth) {
        #expect(
          found.upperBound >= Double(minimum) - 1e-6 || found.lowerBound < 1e-6, "\(says)")
      }
    }
  }

  /// Tries to solve it where counts are rounded: nothing may be known more closely than to within a
  /// step, shown or not, and what is small must be able to be at least the minimum, or nobody.
  ///
  /// A whole that is what its shown parts come to may be a sum of rounded counts; any other is within
  /// half a step of what is shown.
  private func checkRounded(_ step: Int) {
    let all = sums.map { (whole: places[$0.whole]!, parts: $0.parts.map { places[$0]! }) }
    let sumsOfShown = Set(
      all.filter { sum in
        counts[sum.whole].shown
          == sum.parts.reduce(0 as Int?) { total, part in
            total.flatMap { total in counts[part].shown.map { total + $0 } }
          }
      }.map(\.whole))
    let far = 1 << 20
    let ranges = counts.indices.map { place -> ClosedRange<Int> in
      let count = counts[place]
      guard let shown = count.shown, !sumsOfShown.contains(place) else {
        return (count.isPositive ? 1 : 0)...far
      }
      #expect(
        abs(shown - count.truth) <= step / 2, "\(title): \(count.name) is shown as \(shown)")
      return shown == 0 ? 0...0 : shown - step / 2...shown + step / 2
    }
    // Beside shown counts a rest is nobody or enough.
    var leaps: [Int: Int] = [:]
    for sum in all where counts[sum.whole].shown != nil {
      let hidden = sum.parts.filter { counts[$0].shown == nil }
      if hidden.count == 1, !counts[hidden[0]].isPositive,
        counts[hidden[0]].truth == 0
          || counts[hidden[0]].truth >= minimum
      {
        leaps[hidden[0]] = minimum
      }
    }
    let riddle = RoundedCounts(counts.map(\.truth), ranges, leaps: leaps, sums: all)
    for place in counts.indices where counts[place].truth > 0 {
      let count = counts[place]
      // A rest that no answer names is no count; only whether it is small may not be known.
      guard count.shown != nil || count.isPositive || isSmall(count.truth) else { continue }
      let found = riddle.reach(of: place, far: max(step, minimum))
      let says =
        "\(title): \(count.name), \(count.truth), shown as \(count.shown.map(String.init) ?? "nothing"), lies in \(found)"
      #expect(found.upperBound - found.lowerBound >= step - 1, "\(says)")
      if isSmall(count.truth) {
        #expect(found.upperBound >= minimum || found.lowerBound == 0, "\(says)")
      }
    }
  }
}
