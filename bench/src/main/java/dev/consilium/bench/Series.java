package dev.consilium.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The same measured several times. */
final class Series {
  private final double[] values;

  Series(double... values) {
    this.values = values;
  }

  static Series of(List<Measured> rounds, ToDoubleFunction<Measured> what) {
    return new Series(rounds.stream().mapToDouble(what).toArray());
  }

  /** Of values that were measured in the same rounds. */
  Series over(Series other) {
    double[] ratios = new double[values.length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = values[i] / other.values[i];
    }
    return new Series(ratios);
  }

  double median() {
    double[] sorted = sorted();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  double worst() {
    return sorted()[values.length - 1];
  }

  private double[] sorted() {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted;
  }

  /** Half of what lies between the least and the greatest, in per cent of the median. */
  private double noise() {
    double[] sorted = sorted();
    return 50 * (sorted[sorted.length - 1] - sorted[0]) / median();
  }

  String median(String format) {
    return String.format(Locale.ROOT, format, median());
  }

  /** The median and its noise. */
  String text(String format) {
    return median(format) + String.format(Locale.ROOT, " ± %.0f %%", noise());
  }
}
