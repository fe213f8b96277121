import MLPKit

/// A line on the terminal that shows how far a training is; nothing anywhere else.
final class ProgressBar {
  private let console: Console
  private let epochs: Int
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private let firstEpoch: Int
  private var lastDrawn: ContinuousClock.Instant?
  private var isShown = false

  /// - Parameters:
  ///   - console: where to draw.
  ///   - epochs: how many there will be at most.
  ///   - done: how many there are already.
  init(_ console: Console, epochs: Int, done: Int) {
    self.console = console
    self.epochs = epochs
    firstEpoch = done
    start = clock.now
  }

  /// Draws, unless the last drawing was just now.
  func show(_ history: TrainingHistory, done: Double) {
    guard console.drawsProgress else { return }
    let now = clock.now
    if let lastDrawn, now - lastDrawn < .milliseconds(100) { return }
    lastDrawn = now
    let position = Double(history.epochs.count) + done
    let share = position / Double(epochs)
    let cells = 24
    let filled = Int(share * Double(cells))
    var line =
      "epoch \(min(history.epochs.count + 1, epochs))/\(epochs) ["
      + String(repeating: "=", count: filled) + String(repeating: " ", count: cells - filled) + "]"
    if let last = history.epochs.last {
      line += " loss \(NumberText.short(last.validationLoss ?? last.loss, significant: 4))"
      if let accuracy = last.validationAccuracy ?? last.accuracy {
        line += " accuracy \(NumberText.fixed(accuracy, digits: 4))"
      }
    }
    let elapsed = (now - start) / .seconds(1)
    let progress = position - Double(firstEpoch)
    if progress > 0.5 {
      line += " \(Self.time(elapsed / progress * (Double(epochs) - position))) left"
    }
    console.draw("\r\u{1B}[K\(line)")
    isShown = true
  }

  /// Takes the line away.
  func end() {
    if isShown { console.draw("\r\u{1B}[K") }
  }

  private static func time(_ seconds: Double) -> String {
    let seconds = Int(seconds.rounded(.up))
    return seconds < 100 ? "\(seconds) s" : "\((seconds + 59) / 60) min"
  }
}
