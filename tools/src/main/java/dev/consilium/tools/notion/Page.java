package dev.consilium.tools.notion;

import tools.jackson.databind.JsonNode;

/** A page in Notion. */
record Page(String id, String url, String createdTime, String createdBy) {
  static Page of(JsonNode json) {
    return new Page(
        json.path("id").asString(""),
        json.path("url").asString(""),
        json.path("created_time").asString(""),
        json.path("created_by").path("id").asString(""));
  }
}
