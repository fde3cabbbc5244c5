package dev.consilium.server.conformance;

import dev.consilium.tools.Content;
import dev.consilium.tools.Prompt;
import dev.consilium.tools.ResourceContents;
import dev.consilium.tools.ToolContext;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullMarked;

/** The prompts that the suite gets. */
@NullMarked
record FixturePrompts(Spec spec, Body body) implements Prompt {
  interface Body {
    List<Message> render(Map<String, String> arguments, ToolContext context)
        throws InterruptedException;
  }

  static List<Prompt> all() {
    return List.of(
        prompt(
            "test_simple_prompt",
            List.of(),
            (_, _) -> Message.ofUser("This is a simple prompt for testing.")),
        prompt(
            "test_prompt_with_arguments",
            List.of("arg1", "arg2"),
            (arguments, _) ->
                Message.ofUser(
                    "Prompt with arguments: arg1='%s', arg2='%s'"
                        .formatted(arguments.get("arg1"), arguments.get("arg2")))),
        prompt(
            "test_prompt_with_embedded_resource",
            List.of("resourceUri"),
            (arguments, _) ->
                List.of(
                    new Message(
                        Role.USER,
                        new Content.Embedded(
                            new ResourceContents.Text(
                                arguments.getOrDefault("resourceUri", ""),
                                "text/plain",
                                "Embedded resource content for testing."))),
                    new Message(
                        Role.USER,
                        new Content.Text("Please process the embedded resource above.")))),
        prompt(
            "test_prompt_with_image",
            List.of(),
            (_, _) ->
                List.of(
                    new Message(Role.USER, new Content.Image(Fixture.PNG, "image/png")),
                    new Message(Role.USER, new Content.Text("Please analyze the image above.")))),
        prompt(
            "test_input_required_result_prompt",
            List.of(),
            (_, context) ->
                Message.ofUser(
                    "Prompt with context: "
                        + context
                            .inputs()
                            .ask(
                                "user_context",
                                Fixture.form("What context should the prompt use?", "context"))
                            .at("/content/context")
                            .asString(""))));
  }

  private static Prompt prompt(String name, List<String> arguments, Body body) {
    return new FixturePrompts(
        new Spec(
            name,
            name,
            "For the suite",
            arguments.stream().map(a -> new Argument(a, "For the suite", true)).toList()),
        body);
  }

  @Override
  public List<Message> render(Map<String, String> arguments, ToolContext context)
      throws InterruptedException {
    return body.render(arguments, context);
  }

  @Override
  public List<String> complete(String argument, String prefix) {
    return List.of();
  }
}
