package dev.consilium.bench.floor;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Over the standard streams: a line in, a line out. */
public final class StdioFloor {
  private StdioFloor() {}

  public static void main(String[] args) throws IOException {
    FloorTable table = FloorTable.ofEnvironment();
    try (BufferedReader in =
            new BufferedReader(
                new InputStreamReader(
                    new FileInputStream(FileDescriptor.in), StandardCharsets.UTF_8));
        FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
      ByteArrayOutputStream answer = new ByteArrayOutputStream(512);
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        FloorCall call =
            FloorCall.parse(new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)));
        if (call.id() == null) {
          continue;
        }
        answer.reset();
        call.answer(table, answer);
        answer.write('\n');
        out.write(answer.toByteArray());
      }
    }
  }
}
