package dev.consilium.tools.sandbox;

import java.util.Map;
import java.util.Optional;

/**
 * How code is run.
 *
 * @param dockerHost where the engine is; where docker itself looks, if not said
 * @param image what containers are made from; it has Python 3 and the programs of the languages
 * @param pull whether an image that is not there may be pulled, when the host starts
 * @param languages by name
 * @param allowed what code may connect to
 */
public record SandboxConfig(
    Optional<String> dockerHost,
    String image,
    boolean pull,
    SandboxLimits limits,
    Map<String, Language> languages,
    AllowedHosts allowed) {
  public static final String IMAGE = "consilium-sandbox:1";
  public static final SandboxConfig DEFAULT =
      new SandboxConfig(
          Optional.empty(),
          IMAGE,
          false,
          SandboxLimits.DEFAULT,
          Language.parse(""),
          AllowedHosts.NONE);
}
