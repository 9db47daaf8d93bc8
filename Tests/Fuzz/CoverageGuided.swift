// Compiled by coverage.sh together with the sources themselves, into one module.

/// One input of libFuzzer: its first byte says which reader it is for.
@_cdecl("LLVMFuzzerTestOneInput")
public func takeOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
  guard count > 0 else { return 0 }
  let bytes = Array(UnsafeBufferPointer(start: start + 1, count: count - 1))
  switch start[0] % 7 {
  case 0:
    guard let document = try? JSONDocument(bytes) else { return 0 }
    var again: [UInt8] = []
    document.root.append(to: &again)
    precondition((try? JSONDocument(again)) != nil)
  case 1, 2:
    var line = Array(
      #"{"specversion":"1.0","seq":1,"recordedtime":"2026-01-05T10:00:00.000Z""#.utf8)
    line += bytes.filter { $0 != 0x0A }
    Seal.close(&line)
    guard line.count <= Seal.longestLine else { return 0 }
    var twins = Twins()
    let difference = twins.take(line)
    precondition((try? JSONDocument(line)) == nil || difference == nil && twins.isAlike)
  case 3: _ = try? Selection(bytes.text, definitions: .builtIn)
  case 4: _ = try? Definitions.builtIn.adding(file: bytes)
  case 5: _ = (Instant(bytes.text), ExactDecimal(bytes.span, in: 0..<bytes.count))
  default:
    let draft = try? Draft(bytes)
    _ = try? draft?.check(.builtIn, allowUnknownTypes: true)
  }
  return 0
}
