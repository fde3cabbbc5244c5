package dev.consilium.tools.sandbox;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Hosts that may be connected to, as {@code host:port}; none by default. */
public record AllowedHosts(Set<String> hosts) {
  public static final AllowedHosts NONE = new AllowedHosts(Set.of());

  public AllowedHosts {
    hosts = Set.copyOf(hosts);
  }

  /**
   * Reads {@code pypi.org:443, files.pythonhosted.org:443}; without a port, 443 is meant.
   *
   * @throws IllegalArgumentException that says what is wrong
   */
  public static AllowedHosts parse(String text) {
    return new AllowedHosts(
        Arrays.stream(text.split(",", -1))
            .map(String::strip)
            .filter(part -> !part.isEmpty())
            .map(AllowedHosts::one)
            .collect(Collectors.toSet()));
  }

  private static String one(String text) {
    String host = text.toLowerCase(Locale.ROOT);
    if (!host.matches("[a-z0-9._-]+(:\\d{1,5})?")) {
      throw new IllegalArgumentException(
          "expected HOST:PORT such as pypi.org:443, got \"" + text + "\".");
    }
    return host.contains(":") ? host : host + ":443";
  }

  public boolean allows(String host, int port) {
    return hosts.contains(host.toLowerCase(Locale.ROOT) + ":" + port);
  }

  boolean isNone() {
    return hosts.isEmpty();
  }
}
