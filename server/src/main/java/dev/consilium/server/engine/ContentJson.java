package dev.consilium.server.engine;

import dev.consilium.schemas.json.Json;
import dev.consilium.tools.Content;
import dev.consilium.tools.ResourceContents;
import tools.jackson.databind.node.ObjectNode;

/** Content in the words of the protocol. */
final class ContentJson {
  private ContentJson() {}

  static ObjectNode of(Content content) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    switch (content) {
      case Content.Text(String text) -> json.put("type", "text").put("text", text);
      case Content.Image(String data, String mimeType) ->
          json.put("type", "image").put("data", data).put("mimeType", mimeType);
      case Content.Audio(String data, String mimeType) ->
          json.put("type", "audio").put("data", data).put("mimeType", mimeType);
      case Content.Embedded(ResourceContents resource) ->
          json.put("type", "resource").set("resource", of(resource));
      case Content.Link link -> {
        json.put("type", "resource_link").put("uri", link.uri()).put("name", link.name());
        if (link.title() != null) {
          json.put("title", link.title());
        }
        if (link.mimeType() != null) {
          json.put("mimeType", link.mimeType());
        }
      }
    }
    return json;
  }

  static ObjectNode of(ResourceContents contents) {
    ObjectNode json =
        Json.MAPPER
            .createObjectNode()
            .put("uri", contents.uri())
            .put("mimeType", contents.mimeType());
    return switch (contents) {
      case ResourceContents.Text text -> json.put("text", text.text());
      case ResourceContents.Blob blob -> json.put("blob", blob.blob());
    };
  }
}
