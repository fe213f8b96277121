import JSON

extension KerasNode {
  /// What Keras runs when it loads the model, although it is in the file.
  ///
  /// Python's bytecode of Lambda layers and of anonymous functions, and functions and classes of modules that are not
  /// Keras's. Each once, in the order of the file.
  var code: [String] {
    var names: [String] = []
    var seen: Set<String> = []
    collectCode { name in
      if seen.insert(name).inserted { names.append(name) }
    }
    return names
  }

  /// Recursion goes as deep as the parser allows.
  private func collectCode(_ add: (String) -> Void) {
    if className == "Lambda" { add("Keras layer Lambda \(name)") }
    if let module = foreignModule {
      add("class \(module.contains(">") ? module : "\(module).\(className)")")
    }
    // The configuration of a model holds its layers again.
    if !isModel { collectCode(in: .object(configuration), add) }
    for child in children { child.collectCode(add) }
  }

  private func collectCode(in value: JSONValue, _ add: (String) -> Void) {
    switch value {
    case .array(let elements): for element in elements { collectCode(in: element, add) }
    case .object(let object):
      switch object["class_name"]?.stringValue {
      case "Lambda": add("Keras layer Lambda \(object["config"]?["name"]?.stringValue ?? name)")
      case "__lambda__" where className != "Lambda": add("function of layer \(name)")
      case "function":
        if let module = object["module"]?.stringValue, Self.isForeign(module) {
          add("function \(module).\(object["config"]?.stringValue ?? "")")
        }
      default: break
      }
      if className != "Lambda", Self.isCode(object) { add("function of layer \(name)") }
      for member in object.members { collectCode(in: member.value, add) }
    default: break
    }
  }

  /// Keras 3 writes a lambda that is an activation as the bytes of its code and nothing else; Keras 2 says its type.
  private static func isCode(_ object: JSONObject) -> Bool {
    if object["function_type"]?.stringValue == "lambda" { return true }
    guard object.members.count == 1, let code = object["value"]?.arrayValue else { return false }
    return code.count == 3 && code[0].stringValue != nil
  }

  private static func isForeign(_ module: String) -> Bool {
    !["keras", "tf_keras", "tensorflow"].contains(module.prefix { $0 != "." })
  }
}
