package dev.consilium.server.engine;

import dev.consilium.memory.Database;
import dev.consilium.memory.UnavailableException;
import dev.consilium.schemas.access.Scope;
import dev.consilium.schemas.rpc.RequestId;
import dev.consilium.schemas.rpc.RpcError;
import dev.consilium.schemas.rpc.RpcException;
import dev.consilium.schemas.rpc.RpcMessage;
import dev.consilium.tools.Cancellation;
import dev.consilium.tools.Catalog;
import dev.consilium.tools.Inputs;
import dev.consilium.tools.InsufficientScope;
import dev.consilium.tools.MissingCapability;
import dev.consilium.tools.ToolSelection;
import dev.consilium.transport.Peer;
import dev.consilium.transport.Reply;
import dev.consilium.transport.RequestHandler;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Answers MCP messages of every transport. Each request belongs to one of two eras, which find out
 * who calls; both end in one {@link Dispatch}.
 */
public final class Engine implements RequestHandler, AutoCloseable {
  /** Longer ids of requests are not told to other nodes: a notice has to be short. */
  private static final int MAX_TOLD_ID = 1_000;

  private final LegacyEra legacy;
  private final ModernEra modern;
  private final Dispatch dispatch;
  private final TaskMethods taskMethods;
  private final LegacyTasks legacyTasks;
  private final ListenMethod listen;
  private final LongCalls longCalls;
  private final RequestStates states;
  private final ToolSelection defaultTools;
  private final CallsInFlight calls;
  private final ScopeRefusal scopes;
  private final Subscriptions subscriptions = new Subscriptions();
  private final ClientRequests clientRequests;
  private final ReplayLog replays;
  private final Optional<Database> shared;
  private final Optional<NodeNews> news;
  private final AtomicBoolean watched = new AtomicBoolean();
  private final Queue<Runnable> watchers = new ConcurrentLinkedQueue<>();

  /**
   * An engine.
   *
   * @param shared the database of other nodes that serve the same sessions, if there may be any
   * @param signingKey signs what clients carry for us; all nodes of one installation share it
   * @param scopeChallenge the headers by which HTTP says which scope is missing
   */
  public Engine(
      Catalog catalog,
      LongCalls longCalls,
      Optional<Database> shared,
      ToolSelection defaultTools,
      String version,
      byte[] signingKey,
      InstantSource clock,
      Function<Scope, Map<String, String>> scopeChallenge) {
    ResultForm form = new ResultForm(version);
    Sessions sessions = new Sessions(shared);
    this.legacy = new LegacyEra(form, new SessionTokens(signingKey), sessions, clock);
    this.modern = new ModernEra(catalog, form);
    this.dispatch = new Dispatch(catalog, form);
    this.longCalls = longCalls;
    this.legacyTasks = new LegacyTasks(longCalls, catalog.tools());
    this.taskMethods = new TaskMethods(longCalls, form);
    this.states = new RequestStates(signingKey, clock);
    this.defaultTools = defaultTools;
    this.scopes = new ScopeRefusal(scopeChallenge);
    this.calls = new CallsInFlight(scopes);
    this.listen = new ListenMethod(subscriptions, calls, longCalls, this::startWatchers);
    this.clientRequests = new ClientRequests(shared);
    this.replays = new ReplayLog(shared);
    this.shared = shared;
    this.news =
        shared.map(database ->
            new NodeNews(database, sessions, calls, clientRequests, replays, this::startWatchers));
  }

  /** Whether the request is one of 2026-07-28, rather than of a version with a handshake. */
  public static boolean isModern(RpcMessage.Request request, Peer peer) {
    return ModernEra.speaks(request, peer);
  }

  /** How many calls are in work on this node. */
  public int callsInFlight() {
    return calls.count();
  }

  /** How many clients of this node listen for changes. */
  public int openStreams() {
    return subscriptions.count();
  }

  /** Tells every client that listens that there are other tools. */
  public void toolsChanged() {
    subscriptions.listChanged(Subscriptions.Kind.TOOLS);
  }

  /** Tells every client that listens that there are other prompts. */
  public void promptsChanged() {
    subscriptions.listChanged(Subscriptions.Kind.PROMPTS);
  }

  /** Tells every client that listens that there are other resources. */
  public void resourcesChanged() {
    subscriptions.listChanged(Subscriptions.Kind.RESOURCES);
  }

  /** Tells the clients that subscribed to the resource that it changed. */
  public void resourceUpdated(String uri) {
    subscriptions.resourceUpdated(uri);
  }

