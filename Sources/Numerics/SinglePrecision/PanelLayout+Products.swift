import CKernels

/// The three products of training a dense layer, each sum in one order: the results depend neither on the
/// team nor, where the processor multiplies and adds in one step, on the processor.
extension PanelLayout {
  /// `x · weights + bias`, `[samples × paddedColumns]`.
  ///
  /// - Parameters:
  ///   - x: the inputs, row-major.
  ///   - stride: from one row of `x` to the next, ≥ `rows`.
  ///   - inputs: which columns of `x` vary; all of them together are `rows`. Those that do not are summed
  ///     first.
  ///   - samples: the number of rows.
  ///   - parameters: what holds the weights, in this layout, and the bias.
  ///   - offset: where the weights begin.
  ///   - bias: where the bias begins, `paddedColumns` floats.
  ///   - result: what is written to, row-major with a stride of `paddedColumns`.
  ///   - team: who does the work.
  package func multiply(
    _ x: [Float], stride: Int, inputs: BatchColumns, samples: Int, by parameters: [Float],
    at offset: Int, bias: Int, into result: inout [Float], team: WorkerTeam
  ) {
    precondition(samples == 0 || x.count >= (samples - 1) * stride + rows, "too few inputs")
    precondition(stride >= rows, "rows of the inputs overlap")
    precondition(inputs.varying.count == rows, "other columns than the weights have rows")
    precondition(parameters.count >= offset + count, "the weights are not there")
    precondition(parameters.count >= bias + paddedColumns, "the bias is not there")
    precondition(result.count >= samples * paddedColumns, "too little room for the product")
    let blocks = WorkerTeam.blocks(samples, of: Self.blockSamples)
    let operations = 2 * samples * inputs.varyingCount * paddedColumns
    unsafe withOperands(x, parameters, &result) { operands in
      team.perform(panelCount * blocks, operations: operations) { task in
        let (panel, block) = (task / blocks, task % blocks)
        let (column, width) = (panel * Self.panelWidth, width(ofPanel: panel))
        let first = block * Self.blockSamples
        let weights = unsafe operands.second + offset + start(ofPanel: panel)
        unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: width) { shared in
          guard let shared = shared.baseAddress else { return }
          unsafe CKernels_multiply_panel(
            1, operands.first, stride, inputs.constant, inputs.constantCount, weights, width,
            operands.second + bias + column, shared, width)
          unsafe CKernels_multiply_panel(
            min(Self.blockSamples, samples - first), operands.first + first * stride, stride,
            inputs.varying, inputs.varyingCount, weights, width, shared,
            operands.result + first * paddedColumns + column, paddedColumns)
        }
      }
    }
  }

  /// The gradients of the weights and of the bias: `transpose(x) · delta`, in this layout, and the sum of the
  /// rows of `delta`.
  ///
  /// - Parameters:
  ///   - x: the inputs, row-major.
  ///   - stride: from one row of `x` to the next.
  ///   - inputs: which columns of `x` vary; all of them together are `rows`.
  ///   - samples: the number of rows, at least 1.
  ///   - delta: the gradient of the pre-activations, row-major with a stride of `paddedColumns`.
  ///   - gradient: what is written to.
  ///   - offset: where the gradient of the weights begins.
  ///   - bias: where the gradient of the bias begins, `paddedColumns` floats.
  ///   - team: who does the work.
  package func outerProduct(
    _ x: [Float], stride: Int, inputs: BatchColumns, samples: Int, _ delta: [Float],
    into gradient: inout [Float], at offset: Int, bias: Int, team: WorkerTeam
  ) {
    precondition(samples > 0 && x.count >= (samples - 1) * stride + rows, "too few inputs")
    precondition(inputs.varying.count == rows, "other columns than the weights have rows")
    precondition(delta.count >= samples * paddedColumns, "too few gradients")
    precondition(gradient.count >= offset + count, "too little room for the gradient")
    precondition(gradient.count >= bias + paddedColumns, "too little room for the bias")
    // The first task of a panel sees to the bias, and to the inputs that do not vary.
    let blocks = 1 + WorkerTeam.blocks(inputs.varyingCount, of: Self.blockRows)
    let operations = 2 * samples * inputs.varyingCount * paddedColumns
    unsafe withOperands(x, delta, &gradient) { operands in
      team.perform(panelCount * blocks, operations: operations) { task in
        let (panel, block) = (task / blocks, task % blocks - 1)
        let (column, width) = (panel * Self.panelWidth, width(ofPanel: panel))
        let target = unsafe operands.result + offset + start(ofPanel: panel)
        guard block >= 0 else {
          let sums = unsafe operands.result + bias + column
          // A product with a single input that is 1 for every sample.
          unsafe CKernels_outer_panel(
            samples, [1], 0, [0], 1, operands.second + column, paddedColumns, width, sums)
          unsafe CKernels_outer_panel(
            1, operands.first, stride, inputs.constant, inputs.constantCount, sums, width, width,
            target)
          return
        }
        let first = block * Self.blockRows
        unsafe inputs.varying.withUnsafeBufferPointer { varying in
          guard let varying = varying.baseAddress else { return }
          unsafe CKernels_outer_panel(
            samples, operands.first, stride, varying + first,
            min(Self.blockRows, inputs.varyingCount - first), operands.second + column,
            paddedColumns, width, target)
        }
      }
    }
  }

  /// The gradient of the inputs: `delta · transpose(weights)`, `[samples × padded(rows)]`.
  ///
  /// - Parameters:
  ///   - delta: the gradient of the pre-activations, row-major with a stride of `paddedColumns`.
  ///   - samples: the number of rows.
  ///   - parameters: what holds the weights, in this layout.
  ///   - offset: where the weights begin.
  ///   - result: what is written to, row-major with a stride of `padded(rows)`; 0 beyond the rows.
  ///   - team: who does the work.
  package func multiplyTransposed(
    _ delta: [Float], samples: Int, by parameters: [Float], at offset: Int,
    into result: inout [Float], team: WorkerTeam
  ) {
    let stride = Self.padded(rows)
    precondition(delta.count >= samples * paddedColumns, "too few gradients")
    precondition(parameters.count >= offset + count, "the weights are not there")
    precondition(result.count >= samples * stride, "too little room for the product")
    let blocks = WorkerTeam.blocks(stride, of: Self.panelWidth)
    let units = BatchColumns(count: columns).varying
    unsafe withOperands(delta, parameters, &result) { operands in
      team.perform(blocks, operations: 2 * samples * rows * paddedColumns) { block in
        let first = block * Self.panelWidth
        let width = min(Self.panelWidth, stride - first)
        unsafe withTransposed(operands.second + offset, rows: first, width: width) {
          transposed, zeros in
          unsafe CKernels_multiply_panel(
            samples, operands.first, paddedColumns, units, columns, transposed, width, zeros,
            operands.result + first, stride)
        }
      }
    }
  }

  /// Some rows of the weights as columns: a panel of the transpose, and as many zeros as it is wide.
  ///
  /// Made anew each time: it costs one pass over the weights, where the product makes one for each sample.
  private func withTransposed(
    _ weights: UnsafePointer<Float>, rows first: Int, width: Int,
    _ body: (_ transposed: UnsafePointer<Float>, _ zeros: UnsafePointer<Float>) -> Void
  ) {
    unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: (columns + 1) * width) {
      buffer in
      guard let transposed = buffer.baseAddress else { return }
      for panel in 0..<panelCount {
        let column = panel * Self.panelWidth
        let panelWidth = self.width(ofPanel: panel)
        unsafe CKernels_transpose_panel(
          min(width, rows - first), min(panelWidth, columns - column), panelWidth,
          weights + start(ofPanel: panel) + first * panelWidth, width, transposed + column * width)
      }
      let zeros = unsafe transposed + columns * width
      unsafe zeros.initialize(repeating: 0, count: width)
      unsafe body(transposed, zeros)
    }
  }

  /// Two arrays that the threads of a team read, and one whose parts they write to.
  @unsafe
  private struct Operands: @unchecked Sendable {
    let first: UnsafePointer<Float>
    let second: UnsafePointer<Float>
    let result: UnsafeMutablePointer<Float>
  }

  /// Where arrays lie in memory, for as long as `body` runs; does nothing when one is empty.
  @inline(__always)
  private func withOperands(
    _ first: [Float], _ second: [Float], _ result: inout [Float], _ body: (Operands) -> Void
  ) {
    unsafe first.withUnsafeBufferPointer { first in
      unsafe second.withUnsafeBufferPointer { second in
        unsafe result.withUnsafeMutableBufferPointer { result in
          guard let first = first.baseAddress, let second = second.baseAddress,
            let result = result.baseAddress
          else { return }
          unsafe body(Operands(first: first, second: second, result: result))
        }
      }
    }
  }

  /// Samples of one task.
  private static let blockSamples = 64
  /// Rows of weights of one task.
  private static let blockRows = 128
}
