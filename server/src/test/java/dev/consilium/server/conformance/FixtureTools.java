package dev.consilium.server.conformance;

import static dev.consilium.server.conformance.FixtureTool.text;

import dev.consilium.tools.Content;
import dev.consilium.tools.LogLevel;
import dev.consilium.tools.RegisteredTool;
import dev.consilium.tools.ResourceContents;
import dev.consilium.tools.ToolContext;
import dev.consilium.tools.ToolFailure;
import dev.consilium.tools.ToolResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullMarked;
import tools.jackson.databind.node.JsonNodeFactory;

/** The tools that the suite calls, all but those that ask for input. */
@NullMarked
final class FixtureTools {
  private FixtureTools() {}

  static List<RegisteredTool> all(EngineChanges changes) {
    AtomicInteger cancelledWaits = new AtomicInteger();
    List<RegisteredTool> tools =
        new ArrayList<>(
            List.of(
                FixtureTool.of(
                    "test_simple_text",
                    "Answers with text",
                    (_, _) -> text("This is a simple text response for testing.")),
                FixtureTool.of(
                    "test_image_content",
                    "Answers with an image",
                    (_, _) -> new ToolResult(List.of(new Content.Image(Fixture.PNG, "image/png")))),
                FixtureTool.of(
                    "test_audio_content",
                    "Answers with sound",
                    (_, _) -> new ToolResult(List.of(new Content.Audio(Fixture.WAV, "audio/wav")))),
                FixtureTool.of(
                    "test_embedded_resource",
                    "Answers with a resource",
                    (_, _) ->
                        new ToolResult(
                            List.of(
                                new Content.Embedded(
                                    new ResourceContents.Text(
                                        "test://embedded-resource",
                                        "text/plain",
                                        "This is an embedded resource content."))))),
                FixtureTool.of(
                    "test_multiple_content_types", "Answers with three kinds", (_, _) -> mixed()),
                FixtureTool.of("test_tool_with_logging", "Logs", (_, c) -> logging(c)),
                FixtureTool.of("test_logging_tool", "Logs", (_, c) -> logging(c)),
                FixtureTool.of(
                    "test_tool_with_progress", "Tells its progress", (_, c) -> progress(c)),
                FixtureTool.of(
                    "test_error_handling",
                    "Fails",
                    (_, _) -> {
                      throw new ToolFailure("This tool intentionally returns an error for testing");
                    }),
                FixtureTool.of(
                    "test_reconnection",
                    "Lets its caller hang up",
                    (_, context) -> {
                      context.releaseStream();
                      pause(context);
                      return text("Reconnection test completed successfully.");
                    }),
                FixtureTool.of(
                    "json_schema_2020_12_tool",
                    "Has a schema with the words of 2020-12",
                    SCHEMA_2020_12,
                    (arguments, _) -> text("Called with " + arguments)),
                FixtureTool.of(
                    "test_x_mcp_header",
                    "Has arguments that headers repeat",
                    HEADER_SCHEMA,
                    (arguments, _) -> text("Called with " + arguments)),
                FixtureTool.of(
                    "test_wait",
                    "Waits until it is cancelled",
                    (_, context) -> {
                      CountDownLatch cancelled = new CountDownLatch(1);
                      context.cancellation().onCancel(cancelled::countDown);
                      context.progress(0, null, "Waiting");
                      cancelled.await();
                      int _ = cancelledWaits.incrementAndGet();
                      context.cancellation().check();
                      return text("Not cancelled");
                    }),
                FixtureTool.of(
                    "test_cancelled_waits",
                    "Tells how many waits were cancelled",
                    (_, _) -> text(cancelledWaits.toString())),
                FixtureTool.of(
                    "test_trigger_tool_change",
                    "Tells that there are other tools",
                    (_, _) -> {
                      changes.tools();
                      return text("Mutation triggered");
                    }),
                FixtureTool.of(
                    "test_trigger_prompt_change",
                    "Tells that there are other prompts",
                    (_, _) -> {
                      changes.prompts();
                      return text("Mutation triggered");
                    })));
    tools.addAll(FixtureInputTools.all());
    tools.addAll(FixtureTaskTools.all());
    return tools;
  }

  private static final String SCHEMA_2020_12 =
      """
      {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "$defs": {
          "address": {
            "$anchor": "addressDef",
            "type": "object",
            "properties": {"street": {"type": "string"}, "city": {"type": "string"}}
          }
        },
        "properties": {
          "name": {"type": "string"},
          "address": {"$ref": "#/$defs/address"},
          "contactMethod": {"type": "string", "enum": ["phone", "email"]},
          "phone": {"type": "string"},
          "email": {"type": "string"}
        },
        "allOf": [{"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]}],
        "if": {"properties": {"contactMethod": {"const": "phone"}}, "required": ["contactMethod"]},
        "then": {"required": ["phone"]},
        "else": {"required": ["email"]},
        "additionalProperties": false
      }
      """;

  private static final String HEADER_SCHEMA =
      """
      {
        "type": "object",
        "properties": {
          "region": {"type": "string", "x-mcp-header": "Region"},
          "count": {"type": "integer", "x-mcp-header": "Count"},
          "dry_run": {"type": "boolean", "x-mcp-header": "Dry-Run"}
        }
      }
      """;

  private static ToolResult mixed() {
    return new ToolResult(
        List.of(
            new Content.Text("Multiple content types test:"),
            new Content.Image(Fixture.PNG, "image/png"),
            new Content.Embedded(
                new ResourceContents.Text(
                    "test://mixed-content-resource",
                    "application/json",
                    "{\"test\":\"data\",\"value\":123}"))));
  }

  private static ToolResult logging(ToolContext context) throws InterruptedException {
    for (String message :
        List.of("Tool execution started", "Tool processing data", "Tool execution completed")) {
      context.log(LogLevel.INFO, "fixture", JsonNodeFactory.instance.stringNode(message));
      pause(context);
    }
    return text("Tool with logging executed successfully");
  }

  private static ToolResult progress(ToolContext context) throws InterruptedException {
    for (int done = 0; done <= 100; done += 50) {
      context.progress(done, 100.0, "Completed step " + done + " of 100");
      pause(context);
    }
    return text("Tool with progress executed successfully");
  }

  /** The suite wants time to pass between the messages. */
  private static void pause(ToolContext context) throws InterruptedException {
    CountDownLatch cancelled = new CountDownLatch(1);
    context.cancellation().onCancel(cancelled::countDown);
    if (cancelled.await(50, TimeUnit.MILLISECONDS)) {
      context.cancellation().check();
    }
  }
}
