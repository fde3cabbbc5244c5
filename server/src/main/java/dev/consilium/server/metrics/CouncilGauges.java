package dev.consilium.server.metrics;

import dev.consilium.memory.councils.CouncilMeasures;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How the councils of the last weeks ended, by project. */
final class CouncilGauges {
  static final Duration PERIOD = Duration.ofDays(30);

  /** Projects that are shown: each is a series of its own for whoever collects them. */
  static final int MOST = 100;

  private final Map<MultiGauge, Function<CouncilMeasures, @Nullable Number>> gauges =
      new LinkedHashMap<>();

  CouncilGauges(MeterRegistry registry) {
    add(registry, "ended", "Councils that ended in the last 30 days", CouncilMeasures::ended);
    add(registry, "decided", "Those of them with a decision", CouncilMeasures::decided);
    add(
        registry,
        "fruitful",
        "Those of them with a decision and five to ten tasks",
        CouncilMeasures::fruitful);
    add(registry, "tasks.mean", "Tasks of each decision", CouncilMeasures::tasksPerMeeting);
    add(
        registry,
        "decision.minutes.median",
        "Minutes from the start to the decision",
        CouncilMeasures::minutesToDecision);
  }

  private void add(
      MeterRegistry registry,
      String name,
      String description,
      Function<CouncilMeasures, @Nullable Number> value) {
    gauges.put(
        MultiGauge.builder("consilium.councils." + name)
            .description(description)
            .register(registry),
        value);
  }

  void show(Map<String, CouncilMeasures> byProject) {
    gauges.forEach((gauge, value) -> {
      List<Row<?>> rows =
          byProject.entrySet().stream()
              .<Row<?>>map(entry -> {
                Number number = value.apply(entry.getValue());
                return Row.of(
                    Tags.of("project", entry.getKey()),
                    number == null ? Double.NaN : number.doubleValue());
              })
              .toList();
      gauge.register(rows, true);
    });
  }
}
