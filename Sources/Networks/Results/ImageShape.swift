import Numerics

/// The height and width of a picture.
public struct ImageShape: Sendable, Equatable, CustomStringConvertible {
  /// Rows of pixels.
  public var height: Int
  /// Pixels in a row.
  public var width: Int

  /// Creates a shape.
  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  /// The smallest side of a picture that is guessed at: four or sixteen features are no picture.
  static let smallestGuess = 8

  /// The shape of an input seen as a picture: its own two axes (a third of extent 1 does not count), a
  /// square from 8×8 on, or one row.
  package init(inputShape: [Int]) {
    let axes =
      inputShape.last == 1 && inputShape.count == 3 ? inputShape.dropLast() : inputShape[...]
    let count = Shape(inputShape)?.count ?? 0
    let side = Int(Double(count).squareRoot().rounded())
    if axes.count == 2 {
      self.init(height: axes[0], width: axes[1])
    } else if side * side == count, side >= Self.smallestGuess {
      self.init(height: side, width: side)
    } else {
      self.init(height: 1, width: count)
    }
  }

  /// The number of pixels.
  ///
  /// Of sides that no memory holds, the largest number.
  package var count: Int {
    let (count, overflow) = height.multipliedReportingOverflow(by: width)
    return overflow ? .max : count
  }

  /// Whether neighbors mean something: a single row or column of features is no picture.
  package var isPicture: Bool { height > 1 && width > 1 }

  /// `28x28`.
  public var description: String { "\(height)x\(width)" }
}
