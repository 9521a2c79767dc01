/// Values of several series at one time, and what PromQL makes of them.
public struct Vector: Sendable, Equatable {
    public struct Element: Sendable, Equatable {
        public var labels: LabelSet
        public var value: Double

        public init(_ labels: LabelSet, _ value: Double) {
            self.labels = labels
            self.value = value
        }
    }

    public var elements: [Element]

    public init(_ elements: [Element]) { self.elements = elements }

    public init(_ samples: [MetricSample]) {
        elements = samples.map { Element($0.series.labels, $0.value) }
    }

    /// Sums over everything but these labels, `sum by (…)`; nothing for nothing, never zero.
    public func sum(by labels: [String] = []) -> Vector {
        grouped {
            $0.keeping(labels)
        } combine: {
            $0 + $1
        }
    }

    /// The greatest of each group; a NaN only where there is nothing else.
    public func max(by labels: [String] = []) -> Vector {
        grouped {
            $0.keeping(labels)
        } combine: {
            $0 > $1 || $1.isNaN ? $0 : $1
        }
    }

    /// Each element by the other's with the same labels. An element without its counterpart has no ratio, and neither has one
    /// by zero: PromQL says NaN or an infinity there, which no condition can judge.
    public func ratio(to whole: Vector) -> Vector {
        let divisors = Dictionary(whole.elements.map { ($0.labels, $0.value) }) { first, _ in first }
        return Vector(
            elements.compactMap { element in
                guard let divisor = divisors[element.labels], divisor != 0 else { return nil }
                return Element(element.labels, element.value / divisor)
            })
    }

    /// The histograms in a vector of `…_bucket` series, each by the labels that its buckets share. A bucket whose `le` is no
    /// number counts as none.
    public var histograms: [(labels: LabelSet, buckets: HistogramBuckets)] {
        var (order, found) = ([LabelSet](), [LabelSet: [HistogramBuckets.Bucket]]())
        for element in elements {
            guard let said = element.labels["le"], let bound = NumberText.value(Array(said.utf8)[...]) else { continue }
            let labels = element.labels.without("le")
            if found[labels] == nil { order.append(labels) }
            found[labels, default: []].append(HistogramBuckets.Bucket(upperBound: bound, count: element.value))
        }
        return order.map { ($0, HistogramBuckets(found[$0] ?? [])) }
    }

    private func grouped(
        _ group: (LabelSet) -> LabelSet, combine: (Double, Double) -> Double
    ) -> Vector {
        var (order, found) = ([LabelSet](), [LabelSet: Double]())
        for element in elements {
            let labels = group(element.labels)
            if let value = found[labels] {
                found[labels] = combine(value, element.value)
            } else {
                order.append(labels)
                found[labels] = element.value
            }
        }
        return Vector(order.map { Element($0, found[$0] ?? 0) })
    }
}
