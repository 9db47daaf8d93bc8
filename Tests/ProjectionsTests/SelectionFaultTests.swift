import Definitions
import Projections
import Testing

/// Where reading stops, what is wrong there, what would do. `‸` marks the place.
@Suite struct SelectionFaultTests {
  private func fault(_ marked: String) throws -> (fault: Selection.Fault, offset: Int) {
    let place = try #require(marked.firstIndex(of: "‸"), "the case marks no place")
    let offset = marked.distance(from: marked.startIndex, to: place)
    let text = marked.filter { $0 != "‸" }
    do throws(Selection.Fault) { _ = try Selection(text, definitions: .builtIn) } catch {
      return (error, offset)
    }
    return (try #require(nil, "\(text) can be read"), offset)
  }

  private static let cases: [(marked: String, length: Int, expected: String)] = [
    ("‸", 0, "a comparison, such as indication=F41.1 and age>=30"),
    ("   ‸", 0, "a comparison, such as indication=F41.1 and age>=30"),
    // Keys.
    ("‸indicaton=F41.1", 9, "indication"), ("arm=A and (‸Age>3)", 3, "age"),
    ("‸mgperkg=1", 7, "mgPerKg"),
    (
      "‸weather=fine", 7,
      "one of the keys indication, indicationGroup, site, arm, sex, instrument, failedTrials, "
        + "subject, age, drug, route, mgPerKg, phase, course, baseline"
    ),
    ("‸\"age\"=3", 5, "age"), ("‸=3", 1, "a key, an operator and a value: age>=30"),
    ("arm=A and‸", 0, "a key, an operator and a value: age>=30"),
    ("arm=A and ‸and arm=B", 3, "a key, an operator and a value: age>=30"),
    ("‸or", 2, "a key, an operator and a value: age>=30"),
    ("not‸", 0, "a key, an operator and a value: age>=30"),
    ("(‸)", 1, "a comparison in them"), ("arm=A and (‸)", 1, "a comparison in them"),
    ("‸!arm=A", 1, "not"),
    // Operators.
    ("arm‸", 0, "one of = != ~, in (…) or is missing, such as arm=A"),
    ("age ‸30", 2, "one of = != < <= > >=, in (…) or is missing, such as age=30"),
    ("age‸==30", 2, "="), ("age‸=>30", 2, ">="), ("age ‸=< 30", 2, "<="), ("age‸<>30", 2, "!="),
    ("age‸≥30", 1, ">="), ("age‸≠30", 1, "!="), ("indication‸=~F41", 2, "~ (begins with)"),
    ("indication‸!~F41", 2, "not before the key, and ~: not indication~F41"),
    ("arm‸<=>A", 3, "one of = != < <= > >= ~"), ("arm=A ‸&& age>3", 2, "and"),
    ("arm=A ‸|| age>3", 2, "or"), ("arm=A ‸& age>3", 1, "and"),
    ("indication ‸like F41", 4, "indication~F41.1 (begins with)"),
    ("age ‸between 30 and 40", 7, "age>=LOW and age<=HIGH"), ("age ‸ge 30", 2, ">="),
    ("arm ‸eq A", 2, "="), ("age ‸missing", 7, "is before missing: age is missing"),
    ("arm ‸not A", 3, "not arm=A"), ("‸30<=age", 2, "age>=30"), ("‸A=arm", 1, "arm=A"),
    ("age>=30‸<40", 1, "two with and: age>=30 and age<40"),
    ("site‸<3", 1, "one of = != ~, in (…)"), ("drug ‸>= ketamine", 2, "one of = != ~, in (…)"),
    ("age‸~3", 1, "one of = != < <= > >=, in (…)"),
    // Values.
    ("arm=‸", 0, "one, such as A"), ("arm=‸)", 1, "one, such as A"),
    ("mgPerKg>=‸", 0, "one, such as 0.5"),
    ("site= ‸and age>3", 3, "one, such as Tampa, or quotes: \"and\""),
    ("age>=‸young", 5, "a number, such as 30"), ("age=‸1.2.3", 5, "a number, such as 30"),
    ("age=‸012", 3, "a number, such as 30"), ("age=‸5.", 2, "a number, such as 30"),
    ("mgPerKg=‸0.1234567890123456789", 21, "a number, such as 0.5"),
    ("age=‸\"30\"", 4, "30"), ("mgPerKg>=0‸,5", 1, "0.5"),
    ("site=‸missing", 7, "site is missing, or quotes for a text of that name"),
    ("age!=‸missing", 7, "age is not missing, or quotes for a text of that name"),
    ("route=‸iv", 2, "IV; route is one of IV, IM, SC, IN, SL, PO"),
    ("route in (IV, ‸nasal)", 5, "one of IV, IM, SC, IN, SL, PO"),
    ("route~‸X", 1, "one of IV, IM, SC, IN, SL, PO"),
    ("phase!=‸inducton", 8, "induction; phase is one of induction, maintenance, booster"),
    ("sex=‸F", 1, "one of female, male, other, unknown"),
    ("sex=‸Female", 6, "female; sex is one of female, male, other, unknown"),
    ("instrument=‸GAD7", 4, "GAD-7"),
    ("instrument~‸gad", 3, "the id of an instrument, such as GAD-7"),
    ("instrument in (GAD-7,‸NONSENSE)", 8, "the id of an instrument, such as GAD-7"),
    ("arm=‸(A)", 1, "arm in (…)"), ("arm!=‸(A, B)", 1, "arm not in (…)"),
    // Lists.
    ("arm in ‸A", 1, "(A, …), values in parentheses"),
    ("arm not in‸", 0, "(A, …), values in parentheses"),
    ("arm in (‸)", 1, "one, such as A"), ("arm in (A,‸)", 1, "one, such as A"),
    ("arm in (A ‸B)", 1, ", before it, or ) for the end"),
    ("arm in ‸(A, B", 1, ") behind its last value"),
    ("arm in (A, ‸or)", 2, "one, such as A, or quotes: \"or\""),
    ("age is ‸30", 2, "age is missing, or = before a value"),
    ("age is not ‸30", 2, "age is not missing, or != before a value"),
    ("age ‸is", 2, "age is missing, or = before a value"),
    // Parentheses.
    ("‸(arm=A", 1, ") where it ends"), ("arm=B or ‸((arm=A)", 1, ") where it ends"),
    ("arm=A‸)", 1, "( before it, or none"), ("(arm=A)‸)", 1, "( before it, or none"),
    // Quotes.
    ("site=‸\"New York", 9, "\" behind the value"), ("site=‸'O''Brien", 9, "' behind the value"),
    ("site=‸\"a\\nb\"", 3, "\\\\ for a backslash"),
    // What stands behind.
    (
      "arm=A ‸arm=B", 3,
      "and between two comparisons, or quotes around a value of several words: \"A arm\""
    ),
    ("arm=A ‸adn age>3", 3, "and"), ("arm=A ‸ro age>3", 2, "or"),
    (
      "site=St. ‸Mary", 4,
      "and between two comparisons, or quotes around a value of several words: \"St. Mary\""
    ),
    ("(arm=A) ‸arm=B", 3, "and between two comparisons"),
    ("arm=A ‸(arm=B)", 1, "and between two comparisons"),
    ("arm=A‸, B", 1, "in (A, …) after the key"),
    (
      "indication=F41‸*", 1,
      "KEY~BEGINNING for what begins so, such as indication~F41, or quotes around the value"
    ),
    ("site=a‸;b", 1, "quotes around a value that has it, such as site=\"St. Mary's\""),
    ("site=Ålesund and ‸sit=3", 3, "site"),
  ]

  @Test(arguments: cases)
  func `the first fault is named, with its place and what would do`(
    marked: String, length: Int, expected: String
  ) throws {
    let (fault, offset) = try fault(marked)
    #expect(fault.offset == offset, "\(marked): \(fault.problem)")
    #expect(fault.length == length, "\(marked): \(fault.problem)")
    #expect(fault.expected == expected, "\(marked): \(fault.problem)")
    #expect(!fault.problem.isEmpty)
  }

  @Test(arguments: [
    ("‸indicaton=F41.1", "there is no key indicaton"), ("age‸==3", "== is no operator"),
    ("site‸<3", "site is a text: it has no order"),
    ("age‸~3", "age is a number: it has no beginning"), ("route=‸iv", "route is never iv"),
    ("route~‸X", "no route begins with X"), ("instrument=‸GAD7", "there is no instrument GAD7"),
    ("‸(arm=A", "this parenthesis is never closed"),
    ("arm=A‸)", "this parenthesis was never opened"),
    ("arm=‸", "after = a value is missing"), ("arm in (‸)", "in the list a value is missing"),
  ])
  func `what is wrong is said in a clause`(marked: String, problem: String) throws {
    #expect(try fault(marked).fault.problem == problem)
  }

  @Test func `without definitions any instrument may be meant`() throws {
    #expect(try Selection("instrument=GAD7").text == "instrument=GAD7")
  }

  /// The place is the 101st parenthesis, whatever stands before it.
  @Test func `too many parentheses are refused where they become too many`() throws {
    let (fault, offset) = try fault(
      String(repeating: "( ", count: 100) + "‸(" + String(repeating: "(", count: 9000))
    #expect(fault.offset == offset)
    #expect(fault.problem == "more than 100 parentheses stand within each other")
  }
}
