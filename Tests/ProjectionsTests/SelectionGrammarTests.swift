import Bytes
import Projections
import TestSupport
import Testing

/// What expressions mean: of one patient of whom everything is known, and of one of whom nothing.
@Suite struct SelectionGrammarTests {
  /// 36 mg / 80 kg = 0.45 mg/kg; born 1991, treated in 2026: 35.
  private static let known = Patient(
    indication: "F41.1", site: "New \\\"York\\\"", arm: "A", sex: "female", birthYear: 1991,
    failedTrials: 2, sessions: [Patient.Session(route: "IN", mg: "36", weight: "80")])
  private static let unknown = Patient(hasIntake: false)

  private static let attributes: (known: UnitAttributes, unknown: UnitAttributes) = {
    do {
      let clinic = try SelectionClinic([known, unknown])
      return (try clinic.attributes(0, baseline: 17), try clinic.attributes(1))
    } catch { preconditionFailure("the clinic of this suite can't be read: \(error)") }
  }()

  private func isIn(_ expression: String) throws -> Bool {
    try Selection(expression).includes(Self.attributes.known)
  }

  @Test(arguments: [
    "indication=F41.1", "indication = F41.1", "indication\t=\nF41.1", "indication~F41",
    "indication~F", "indication~\"\"", "indication!=F41", "indicationGroup=F41",
    "indication='F41.1'", "indication in (F32.1, F41.1)", "indication not in (F32.1,F33.1)",
    #"site="New ""York""""#, #"site='New "York"'"#, #"site="New \"York\"""#, "site~'New '",
    "site!=Reno", "arm=A", "sex=female", "sex in (female, male)", "instrument=GAD-7",
    "instrument ~ GAD", "failedTrials=2", "failedTrials<3", "failedTrials<=2", "failedTrials>=2.0",
    "failedTrials>1.99999999999999999", "subject=P-0", "subject~P-", "age=35", "age in (34,35)",
    "age>34.5", "age<35.5", "age>=3.5e1", "drug=ketamine", "drug~ket", "route=IN", "route IN (IN)",
    "route not in (IV, IM)", "mgPerKg=0.45", "mgPerKg=.45", "mgPerKg=4.5e-1",
    "mgPerKg>0.449999999999999999", "mgPerKg<0.450000000000000001", "phase=induction", "course=1",
    "course!=2", "baseline=17", "baseline>-1", "site is not missing", "baseline IS NOT MISSING",
    "not site is missing",
  ])
  func `true of the patient`(expression: String) throws {
    #expect(try isIn(expression))
    #expect(try !isIn("not (\(expression))"))
  }

  @Test(arguments: [
    "indication=F41", "indication=f41.1", "indication~41", "indication!=F41.1", "site=New",
    "site~york", "arm=B", "arm~AA", "sex=male", "failedTrials>2", "failedTrials!=2", "age<35",
    "age>35", "age!=35.0", "age not in (35)", "mgPerKg>0.45", "mgPerKg<0.45",
    "mgPerKg!=0.450", "course>1", "baseline<17", "site is missing", "not age is not missing",
  ])
  func `false of the patient`(expression: String) throws {
    #expect(try !isIn(expression))
    #expect(try isIn("not (\(expression))"))
  }

  /// `and` binds tighter than `or`, `not` tighter than both: T or T and F is T, (T or T) and F is F.
  @Test(arguments: [
    ("age=35 or age=35 and age=0", true), ("(age=35 or age=35) and age=0", false),
    ("age=0 and age=0 or age=35", true), ("age=0 and (age=0 or age=35)", false),
    ("not age=0 and age=35", true), ("not (age=0 and age=35)", true),
    ("not age=35 or age=35", true), ("not (age=35 or age=35)", false), ("not not age=35", true),
    ("NOT Not nOt age=35", false), ("age=35 AND arm=A OR age=0", true),
    ("((((age=35))))", true), ("(age=35)and(arm=A)", true),
    ("route=IN and route in(IN)and not(arm=B)", true),
    ("arm=\"and\" or arm='or'", false), ("age=0 or age=0 or age=0 or arm=A", true),
  ])
  func `operators bind by their strength`(expression: String, truth: Bool) throws {
    #expect(try isIn(expression) == truth)
  }

