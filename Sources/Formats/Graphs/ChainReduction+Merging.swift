import Networks
import StoredModels

extension ChainReduction {
  /// Joins what files spell as several operators: a bias behind weights without one, a factor and a
  /// summand, the two steps of a scaler.
  mutating func mergeAffine() {
    var merged: [Piece] = []
    for piece in pieces {
      guard let last = merged.last,
        let joined = Self.joined(last, piece, isFirst: merged.count == 1)
      else {
        merged.append(piece)
        continue
      }
      merged[merged.count - 1] = Piece(part: joined, nodes: last.nodes + piece.nodes)
    }
    replacePieces(merged)
  }

  private static func joined(
    _ first: Piece, _ second: Piece, isFirst: Bool
  ) -> StoredChain<StoredArray>.Part? {
    guard case .whole(.affine(let after)) = second.part, after.origin == nil, after.scaling == nil
    else { return nil }
    let isShift = after.scale.allSatisfy { $0 == 1 }
    let isScale = after.shift.allSatisfy { $0 == 0 }
    switch first.part {
    case .dense(var dense) where dense.bias == nil && isShift:
      dense.bias = StoredArray(
        second.shiftSource ?? "\(dense.name).bias", shape: [dense.units],
        type: second.shiftSource == nil ? dense.weights.type : second.shiftType,
        numbers: after.shift, file: dense.weights.file)
      return .dense(dense)
    case .whole(.layerNormalization(var layer)) where layer.beta == nil:
      guard layer.gamma == nil || isShift else { return nil }
      if !isShift { layer.gamma = after.scale }
      if !isScale { layer.beta = after.shift }
      return .whole(.layerNormalization(layer))
    case .whole(.affine(let before)) where before.origin == nil && before.scaling == nil:
      if before.shift.allSatisfy({ $0 == 0 }), isShift {
        return .whole(
          .affine(
            AffineLayer(
              name: before.name, className: before.className, scale: before.scale,
              shift: after.shift)))
      }
      if before.scale.allSatisfy({ $0 == 1 }), isScale, isFirst {
        return .whole(
          .affine(
            AffineLayer(
              name: before.name,
              scaling: after.className == "Div"
                ? .standard(mean: before.shift.map { -$0 }, scale: after.scale.map { 1 / $0 })
                : .minMax(minimum: before.shift.map { -$0 }, scale: after.scale))))
      }
      return nil
    default: return nil
    }
  }

  /// Gives every layer a name of its own: the second of a name is `NAME_1`.
  mutating func nameUniquely() {
    var taken: Set<String> = []
    replacePieces(
      pieces.map { piece in
        var piece = piece
        var name = piece.name
        if case .whole(.activation) = piece.part, taken.contains(name) { return piece }
        var number = 1
        while !taken.insert(name).inserted {
          name = "\(piece.name)_\(number)"
          number += 1
        }
        switch piece.part {
        case .dense(var dense):
          dense.name = name
          piece.part = .dense(dense)
        case .whole(let layer): piece.part = .whole(layer.named(name))
        }
        return piece
      })
  }
}

extension NetworkLayer {
  /// The same layer under another name.
  func named(_ name: String) -> NetworkLayer {
    switch self {
    case .dense(var layer):
      layer.name = name
      return .dense(layer)
    case .activation(var layer):
      layer.name = name
      return .activation(layer)
    case .affine(var layer):
      layer.name = name
      return .affine(layer)
    case .layerNormalization(var layer):
      layer.name = name
      return .layerNormalization(layer)
    }
  }
}
