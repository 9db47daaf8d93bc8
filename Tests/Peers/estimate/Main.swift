import Bytes
import Estimates
import Foundation

/// Reads questions, one JSON object a line, and writes the answers, one a line.
///
/// `{"estimator":"wilson","input":{"x":1,"n":10,"level":0.95}}` in the form of
/// `vectors/statistics`; see `Tests/Peers/estimators.py`.
@main struct Main {
  static func main() {
    var line = 0
    while let question = readLine() {
      line += 1
      guard let document = try? JSONDocument(Array(question.utf8)),
        var answer = Estimates.answer(to: document.root)
      else {
        FileHandle.standardError.write(Data("line \(line): not a question\n".utf8))
        exit(1)
      }
      answer.append(UInt8(ascii: "\n"))
      FileHandle.standardOutput.write(Data(answer))
    }
  }
}
