import CClp

/// A linear program in the hands of Clp, the solver of COIN-OR: the simplex method with bounds and warm
/// starts.
///
/// The answers are right to about 10⁻⁹ and not proven; ``LinearProgram/bound(_:multipliers:)`` makes proofs
/// of them. Nothing is printed, and the same calls give the same answers.
@safe
package struct SimplexSolver: ~Copyable {
  /// An answer.
  package struct Solution: Sendable, Equatable {
    /// Whether the minimum was found; otherwise the rows seem to contradict each other.
    package var isFeasible: Bool
    /// The columns where the minimum lies, to the solver's tolerance.
    package var values: [Double]
    /// The multipliers of the rows; of contradicting rows those that show it.
    package var multipliers: [Double]
  }

  /// Which columns and rows rest at a bound: where another solver can begin.
  package struct Basis: Sendable, Equatable {
    let columns: [UInt8]
    let rows: [UInt8]
  }

  /// The program as it stands.
  package private(set) var program: LinearProgram
  private let model: UnsafeMutableRawPointer
  /// The functions of the library, which is loaded when the first program is made.
  private let clp: CClp_table

  /// Hands a program over.
  ///
  /// - Parameters:
  ///   - program: what to solve.
  ///   - iterations: after how many a single call gives up.
  /// - Throws: ``LinearProgramError`` when it is too large or holds numbers that are not finite.
  package init(
    _ program: LinearProgram, iterations: Int = 20_000
  ) throws(LinearProgramError) {
    let columns = try ColumnMajorRows(program)
    guard CClp_load() != 0 else { throw .missing(reason: unsafe String(cString: CClp_problem())) }
    let clp = CClp_functions()
    guard let model = unsafe clp.Clp_newModel() else { throw .abandoned }
    self.clp = clp
    unsafe self.model = unsafe model
    self.program = program
    unsafe clp.Clp_setLogLevel(model, 0)
    unsafe clp.Clp_setPrimalTolerance(model, 1e-9)
    unsafe clp.Clp_setDualTolerance(model, 1e-9)
    unsafe clp.Clp_setMaximumIterations(model, Int32(clamping: iterations))
    unsafe clp.Clp_loadProblem(
      model, Int32(program.bounds.count), Int32(program.rows.count), columns.starts,
      columns.rows, columns.coefficients, program.bounds.map(\.lowerBound),
      program.bounds.map(\.upperBound), [Double](repeating: 0, count: program.bounds.count),
      program.rows.map(\.lower.forSolver), program.rows.map(\.upper.forSolver))
  }

  deinit { unsafe clp.Clp_deleteModel(model) }

  /// Adds a row; the next call to minimize starts from the last answer.
  ///
  /// - Throws: ``LinearProgramError`` when it holds numbers that are not finite.
  package mutating func addRow(_ row: LinearProgram.Row) throws(LinearProgramError) {
    guard row.isSound else { throw .notFinite }
    program.addRow(row)
    unsafe clp.Clp_addRows(
      model, 1, [row.lower.forSolver], [row.upper.forSolver],
      [0, Int32(row.columns.count)], row.columns.map { Int32($0) }, row.coefficients)
  }

  /// Changes what a column lies in; the next call to minimize starts from the last answer.
  ///
  /// - Throws: ``LinearProgramError`` when a bound is not finite.
  package mutating func setBounds(
    _ bounds: ClosedRange<Double>, ofColumn column: Int
  ) throws(LinearProgramError) {
    guard bounds.lowerBound.isFinite, bounds.upperBound.isFinite,
      let lower = unsafe clp.Clp_columnLower(model), let upper = unsafe clp.Clp_columnUpper(model)
    else { throw .notFinite }
    program.setBounds(bounds, ofColumn: column)
    unsafe lower[column] = bounds.lowerBound
    unsafe upper[column] = bounds.upperBound
  }

  /// Changes the limits of a row, and of its coefficients the one at a place; the next call to minimize starts
  /// from the last answer.
  ///
  /// - Parameters:
  ///   - index: the row.
  ///   - coefficient: the place in the row's list of columns, and the number that goes there.
  ///   - lower: what the combination is at least.
  ///   - upper: what the combination is at most.
  /// - Throws: ``LinearProgramError`` when a number is not finite or the limits lie upside down.
  package mutating func changeRow(
    _ index: Int, coefficient: (place: Int, value: Double)? = nil, lower: Double, upper: Double
  ) throws(LinearProgramError) {
    guard lower <= upper, lower < .infinity, upper > -.infinity,
      coefficient?.value.isFinite ?? true,
      let lowers = unsafe clp.Clp_rowLower(model), let uppers = unsafe clp.Clp_rowUpper(model)
    else { throw .notFinite }
    if let coefficient, program.rows[index].coefficients[coefficient.place] != coefficient.value {
      unsafe clp.Clp_modifyCoefficient(
        model, Int32(index), Int32(program.rows[index].columns[coefficient.place]),
        coefficient.value, true)
    }
    program.changeRow(index, coefficient: coefficient, lower: lower, upper: upper)
    unsafe lowers[index] = lower.forSolver
    unsafe uppers[index] = upper.forSolver
  }

  /// Begins at the basis of a program whose first rows are this one's; further rows are not in it.
  package mutating func start(at basis: Basis) {
    let columns = program.bounds.count
    guard basis.columns.count == columns else { return }
    let rows = basis.rows.prefix(program.rows.count)
    // What is not known is basic.
    let missing = [UInt8](repeating: 1, count: program.rows.count - rows.count)
    unsafe clp.Clp_copyinStatus(model, basis.columns + rows + missing)
  }

  /// Where a program with the same columns and first rows can begin.
  ///
  /// - Parameter rows: how many rows it has in common with this one.
  package func basis(rows: Int) -> Basis? {
    guard unsafe clp.Clp_statusExists(model) != 0, let status = unsafe clp.Clp_statusArray(model)
    else {
      return nil
    }
    let columns = program.bounds.count
    return Basis(
      columns: (0..<columns).map { unsafe status[$0] },
      rows: (0..<min(rows, program.rows.count)).map { unsafe status[columns + $0] })
  }

  /// Looks for the smallest value of an objective.
  ///
  /// - Parameters:
  ///   - objective: a coefficient for each column.
  ///   - isNew: whether rows and bounds are as in the last call, and only the objective has changed.
  /// - Throws: ``LinearProgramError`` when an objective is not finite or the solver gives up.
  package mutating func minimize(
    _ objective: [Double], isNew: Bool = false
  ) throws(LinearProgramError) -> Solution {
    precondition(objective.count == program.bounds.count, "a coefficient for each column")
    guard objective.allSatisfy(\.isFinite) else { throw .notFinite }
    unsafe clp.Clp_chgObjCoefficients(model, objective)
    _ = isNew ? unsafe clp.Clp_primal(model, 0) : unsafe clp.Clp_dual(model, 0)
    // 0 is optimal, 1 infeasible; over a box nothing is unbounded.
    switch unsafe clp.Clp_status(model) {
    case 0:
      return Solution(
        isFeasible: true,
        values: try unsafe Self.copy(clp.Clp_getColSolution(model), program.bounds.count),
        multipliers: try unsafe Self.copy(clp.Clp_getRowPrice(model), program.rows.count))
    case 1:
      guard let ray = unsafe clp.Clp_infeasibilityRay(model) else { throw .abandoned }
      defer { unsafe clp.Clp_freeRay(model, ray) }
      return Solution(
        isFeasible: false, values: [], multipliers: try unsafe Self.copy(ray, program.rows.count))
    default: throw .abandoned
    }
  }

  private static func copy(
    _ values: UnsafePointer<Double>?, _ count: Int
  ) throws(LinearProgramError) -> [Double] {
    guard let values = unsafe values else { throw .abandoned }
    return unsafe Array(UnsafeBufferPointer(start: values, count: count))
  }
}

