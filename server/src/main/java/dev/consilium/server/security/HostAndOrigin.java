package dev.consilium.server.security;

import dev.consilium.server.config.Config;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps web pages out: a page that resolved its own name to this machine (DNS rebinding) is known
 * by its {@code Host}, any other page by its {@code Origin}.
 */
final class HostAndOrigin {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final Config config;
  private final Optional<String> publicHost;

  HostAndOrigin(Config config) {
    this.config = config;
    this.publicHost = config.oauth().map(oauth -> URI.create(oauth.publicUrl()).getHost());
  }

  /** What is wrong with the two headers, if anything. */
  Optional<String> problem(Optional<String> host, Optional<String> origin) {
    if (host.isEmpty() || !hostAllowed(host.get())) {
      return Optional.of(
          "This Host is not served here. Use 127.0.0.1 or localhost, or allow it with "
              + "CONSILIUM_ALLOWED_HOSTS.");
    }
    if (origin.isPresent() && !originAllowed(origin.get(), host.get())) {
      return Optional.of(
          "This Origin may not call the server. Allow it with CONSILIUM_ALLOWED_ORIGINS.");
    }
    return Optional.empty();
  }

  private boolean hostAllowed(String header) {
    String name = withoutPort(header);
    return LOOPBACK.contains(name)
        || name.equals(config.host())
        || publicHost.filter(name::equalsIgnoreCase).isPresent()
        || config.allowedHosts().contains(name)
        || config.allowedHosts().contains(header)
        // Beyond loopback every call needs a key, which no foreign page has.
        || (!config.isLoopback() && config.allowedHosts().isEmpty());
  }

  private boolean originAllowed(String origin, String host) {
    if (config.allowedOrigins().contains(origin) || config.allowedOrigins().contains("*")) {
      return true;
    }
    try {
      URI uri = URI.create(origin);
      String authority = uri.getAuthority();
      return authority != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && (LOOPBACK.contains(withoutPort(authority)) || authority.equalsIgnoreCase(host));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String withoutPort(String authority) {
    String lower = authority.toLowerCase(Locale.ROOT);
    int end = lower.startsWith("[") ? lower.indexOf(']') + 1 : lower.indexOf(':');
    return end > 0 ? lower.substring(0, end) : lower;
  }
}