  /** Ends what would never end by itself; requests in work are still answered. */
  @Override
  public void close() {
    news.ifPresent(NodeNews::close);
    subscriptions.close();
    longCalls.close();
  }

  /** Runs the action once, when a client first wants to hear of the changes of a resource. */
  public void whenResourcesAreWatched(Runnable action) {
    watchers.add(action);
    if (watched.get()) {
      startWatchers();
    }
  }

  private void startWatchers() {
    watched.set(true);
    for (Runnable action = watchers.poll(); action != null; action = watchers.poll()) {
      action.run();
    }
  }

  @Override
  public void handle(RpcMessage message, Peer peer, Reply reply) {
    switch (message) {
      case RpcMessage.Request request when ModernEra.speaks(request, peer) ->
          modernRequest(request, peer, reply);
      case RpcMessage.Request request -> legacyRequest(request, peer, reply);
      case RpcMessage.Notification notification -> notification(notification, peer, reply);
      case RpcMessage.Response response -> response(response, peer, reply);
    }
  }

  private void modernRequest(RpcMessage.Request request, Peer peer, Reply reply) {
    Caller caller;
    try {
      caller = modern.caller(request, peer, selection(peer));
    } catch (RpcException e) {
      reply.refuse(400, new RpcMessage.Failure(request.id(), e.error()));
      return;
    }
    try {
      switch (request.method()) {
        case "server/discover" ->
            reply.finish(new RpcMessage.Result(request.id(), modern.discover(caller.version())));
        case "subscriptions/listen" -> listen.listen(request, caller, reply);
        default -> {
          Cancellation cancellation = new Cancellation();
          Inputs inputs = new RoundTrips(states, caller, request);
          Call call = new Call(request, caller, reply, inputs, cancellation, longCalls);
          answer(
              taskMethods
                  .answer(request, caller)
                  .orElseGet(() -> dispatch.answer(request.method(), request.params(), caller)),
              call);
        }
      }
    } catch (InsufficientScope e) {
      scopes.send(reply, request.id(), e);
    } catch (MissingCapability e) {
      reply.refuse(400, new RpcMessage.Failure(request.id(), CallsInFlight.missing(e)));
    } catch (RpcException e) {
      RpcMessage.Failure failure = new RpcMessage.Failure(request.id(), e.error());
      if (e.error().code() == RpcError.METHOD_NOT_FOUND) {
        reply.refuse(404, failure);
      } else {
        reply.finish(failure);
      }
    }
  }

  private void legacyRequest(RpcMessage.Request request, Peer peer, Reply reply) {
    try {
      if (request.method().equals("initialize")) {
        legacy.initialize(request, peer, reply);
        return;
      }
      if (request.method().equals("ping") && peer.transport().isConnection()) {
        // Either side may ping before the handshake is over.
        reply.finish(new RpcMessage.EncodedResult(request.id(), Dispatch.EMPTY));
        return;
      }
      switch (legacy.session(peer, request.id())) {
        case LegacyEra.Refused(int status, RpcMessage.Failure failure) ->
            reply.refuse(status, failure);
        case LegacyEra.Known(Session session) -> {
          if (request.method().equals("resources/subscribe")) {
            ScopeRefusal.require(peer.principal(), Scope.READ);
            startWatchers();
          }
          Call call = legacyCall(request, peer, session, reply);
          answer(
              legacy
                  .answer(request, session)
                  .or(() -> legacyTasks.answer(request, call.caller()))
                  .orElseGet(() -> dispatched(request, call.caller())),
              call);
        }
      }
    } catch (InsufficientScope e) {
      scopes.send(reply, request.id(), e);
    } catch (RpcException e) {
      reply.finish(new RpcMessage.Failure(request.id(), e.error()));
    }
  }

  private Dispatch.Answer dispatched(RpcMessage.Request request, Caller caller) {
    return legacyTasks.augmented(
        request, caller, dispatch.answer(request.method(), request.params(), caller));
  }

  private Call legacyCall(
      RpcMessage.Request request, Peer peer, Session session, Reply connection) {
    Reply reply =
        session.version().hasPolling() && peer.transport() == Peer.Transport.HTTP
            ? replays.wrap(session, connection)
            : connection;
    Cancellation cancellation = new Cancellation();
    Inputs inputs = new LegacyInputs(clientRequests, session, reply, cancellation);
    Caller caller = legacy.caller(session, peer.principal(), selection(peer));
    return new Call(request, caller, reply, inputs, cancellation, longCalls);
  }