extension LinearProgram.Row {
  /// Whether a solver can be trusted with it.
  var isSound: Bool {
    coefficients.allSatisfy(\.isFinite) && lower <= upper && lower < .infinity
      && upper > -.infinity
  }
}

extension Double {
  /// Clp's infinity is the largest finite number.
  fileprivate var forSolver: Double {
    min(max(self, -.greatestFiniteMagnitude), .greatestFiniteMagnitude)
  }
}

/// The coefficients of a program, column by column, as Clp wants them.
private struct ColumnMajorRows {
  var starts: [Int32]
  var rows: [Int32]
  var coefficients: [Double]

  /// More would take gigabytes.
  private static let mostElements = 20_000_000

  init(_ program: LinearProgram) throws(LinearProgramError) {
    let count = program.rows.reduce(0) { $0 + $1.columns.count }
    guard max(count, program.bounds.count, program.rows.count) <= Self.mostElements else {
      throw .tooLarge
    }
    guard program.rows.allSatisfy(\.isSound),
      program.bounds.allSatisfy({ $0.lowerBound.isFinite && $0.upperBound.isFinite })
    else { throw .notFinite }
    var lengths = [Int](repeating: 0, count: program.bounds.count + 1)
    for row in program.rows {
      for column in row.columns { lengths[column + 1] += 1 }
    }
    for column in program.bounds.indices { lengths[column + 1] += lengths[column] }
    starts = lengths.map { Int32($0) }
    rows = [Int32](repeating: 0, count: count)
    coefficients = [Double](repeating: 0, count: count)
    for (place, row) in program.rows.enumerated() {
      for (column, coefficient) in zip(row.columns, row.coefficients) {
        rows[lengths[column]] = Int32(place)
        coefficients[lengths[column]] = coefficient
        lengths[column] += 1
      }
    }
  }
}
