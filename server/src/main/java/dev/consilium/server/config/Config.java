package dev.consilium.server.config;

import dev.consilium.memory.SearchConfig;
import dev.consilium.server.outgoing.OutgoingConfig;
import dev.consilium.tools.ToolSelection;
import dev.consilium.tools.models.ModelConfig;
import dev.consilium.tools.notion.NotionConfig;
import dev.consilium.tools.sandbox.SandboxConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** The host's configuration, read and checked once at start. */
public record Config(
    Path home,
    String host,
    int port,
    ToolSelection tools,
    Optional<String> databaseUrl,
    int databaseConnections,
    Optional<String> apiKey,
    boolean requireKey,
    Optional<OAuth> oauth,
    int rateLimit,
    Set<String> allowedHosts,
    Set<String> allowedOrigins,
    int maxBodyBytes,
    int maxConnections,
    SearchConfig search,
    SandboxConfig sandbox,
    Duration feedKept,
    ModelConfig models,
    NotionConfig notion,
    OutgoingConfig outgoing,
    String logLevel,
    String logFormat,
    Optional<URI> otlpEndpoint) {

  /** Whether only this machine can connect. */
  public boolean isLoopback() {
    return host.equals("localhost") || host.equals("::1") || host.startsWith("127.");
  }

  /** Leaves the secrets out. */
  @Override
  public String toString() {
    return "Config[home=" + home + ", host=" + host + ", port=" + port + "]";
  }
}
