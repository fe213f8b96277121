import Networks
import Numerics

extension CSourceText {
  /// The loop of a dense layer, and its tables.
  mutating func dense(
    _ layer: DenseLayer, _ index: Int, from source: String, to target: String
  ) -> String {
    let weights = table(
      "weights_\(index)", layer.weights.transposed().values,
      comment: "\(layer.inputs) weights for each of \(layer.units) units")
    let bias = layer.bias.map { table("bias_\(index)", $0, comment: "\(layer.units) biases") }
    return """
        for (int u = 0; u < \(layer.units); u++) {
          \(macro)_SUM sum = \(bias.map { "\($0)[u]" } ?? "0");
          for (int i = 0; i < \(layer.inputs); i++) {
            sum += (\(macro)_SUM)\(weights)[u * \(layer.inputs) + i] * \(source)[i];
          }
          \(target)[u] = (float)sum;
        }

      """
  }

  /// What an activation does to the values in a buffer.
  mutating func activation(
    _ activation: Activation, _ index: Int, in buffer: String, width: Int
  ) -> String {
    if activation == .linear { return "" }
    if let expression = formula.expression(activation) {
      return """
          for (int i = 0; i < \(width); i++) {
            const float x = \(buffer)[i];
            \(buffer)[i] = \(expression);
          }

        """
    }
    switch activation {
    case .parametricReLU(let slopes):
      let slopes = table("slopes_\(index)", slopes, comment: "a slope for each unit")
      return """
          for (int i = 0; i < \(width); i++) {
            if (\(buffer)[i] < 0.0f) \(buffer)[i] *= \(slopes)[i];
          }

        """
    case .glu:
      return """
          for (int i = 0; i < \(width / 2); i++) {
            \(buffer)[i] = \(buffer)[i] / (1.0f + expf(-\(buffer)[i + \(width / 2)]));
          }

        """
    case .sparsemax: return sparsemax(buffer, width)
    default:
      let isLogarithm = activation == .logSoftmax
      return """
          {
            float largest = \(buffer)[0];
            \(macro)_SUM sum = 0;
            for (int i = 1; i < \(width); i++) {
              if (\(buffer)[i] > largest) largest = \(buffer)[i];
            }
            for (int i = 0; i < \(width); i++) {
              \(buffer)[i] -= largest;
              sum += expf(\(buffer)[i]);
            }
            for (int i = 0; i < \(width); i++) {
              \(isLogarithm ? "\(buffer)[i] -= logf((float)sum)" : "\(buffer)[i] = (float)(expf(\(buffer)[i]) / sum)");
            }
          }

        """
    }
  }

  /// The support is found without sorting: an output counts those that are larger, and sums them.
  private func sparsemax(_ buffer: String, _ width: Int) -> String {
    """
      {
        \(macro)_SUM total = 0;
        int support = 0;
        for (int i = 0; i < \(width); i++) {
          \(macro)_SUM sum = 0;
          int rank = 0;
          for (int j = 0; j < \(width); j++) {
            if (\(buffer)[j] > \(buffer)[i] || (\(buffer)[j] == \(buffer)[i] && j <= i)) {
              sum += \(buffer)[j];
              rank++;
            }
          }
          if (\(buffer)[i] - (sum - 1) / rank > 0) {
            total += sum;
            support++;
          }
        }
        for (int i = 0; i < \(width); i++) {
          const float x = (float)(\(buffer)[i] - (total - 1) / support);
          \(buffer)[i] = x < 0.0f ? 0.0f : x;
        }
      }

    """
  }

  /// A scaler, in the steps that it is made of.
  mutating func affine(_ layer: AffineLayer, _ index: Int, in buffer: String) -> String {
    let steps = model.steps(layer)
    let labels = steps.isShiftFirst ? ("offset", "factor") : ("factor", "summand")
    let first = table("\(labels.0)_\(index)", steps.first, comment: layer.className.commentSafe)
    let second = table("\(labels.1)_\(index)", steps.second, comment: layer.className.commentSafe)
    let expression =
      steps.isShiftFirst
      ? "(\(buffer)[i] - \(first)[i]) * \(second)[i]"
      : "\(buffer)[i] * \(first)[i] + \(second)[i]"
    return
      "  for (int i = 0; i < \(layer.scale.count); i++) \(buffer)[i] = \(expression);\n"
  }

  /// LayerNormalization of the values in a buffer.
  mutating func normalization(
    _ layer: LayerNormalizationLayer, _ index: Int, in buffer: String
  ) -> String {
    var expression = "(float)((\(buffer)[i] - mean) / deviation)"
    if let gamma = layer.gamma {
      expression += " * \(table("gamma_\(index)", gamma, comment: "LayerNormalization"))[i]"
    }
    if let beta = layer.beta {
      expression += " + \(table("beta_\(index)", beta, comment: "LayerNormalization"))[i]"
    }
    return """
        {
          \(macro)_SUM mean = 0, variance = 0, deviation;
          for (int i = 0; i < \(layer.width); i++) mean += \(buffer)[i];
          mean /= \(layer.width);
          for (int i = 0; i < \(layer.width); i++) {
            variance += (\(buffer)[i] - mean) * (\(buffer)[i] - mean);
          }
          deviation = sqrt(variance / \(layer.width) + \(layer.epsilon));
          for (int i = 0; i < \(layer.width); i++) \(buffer)[i] = \(expression);
        }

      """
  }
}

extension String {
  /// The text as part of a comment.
  fileprivate var commentSafe: String {
    String(filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == " ") }.prefix(80))
  }
}
