/// Ends a process group on a host, and finds out whether it is gone.
public struct GroupEnd: Sendable {
    /// What is known of the group afterwards.
    public enum Result: Hashable, Sendable {
        /// No process of it is left.
        case gone
        /// Some of it may still run: the group's number, where it is known, and why it could not be ended.
        case left(group: Int32?, String)
    }

    public static let standardGrace = Duration.seconds(3)
    /// Between SIGKILL and the last look.
    static let killWait = Duration.seconds(1)
    /// Looks per second.
    private static let looks = 10

    let group: Int32
    let grace: Duration

    /// How long `script` takes at the most, and the way to the host and back.
    var deadline: Duration { grace + Self.killWait + .seconds(10) }

    /// Asks the group to end, waits, kills it, waits, and says how it is.
    ///
    /// A process that leads no group is asked to end by itself, and what it has started counts as there.
    ///
    /// What cannot be seen counts as there: only the kernel's "No such process" says that nobody is left, or a group of
    /// which /proc shows the dead alone, for whom nobody has waited yet (a container's first process may never do).
    var script: String {
        """
        here() {
            case $(LC_ALL=C kill -0 -\(group) 2>&1) in *'o such process'*) return 1 ;; ?*) return 0 ;; esac
            [ -r /proc/self/stat ] || return 0
            for file in /proc/[0-9]*/stat; do
                IFS= read -r line 2>/dev/null <"$file" || continue
                IFS=' '
                set -- ${line##*) }
                [ "$3" = \(group) ] && [ "$1" != Z ] && return 0
            done
            return 1
        }
        settle() {
            for look in $1; do
                here || { echo gone; exit 0; }
                sleep 0.1 2>/dev/null || sleep 1
            done
        }
        if ! kill -0 -\(group) 2>/dev/null && kill -0 \(group) 2>/dev/null; then
            kill -TERM \(group)
            echo left
            exit 0
        fi
        kill -TERM -\(group) 2>/dev/null
        settle "$1"
        kill -KILL -\(group) 2>/dev/null
        settle "$2"
        here || { echo gone; exit 0; }
        echo left
        """
    }

    /// The looks that `script` may take, as its arguments.
    var scriptArguments: [String] { [list(of: grace), list(of: Self.killWait)] }

    private func list(of span: Duration) -> String {
        let count = Int(span.components.seconds) * Self.looks + 1
        return (0..<max(1, count)).map(String.init).joined(separator: " ")
    }
}