  private void answer(Dispatch.Answer answer, Call call) {
    switch (answer) {
      case Dispatch.Answer.Ready(var json) ->
          call.reply().finish(new RpcMessage.EncodedResult(call.id(), json));
      case Dispatch.Answer.Later(var work) -> calls.start(call, work);
      case Dispatch.Answer.Now(var work) -> calls.runHere(call, work);
    }
  }

  private ToolSelection selection(Peer peer) {
    try {
      return peer.toolSets().map(ToolSelection::parse).orElse(defaultTools);
    } catch (IllegalArgumentException e) {
      throw Params.invalid(String.valueOf(e.getMessage()));
    }
  }

  private void notification(RpcMessage.Notification notification, Peer peer, Reply reply) {
    Optional<RequestId> cancelled =
        notification.method().equals("notifications/cancelled")
            ? RequestId.of(notification.params().path("requestId"))
            : Optional.empty();
    if (peer.transport().isConnection()) {
      // Of either era: a process serves both, and their requests are known under two scopes.
      cancelled.ifPresent(id -> {
        boolean _ = calls.cancel(peer.connection(), id);
      });
    }
    switch (legacy.session(peer, null)) {
      case LegacyEra.Refused(int status, RpcMessage.Failure failure) -> {
        if (peer.transport().isConnection() || peer.sessionId().isEmpty()) {
          reply.accept();
        } else {
          reply.refuse(status, failure);
        }
      }
      case LegacyEra.Known(Session session) -> {
        cancelled.ifPresent(id -> cancel(session, id));
        reply.accept();
      }
    }
  }

  private void cancel(Session session, RequestId id) {
    String json = id.json().toString();
    if (!calls.cancel(session.id(), id) && json.length() <= MAX_TOLD_ID) {
      shared.ifPresent(database -> database.sessionMail().cancel(session.id(), json));
    }
  }

  private void response(RpcMessage.Response response, Peer peer, Reply reply) {
    switch (legacy.session(peer, null)) {
      case LegacyEra.Refused(int status, RpcMessage.Failure failure) ->
          reply.refuse(status, failure);
      case LegacyEra.Known(Session session) -> {
        if (clientRequests.isElsewhere(response)) {
          blocking("forward-answer", reply, () -> clientRequests.forward(session.id(), response));
        } else {
          clientRequests.answered(session.id(), response);
          reply.accept();
        }
      }
    }
  }

  @Override
  public Optional<RpcMessage.Failure> refuseBatch(Peer peer) {
    return legacy.refuseBatch(peer);
  }

  @Override
  public void listen(Peer peer, Reply stream) {
    if (peer.transport().isConnection()) {
      stream.onDisconnect(() -> calls.release(peer.connection()));
      // A modern client on this process hears only of what it subscribes to.
      var _ =
          subscriptions.add(
              stream,
              _ -> peer.connection().attachment() instanceof Session,
              uri ->
                  peer.connection().attachment() instanceof Session session
                      && legacy.isSubscribed(session, uri),
              Optional.empty());
      return;
    }
    switch (legacy.session(peer, null)) {
      case LegacyEra.Refused(int status, RpcMessage.Failure failure) ->
          stream.refuse(status, failure);
      case LegacyEra.Known(Session session) -> {
        Optional<String> last = peer.headers().get("Last-Event-ID");
        if (last.isEmpty() || !replays.resume(session, last.get(), stream)) {
          var _ =
              subscriptions.add(
                  stream, _ -> true, uri -> legacy.isSubscribed(session, uri), Optional.empty());
        }
      }
    }
  }

  @Override
  public void end(Peer peer, Reply reply) {
    switch (legacy.session(peer, null)) {
      case LegacyEra.Refused(int status, RpcMessage.Failure failure) ->
          reply.refuse(status, failure);
      case LegacyEra.Known(Session session) ->
          blocking("end-session", reply, () -> legacy.end(session));
    }
  }

  /** Does what needs the database, and then says that it is done. */
  private static void blocking(String name, Reply reply, Runnable work) {
    Thread.ofVirtual()
        .name(name)
        .start(() -> {
          try {
            work.run();
            reply.accept();
          } catch (UnavailableException e) {
            reply.refuse(
                503,
                new RpcMessage.Failure(
                    null, RpcError.of(RpcError.INTERNAL_ERROR, String.valueOf(e.getMessage()))));
          }
        });
  }
}
