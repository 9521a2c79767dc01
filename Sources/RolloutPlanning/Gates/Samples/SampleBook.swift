public import FleetModel

/// Samples in order of time, found by node and figure.
public struct SampleBook: Sendable {
    private struct Page: Hashable {
        let node: HostID
        let figure: Figure
    }

    private var pages: [Page: [Sample]] = [:]

    /// In whatever order the samples are given. Of two that speak of one time the one seen last counts.
    public init(_ samples: [Sample]) {
        for sample in samples { pages[Page(node: sample.node, figure: sample.figure), default: []].append(sample) }
        for (page, samples) in pages {
            let ordered = samples.enumerated().sorted {
                ($0.element.at, $0.element.seen, $0.offset) < ($1.element.at, $1.element.seen, $1.offset)
            }.map(\.element)
            var kept: [Sample] = []
            for sample in ordered {
                if kept.last?.at == sample.at { kept.removeLast() }
                kept.append(sample)
            }
            pages[page] = kept
        }
    }

    /// The samples of one figure of one node in `span`, and what can be used of them.
    public func stretch(
        _ figure: Figure, of node: HostID, in span: ClosedRange<Instant>, staleAfter: TimeSpan
    ) -> SampleStretch {
        let samples = pages[Page(node: node, figure: figure)] ?? []
        let first = samples.partitioningIndex { $0.at >= span.lowerBound }
        var stretch = SampleStretch(span: span, staleAfter: staleAfter)
        for sample in samples[first...].prefix(while: { $0.at <= span.upperBound }) { stretch.add(sample) }
        return stretch
    }
}

extension Array {
    /// The first index whose element fulfils `isLater`, for an array whose elements stop failing it at one point.
    fileprivate func partitioningIndex(where isLater: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = low + (high - low) / 2
            if isLater(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
