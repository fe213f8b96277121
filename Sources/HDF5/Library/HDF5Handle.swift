import CHDF5

/// The owner of one library identifier, which it closes.
struct HDF5Handle: ~Copyable {
  let id: hid_t
  private let close: (hid_t) -> herr_t

  /// Takes over an identifier; `nil` when the call that made it failed.
  init?(_ id: hid_t, closing close: @escaping (hid_t) -> herr_t) {
    guard id >= 0 else { return nil }
    self.id = id
    self.close = close
  }

  deinit { _ = close(id) }
}
