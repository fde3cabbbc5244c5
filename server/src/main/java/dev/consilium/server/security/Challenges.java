package dev.consilium.server.security;

import dev.consilium.schemas.access.Scope;
import dev.consilium.server.config.OAuth;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code WWW-Authenticate} says (RFC 6750, section 3, and RFC 9728, section 5.1): which scheme
 * is expected, and where a client learns who issues tokens.
 */
public final class Challenges {
  private static final String HEADER = "WWW-Authenticate";

  /** What an agent needs for its daily work; more is asked for when it is needed. */
  private static final String FIRST_SCOPES = Scope.READ.text() + " " + Scope.WRITE.text();

  private final String scheme;
  private final boolean tokens;

  public Challenges(Optional<OAuth> oauth) {
    this.tokens = oauth.isPresent();
    this.scheme =
        oauth
            .map(o -> "Bearer resource_metadata=\"" + ProtectedResource.metadataUrl(o) + "\"")
            .orElse("Bearer realm=\"consilium\"");
  }

  /** Nothing was sent that says who calls. */
  Map<String, String> missing() {
    return Map.of(HEADER, tokens ? scheme + ", scope=\"" + FIRST_SCOPES + "\"" : scheme);
  }

  Map<String, String> invalid(String description) {
    return Map.of(
        HEADER,
        scheme
            + ", error=\"invalid_token\", error_description=\""
            + description.replaceAll("[^ !#-\\[\\]-~]", "'")
            + "\"");
  }

  /** The caller is known, and was not granted this scope. */
  public Map<String, String> insufficient(Scope needed) {
    return Map.of(
        HEADER, scheme + ", error=\"insufficient_scope\", scope=\"" + needed.text() + "\"");
  }
}
