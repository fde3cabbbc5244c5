package dev.consilium.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consilium.memory.SearchConfig;
import dev.consilium.memory.embedding.EmbeddingConfig;
import dev.consilium.memory.memories.SearchWeights;
import dev.consilium.server.outgoing.OutgoingConfig;
import dev.consilium.server.outgoing.OutgoingLimits;
import dev.consilium.tools.ToolSelection;
import dev.consilium.tools.models.ModelConfig;
import dev.consilium.tools.notion.Mapping;
import dev.consilium.tools.notion.NotionConfig;
import dev.consilium.tools.notion.NotionLimits;
import dev.consilium.tools.sandbox.AllowedHosts;
import dev.consilium.tools.sandbox.Language;
import dev.consilium.tools.sandbox.SandboxConfig;
import dev.consilium.tools.sandbox.SandboxLimits;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigSourcesTest {
  @TempDir Path user;

  private Config load(Map<Setting, String> flags, Map<String, String> environment) {
    return ConfigSources.load(flags, environment, user);
  }

  @Test
  void defaults() {
    assertThat(load(Map.of(), Map.of()))
        .isEqualTo(
            new Config(
                user.resolve(".consilium"),
                "127.0.0.1",
                8000,
                ToolSelection.parse("default"),
                Optional.empty(),
                10,
                Optional.empty(),
                false,
                Optional.empty(),
                1000,
                Set.of(),
                Set.of(),
                4 << 20,
                10_000,
                SearchConfig.DEFAULT,
                SandboxConfig.DEFAULT,
                Duration.ofDays(7),
                ModelConfig.NONE,
                NotionConfig.OFF,
                OutgoingConfig.DEFAULT,
                "info",
                "text",
                Optional.empty()));
  }

  @Test
  void everySettingCanBeSet() {
    Map<Setting, String> flags = new EnumMap<>(Setting.class);
    flags.put(Setting.HOME, user.resolve("h").toString());
    flags.put(Setting.HOST, "0.0.0.0");
    flags.put(Setting.PORT, "0");
    flags.put(Setting.TOOLS, "all");
    flags.put(Setting.DATABASE_URL, "postgresql://h/d");
    flags.put(Setting.DATABASE_CONNECTIONS, "3");
    flags.put(Setting.API_KEY, "k");
    flags.put(Setting.REQUIRE_KEY, "true");
    flags.put(Setting.OAUTH_ISSUER, "https://issuer.example");
    flags.put(Setting.PUBLIC_URL, "https://public.example/");
    flags.put(Setting.RATE_LIMIT, "9");
    flags.put(Setting.ALLOWED_HOSTS, "a.example, b.example");
    flags.put(Setting.ALLOWED_ORIGINS, "https://a.example");
    flags.put(Setting.MAX_BODY_BYTES, "2048");
    flags.put(Setting.MAX_CONNECTIONS, "7");
    flags.put(Setting.CHROMA_URL, "http://c");
    flags.put(Setting.EMBEDDING_MODEL, "large");
    flags.put(Setting.EMBEDDING_URL, "http://e/v1");
    flags.put(Setting.EMBEDDING_API_KEY, "e");
    flags.put(Setting.SEARCH_WEIGHTS, "meaning=0.6");
    flags.put(Setting.SANDBOX_IMAGE, "i:2");
    flags.put(Setting.SANDBOX_PULL, "true");
    flags.put(Setting.SANDBOX_LIMITS, "warm=4");
    flags.put(Setting.SANDBOX_LANGUAGES, "ruby=main.rb:ruby main.rb");
    flags.put(Setting.SANDBOX_ALLOW, "pypi.org");
    flags.put(Setting.FEED_DAYS, "30");
    flags.put(Setting.WEBHOOK_ALLOW, "hooks.intern:8080");
    flags.put(Setting.WEBHOOK_LIMITS, "attempts=3,hours=1");
    flags.put(Setting.LLM_URL, "http://l/v1");
    flags.put(Setting.LLM_MODELS, "small, other@http://o/v1");
    flags.put(Setting.LLM_API_KEY, "l");
    flags.put(Setting.LLM_LIMITS, "deadline_seconds=60,cost=2.50");
    flags.put(Setting.LLM_PRICES, "small=0.25/2");
    flags.put(Setting.NOTION_TOKEN, "t");
    flags.put(Setting.NOTION_URL, "http://n");
    flags.put(Setting.NOTION_DECISIONS, "https://notion.so/x?v=0123456789abcdef0123456789abcdef");
    flags.put(Setting.NOTION_TASKS, "01234567-89ab-cdef-0123-456789abcdef");
    flags.put(Setting.NOTION_MAPPING, "title=Решение");
    flags.put(Setting.NOTION_LIMITS, "rate=9");
    flags.put(Setting.LOG_LEVEL, "debug");
    flags.put(Setting.LOG_FORMAT, "json");
    flags.put(Setting.OTLP_ENDPOINT, "http://o:4318");
    assertThat(flags).hasSize(Setting.values().length);

    assertThat(load(flags, Map.of("DOCKER_HOST", "tcp://d:2375")))
        .isEqualTo(
            new Config(
                user.resolve("h"),
                "0.0.0.0",
                0,
                ToolSelection.parse("all"),
                Optional.of("postgresql://h/d"),
                3,
                Optional.of("k"),
                true,
                Optional.of(new OAuth("https://issuer.example", "https://public.example")),
                9,
                Set.of("a.example", "b.example"),
                Set.of("https://a.example"),
                2048,
                7,
                new SearchConfig(
                    new EmbeddingConfig(
                        "large", Optional.of(URI.create("http://e/v1")), Optional.of("e")),
                    Optional.of(URI.create("http://c")),
                    SearchWeights.parse("meaning=0.6")),
                new SandboxConfig(
                    Optional.of("tcp://d:2375"),
                    "i:2",
                    true,
                    SandboxLimits.parse("warm=4"),
                    Language.parse("ruby=main.rb:ruby main.rb"),
                    AllowedHosts.parse("pypi.org:443")),
                Duration.ofDays(30),
                new ModelConfig(
                    Optional.of(URI.create("http://l/v1")),
                    Optional.of("l"),
                    List.of(
                        new ModelConfig.Place("small", Optional.empty()),
                        new ModelConfig.Place("other", Optional.of(URI.create("http://o/v1")))),
                    new ModelConfig.Limits(
                        Duration.ofMinutes(1),
                        2,
                        2_000,
                        300_000,
                        new BigDecimal("2.50"),
                        4,
                        Duration.ofSeconds(15)),
                    Map.of(
                        "small",
                        new ModelConfig.Price(new BigDecimal("0.25"), new BigDecimal("2")))),
                new NotionConfig(
                    URI.create("http://n"),
                    Optional.of("t"),
                    Optional.of("01234567-89ab-cdef-0123-456789abcdef"),
                    Optional.of("01234567-89ab-cdef-0123-456789abcdef"),
                    Mapping.parse("title=Решение"),
                    NotionLimits.parse("rate=9")),
                new OutgoingConfig(
                    AllowedHosts.parse("hooks.intern:8080"),
                    new OutgoingLimits(16, 10_000, 5_000, 14_400_000, 3, 1)),
                "debug",
                "json",
                Optional.of(URI.create("http://o:4318"))));
  }

  @Test
  void flagsWinOverVariablesOverTheFile() throws Exception {
    Path home = Files.createDirectories(user.resolve(".consilium"));
    Files.writeString(home.resolve("consilium.properties"), "port=1\nhost=file\nlog_level=warn\n");

    Config config =
        load(
            Map.of(Setting.PORT, "3"), Map.of("CONSILIUM_PORT", "2", "CONSILIUM_HOST", "variable"));

    assertThat(config.port()).isEqualTo(3);
    assertThat(config.host()).isEqualTo("variable");
    assertThat(config.logLevel()).isEqualTo("warn");
  }

  @Test
  void tokensNeedToKnowWhatTheyAreFor() {
    assertThatThrownBy(
            () -> load(Map.of(), Map.of("CONSILIUM_OAUTH_ISSUER", "https://issuer.example")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("public_url");
  }

  @Test
  void anUnknownLineOfTheFileIsRefused() throws Exception {
    Path home = Files.createDirectories(user.resolve(".consilium"));
    Files.writeString(home.resolve("consilium.properties"), "prot=1\n");

    assertThatThrownBy(() -> load(Map.of(), Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("prot")
        .hasMessageContaining("Did you mean \"port\"?");
  }

  @ParameterizedTest
  @CsvSource({
    "PORT, x",
    "PORT, 65536",
    "PORT, -1",
    "DATABASE_CONNECTIONS, 0",
    "REQUIRE_KEY, maybe",
    "OAUTH_ISSUER, issuer.example",
    "OAUTH_ISSUER, https://issuer.example?x",
    "RATE_LIMIT, -1",
    "MAX_BODY_BYTES, 1",
    "MAX_CONNECTIONS, 0",
    "LOG_LEVEL, loud",
    "TOOLS, nonsense"
  })
  void whatCannotBeIsRefusedWithItsOrigin(Setting setting, String value) {
    assertThatThrownBy(() -> load(Map.of(setting, value), Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(setting.flag())
        .hasMessageContaining(value);
    assertThatThrownBy(() -> load(Map.of(), Map.of(setting.variable(), value)))
        .hasMessageContaining(setting.variable());
  }
}
