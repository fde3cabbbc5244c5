package dev.consilium.schemas.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/**
 * The contract of every live message stands in {@code schemas/events}. After a wanted change, run
 * with {@code -Dcontracts.update=true} and commit the difference.
 */
class EventContractsTest {
  private static final Path CONTRACTS = Path.of("events");

  private static Map<String, ObjectNode> contracts() {
    Map<String, ObjectNode> contracts = new TreeMap<>();
    for (LiveEvent event : LiveEvent.values()) {
      contracts.put(event.text() + ".json", event.schema());
    }
    for (LiveAnswer answer : LiveAnswer.values()) {
      contracts.put("answers/" + answer.text() + ".json", answer.schema());
    }
    for (LiveRequest request : LiveRequest.values()) {
      contracts.put("requests/" + request.text() + ".json", request.schema());
    }
    return contracts;
  }

  private static Stream<String> names() {
    return contracts().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void contractIsTheCommittedOne(String name) throws IOException {
    Path file = CONTRACTS.resolve(name);
    ObjectNode schema = Objects.requireNonNull(contracts().get(name));
    String text = schema.toPrettyString() + "\n";
    if (Boolean.getBoolean("contracts.update")) {
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      Files.writeString(file, text);
    }
    assertThat(file).exists().hasContent(text);
  }

  @Test
  void thereIsNoContractWithoutItsMessage() throws IOException {
    try (Stream<Path> files = Files.walk(CONTRACTS)) {
      assertThat(files.filter(Files::isRegularFile).map(f -> CONTRACTS.relativize(f).toString()))
          .containsExactlyInAnyOrderElementsOf(contracts().keySet());
    }
  }

  @Test
  void whatWasPromisedFirstStaysAsItWas() {
    assertThat(LiveEvent.PROMISED)
        .extracting(LiveEvent::text)
        .containsExactly("task_started", "task_status", "task_finished", "task_error");
  }
}
