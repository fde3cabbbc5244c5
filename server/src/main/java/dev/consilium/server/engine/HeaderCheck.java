package dev.consilium.server.engine;

import dev.consilium.schemas.rpc.RpcError;
import dev.consilium.schemas.rpc.RpcException;
import dev.consilium.schemas.rpc.RpcMessage;
import dev.consilium.tools.HeaderParameter;
import dev.consilium.tools.RegisteredTool;
import dev.consilium.tools.ToolRegistry;
import dev.consilium.transport.RequestHead;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Headers of the modern Streamable HTTP say the same as the body, for those who route by them
 * (2026-07-28, "Request Metadata"): what differs is refused.
 */
final class HeaderCheck {
  private static final String ENCODED_START = "=?base64?";
  private static final String ENCODED_END = "?=";

  private final ToolRegistry tools;

  HeaderCheck(ToolRegistry tools) {
    this.tools = tools;
  }

  void check(RpcMessage.Request request, RequestHead.Headers headers) {
    String method =
        headers.get("Mcp-Method").orElseThrow(() -> mismatch("the Mcp-Method header is missing"));
    if (!method.equals(request.method())) {
      throw mismatch("the Mcp-Method header differs from the method of the body");
    }
    ObjectNode params = request.params();
    switch (request.method()) {
      case "tools/call" -> {
        name(params.path("name"), headers);
        parameters(params, headers);
      }
      case "prompts/get" -> name(params.path("name"), headers);
      case "resources/read" -> name(params.path("uri"), headers);
      case "tasks/get", "tasks/update", "tasks/cancel" -> name(params.path("taskId"), headers);
      default -> {}
    }
  }

  private static void name(JsonNode inBody, RequestHead.Headers headers) {
    String stated =
        headers.get("Mcp-Name").orElseThrow(() -> mismatch("the Mcp-Name header is missing"));
    if (!decoded("Mcp-Name", stated).equals(inBody.asString(""))) {
      throw mismatch("the Mcp-Name header differs from the body");
    }
  }

  private void parameters(ObjectNode params, RequestHead.Headers headers) {
    Optional<RegisteredTool> tool = tools.find(params.path("name").asString(""));
    if (tool.isEmpty()) {
      return;
    }
    for (HeaderParameter parameter : tool.get().headerParameters()) {
      JsonNode inBody = params.path("arguments");
      for (String step : parameter.path()) {
        inBody = inBody.path(step);
      }
      String header = "Mcp-Param-" + parameter.header();
      Optional<String> stated = headers.get(header).map(text -> decoded(header, text));
      boolean given = !inBody.isMissingNode() && !inBody.isNull();
      if (given != stated.isPresent()) {
        throw mismatch(
            "the " + header + " header " + (given ? "is missing" : "has no counterpart"));
      }
      if (given && !same(inBody, stated.orElse(""))) {
        throw mismatch("the " + header + " header differs from the body");
      }
    }
  }

  private static boolean same(JsonNode inBody, String stated) {
    if (!inBody.isNumber()) {
      return inBody.asString("").equals(stated);
    }
    try {
      return new BigDecimal(stated).compareTo(inBody.decimalValue()) == 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static String decoded(String header, String value) {
    if (!value.chars().allMatch(c -> (c >= 0x20 && c < 0x7f) || c == '\t')) {
      throw mismatch("the " + header + " header has characters that need the base64 form");
    }
    if (!value.startsWith(ENCODED_START) || !value.endsWith(ENCODED_END)) {
      return value;
    }
    String encoded = value.substring(ENCODED_START.length(), value.length() - ENCODED_END.length());
    try {
      if (encoded.length() % 4 != 0) {
        throw new IllegalArgumentException("padding");
      }
      return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw mismatch("the " + header + " header is not valid base64");
    }
  }

  static RpcException mismatch(String detail) {
    return new RpcException(RpcError.HEADER_MISMATCH, "Header mismatch: " + detail);
  }
}
