package dev.consilium.transport;

import dev.consilium.schemas.access.Principal;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Decides who may come in: hosts, origins, keys, rates.
 *
 * <p>Called on an event loop with the head of every HTTP request, before its body is read. Must not
 * block and normally completes at once; a stage that fails is answered with 500.
 *
 * <p>A CORS preflight ({@code OPTIONS} with {@code Origin}) asks too: admitting it allows the
 * origin.
 */
public interface Gate {
  CompletionStage<Admission> admit(RequestHead head);

  sealed interface Admission {}

  /** Let in. */
  record Admitted(Principal principal) implements Admission {}

  /**
   * Turned away.
   *
   * @param message one sentence for the sender, sent as {@code {"error": message}}; as a JSON-RPC
   *     error where the path speaks JSON-RPC
   * @param headers sent along, such as {@code WWW-Authenticate} or {@code Retry-After}
   */
  record Refused(int status, String message, Map<String, String> headers) implements Admission {}
}
