import Numerics
import TestSupport
import Testing

/// Batches of which some columns are the same in every sample, as a picture's border is.
@Suite("Products of training")
struct PanelProductsTests {
  /// A batch, weights and gradients of numbers between −1 and 1; every third column of `x` is constant.
  struct Case: CustomTestStringConvertible {
    let samples: Int
    let inputs: Int
    let units: Int
    var testDescription: String { "\(samples) × \(inputs) × \(units)" }

    func value(_ seed: Int) -> Float { Float((seed * 7919 + 13) % 1009) / 504.5 - 1 }
    func x(_ sample: Int, _ input: Int) -> Float {
      value(input % 3 == 1 ? input : sample * 31 + input * 17)
    }
    func weight(_ input: Int, _ unit: Int) -> Float { value(input * 41 + unit * 5 + 3) }
    func delta(_ sample: Int, _ unit: Int) -> Float { value(sample * 11 + unit * 23 + 7) }

    /// Some of many, to be checked one by one.
    func some(_ count: Int) -> StrideTo<Int> { stride(from: 0, to: count, by: count / 40 + 1) }

    var layout: PanelLayout { PanelLayout(rows: inputs, columns: units) }
    var batch: [Float] {
      (0..<samples * inputs).map { x($0 / inputs, $0 % inputs) }
    }
    /// Which columns vary, found by looking.
    var columns: BatchColumns {
      var columns = BatchColumns(count: inputs)
      columns.split(batch, samples: samples)
      return columns
    }
  }

  static let cases = [
    Case(samples: 1, inputs: 5, units: 3), Case(samples: 3, inputs: 1, units: 17),
    Case(samples: 8, inputs: 64, units: 32), Case(samples: 33, inputs: 131, units: 30),
    Case(samples: 160, inputs: 600, units: 70), Case(samples: 2, inputs: 7, units: 1),
  ]

  @Test("columns that are the same in all samples are found", arguments: cases)
  func columns(of item: Case) {
    let constant = (0..<item.inputs).filter { input in
      (0..<item.samples).allSatisfy { item.x($0, input) == item.x(0, input) }
    }
    #expect(item.columns.constantCount == constant.count)
    #expect(item.columns.varyingCount == item.inputs - constant.count)
  }

  @Test("x · weights + bias, on one thread and on three", arguments: cases)
  func product(of item: Case) {
    let layout = item.layout
    var parameters = [Float](repeating: 0, count: layout.count + layout.paddedColumns)
    for input in 0..<item.inputs {
      for unit in 0..<item.units {
        parameters[layout.index(input, unit)] = item.weight(input, unit)
      }
    }
    for unit in 0..<item.units { parameters[layout.count + unit] = item.value(unit) }
    func result(_ threads: Int) -> [Float] {
      var result = [Float](repeating: .nan, count: item.samples * layout.paddedColumns)
      layout.multiply(
        item.batch, stride: item.inputs, inputs: item.columns, samples: item.samples,
        by: parameters, at: 0, bias: layout.count, into: &result,
        team: WorkerTeam(threads: threads))
      return result
    }
    let product = result(1)
    #expect(product == result(3))
    for sample in item.some(item.samples) {
      for unit in 0..<item.units {
        var truth = Double(item.value(unit))
        for input in 0..<item.inputs {
          truth += Double(item.x(sample, input)) * Double(item.weight(input, unit))
        }
        let got = product[sample * layout.paddedColumns + unit]
        #expect(abs(Double(got) - truth) < 1e-6 * Double(item.inputs + 1))
      }
    }
  }

  @Test("transpose(x) · delta and the sums of delta, on one thread and on three", arguments: cases)
  func gradients(of item: Case) {
    let layout = item.layout
    var delta = [Float](repeating: 0, count: item.samples * layout.paddedColumns)
    for sample in 0..<item.samples {
      for unit in 0..<item.units {
        delta[sample * layout.paddedColumns + unit] = item.delta(sample, unit)
      }
    }
    func result(_ threads: Int) -> [Float] {
      var result = [Float](repeating: .nan, count: layout.count + layout.paddedColumns)
      layout.outerProduct(
        item.batch, stride: item.inputs, inputs: item.columns, samples: item.samples, delta,
        into: &result, at: 0, bias: layout.count, team: WorkerTeam(threads: threads))
      return result
    }
    let gradient = result(1)
    #expect(gradient == result(3))
    let tolerance = 1e-6 * Double(item.samples + 1)
    for unit in 0..<item.units {
      var sum = 0.0
      for sample in 0..<item.samples { sum += Double(item.delta(sample, unit)) }
      #expect(abs(Double(gradient[layout.count + unit]) - sum) < tolerance)
      for input in item.some(item.inputs) {
        var truth = 0.0
        for sample in 0..<item.samples {
          truth += Double(item.x(sample, input)) * Double(item.delta(sample, unit))
        }
        #expect(abs(Double(gradient[layout.index(input, unit)]) - truth) < tolerance)
      }
    }
  }
}
