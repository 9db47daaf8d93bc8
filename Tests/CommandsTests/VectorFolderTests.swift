import TestSupport
import Testing

@Suite struct VectorFolderTests {
  @Test func `the folder of vectors holds something that is known`() {
    let absent = Vectors.known.filter { !Vectors.present.contains($0) }
    if !absent.isEmpty {
      print("skipped, for it is not in \(Vectors.folder): \(absent.joined(separator: ", "))")
    }
    #expect(!Vectors.present.isEmpty, "nothing known in \(Vectors.folder)")
  }
}
