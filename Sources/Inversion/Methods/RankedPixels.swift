import Networks
import Numerics

/// The improved empirical method: what pixels do for a class, carried to the pixels that vary with them,
/// lights the best of these; the network's own doubts are repaired at the end.
struct RankedPixels {
  let request: MethodRequest
  /// Of 784 pixels; of other widths the same share.
  private static let share = 180.0 / 784

  /// How many pixels are lit at most.
  var litPixels: Int {
    let inputs = request.network.inputs
    let usual = max(1, Int((Double(inputs) * Self.share).rounded()))
    return min(request.options.empirical.litPixels ?? usual, inputs)
  }

  /// Draws every target.
  func solutions() throws(InversionError) -> [InverseSolution] {
    let scores = try scores()
    let box = request.box
    let count = litPixels
    var solutions: [InverseSolution] = []
    for target in request.timedTargets {
      var input = box.lower
      let best = EmpiricalMethod.ranking(scores[target]).prefix(count)
      for (place, pixel) in best.enumerated() where scores[target][pixel] > 0 {
        let brightness = 1 - Double(place) / Double(count)
        input[pixel] += brightness * (box.upper[pixel] - box.lower[pixel])
      }
      let goal = try request.goal(target, usual: .oneSided)
      var found = GoalRepair(network: request.network, goal: goal, box: box).repaired(input)
      if request.coordinates.inputs.hasSteps {
        let decided = request.deciding(found.point).box
        found = GoalRepair(network: request.network, goal: goal, box: decided).repaired(found.point)
      }
      var solution = InverseSolution(target: target, input: found.point)
      solution.certificate = SolutionCertificate(
        goal: goal.kind, margin: goal.margin, goalDistance: found.distance,
        isReached: found.distance <= goal.tolerance)
      solutions.append(solution)
    }
    PaperPicture.scale(&solutions, to: box)
    return solutions
  }

  /// What each pixel does for each target.
  private func scores() throws(InversionError) -> [[Double]] {
    let targets = request.targets.logits
    let signs = (0..<targets.rows).map { row in
      targets.row(row).map { $0 > 0 ? 1.0 : $0 < 0 ? -1 : 0 }
    }
    if request.options.empirical.rank == .kernel {
      let probes = try EmpiricalMethod().probes(request)
      let raw = signs.map { sign in
        probes.reduce(into: [Double](repeating: 0, count: request.network.inputs)) { sum, logits in
          sum.add(1, times: logits.times(sign))
        }
      }
      let smooth = request.smoothed(
        Matrix(rows: raw).transposed(), length: Self.kernelLength
      ).transposed()
      return (0..<smooth.rows).map { Array(smooth.row($0)) }
    }
    let images = try request.images(for: "--rank cov")
    let trace = request.network.trace(images.backgrounds)
    let slopes = signs.map { sign in
      let weights = Matrix(rows: [[Double]](repeating: sign, count: images.backgrounds.rows))
      let gradients = request.network.gradients(trace, of: weights)
      return gradients.multiplied(
        onLeftBy: [Double](repeating: 1 / Double(gradients.rows), count: gradients.rows))
    }
    let carried = images.covariance(times: Matrix(rows: slopes).transposed()).transposed()
    return (0..<carried.rows).map { Array(carried.row($0)) }
  }

  /// How far a score reaches without images, in pixels.
  private static let kernelLength = 1.0
}

extension MethodRequest {
  /// A smooth kernel times some columns, `[inputs × columns]`; inputs that are no pictures stay as they
  /// are.
  func smoothed(_ columns: Matrix, length: Double) -> Matrix {
    let shape = imageShape
    guard shape.isPicture else { return columns }
    let kernel = SmoothKernel(shape, length: length)
    let pictures = columns.transposed()
    var values: [Double] = []
    for row in 0..<pictures.rows { values += kernel.times(Array(pictures.row(row))) }
    return Matrix(rows: pictures.rows, columns: pictures.columns, values: values).transposed()
  }
}
