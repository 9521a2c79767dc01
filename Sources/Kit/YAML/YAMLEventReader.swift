internal import CYAML

/// libyaml's parser over one buffer: hands out one event after the other.
///
/// Owns the parser and a copy of the bytes at an address of its own, because libyaml keeps the pointer.
@safe struct YAMLEventReader: ~Copyable {
    let file: String
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>

    init(_ bytes: [UInt8], file: String) {
        self.file = file
        unsafe parser = .allocate(capacity: 1)
        unsafe input = .allocate(capacity: bytes.count)
        _ = unsafe input.initialize(from: bytes)
        let made = unsafe yaml_parser_initialize(parser)
        precondition(made == 1, "libyaml has memory for a parser")
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        unsafe yaml_parser_set_input_string(parser, input.baseAddress, bytes.count)
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
        unsafe input.deallocate()
    }

    /// The next event; after the end of the stream, that end again.
    mutating func next() throws(YAMLError) -> YAMLEvent {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw error() }
        defer { unsafe yaml_event_delete(&event) }
        return unsafe YAMLEvent(event, file: file)
    }

    private func error() -> YAMLError {
        let state = unsafe parser.pointee
        let problem = unsafe state.problem.map { unsafe String(cString: $0) } ?? "unreadable"
        if unsafe state.error == YAML_READER_ERROR {
            return YAMLError(.encoding, unsafe mark(ofByte: state.problem_offset), problem)
        }
        var message = problem
        if let context = unsafe state.context.map({ unsafe String(cString: $0) }) {
            message += unsafe " \(context) that starts on line \(state.context_mark.line + 1)"
        }
        return YAMLError(.syntax, unsafe SourceMark(file: file, start: state.problem_mark), message)
    }

    /// libyaml names a reader error by its byte; people count lines.
    private func mark(ofByte offset: Int) -> SourceMark {
        var line = 1
        var column = 1
        for index in unsafe 0..<min(offset, input.count) {
            let byte = unsafe input[index]
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        return SourceMark(file: file, line: line, column: column)
    }
}
