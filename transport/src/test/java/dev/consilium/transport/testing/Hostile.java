package dev.consilium.transport.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Random;

/** Makes messages that are nearly right, in ways that parsers have got wrong. No line ends. */
public final class Hostile {
  private static final String[] SEEDS = {
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"echo\",\"params\":{\"a\":[1,2,{\"b\":null}]}}",
    "{\"jsonrpc\":\"2.0\",\"id\":\"\\ud800\",\"method\":\"echo\"}",
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\\udc00\\u0000\"}",
    "{\"jsonrpc\":\"2.0\",\"id\":1e400,\"method\":\"echo\"}",
    "{\"jsonrpc\":\"2.0\",\"id\":123456789012345678901234567890,\"method\":\"echo\"}",
    "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"echo\",\"params\":{\"n\":1e999999999}}",
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"echo\"}",
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"echo\",\"params\":{\"s\":\"\\ud83d\"}}",
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"echo\",\"params\":[1]}",
    "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":[]}",
    "{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":{},\"error\":{\"code\":\"x\"}}",
    "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{}}",
    "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"echo\"},[],{},null,\"x\",{\"id\":true}]",
    "[[[[[[[[]]]]]]]]",
    "\ufeff{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}",
    "nul",
    "tru",
    "-",
    "1e",
    "\"",
    "{\"",
    "{\"a\":",
    "[1,",
    "\\",
    "// x",
    "/* x */ {}",
    "NaN",
  };

  private final Random random;

  public Hostile(Random random) {
    this.random = random;
  }

  public byte[] next() {
    byte[] bytes = SEEDS[random.nextInt(SEEDS.length)].getBytes(UTF_8);
    byte[] changed =
        switch (random.nextInt(8)) {
          case 0 -> bytes;
          case 1 -> cut(bytes);
          case 2 -> nested();
          case 3 -> noise();
          case 4 -> ("[" + "{},".repeat(random.nextInt(150)) + "1]").getBytes(UTF_8);
          default -> flipped(bytes);
        };
    for (int i = 0; i < changed.length; i++) {
      if (changed[i] == '\n') {
        changed[i] = ' ';
      }
    }
    return changed;
  }

  private byte[] cut(byte[] bytes) {
    return java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
  }

  private byte[] nested() {
    String open = random.nextBoolean() ? "[" : "{\"a\":";
    String inner = open.repeat(random.nextInt(2_000));
    return ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"echo\",\"params\":" + inner)
        .getBytes(UTF_8);
  }

  private byte[] noise() {
    byte[] bytes = new byte[random.nextInt(300)];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] flipped(byte[] bytes) {
    for (int i = random.nextInt(4); i >= 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }
}
