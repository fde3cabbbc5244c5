package dev.consilium.server.testing;

import dev.consilium.schemas.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.NullMarked;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Messages that nobody should send, made from those that clients do send; the same for each seed.
 */
@NullMarked
public final class Hostile {
  private static final List<String> SOUND =
      List.of(
          """
          {"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"test_simple_text","arguments":{}}}\
          """,
          """
          {"jsonrpc":"2.0","id":"x","method":"tools/list","params":{"cursor":"c","_meta":{"progressToken":1}}}\
          """,
          """
          {"jsonrpc":"2.0","id":3,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{"elicitation":{}},"clientInfo":{"name":"n","version":"1"}}}\
          """,
          """
          {"jsonrpc":"2.0","id":4,"method":"server/discover","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}\
          """,
          """
          {"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"test_elicitation","arguments":{"message":"m"},"requestState":"abc","inputResponses":{"a":{}},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{"elicitation":{}}}}}\
          """,
          """
          {"jsonrpc":"2.0","id":6,"method":"completion/complete","params":{"ref":{"type":"ref/prompt","name":"p"},"argument":{"name":"a","value":"v"}}}\
          """,
          """
          {"jsonrpc":"2.0","id":8,"method":"resources/read","params":{"uri":"test://static-text"}}\
          """,
          """
          {"jsonrpc":"2.0","id":9,"method":"logging/setLevel","params":{"level":"info"}}\
          """,
          """
          {"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}\
          """,
          """
          {"jsonrpc":"2.0","id":"ask-1","result":{"action":"accept"}}\
          """,
          """
          [{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","id":2,"method":"tools/list"}]\
          """);

  private static final List<String> ODD =
      List.of(
          "null",
          "true",
          "-0",
          "1e400",
          "9223372036854775808",
          "\"\"",
          "\"\\u0000\"",
          "[]",
          "{}",
          "[[[[[[[[]]]]]]]]",
          "\"\\ud800\"",
          "\"2026-07-28\"",
          "{\"$ref\":\"#\"}",
          "1.5",
          "\"../..\"");

  private final Random random;

  public Hostile(long seed) {
    random = new Random(seed);
  }

  /** One line, which may be no JSON, no JSON-RPC, no MCP, or all of it. */
  public byte[] next() {
    String sound = SOUND.get(random.nextInt(SOUND.size()));
    return switch (random.nextInt(6)) {
      case 0 -> bytes(sound.substring(0, random.nextInt(sound.length())));
      case 1 -> flipped(bytes(sound));
      case 2 -> bytes(nested());
      case 3 -> bytes(sound.replace(":", ":" + ODD.get(random.nextInt(ODD.size()))));
      default -> bytes(mutated(Json.MAPPER.readTree(sound)).toString());
    };
  }

  private static byte[] bytes(String text) {
    return text.replace("\n", "").getBytes(StandardCharsets.UTF_8);
  }

  private byte[] flipped(byte[] bytes) {
    for (int i = 0; i <= random.nextInt(4); i++) {
      byte b = (byte) random.nextInt(256);
      bytes[random.nextInt(bytes.length)] = b == '\n' || b == '\r' ? (byte) 0xff : b;
    }
    return bytes;
  }

  private String nested() {
    int depth = 1 + random.nextInt(3_000);
    String open = random.nextBoolean() ? "[" : "{\"a\":";
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":" + open.repeat(depth);
  }

  /** Replaces, removes or doubles something somewhere. */
  private JsonNode mutated(JsonNode root) {
    List<JsonNode> containers = new ArrayList<>();
    collect(root, containers);
    JsonNode where = containers.get(random.nextInt(containers.size()));
    JsonNode odd = oddNode();
    if (where instanceof ObjectNode object && !object.isEmpty()) {
      List<String> names = new ArrayList<>(object.propertyNames());
      String name = names.get(random.nextInt(names.size()));
      switch (random.nextInt(3)) {
        case 0 -> object.set(name, odd);
        case 1 -> object.remove(name);
        default -> object.set(name + random.nextInt(10), odd);
      }
    } else if (where instanceof ArrayNode array) {
      array.add(odd);
    }
    return root;
  }

  private JsonNode oddNode() {
    while (true) {
      String text = ODD.get(random.nextInt(ODD.size()));
      if (!text.contains("ud800") && !text.contains("e400")) {
        return Json.MAPPER.readTree(text);
      }
    }
  }

  private static void collect(JsonNode node, List<JsonNode> containers) {
    if (node.isContainer()) {
      containers.add(node);
      node.forEach(child -> collect(child, containers));
    }
  }
}
