import CKernels

/// The three products of training a dense layer, each sum in the order of its terms: the results depend
/// neither on the team nor, where the processor multiplies and adds in one step, on the processor.
extension PanelLayout {
  /// `x · weights + bias`, `[samples × paddedColumns]`.
  ///
  /// - Parameters:
  ///   - x: the inputs, row-major.
  ///   - stride: from one row of `x` to the next, ≥ `rows`.
  ///   - samples: the number of rows.
  ///   - parameters: what holds the weights, in this layout, and the bias.
  ///   - offset: where the weights begin.
  ///   - bias: where the bias begins, `paddedColumns` floats.
  ///   - result: what is written to, row-major with a stride of `paddedColumns`.
  ///   - team: who does the work.
  public func multiply(
    _ x: [Float], stride: Int, samples: Int, by parameters: [Float], at offset: Int, bias: Int,
    into result: inout [Float], team: WorkerTeam
  ) {
    precondition(samples == 0 || x.count >= (samples - 1) * stride + rows, "too few inputs")
    precondition(stride >= rows, "rows of the inputs overlap")
    precondition(parameters.count >= offset + count, "the weights are not there")
    precondition(parameters.count >= bias + paddedColumns, "the bias is not there")
    precondition(result.count >= samples * paddedColumns, "too little room for the product")
    let blocks = WorkerTeam.blocks(samples, of: Self.blockSamples)
    unsafe x.withUnsafeBufferPointer { x in
      unsafe parameters.withUnsafeBufferPointer { parameters in
        unsafe result.withUnsafeMutableBufferPointer { result in
          guard let x = x.baseAddress, let weights = parameters.baseAddress,
            let z = result.baseAddress
          else { return }
          nonisolated(unsafe) let (source, matrix, target) = unsafe (x, weights, z)
          team.perform(
            panelCount * blocks, operations: 2 * samples * rows * paddedColumns
          ) { task in
            let (panel, block) = (task / blocks, task % blocks)
            let column = panel * Self.panelWidth
            let first = block * Self.blockSamples
            unsafe CKernels_multiply_panel(
              min(Self.blockSamples, samples - first), source + first * stride, stride,
              matrix + offset + start(ofPanel: panel), rows, width(ofPanel: panel),
              matrix + bias + column, target + first * paddedColumns + column, paddedColumns)
          }
        }
      }
    }
  }

  /// The gradient of the weights: `transpose(x) · delta`, in this layout.
  ///
  /// - Parameters:
  ///   - x: the inputs, row-major.
  ///   - stride: from one row of `x` to the next.
  ///   - samples: the number of rows.
  ///   - delta: the gradient of the pre-activations, row-major with a stride of `paddedColumns`.
  ///   - gradient: what is written to.
  ///   - offset: where the gradient of the weights begins.
  ///   - team: who does the work.
  public func outerProduct(
    _ x: [Float], stride: Int, samples: Int, _ delta: [Float], into gradient: inout [Float],
    at offset: Int, team: WorkerTeam
  ) {
    precondition(samples == 0 || x.count >= (samples - 1) * stride + rows, "too few inputs")
    precondition(delta.count >= samples * paddedColumns, "too few gradients")
    precondition(gradient.count >= offset + count, "too little room for the gradient")
    let blocks = WorkerTeam.blocks(rows, of: Self.blockRows)
    unsafe x.withUnsafeBufferPointer { x in
      unsafe delta.withUnsafeBufferPointer { delta in
        unsafe gradient.withUnsafeMutableBufferPointer { gradient in
          guard let x = x.baseAddress, let d = delta.baseAddress,
            let g = gradient.baseAddress
          else { return }
          nonisolated(unsafe) let (source, deltas, target) = unsafe (x, d, g)
          team.perform(
            panelCount * blocks, operations: 2 * samples * rows * paddedColumns
          ) { task in
            let (panel, block) = (task / blocks, task % blocks)
            let first = block * Self.blockRows
            let width = width(ofPanel: panel)
            unsafe CKernels_outer_panel(
              min(Self.blockRows, rows - first), samples, source + first, stride,
              deltas + panel * Self.panelWidth, paddedColumns, width,
              target + offset + start(ofPanel: panel) + first * width)
          }
        }
      }
    }
  }

  /// The gradient of the bias: the sum of the rows of `delta`, `[paddedColumns]`.
  ///
  /// - Parameters:
  ///   - delta: the gradient of the pre-activations, row-major with a stride of `paddedColumns`.
  ///   - samples: the number of rows.
  ///   - gradient: what is written to.
  ///   - offset: where the gradient of the bias begins.
  public func sumRows(
    _ delta: [Float], samples: Int, into gradient: inout [Float], at offset: Int
  ) {
    // A product with a single input that is 1 for every sample; its panels lie one after another.
    PanelLayout(rows: 1, columns: columns).outerProduct(
      [1], stride: 0, samples: samples, delta, into: &gradient, at: offset, team: .single)
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
  public func multiplyTransposed(
    _ delta: [Float], samples: Int, by parameters: [Float], at offset: Int,
    into result: inout [Float], team: WorkerTeam
  ) {
    let stride = Self.padded(rows)
    precondition(delta.count >= samples * paddedColumns, "too few gradients")
    precondition(parameters.count >= offset + count, "the weights are not there")
    precondition(result.count >= samples * stride, "too little room for the product")
    let blocks = WorkerTeam.blocks(stride, of: Self.panelWidth)
    unsafe delta.withUnsafeBufferPointer { delta in
      unsafe parameters.withUnsafeBufferPointer { parameters in
        unsafe result.withUnsafeMutableBufferPointer { result in
          guard let d = delta.baseAddress, let weights = parameters.baseAddress,
            let z = result.baseAddress
          else { return }
          nonisolated(unsafe) let (deltas, matrix, target) = unsafe (d, weights + offset, z)
          team.perform(blocks, operations: 2 * samples * rows * paddedColumns) { block in
            let first = block * Self.panelWidth
            let width = min(Self.panelWidth, stride - first)
            unsafe withTransposed(matrix, rows: first, width: width) { transposed, zeros in
              unsafe CKernels_multiply_panel(
                samples, deltas, paddedColumns, transposed, columns, width, zeros, target + first,
                stride)
            }
          }
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

  /// Samples of one task.
  private static let blockSamples = 64
  /// Rows of weights of one task.
  private static let blockRows = 128
}
