package dev.consilium.memory;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL URL as people paste it, taken apart. */
record ExternalUrl(String jdbcUrl, @Nullable String user, @Nullable String password) {
  private static final String JDBC = "jdbc:";

  /** Reads the URL; what is wrong with it is told without its password. */
  static ExternalUrl parse(String text) {
    if (text.startsWith(JDBC + "postgresql:")) {
      return new ExternalUrl(text, null, null);
    }
    try {
      URI uri = new URI(text);
      String scheme = uri.getScheme();
      if (uri.getHost() != null && ("postgres".equals(scheme) || "postgresql".equals(scheme))) {
        String[] user =
            uri.getRawUserInfo() == null ? new String[0] : uri.getRawUserInfo().split(":", 2);
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new ExternalUrl(
            JDBC + "postgresql://" + uri.getHost() + port + path + query,
            user.length > 0 ? decoded(user[0]) : null,
            user.length > 1 ? decoded(user[1]) : null);
      }
    } catch (URISyntaxException e) {
      // Its message would repeat the password.
    }
    throw new IllegalArgumentException(
        "CONSILIUM_DATABASE_URL must look like postgresql://user:password@host:5432/database or"
            + " jdbc:postgresql://host:5432/database?user=…");
  }

  private static String decoded(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "ExternalUrl";
  }
}
