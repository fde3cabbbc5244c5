package dev.consilium.server.engine;

import dev.consilium.memory.Change;
import dev.consilium.memory.Changes;
import dev.consilium.memory.Database;
import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.rpc.RequestId;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Hears what other nodes say of legacy sessions: their clients send each message to any node, also
 * one that concerns a call which another works on.
 */
final class NodeNews implements AutoCloseable {
  private final Sessions sessions;
  private final CallsInFlight calls;
  private final ClientRequests clientRequests;
  private final ReplayLog replays;
  private final Runnable onSubscribed;

  /** News are told on a thread that must not block, and in an order that must be kept. */
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("node-news").factory());

  private final Changes.Subscription subscription;

  NodeNews(
      Database database,
      Sessions sessions,
      CallsInFlight calls,
      ClientRequests clientRequests,
      ReplayLog replays,
      Runnable onSubscribed) {
    this.sessions = sessions;
    this.calls = calls;
    this.clientRequests = clientRequests;
    this.replays = replays;
    this.onSubscribed = onSubscribed;
    this.subscription = database.changes().subscribe(Changes.Topic.SESSIONS, this::heard);
  }

  private void heard(Change change) {
    switch (change) {
      case Change.OfSession news -> worker.execute(() -> heard(news));
      case Change.Resync _ -> worker.execute(this::lookAgain);
      case Change.TaskChanged _,
          Change.ProjectCreated _,
          Change.MemoryChanged _,
          Change.ResourceChanged _,
          Change.CallChanged _,
          Change.OfFeed _ -> {}
    }
  }

  private void heard(Change.OfSession news) {
    switch (news) {
      case Change.SessionChanged(String session) -> {
        sessions.reload(session);
        watchIfWanted();
      }
      case Change.RequestCancelled(String session, String id) ->
          RequestId.of(Json.MAPPER.readTree(id)).ifPresent(key -> calls.cancel(session, key));
      case Change.RequestAnswered(String session, String id) -> clientRequests.fetch(session, id);
      case Change.StreamWanted(String stream) -> replays.wanted(stream);
      case Change.StreamGrew(String stream) -> replays.grew(stream);
    }
  }

  private void lookAgain() {
    sessions.reload();
    clientRequests.fetchAll();
    replays.lookAgain();
    watchIfWanted();
  }

  private void watchIfWanted() {
    if (sessions.anySubscribed()) {
      onSubscribed.run();
    }
  }

  @Override
  public void close() {
    subscription.close();
    worker.shutdownNow();
  }
}
