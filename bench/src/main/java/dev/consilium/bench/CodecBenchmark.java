package dev.consilium.bench;

import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.rpc.RequestId;
import dev.consilium.schemas.rpc.RpcCodec;
import dev.consilium.schemas.rpc.RpcMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import tools.jackson.core.JsonParser;

/** Reading a call and writing its answer, beside a parser that only walks over the same bytes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {
  private final byte[] legacy = call(Era.LEGACY);
  private final byte[] modern = call(Era.MODERN);
  private final RpcMessage answer =
      new RpcMessage.Result(
          new RequestId.Int(7),
          Json.MAPPER.readTree(
              "{\"content\":[{\"type\":\"text\",\"text\":\"t: 50 % step 7\"}],\"structuredContent\":"
                  + "{\"task_id\":\"t\",\"status\":\"in_progress\",\"progress\":50,\"message\":\"step 7\"}}"));

  private static byte[] call(Era era) {
    return era.message(7, Work.TASK_REPORT.request(3, 7)).getBytes(StandardCharsets.UTF_8);
  }

  /** The floor of reading. */
  @Benchmark
  public int walk() {
    int tokens = 0;
    try (JsonParser parser = Json.MAPPER.createParser(legacy)) {
      while (parser.nextToken() != null) {
        tokens++;
      }
    }
    return tokens;
  }

  @Benchmark
  public Object decodeLegacy() {
    return RpcCodec.decode(new ByteArrayInputStream(legacy));
  }

  @Benchmark
  public Object decodeModern() {
    return RpcCodec.decode(new ByteArrayInputStream(modern));
  }

  @Benchmark
  public Object encode() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    RpcCodec.encode(answer, out);
    return out;
  }
}
