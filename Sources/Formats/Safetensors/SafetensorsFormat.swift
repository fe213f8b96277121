import Files
import JSON
import Networks
import Numerics
import StoredModels

/// Named arrays of safetensors: the length of a JSON header, the header, the numbers.
enum SafetensorsFormat: ModelFormat {
  /// More than the headers of models with ten thousands of arrays.
  private static let largestHeader = 16 << 20
  /// What comes before the header: its length.
  private static let prefixSize = 8
  /// The types by their names in headers.
  static let types: [String: ElementType] = [
    "F64": .float64, "F32": .float32, "F16": .float16, "BF16": .bfloat16, "I64": .int64,
    "I32": .int32, "I16": .int16, "I8": .int8, "U64": .uint64, "U32": .uint32, "U16": .uint16,
    "U8": .uint8, "BOOL": .bool,
  ]

  static func recognizes(_ input: ModelInput) -> Bool {
    guard input.start.count > prefixSize, input.start[prefixSize] == UInt8(ascii: "{") else {
      return false
    }
    return headerSize(input.start) < 100_000_000
  }

  private static func headerSize(_ start: [UInt8]) -> UInt64 {
    start.prefix(prefixSize).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  static func open(
    _ input: ModelInput, hints: ArchitectureHints
  ) throws(FileError) -> any OpenedModel {
    let file = input.path
    func failure(_ problem: String, _ object: String? = nil) -> FileError {
      FileError(.badData, file: file, object: object, problem: problem)
    }
    let size = headerSize(input.start)
    guard size <= UInt64(largestHeader), Int(size) <= input.size - prefixSize else {
      throw failure("claims a header of \(size) bytes in a file of \(input.size)")
    }
    let source = try input.source()
    var stream = source.stream(from: prefixSize, path: file)
    let text = try stream.bytes(Int(size))
    let parsed: JSONValue
    do throws(JSONError) {
      // Objects in an object, with lists of numbers: three levels.
      parsed = try JSONParser.parse(text, maximumDepth: 8)
    } catch {
      throw failure("\(error)", "header")
    }
    guard let header = parsed.objectValue else {
      throw failure("has a header that is no JSON object")
    }
    let dataStart = prefixSize + Int(size)
    var places: [(begin: Int, end: Int, array: StoredArray)] = []
    for member in header.members where member.name != "__metadata__" {
      let name = String(member.name.prefix(80))
      guard let code = member.value["dtype"]?.stringValue,
        let shape = member.value["shape"]?.arrayValue?.map(\.intValue),
        let offsets = member.value["data_offsets"]?.arrayValue?.map(\.intValue),
        offsets.count == 2, let begin = offsets[0], let end = offsets[1], shape.count <= 64
      else { throw failure("does not say its type, shape and place", name) }
      guard let type = types[code] else {
        throw FileError(
          .unsupported, file: file, object: name,
          problem: "has the type \"\(code.prefix(20))\"; known are "
            + types.keys.sorted().joined(separator: ", "))
      }
      let extents = shape.compactMap { $0 }
      guard extents.count == shape.count, let count = Shape(extents)?.count,
        let bytes = Shape([count, type.size])?.count, begin >= 0, end >= begin,
        end - begin == bytes
      else {
        throw failure("lies from \(begin) to \(end), which its shape \(extents) does not fit", name)
      }
      guard end <= input.size - dataStart else {
        throw failure("ends at \(end) of \(input.size - dataStart) bytes", name)
      }
      places.append(
        (
          begin, end,
          try StoredArray(
            member.name, shape: extents, type: type, in: source, at: dataStart + begin, file: file)
        ))
    }
    places.sort { ($0.begin, $0.end) < ($1.begin, $1.end) }
    var position = 0
    for place in places {
      guard place.begin == position else {
        throw failure(
          place.begin < position
            ? "overlaps the array before it"
            : "leaves a gap of \(place.begin - position) bytes before it",
          String(place.array.name.prefix(80)))
      }
      position = place.end
    }
    guard position == input.size - dataStart else {
      throw failure("has \(input.size - dataStart - position) bytes behind its last array")
    }
    let metadata = try metadata(of: header, file)
    let inventory = ModelInventory(
      format: .safetensors,
      metadata: metadata.filter { !NetworkInArrays.keys.contains($0.name) }.map {
        ModelInventory.MetadataEntry(String($0.name.prefix(80)), String($0.value.prefix(400)))
      }, layers: [])
    if let restored = try NetworkInArrays.restore(
      metadata, places.map(\.array), inventory, file: file)
    {
      return restored
    }
    return StateDictionary(places.map(\.array), isInOrder: false, file: file).model(
      inventory, hints: hints)
  }

  private static func metadata(
    of header: JSONObject, _ file: String
  ) throws(FileError) -> [(name: String, value: String)] {
    guard let found = header["__metadata__"] else { return [] }
    guard let members = found.objectValue?.members else {
      throw FileError(
        .badData, file: file, object: "__metadata__", problem: "is no object of texts")
    }
    var texts: [(name: String, value: String)] = []
    for member in members {
      guard let text = member.value.stringValue else {
        throw FileError(
          .badData, file: file, object: "__metadata__",
          problem: "\(member.name.prefix(80)) is no text; texts were expected")
      }
      texts.append((member.name, text))
    }
    return texts
  }
}
