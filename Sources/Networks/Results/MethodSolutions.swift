/// What one method found, for each target.
public struct MethodSolutions: Sendable, Equatable {
  /// The method's name, such as `analytical`.
  public package(set) var method: String
  /// The filter applied to the inverse matrices, such as `middle:0.2`; `nil` when none was.
  public package(set) var filter: String?
  /// The method's own parameters.
  public package(set) var parameters: [InversionResults.Parameter]
  /// One solution for each target, in their order.
  public package(set) var solutions: [InverseSolution]

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
  public var groupName: String { filter.map { "\(method)+\($0)" } ?? method }
}
