import LinearPrograms
import TestSupport
import Testing

@Suite("Linear programs")
struct LinearProgramTests {
  /// Minimize −x − 2y over 0...3 × 0...3 with x + y ≤ 4: at (1, 3), where it is −7.
  private static func corner() -> LinearProgram {
    var program = LinearProgram()
    program.addColumns([0...3, 0...3])
    program.addRow(LinearProgram.Row([0, 1], [1, 1], upper: 4))
    return program
  }

  @Test("are solved at the corner where they have their minimum")
  func solved() throws {
    var solver = try SimplexSolver(Self.corner())
    let found = try solver.minimize([-1, -2])
    #expect(found.isFeasible)
    #expect(zip(found.values, [1, 3]).allSatisfy { abs($0 - $1) < 1e-8 })
    let bound = solver.program.bound([-1, -2], multipliers: found.multipliers)
    #expect(bound <= -7 && bound > -7 - 1e-8)
  }

  @Test("take new objectives and rows from where they stand")
  func warm() throws {
    var solver = try SimplexSolver(Self.corner())
    _ = try solver.minimize([-1, -2])
    let other = try solver.minimize([-2, -1], isNew: true)
    #expect(zip(other.values, [3, 1]).allSatisfy { abs($0 - $1) < 1e-8 })
    try solver.addRow(LinearProgram.Row([0], [2], lower: -.infinity, upper: 4))
    let cut = try solver.minimize([-2, -1])
    #expect(zip(cut.values, [2, 2]).allSatisfy { abs($0 - $1) < 1e-8 })
    let bound = solver.program.bound([-2, -1], multipliers: cut.multipliers)
    #expect(bound <= -6 && bound > -6 - 1e-8)
  }

  @Test("a basis is where the next one begins")
  func basis() throws {
    var first = try SimplexSolver(Self.corner())
    _ = try first.minimize([-1, -2])
    let known = first.basis(rows: 1)
    let basis = try #require(known)
    var program = Self.corner()
    program.addRow(LinearProgram.Row([1], [1], upper: 2.5))
    var second = try SimplexSolver(program)
    second.start(at: basis)
    let found = try second.minimize([-1, -2])
    #expect(zip(found.values, [1.5, 2.5]).allSatisfy { abs($0 - $1) < 1e-8 })
  }

  @Test("rows that contradict each other come with the multipliers that show it")
  func infeasible() throws {
    var program = Self.corner()
    program.addRow(LinearProgram.Row([0, 1], [1, 1], lower: 5))
    var solver = try SimplexSolver(program)
    let found = try solver.minimize([-1, -2])
    #expect(!found.isFeasible)
    // A combination of the rows that 0 would have to exceed.
    #expect(program.contradicts(found.multipliers))
  }

  @Test("any multipliers bound the minimum from below")
  func anyMultipliers() throws {
    var numbers = SeededNumbers(seed: 5)
    for _ in 0..<50 {
      var program = LinearProgram()
      program.addColumns([ClosedRange<Double>](repeating: -1...2, count: 6))
      let inside = numbers.next(6)
      for _ in 0..<4 {
        let row = numbers.next(6)
        let value = zip(row, inside).reduce(0) { $0 + $1.0 * $1.1 }
        program.addRow(
          LinearProgram.Row(Array(0..<6), row, lower: value - 0.3, upper: value + 0.1))
      }
      let objective = numbers.next(6)
      var solver = try SimplexSolver(program)
      let found = try solver.minimize(objective)
      #expect(found.isFeasible)
      let least = zip(objective, found.values).reduce(0) { $0 + $1.0 * $1.1 }
      let sharp = program.bound(objective, multipliers: found.multipliers)
      #expect(sharp <= least + 1e-8 && sharp > least - 1e-7)
      for _ in 0..<5 {
        let loose = program.bound(objective, multipliers: numbers.next(4))
        #expect(loose <= sharp + 1e-7)
        #expect(loose <= zip(objective, inside).reduce(0) { $0 + $1.0 * $1.1 })
      }
    }
  }

  @Test("numbers that are not finite are refused")
  func notFinite() throws {
    for row in [
      LinearProgram.Row([0], [.nan], upper: 1), LinearProgram.Row([0], [.infinity], upper: 1),
      LinearProgram.Row([0], [1], lower: 2, upper: 1), LinearProgram.Row([0], [1], lower: .nan),
      LinearProgram.Row([0], [1], lower: .infinity),
    ] {
      var program = LinearProgram()
      program.addColumns([0...1])
      program.addRow(row)
      #expect(throws: LinearProgramError.notFinite) { _ = try SimplexSolver(program) }
    }
    var solver = try SimplexSolver(Self.corner())
    #expect(throws: LinearProgramError.notFinite) { _ = try solver.minimize([.nan, 0]) }
  }

  @Test("without rows the box decides")
  func boxOnly() throws {
    var program = LinearProgram()
    program.addColumns([-1...2, -3...5])
    var solver = try SimplexSolver(program)
    let found = try solver.minimize([1, -1])
    #expect(found.values == [-1, 5])
    #expect(abs(program.bound([1, -1], multipliers: []) + 6) < 1e-12)
  }
}
