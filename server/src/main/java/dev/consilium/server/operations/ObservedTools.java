package dev.consilium.server.operations;

import dev.consilium.memory.UnavailableException;
import dev.consilium.memory.audit.AuditStore;
import dev.consilium.schemas.access.Scope;
import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.work.Asked;
import dev.consilium.schemas.work.Span;
import dev.consilium.schemas.work.Work;
import dev.consilium.server.engine.InputRequired;
import dev.consilium.tools.InsufficientScope;
import dev.consilium.tools.MissingCapability;
import dev.consilium.tools.RegisteredTool;
import dev.consilium.tools.ToolContext;
import dev.consilium.tools.ToolInterceptor;
import dev.consilium.tools.ToolRegistry;
import dev.consilium.tools.ToolResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Stands around the calls of one tool: follows and counts them, and says on whose behalf something
 * is changed. What a call changes is noted with the change itself; that it ended otherwise is noted
 * here.
 */
public final class ObservedTools implements ToolInterceptor {
  private static final Logger log = LoggerFactory.getLogger(ObservedTools.class);
  private static final String DOOR = "mcp";

  /** Arguments that say what a call is about, the widest first. */
  private static final List<String> TARGETS =
      List.of("project", "task_id", "decision", "council", "id", "session", "name");

  private final RegisteredTool tool;
  private final String name;
  private final boolean changes;
  private final AuditStore audit;
  private final ToolMeter meter;

  private ObservedTools(RegisteredTool tool, AuditStore audit, ToolMeter meter) {
    this.tool = tool;
    this.name = tool.info().name();
    this.changes = tool.scope() != Scope.READ;
    this.audit = audit;
    this.meter = meter;
  }

  /** Stands around all tools there are. */
  public static void all(
      ToolRegistry tools, AuditStore audit, Function<RegisteredTool, ToolMeter> meters) {
    for (RegisteredTool tool : tools.all()) {
      tool.intercept(new ObservedTools(tool, audit, meters.apply(tool)));
    }
  }

  @Override
  public ToolResult around(ObjectNode arguments, ToolContext context, Call call)
      throws InterruptedException {
    long begin = System.nanoTime();
    Work work = Work.current();
    Span span = work.span().begin("execute_tool " + name, Span.Kind.INTERNAL);
    if (span.isFollowed()) {
      span.tag("gen_ai.operation.name", "execute_tool");
      span.tag("gen_ai.tool.name", name);
    }
    Work inside = work.within(span);
    if (changes) {
      inside = inside.asking(asked(arguments, context));
    }
    Outcome outcome = Outcome.ERROR;
    try {
      ToolResult result = inside.call(call::make);
      outcome = result.isError() ? Outcome.FAILED : Outcome.OK;
      return result;
    } catch (InterruptedException e) {
      outcome = Outcome.CANCELLED;
      throw e;
    } catch (InputRequired e) {
      outcome = Outcome.ASKED;
      throw e;
    } catch (InsufficientScope | MissingCapability e) {
      outcome = Outcome.REFUSED;
      throw e;
    } finally {
      if (outcome != Outcome.OK) {
        span.tag("error.type", outcome.text());
        switch (outcome) {
          case FAILED, REFUSED, ERROR -> {
            span.fail(outcome.text());
            note(inside, outcome);
          }
          // Whatever was changed before is noted with the change.
          case OK, ASKED, CANCELLED -> {}
        }
      }
      span.end();
      meter.ended(outcome, System.nanoTime() - begin);
    }
  }

  private Asked asked(ObjectNode arguments, ToolContext context) {
    return new Asked(
        context.principal(),
        DOOR,
        name,
        target(arguments),
        Asked.digest(Json.MAPPER.writeValueAsBytes(arguments)));
  }

  private static String target(ObjectNode arguments) {
    List<String> parts = new ArrayList<>(2);
    for (String field : TARGETS) {
      JsonNode value = arguments.get(field);
      if (value != null && value.isString()) {
        parts.add(value.asString());
      }
    }
    return String.join("/", parts);
  }

  private void note(Work work, Outcome outcome) {
    if (work.asked().isEmpty() || !changes) {
      return;
    }
    try {
      work.run(() -> audit.ended(work.asked().get(), outcome.text()));
    } catch (UnavailableException e) {
      // It changed nothing, and nothing can be written down.
      log.warn(
          "Not in the audit log: {} by {} {}: {}",
          tool.info().name(),
          work.asked().get().principal(),
          outcome.text(),
          e.getMessage());
    }
  }
}
