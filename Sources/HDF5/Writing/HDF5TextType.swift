import CHDF5

/// The type of variable-length text, UTF-8 unless another label is wanted.
func textType(
  _ name: String, _ characterSet: H5T_cset_t = H5T_CSET_UTF8
) throws(HDF5Error) -> HDF5Handle {
  guard let type = HDF5Handle(H5Tcopy(CHDF5_c_s1()), closing: H5Tclose),
    H5Tset_size(type.id, CHDF5_variable()) >= 0, H5Tset_cset(type.id, characterSet) >= 0
  else { throw HDF5Builder.failure(name) }
  return type
}

/// Lends the texts as an array of C strings, which is what variable-length types are in memory.
func withTextPointers(
  _ texts: [String], _ body: ([UnsafePointer<CChar>?]) throws(HDF5Error) -> Void
) throws(HDF5Error) {
  // A NUL would end the text early: it becomes the replacement character, which can be seen.
  let strings = texts.map { text in
    Array(String(text.map { $0 == "\0" ? "\u{FFFD}" : $0 }).utf8CString)
  }
  var offsets: [Int] = []
  var joined: [CChar] = []
  for string in strings {
    offsets.append(joined.count)
    joined += string
  }
  try unsafe joined.withUnsafeBufferPointer { buffer throws(HDF5Error) in
    let pointers = unsafe offsets.map { offset in
      unsafe buffer.baseAddress.map { unsafe $0 + offset }
    }
    try unsafe body(pointers)
  }
}
