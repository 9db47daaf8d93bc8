import Bytes
import Exporting

/// Writes Parquet files with what is rare in tables, and beside each what a reader should find:
/// `NAME.parquet` and `NAME.jsonl`, an array of values a row.
///
/// usage: edges FOLDER
@main struct Edges {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count == 2 else {
      try? Console().write(Array("usage: edges FOLDER\n".utf8), to: 2)
      return
    }
    let disk = SystemDisk()
    for edge in Edge.all {
      do throws(DiskError) {
        try disk.replace("\(arguments[1])/\(edge.name).parquet", with: edge.parquet)
        try disk.replace("\(arguments[1])/\(edge.name).jsonl", with: edge.lines)
      } catch { fatalError("\(arguments[1]): \(error.reason)") }
    }
  }
}
