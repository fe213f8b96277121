/// What one method found, for each target.
package struct MethodSolutions: Sendable, Equatable {
  /// The method's name, such as `analytical`.
  package var method: String
  /// The filter applied to the inverse matrices, such as `middle:0.2`; `nil` when none was.
  package var filter: String?
  /// The method's own parameters.
  package var parameters: [InversionResults.Parameter]
  /// One solution for each target, in their order.
  package var solutions: [InverseSolution]

  /// Creates a set of solutions.
  package init(
    method: String, filter: String? = nil, parameters: [InversionResults.Parameter] = [],
    solutions: [InverseSolution]
  ) {
    self.method = method
    self.filter = filter
    self.parameters = parameters
    self.solutions = solutions
  }

  /// The name of its group in a results file: the method, and the filter when there is one.
  package var groupName: String { filter.map { "\(method)+\($0)" } ?? method }
}
