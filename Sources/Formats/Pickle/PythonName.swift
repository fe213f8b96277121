/// A module and a name in it, which a pickle asks to be imported.
struct PythonName: Sendable, Hashable {
  var module: String
  var name: String

  init(_ module: String, _ name: String) {
    (self.module, self.name) = (module, name)
  }

  /// Both with a point between them, at most 80 characters.
  var description: String { String("\(module).\(name)".prefix(80)) }

  /// Whether it is a class of scikit-learn, whatever submodule the version keeps it in.
  var isScikitLearnClass: Bool {
    guard module == "sklearn" || module.hasPrefix("sklearn.") else { return false }
    let parts = module.split(separator: ".")
    return !parts.contains("externals") && !parts.contains { $0.contains("joblib") } && isClassName
  }

  /// Whether it is one of PyTorch's own layers.
  var isTorchModule: Bool { module.hasPrefix("torch.nn.modules.") && isClassName }

  /// Names of classes begin with a capital, and have no points that would lead elsewhere.
  private var isClassName: Bool {
    let letters = name.drop { $0 == "_" }
    guard let first = letters.first, first.isASCII, first.isUppercase else { return false }
    return letters.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
  }

  /// Whether loading it elsewhere runs nothing but what NumPy, scikit-learn or PyTorch do with data.
  ///
  /// Exact names and classes only: a whole module is never a licence.
  var isInert: Bool {
    if isScikitLearnClass || isTorchModule { return true }
    if let names = Self.inert[module] { return names.contains(name) }
    // Cython's own unpicklers, in the modules of losses.
    return module.hasPrefix("sklearn.") && name.hasPrefix("__pyx_unpickle_")
      && PythonName(module, String(name.dropFirst(15))).isScikitLearnClass
  }

  /// The names that only hold data, by module.
  private static let inert: [String: Set<String>] = {
    let builtins: Set = [
      "set", "frozenset", "bytearray", "bytes", "list", "dict", "tuple", "complex", "slice",
      "object",
      "int", "float", "bool", "str", "range", "FutureWarning", "DeprecationWarning", "long",
      "unicode",
    ]
    let multiarray: Set = ["_reconstruct", "scalar"]
    let types: Set = [
      "dtype", "ndarray", "matrix", "memmap", "float64", "float32", "float16", "int64", "int32",
      "int16", "int8", "uint64", "uint32", "uint16", "uint8", "bool_", "bool", "str_", "object_",
      "longlong",
    ]
    let wrapper: Set = ["NumpyArrayWrapper", "NDArrayWrapper", "ZNDArrayWrapper"]
    let torch: Set = [
      "FloatStorage", "DoubleStorage", "HalfStorage", "BFloat16Storage", "LongStorage",
      "IntStorage", "ShortStorage", "CharStorage", "ByteStorage", "BoolStorage", "Size", "device",
      "float64", "float32", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8",
      "bool", "strided", "Tensor",
    ]
    return [
      "builtins": builtins, "__builtin__": builtins,
      "collections": ["OrderedDict", "defaultdict", "deque", "Counter"],
      "copy_reg": ["_reconstructor"], "copyreg": ["_reconstructor"],
      "_codecs": ["encode"],
      "numpy": types,
      "numpy.dtypes": ["Float64DType", "Float32DType", "Int64DType", "StrDType", "ObjectDType"],
      "numpy.core.multiarray": multiarray, "numpy._core.multiarray": multiarray,
      "numpy.core.numeric": ["_frombuffer"], "numpy._core.numeric": ["_frombuffer"],
      "numpy.ma.core": ["_mareconstruct", "MaskedArray", "MaskedConstant"],
      "numpy.random": ["__RandomState_ctor"],
      "numpy.random.mtrand": ["RandomState", "__RandomState_ctor"],
      "numpy.random._pickle": [
        "__randomstate_ctor", "__bit_generator_ctor", "__generator_ctor",
      ],
      "numpy.random._mt19937": ["MT19937"], "numpy.random._pcg64": ["PCG64"],
      "numpy.random.bit_generator": ["SeedSequence"],
      "joblib.numpy_pickle": wrapper, "sklearn.externals.joblib.numpy_pickle": wrapper,
      "scipy.sparse.csr": ["csr_matrix"], "scipy.sparse._csr": ["csr_matrix", "csr_array"],
      "scipy.sparse.csc": ["csc_matrix"], "scipy.sparse._csc": ["csc_matrix", "csc_array"],
      "torch": torch,
      "torch.storage": ["TypedStorage", "UntypedStorage"],
      "torch._utils": ["_rebuild_tensor_v2", "_rebuild_parameter"],
      "torch.serialization": ["_get_layout"],
      "torch.nn.parameter": ["Parameter", "Buffer"],
    ]
  }()
}

extension PythonGraph {
  /// What loading the file elsewhere would import and may call, beyond what only holds data.
  var runsCode: [String] { names.filter { !$0.isInert }.map(\.description) }
}
