package dev.consilium.server.http;

import dev.consilium.schemas.json.Json;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers as JSON: every field is there, null where a value is not, so that clients can rely on it.
 */
public final class Wire {
  public static final JsonMapper MAPPER =
      Json.MAPPER.rebuild().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private Wire() {}
}
