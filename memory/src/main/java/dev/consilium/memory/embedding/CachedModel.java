package dev.consilium.memory.embedding;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Remembers the vectors of the latest texts: agents ask the same question again and again. */
final class CachedModel implements EmbeddingModel {
  private static final int MAX_VECTORS = 10_000;

  private final EmbeddingModel model;
  private final Cache<String, float[]> vectors =
      Caffeine.newBuilder().maximumSize(MAX_VECTORS).build();

  CachedModel(EmbeddingModel model) {
    this.model = model;
  }

  @Override
  public String name() {
    return model.name();
  }

  @Override
  public List<float[]> passages(List<String> texts) {
    Map<String, String> byKey = new HashMap<>();
    texts.forEach(text -> byKey.put(key('p', text), text));
    Map<String, float[]> known =
        vectors.getAll(
            byKey.keySet(),
            missing -> {
              List<String> keys = List.copyOf(missing);
              List<float[]> fresh = model.passages(keys.stream().map(byKey::get).toList());
              Map<String, float[]> added = new HashMap<>();
              for (int i = 0; i < keys.size(); i++) {
                added.put(keys.get(i), fresh.get(i));
              }
              return added;
            });
    return texts.stream().map(text -> known.get(key('p', text))).toList();
  }

  @Override
  public float[] query(String text) {
    float[] vector = vectors.get(key('q', text), _ -> model.query(text));
    return Arrays.copyOf(vector, vector.length);
  }

  private static String key(char kind, String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return kind + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
