package dev.consilium.server.conformance;

import static dev.consilium.server.conformance.Fixture.form;
import static dev.consilium.server.conformance.Fixture.sampling;
import static dev.consilium.server.conformance.FixtureTool.text;

import dev.consilium.tools.InputRequest;
import dev.consilium.tools.Inputs;
import dev.consilium.tools.RegisteredTool;
import dev.consilium.tools.ToolResult;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.NullMarked;
import tools.jackson.databind.node.ObjectNode;

/** The tools that ask the client. */
@NullMarked
final class FixtureInputTools {
  private FixtureInputTools() {}

  static List<RegisteredTool> all() {
    return List.of(
        FixtureTool.of(
            "test_sampling",
            "Asks the client's model",
            argument("prompt"),
            (arguments, context) ->
                text(
                    "LLM response: "
                        + context
                            .inputs()
                            .ask("answer", sampling(arguments.path("prompt").asString("")))
                            .at("/content/text")
                            .asString(""))),
        FixtureTool.of(
            "test_elicitation",
            "Asks the user",
            argument("message"),
            (arguments, context) ->
                elicited(
                    context.inputs(), form(arguments.path("message").asString(""), "response"))),
        FixtureTool.of(
            "test_elicitation_sep1034_defaults",
            "Asks with defaults",
            (_, context) ->
                elicited(
                    context.inputs(),
                    new InputRequest.Form("Please review the fields", Fixture.json(DEFAULTS)))),
        FixtureTool.of(
            "test_elicitation_sep1330_enums",
            "Asks with choices",
            (_, context) ->
                elicited(
                    context.inputs(), new InputRequest.Form("Please select", Fixture.json(ENUMS)))),
        FixtureTool.of(
            "test_missing_capability",
            "Needs sampling",
            (_, context) -> text(context.inputs().ask("sample", sampling("Anything")).toString())),
        FixtureTool.of(
            "test_url_elicitation",
            "Asks the user to go somewhere",
            (_, context) ->
                text(
                    "URL: "
                        + context
                            .inputs()
                            .ask(
                                "consent",
                                new InputRequest.Url(
                                    "Please agree", "https://example.com/consent", "e-1"))
                            .path("action")
                            .asString(""))),
        FixtureTool.of(
            "test_streaming_elicitation",
            "Tells its progress before it answers",
            (_, context) -> {
              context.progress(50, 100.0, "Half");
              return text("Streaming complete");
            }),
        FixtureTool.of(
            "test_input_required_result_elicitation",
            "Asks for a name",
            (_, context) ->
                text(
                    "Hello, "
                        + value(
                            context.inputs().ask("user_name", form("What is your name?", "name")),
                            "name")
                        + "!")),
        FixtureTool.of(
            "test_input_required_result_sampling",
            "Asks the model for a capital",
            (_, context) ->
                text(
                    context
                        .inputs()
                        .ask("capital_question", sampling("What is the capital of France?"))
                        .at("/content/text")
                        .asString(""))),
        FixtureTool.of(
            "test_input_required_result_list_roots",
            "Asks for the roots",
            (_, context) ->
                text(
                    "Roots: "
                        + context
                            .inputs()
                            .ask("client_roots", new InputRequest.Roots())
                            .path("roots"))),
        FixtureTool.of(
            "test_input_required_result_request_state",
            "Asks and carries state",
            (_, context) -> {
              var _ = context.inputs().ask("confirm", confirmation());
              return text("state-ok");
            }),
        FixtureTool.of(
            "test_input_required_result_multiple_inputs",
            "Asks three things at once",
            (_, context) -> {
              Map<String, ObjectNode> answers =
                  context
                      .inputs()
                      .ask(
                          Map.of(
                              "user_name", form("What is your name?", "name"),
                              "greeting", sampling("Generate a greeting"),
                              "client_roots", new InputRequest.Roots()));
              return text("Answered: " + new TreeMap<>(answers).keySet());
            }),
        FixtureTool.of(
            "test_input_required_result_multi_round",
            "Asks twice",
            (_, context) -> {
              String name =
                  value(context.inputs().ask("step1", form("Step 1: your name?", "name")), "name");
              String color =
                  value(
                      context.inputs().ask("step2", form("Step 2: your favorite color?", "color")),
                      "color");
              return text("Multi-round complete for " + name + " who likes " + color);
            }),
        FixtureTool.of(
            "test_input_required_result_tampered_state",
            "Asks and checks the state that comes back",
            (_, context) -> {
              var _ = context.inputs().ask("confirm", confirmation());
              return text("integrity-ok: state verified");
            }),
        FixtureTool.of(
            "test_input_required_result_capabilities",
            "Asks what the client can be asked",
            (_, context) -> capabilities(context.inputs())));
  }

  private static ToolResult capabilities(Inputs inputs) throws InterruptedException {
    Map<String, InputRequest> requests = new TreeMap<>();
    requests.put("elicit_input", form("Elicitation input", "value"));
    requests.put("sample_input", sampling("Sample request"));
    requests.values().removeIf(request -> !inputs.accepts(request));
    return text("capabilities-ok: " + new TreeMap<>(inputs.ask(requests)).keySet());
  }

  private static ToolResult elicited(Inputs inputs, InputRequest.Form form)
      throws InterruptedException {
    ObjectNode answer = inputs.ask("answer", form);
    return text(
        "User response: action=%s, content=%s"
            .formatted(answer.path("action").asString(""), answer.path("content")));
  }

  private static String value(ObjectNode answer, String field) {
    return answer.path("content").path(field).asString("unknown");
  }

  private static InputRequest.Form confirmation() {
    return new InputRequest.Form(
        "Please confirm",
        Fixture.json(
            "{\"type\":\"object\",\"properties\":{\"ok\":{\"type\":\"boolean\"}},\"required\":[\"ok\"]}"));
  }

  private static String argument(String name) {
    return "{\"type\":\"object\",\"properties\":{\"%s\":{\"type\":\"string\"}},\"required\":[\"%s\"]}"
        .formatted(name, name);
  }

  private static final String DEFAULTS =
      """
      {
        "type": "object",
        "properties": {
          "name": {"type": "string", "description": "User name", "default": "John Doe"},
          "age": {"type": "integer", "description": "User age", "default": 30},
          "score": {"type": "number", "description": "User score", "default": 95.5},
          "status": {
            "type": "string", "description": "User status",
            "enum": ["active", "inactive", "pending"], "default": "active"
          },
          "verified": {"type": "boolean", "description": "Verification status", "default": true}
        },
        "required": []
      }
      """;

  private static final String ENUMS =
      """
      {
        "type": "object",
        "properties": {
          "untitledSingle": {"type": "string", "enum": ["option1", "option2", "option3"]},
          "titledSingle": {
            "type": "string",
            "oneOf": [
              {"const": "value1", "title": "First Option"},
              {"const": "value2", "title": "Second Option"},
              {"const": "value3", "title": "Third Option"}
            ]
          },
          "legacyEnum": {
            "type": "string", "enum": ["opt1", "opt2", "opt3"],
            "enumNames": ["Option One", "Option Two", "Option Three"]
          },
          "untitledMulti": {
            "type": "array", "minItems": 1, "maxItems": 3,
            "items": {"type": "string", "enum": ["option1", "option2", "option3"]}
          },
          "titledMulti": {
            "type": "array", "minItems": 1, "maxItems": 3,
            "items": {
              "anyOf": [
                {"const": "value1", "title": "First Choice"},
                {"const": "value2", "title": "Second Choice"},
                {"const": "value3", "title": "Third Choice"}
              ]
            }
          }
        },
        "required": []
      }
      """;
}
