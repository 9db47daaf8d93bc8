import Bytes

/// A name like one that is taken: `rejects.csv` becomes `rejects-2.csv`.
enum FreeName {
  /// - Parameter isTaken: whether a name can't be used; where not said, whether something stands there.
  static func beside(
    _ path: String, _ disk: any Disk, isTaken: ((String) -> Bool)? = nil
  ) -> String {
    let isTaken = isTaken ?? { (try? disk.status(at: $0)) != nil }
    let dot = path.lastIndex(of: ".").flatMap { path[$0...].contains("/") ? nil : $0 }
    let end = dot ?? path.endIndex
    var number = 2
    while number < 10_000 {
      let name = "\(path[..<end])-\(number)\(path[end...])"
      if !isTaken(name) { return name }
      number += 1
    }
    return path + ".new"
  }
}
