import Projections
import Testing

@Suite struct AnalysisPlanTests {
  @Test func `options stand in the id of a definition in their order`() {
    var plan = AnalysisPlan()
    plan.usesFirstBaseline = true
    plan.criterion = .remission
    plan.confirm = 1
    plan.drug = "midazolam"
    let id = plan.definitionID("relief.course.v1", instruments: ["GAD-7"], [.criterion, .confirm])
    #expect(id == "relief.course.v1+first+remission+confirm=1+drug=midazolam")
  }
}
