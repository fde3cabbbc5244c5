package dev.consilium.server.engine;

import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.rpc.RpcMessage;
import dev.consilium.tools.Cancellation;
import dev.consilium.tools.InputRequest;
import dev.consilium.tools.Inputs;
import dev.consilium.tools.MissingCapability;
import dev.consilium.tools.ToolFailure;
import dev.consilium.transport.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.node.ObjectNode;

/** Asks a legacy client by requests of our own, on the stream of the call that needs the answer. */
final class LegacyInputs implements Inputs {
  /** People answer: that takes as long as it takes. */
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private final ClientRequests requests;
  private final Session session;
  private final Reply reply;
  private final Cancellation cancellation;

  LegacyInputs(ClientRequests requests, Session session, Reply reply, Cancellation cancellation) {
    this.requests = requests;
    this.session = session;
    this.reply = reply;
    this.cancellation = cancellation;
  }

  @Override
  public boolean accepts(InputRequest request) {
    return session.capabilities().accepts(request)
        // Forms were the only mode before 2025-11-25.
        && (session.version().hasPolling() || !(request instanceof InputRequest.Url));
  }

  @Override
  public Map<String, ObjectNode> ask(Map<String, InputRequest> questions)
      throws InterruptedException {
    for (InputRequest request : questions.values()) {
      if (!accepts(request)) {
        throw MissingCapability.toAsk(request);
      }
    }
    Map<String, ClientRequests.Pending> pending = new TreeMap<>();
    try {
      questions.forEach(
          (key, request) -> pending.put(key, send(request.method(), request.params())));
      Map<String, ObjectNode> answers = new TreeMap<>();
      for (Map.Entry<String, ClientRequests.Pending> entry : pending.entrySet()) {
        answers.put(entry.getKey(), await(entry.getValue()));
      }
      return answers;
    } finally {
      pending.values().forEach(ClientRequests.Pending::close);
    }
  }

  /** Asks what a task has to ask, which knows what the client accepts. */
  ObjectNode ask(String method, ObjectNode params) throws InterruptedException {
    try (ClientRequests.Pending pending = send(method, params)) {
      return await(pending);
    }
  }

  private ClientRequests.Pending send(String method, ObjectNode params) {
    ClientRequests.Pending pending = requests.begin(session.id());
    if (!session.version().hasPolling()) {
      params.remove(List.of("mode"));
    }
    reply.send(new RpcMessage.Request(pending.id(), method, params));
    return pending;
  }

  private ObjectNode await(ClientRequests.Pending pending) throws InterruptedException {
    CompletableFuture<RpcMessage.Response> answer = pending.answer();
    cancellation.onCancel(() -> answer.cancel(false));
    try {
      return switch (answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        case RpcMessage.Result(var _, var result) when result instanceof ObjectNode object ->
            object;
        case RpcMessage.Failure(var _, var error) ->
            throw new ToolFailure("The client could not answer: " + error.message());
        case RpcMessage.Response _ ->
            throw new ToolFailure("The client's answer is not an object.");
      };
    } catch (TimeoutException e) {
      giveUp(pending, "no answer in time");
      throw new ToolFailure("The client did not answer within " + PATIENCE.toMinutes() + " min.");
    } catch (CancellationException e) {
      giveUp(pending, "the call was cancelled");
      throw new InterruptedException("cancelled by the caller");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private void giveUp(ClientRequests.Pending pending, String reason) {
    ObjectNode params = Json.MAPPER.createObjectNode();
    params.set("requestId", pending.id().json());
    reply.send(
        new RpcMessage.Notification("notifications/cancelled", params.put("reason", reason)));
  }
}
