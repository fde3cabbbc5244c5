package dev.consilium.memory.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileIndexTest extends VectorIndexContract {
  @TempDir Path folder;

  @Override
  VectorIndex open() {
    return new FileIndex(folder.resolve("index"));
  }

  private static VectorIndex.Entry entry(long passage, float x, float y) {
    return new VectorIndex.Entry(passage, 1, new float[] {x, y});
  }

  @Test
  void oneWritesTheOthersRead() {
    Path shared = folder.resolve("shared");
    try (VectorIndex reader = new FileIndex(shared)) {
      try (VectorIndex writer = new FileIndex(shared)) {
        OptionalLong _ = writer.feed();
        writer.apply(List.of(entry(1, 1, 0)), List.of(), 5);

        assertThat(reader.feed()).isEmpty();
        reader.refresh();
        assertThat(reader.nearest(new float[] {1, 0}, null, 5)).containsOnlyKeys(1L);
      }
      assertThat(reader.feed()).isEqualTo(OptionalLong.of(5));
      reader.apply(List.of(entry(2, 0, 1)), List.of(), 6);
      assertThat(reader.count()).isEqualTo(2);
    }
  }

  @Test
  void isMadeAnewWhenItsFilesAreDamaged() throws Exception {
    Path damaged = folder.resolve("damaged");
    try (VectorIndex index = new FileIndex(damaged)) {
      OptionalLong _ = index.feed();
      index.apply(List.of(entry(1, 1, 0)), List.of(), 5);
    }
    try (Stream<Path> files = Files.list(damaged)) {
      for (Path file : files.filter(f -> !f.toString().endsWith(".lock")).toList()) {
        Files.write(file, new byte[] {1, 2, 3});
      }
    }
    try (VectorIndex index = new FileIndex(damaged)) {
      assertThat(index.feed()).isEqualTo(OptionalLong.of(0));
      index.apply(List.of(entry(1, 1, 0)), List.of(), 5);
      assertThat(index.count()).isEqualTo(1);
    }
  }
}
