package dev.consilium.tools;

import java.util.List;
import java.util.Map;

/** Messages a person can start a conversation with. */
public interface Prompt {
  record Argument(String name, String description, boolean required) {}

  record Spec(String name, String title, String description, List<Argument> arguments) {}

  record Message(Role role, Content content) {
    public static List<Message> ofUser(String text) {
      return List.of(new Message(Role.USER, new Content.Text(text)));
    }
  }

  enum Role {
    USER,
    ASSISTANT
  }

  Spec spec();

  /** The messages; may block. */
  List<Message> render(Map<String, String> arguments, ToolContext context)
      throws InterruptedException;

  /** Values for an argument that start with the prefix; may block. */
  List<String> complete(String argument, String prefix);
}
