package dev.consilium.tools.notion;

import dev.consilium.tools.Tool;
import java.util.List;

/** The tools of Notion. */
public final class NotionTools {
  private NotionTools() {}

  public static List<Tool<?, ?>> all(Notion notion) {
    return List.of(new NotionExport(notion), new NotionStatus(notion), new NotionSearch(notion));
  }
}
