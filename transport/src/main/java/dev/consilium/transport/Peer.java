package dev.consilium.transport;

import dev.consilium.schemas.access.Principal;
import java.util.Optional;

/**
 * Who sent a message, as far as the transport knows.
 *
 * @param headers HTTP: those of the request. Stdio has none: the process is the session.
 * @param toolSets the sets asked for, comma-separated. HTTP: {@code ?tools=} of the URL, or the
 *     {@code X-Consilium-Tools} header where the URL has none.
 * @param connection the same object for all messages of one stdio process or one stream of
 *     HTTP+SSE; over Streamable HTTP one for each request
 */
public record Peer(
    Transport transport,
    Principal principal,
    RequestHead.Headers headers,
    Optional<String> toolSets,
    Connection connection) {

  /** The same connection, on which a message was sent with other rights. */
  public Peer as(Principal sender) {
    return new Peer(transport, sender, headers, toolSets, connection);
  }

  public Optional<String> sessionId() {
    return headers.get("Mcp-Session-Id");
  }

  public Optional<String> protocolVersion() {
    return headers.get("MCP-Protocol-Version");
  }

  public enum Transport {
    STDIO,

    /** Streamable HTTP. */
    HTTP,

    /** HTTP+SSE, of 2024-11-05. */
    SSE;

    /** Whether all messages of a client come over one connection, which stands for its session. */
    public boolean isConnection() {
      return this != HTTP;
    }
  }

  /** Identity of a connection; the engine hangs what it must remember of it on this. */
  public static final class Connection {
    private volatile Object attachment = "";

    public Object attachment() {
      return attachment;
    }

    public void attach(Object value) {
      attachment = value;
    }
  }
}
