/// The axis of a matrix along which samples stand, counted from the front. Stops where it is out of range.
func samplesAxis(_ axis: Int, of operation: String) -> Int {
  guard (-2...1).contains(axis) else {
    stop("\(operation): axis \(axis) is out of range; samples stand along axis 0 (one per row) or 1 (one per column)")
  }
  return axis < 0 ? axis + 2 : axis
}
