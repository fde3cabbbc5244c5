package dev.consilium.tools.councils;

import dev.consilium.schemas.access.Scope;
import dev.consilium.tools.Cancellation;
import dev.consilium.tools.InputRequest;
import dev.consilium.tools.Inputs;
import dev.consilium.tools.LogLevel;
import dev.consilium.tools.ToolContext;
import dev.consilium.tools.ToolFailure;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The host at work by itself: nobody waits, and nobody can be asked. */
final class HostContext implements ToolContext, Inputs {
  private final Cancellation cancellation = new Cancellation();

  @Override
  public String principal() {
    return HeldCouncil.HOST;
  }

  @Override
  public boolean may(Scope scope) {
    return true;
  }

  @Override
  public String clientName() {
    return HeldCouncil.HOST;
  }

  @Override
  public void progress(double progress, @Nullable Double total, String message) {}

  @Override
  public void log(LogLevel level, String logger, JsonNode data) {}

  @Override
  public Inputs inputs() {
    return this;
  }

  @Override
  public void releaseStream() {}

  @Override
  public boolean becomeTask() {
    return false;
  }

  @Override
  public Cancellation cancellation() {
    return cancellation;
  }

  @Override
  public boolean accepts(InputRequest request) {
    return false;
  }

  @Override
  public Map<String, ObjectNode> ask(Map<String, InputRequest> requests) {
    throw new ToolFailure("Nobody can be asked.");
  }
}
