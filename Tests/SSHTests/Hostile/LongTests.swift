import Glibc

/// Whether the whole of what is drawn a sample from is wanted (`script/test --long`).
enum LongTests {
    static let areWanted = unsafe getenv("CJCTL_TEST_LONG") != nil
}
