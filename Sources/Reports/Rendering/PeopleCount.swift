/// How many different people rows are about, asked of many selections of the same rows.
///
/// ```
/// rows      A A B C C     who: 0 0 1 2 2, found out once
/// selected  x   x x       0, 1, 2: three people
/// ```
struct PeopleCount {
  /// By row, the number of its person.
  private let numbers: [Int]
  private let count: Int

  /// - Parameter subjects: of each row, whom it is about, as shown.
  init(_ subjects: some Sequence<String>) {
    var known: [String: Int] = [:]
    var numbers: [Int] = []
    var last: (subject: String, number: Int)?
    for subject in subjects {
      // Rows about one person mostly stand together.
      if let last, last.subject == subject {
        numbers.append(last.number)
        continue
      }
      let number = known[subject] ?? known.count
      known[subject] = number
      last = (subject, number)
      numbers.append(number)
    }
    self.numbers = numbers
    count = known.count
  }

  /// Of how many people one row at least is selected, by its place.
  func people(_ isIn: (Int) -> Bool) -> Int {
    var isThere = Array(repeating: false, count: count)
    for row in numbers.indices where !isThere[numbers[row]] && isIn(row) {
      isThere[numbers[row]] = true
    }
    return isThere.count { $0 }
  }
}
