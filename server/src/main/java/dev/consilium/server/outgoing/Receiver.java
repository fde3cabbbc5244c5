package dev.consilium.server.outgoing;

import dev.consilium.memory.Refused;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.stream.Stream;

/** Where requests go. All behind the host may be a secret. */
public record Receiver(URI uri) {
  private static final String FIELD = "url";
  private static final int SHORTEST_SECRET = 6;
  private static final String HIDDEN = "…";

  /** Reads it; what is wrong is told without what may be secret. */
  static Receiver read(String url) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      throw new Refused(FIELD, "expected an address such as https://example.org/hooks/tasks.");
    }
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      throw new Refused(FIELD, "must begin with https:// or http://.");
    }
    if (uri.getHost() == null) {
      throw new Refused(FIELD, "has no host that can be used.");
    }
    if (uri.getRawUserInfo() != null) {
      throw new Refused(FIELD, "must not hold a user name; receivers know us by the signature.");
    }
    if (uri.getRawFragment() != null) {
      throw new Refused(FIELD, "must not have a part behind #, which is not sent.");
    }
    if (uri.getPort() == 0 || uri.getPort() > 65_535) {
      throw new Refused(FIELD, "has a port that there is not.");
    }
    return new Receiver(uri);
  }

  int port() {
    if (uri.getPort() > 0) {
      return uri.getPort();
    }
    return uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
  }

  String host() {
    return uri.getHost();
  }

  /** As everybody may see it. */
  public String shown() {
    String path = uri.getRawPath();
    boolean more = (path != null && path.length() > 1) || uri.getRawQuery() != null;
    return uri.getScheme() + "://" + uri.getRawAuthority() + (more ? "/" + HIDDEN : "");
  }

  /** A text without what of it may be secret. */
  String withoutSecrets(String text) {
    String clean = text;
    for (String secret :
        Stream.of(uri.getRawPath(), uri.getPath(), uri.getRawQuery(), uri.getQuery())
            .filter(part -> part != null)
            .flatMap(part -> Stream.concat(Stream.of(part), Stream.of(part.split("[/&=]", -1))))
            .filter(part -> part.length() >= SHORTEST_SECRET)
            .toList()) {
      clean = clean.replace(secret, HIDDEN);
    }
    return clean;
  }

  /** Leaves the secrets out. */
  @Override
  public String toString() {
    return shown();
  }
}
