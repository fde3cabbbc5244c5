package dev.consilium.tools;

import java.util.List;
import java.util.Map;

/** A message a person can start a conversation with. */
public interface Prompt {
  record Argument(String name, String description, boolean required) {}

  record Spec(String name, String title, String description, List<Argument> arguments) {}

  Spec spec();

  /** The message; may block. */
  String render(Map<String, String> arguments);

  /** Values for an argument that start with the prefix; may block. */
  List<String> complete(String argument, String prefix);
}
