package dev.consilium.server.conformance;

import static dev.consilium.server.conformance.Fixture.form;
import static dev.consilium.server.conformance.FixtureTool.text;

import dev.consilium.schemas.rpc.RpcError;
import dev.consilium.schemas.rpc.RpcException;
import dev.consilium.tools.MissingCapability;
import dev.consilium.tools.RegisteredTool;
import dev.consilium.tools.ToolContext;
import dev.consilium.tools.ToolFailure;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;

/** The tools whose calls become tasks. */
@NullMarked
final class FixtureTaskTools {
  private FixtureTaskTools() {}

  static List<RegisteredTool> all() {
    return List.of(
        FixtureTool.of(
            "greet",
            "Greets at once",
            "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"}}}",
            (arguments, _) -> text("Hello, " + arguments.path("name").asString("") + "!")),
        FixtureTool.longRunning(
            "slow_compute",
            "Takes its time",
            "{\"type\":\"object\",\"properties\":{\"seconds\":{\"type\":\"number\"}}}",
            (arguments, context) -> {
              double seconds = arguments.path("seconds").asDouble(0);
              if (seconds > 0) {
                boolean _ = context.becomeTask();
                work(context, seconds);
              }
              return text("Computed for " + seconds + " s");
            }),
        FixtureTool.of(
            "failing_job",
            "Fails as a tool, and only as a task",
            (_, context) -> {
              require(context);
              work(context, 1);
              throw new ToolFailure("This job always fails");
            }),
        FixtureTool.of(
            "protocol_error_job",
            "Fails as a request",
            (_, context) -> {
              boolean _ = context.becomeTask();
              throw new RpcException(RpcError.INTERNAL_ERROR, "This job breaks the protocol");
            }),
        FixtureTool.longRunning(
            "confirm_delete",
            "Asks while it is a task",
            "{\"type\":\"object\",\"properties\":{\"filename\":{\"type\":\"string\"}}}",
            (_, context) -> {
              boolean _ = context.becomeTask();
              return text(
                  "Confirmed: " + context.inputs().ask("confirm", form("Sure?", "confirm")));
            }),
        FixtureTool.of(
            "multi_input",
            "Asks two things while it is a task",
            (_, context) -> {
              boolean _ = context.becomeTask();
              return text(
                  "Answered: "
                      + new TreeMap<>(
                              context
                                  .inputs()
                                  .ask(
                                      Map.of(
                                          "first", form("First?", "value"),
                                          "second", form("Second?", "value"))))
                          .keySet());
            }),
        FixtureTool.of(
            "test_tool_with_task",
            "Asks first, and becomes a task then",
            (_, context) -> {
              String name =
                  context
                      .inputs()
                      .ask("user_name", form("What is your name?", "name"))
                      .at("/content/name")
                      .asString("");
              require(context);
              return text("Hello, " + name + "!");
            }));
  }

  private static void require(ToolContext context) {
    if (!context.becomeTask()) {
      throw MissingCapability.ofTasks();
    }
  }

  private static void work(ToolContext context, double seconds) throws InterruptedException {
    CountDownLatch cancelled = new CountDownLatch(1);
    context.cancellation().onCancel(cancelled::countDown);
    if (cancelled.await((long) (seconds * 1000), TimeUnit.MILLISECONDS)) {
      context.cancellation().check();
    }
  }
}
