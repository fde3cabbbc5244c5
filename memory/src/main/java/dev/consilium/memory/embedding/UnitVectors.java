package dev.consilium.memory.embedding;

/** Vectors of length 1, whose product is the cosine of their angle. */
final class UnitVectors {
  private UnitVectors() {}

  /** The vector itself, scaled; one of zeros stays as it is. */
  static float[] of(float[] vector) {
    double square = 0;
    for (float x : vector) {
      square += (double) x * x;
    }
    double length = Math.sqrt(square);
    if (length > 0) {
      for (int i = 0; i < vector.length; i++) {
        vector[i] = (float) (vector[i] / length);
      }
    }
    return vector;
  }
}
