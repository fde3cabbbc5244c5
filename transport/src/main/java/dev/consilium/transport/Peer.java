package dev.consilium.transport;

import java.util.Optional;

/**
 * Who sent a message, as far as the transport knows.
 *
 * @param principal name of the authenticated key, or {@code local} where none is needed
 * @param sessionId HTTP: the {@code Mcp-Session-Id} header. Stdio: absent, the process is the
 *     session.
 * @param protocolVersion HTTP: the {@code MCP-Protocol-Version} header
 * @param toolSets the sets asked for, comma-separated. HTTP: {@code ?tools=} of the URL, or the
 *     {@code X-Consilium-Tools} header where the URL has none.
 * @param connection the same object for all messages of one stdio process; over HTTP one for each
 *     request
 */
public record Peer(
    Transport transport,
    String principal,
    Optional<String> sessionId,
    Optional<String> protocolVersion,
    Optional<String> toolSets,
    Connection connection) {

  public enum Transport {
    STDIO,
    HTTP
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
