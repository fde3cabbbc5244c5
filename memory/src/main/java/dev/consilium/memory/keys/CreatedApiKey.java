package dev.consilium.memory.keys;

/** A new key, the only time it is seen. */
public record CreatedApiKey(String name, String key) {
  @Override
  public String toString() {
    return "CreatedApiKey[" + name + "]";
  }
}
