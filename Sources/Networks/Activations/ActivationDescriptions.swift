func reluDescription(_ slope: Double, _ maximum: Double?, _ threshold: Double) -> String {
  if slope == 0, threshold == 0, maximum == 6 { return "relu6" }
  var parameters: [String] = []
  if slope != 0 { parameters.append("negative_slope \(parameterText(slope))") }
  if let maximum { parameters.append("max \(parameterText(maximum))") }
  if threshold != 0 { parameters.append("threshold \(parameterText(threshold))") }
  return parameters.isEmpty ? "relu" : "relu(\(parameters.joined(separator: ", ")))"
}

/// A parameter in its shortest digits, whole numbers without a point.
func parameterText(_ value: Double) -> String {
  value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
}