  /// What every operator makes of true, false and unknown (Kleene 1952, § 64). A unit is in only
  /// where the whole is true, so an unknown is told from a false by its negation, which is not in
  /// either.
  @Test func `unknown stays unknown`() throws {
    let words = ["T": "arm is missing", "F": "arm is not missing", "U": "age=35"]
    let and = ["TTT", "TFF", "TUU", "FTF", "FFF", "FUF", "UTU", "UFF", "UUU"]
    let or = ["TTT", "TFT", "TUT", "FTT", "FFF", "FUU", "UTT", "UFU", "UUU"]
    for (name, table) in [("and", and), ("or", or)] {
      for row in table {
        let (left, right, result) = (
          words["\(row.prefix(1))"]!, words["\(row.dropFirst().prefix(1))"]!, row.suffix(1)
        )
        #expect(truth("\(left) \(name) \(right)") == result, "\(row) \(name)")
        #expect(truth("\(right) \(name) \(left)") == result, "\(row) \(name)")
      }
    }
    #expect(["T", "F", "U"].map { truth("not \(words[$0]!)") } == ["F", "T", "U"])
  }

  private func truth(_ expression: String) -> Substring {
    let holds = try? Selection(expression).includes(Self.attributes.unknown)
    let isNot = try? Selection("not (\(expression))").includes(Self.attributes.unknown)
    return holds == true ? "T" : isNot == true ? "F" : holds == false ? "U" : "?"
  }

  @Test(arguments: [
    "indication=F41.1", "indication!=F41.1", "indication~F", "indicationGroup=F41", "site=Reno",
    "site not in (Reno)", "arm=A", "sex=unknown", "failedTrials=0", "failedTrials!=0", "age<200",
    "drug=ketamine", "route!=IV", "mgPerKg>0", "phase=booster", "course=1", "baseline>=0",
    "baseline in (1, 2)", "baseline not in (1, 2)",
  ])
  func `a comparison with what is missing is neither true nor false`(expression: String) {
    #expect(truth(expression) == "U")
  }

  @Test func `a subject always has a name and an index instrument`() {
    #expect(truth("subject=P-1 and instrument=GAD-7") == "T")
    #expect(truth("subject is missing or instrument is missing") == "F")
  }

  @Test(arguments: [
    ("indication=F41.1 and site=Reno or not arm~A", true), ("subject=P-0", true),
    ("failedTrials>2 and sex is missing and instrument in (GAD-7)", true),
    ("indicationGroup=F41", true), ("site=Reno and age>3", false), ("not (route=IV)", false),
    ("arm=A or (arm=B and baseline is missing)", false), ("drug=x", false), ("phase~i", false),
    ("mgPerKg=1", false), ("course=1", false),
  ])
  func `only what no treatment changes is about subjects`(expression: String, isSo: Bool) throws {
    #expect(try Selection(expression).isAboutSubjects == isSo)
  }

  @Test func `an expression is equal to the same expression and keeps its text`() throws {
    let selection = try Selection(" arm = A ")
    #expect(selection.text == " arm = A ")
    #expect(try selection == Selection(" arm = A "))
    #expect(try selection != Selection("arm=B"))
  }

  /// One operand of a flat chain costs no stack, and neither does one `not` of many.
  @Test func `long chains are read and judged`() throws {
    let chain = Array(repeating: "age=0", count: 10_000).joined(separator: " or ")
    #expect(try !isIn(chain))
    #expect(try isIn(chain + " or arm=A"))
    #expect(try isIn(String(repeating: "not ", count: 10_000) + "arm=A"))
    let list = (0..<10_000).map { "X\($0)" }.joined(separator: ", ")
    #expect(try isIn("arm in (\(list), A)"))
  }

  @Test func `a hundred parentheses may stand within each other`() throws {
    let open = String(repeating: "(", count: 100)
    let close = String(repeating: ")", count: 100)
    #expect(try isIn(open + "arm=A" + close))
    #expect(throws: Selection.Fault.self) { try Selection("(" + open + "arm=A" + close + ")") }
    #expect(throws: Selection.Fault.self) {
      try Selection(String(repeating: "(", count: 10_000) + "arm=A")
    }
    #expect(throws: Selection.Fault.self) {
      try Selection(String(repeating: "not (", count: 10_000) + "arm=A")
    }
  }
}
