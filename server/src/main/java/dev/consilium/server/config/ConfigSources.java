package dev.consilium.server.config;

import dev.consilium.memory.SearchConfig;
import dev.consilium.memory.embedding.EmbeddingConfig;
import dev.consilium.memory.memories.SearchWeights;
import dev.consilium.schemas.json.Names;
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
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Where settings come from: flags, then environment variables, then {@code
 * HOME/consilium.properties}.
 */
public final class ConfigSources {
  private final Map<Setting, String> flags;
  private final Map<String, String> environment;
  private final Map<Setting, String> file = new EnumMap<>(Setting.class);

  private ConfigSources(Map<Setting, String> flags, Map<String, String> environment) {
    this.flags = flags;
    this.environment = environment;
  }

  /**
   * Reads the configuration.
   *
   * @throws ConfigException when a setting cannot be used
   */
  public static Config load(
      Map<Setting, String> flags, Map<String, String> environment, Path userHome) {
    ConfigSources sources = new ConfigSources(flags, environment);
    Path home = HomeFolder.of(sources.text(Setting.HOME), userHome);
    sources.readFile(home.resolve(Setting.FILE));
    return new Config(
        home,
        sources.text(Setting.HOST),
        sources.number(Setting.PORT, 0, 65_535),
        sources.parsed(Setting.TOOLS, ToolSelection::parse),
        sources.optional(Setting.DATABASE_URL),
        sources.number(Setting.DATABASE_CONNECTIONS, 1, 1_000),
        sources.optional(Setting.API_KEY),
        sources.flag(Setting.REQUIRE_KEY),
        sources.oauth(),
        sources.number(Setting.RATE_LIMIT, 0, 1_000_000),
        sources.list(Setting.ALLOWED_HOSTS),
        sources.list(Setting.ALLOWED_ORIGINS),
        sources.number(Setting.MAX_BODY_BYTES, 1_024, 256 << 20),
        sources.number(Setting.MAX_CONNECTIONS, 1, 1_000_000),
        sources.search(),
        sources.sandbox(),
        Duration.ofDays(sources.number(Setting.FEED_DAYS, 1, 3_650)),
        sources.models(),
        sources.notion(),
        new OutgoingConfig(
            sources.parsed(Setting.WEBHOOK_ALLOW, AllowedHosts::parse),
            sources.parsed(Setting.WEBHOOK_LIMITS, OutgoingLimits::parse)),
        sources.choice(Setting.LOG_LEVEL, List.of("error", "warn", "info", "debug", "trace")),
        sources.choice(Setting.LOG_FORMAT, List.of("text", "json")),
        sources.otlpEndpoint());
  }

  private void readFile(Path path) {
    if (!Files.exists(path)) {
      return;
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(path)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigException("Cannot read " + path + ": " + e.getMessage());
    }
    for (String key : properties.stringPropertyNames()) {
      Optional<Setting> setting =
          Arrays.stream(Setting.values()).filter(known -> known.key().equals(key)).findFirst();
      if (setting.isEmpty() || setting.get() == Setting.HOME) {
        throw new ConfigException(
            path
                + ": there is no setting \""
                + key
                + "\"."
                + Names.didYouMean(key, Setting.keys())
                + " Known: "
                + String.join(", ", Setting.keys().subList(1, Setting.keys().size()))
                + ".");
      }
      file.put(setting.get(), properties.getProperty(key).strip());
    }
  }

  private String text(Setting setting) {
    String flag = flags.get(setting);
    if (flag != null) {
      return flag;
    }
    String variable = environment.get(setting.variable());
    if (variable != null && !variable.isBlank()) {
      return variable.strip();
    }
    return file.getOrDefault(setting, setting.fallback());
  }

  private Optional<String> optional(Setting setting) {
    return Optional.of(text(setting)).filter(text -> !text.isEmpty());
  }

  private int number(Setting setting, int min, int max) {
    try {
      int number = Integer.parseInt(text(setting));
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, in the same words as a number out of range.
    }
    throw invalid(setting, "a number from " + min + " to " + max);
  }

  private boolean flag(Setting setting) {
    return choice(setting, List.of("true", "false")).equals("true");
  }

  private String choice(Setting setting, List<String> choices) {
    String text = text(setting);
    if (!choices.contains(text)) {
      throw invalid(setting, "one of " + String.join(", ", choices));
    }
    return text;
  }

  private Set<String> list(Setting setting) {
    return Arrays.stream(text(setting).split(","))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  private Optional<OAuth> oauth() {
    Optional<String> issuer = optional(Setting.OAUTH_ISSUER);
    if (issuer.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new OAuth(url(Setting.OAUTH_ISSUER), url(Setting.PUBLIC_URL).replaceAll("/+$", "")));
  }

  private SearchConfig search() {
    String model = text(Setting.EMBEDDING_MODEL);
    Optional<URI> url = address(Setting.EMBEDDING_URL);
    if (url.isEmpty() && !EmbeddingConfig.LOCAL.contains(model)) {
      throw invalid(
          Setting.EMBEDDING_MODEL,
          "one of "
              + String.join(", ", EmbeddingConfig.LOCAL)
              + " (any other needs "
              + Setting.EMBEDDING_URL.key()
              + ")");
    }
    return new SearchConfig(
        new EmbeddingConfig(model, url, optional(Setting.EMBEDDING_API_KEY)),
        address(Setting.CHROMA_URL),
        parsed(Setting.SEARCH_WEIGHTS, SearchWeights::parse));
  }

  /** Where programs of OpenTelemetry look, too. */
  private Optional<URI> otlpEndpoint() {
    Optional<URI> own = address(Setting.OTLP_ENDPOINT);
    if (own.isPresent()) {
      return own;
    }
    String standard = environment.getOrDefault("OTEL_EXPORTER_OTLP_ENDPOINT", "").strip();
    try {
      return standard.isEmpty() ? Optional.empty() : Optional.of(new URI(standard));
    } catch (URISyntaxException e) {
      throw new ConfigException(
          "OTEL_EXPORTER_OTLP_ENDPOINT: expected an address such as http://127.0.0.1:4318, got \""
              + standard
              + "\".");
    }
  }

  private SandboxConfig sandbox() {
    return new SandboxConfig(
        Optional.ofNullable(environment.get("DOCKER_HOST")).filter(host -> !host.isBlank()),
        text(Setting.SANDBOX_IMAGE),
        flag(Setting.SANDBOX_PULL),
        parsed(Setting.SANDBOX_LIMITS, SandboxLimits::parse),
        parsed(Setting.SANDBOX_LANGUAGES, Language::parse),
        parsed(Setting.SANDBOX_ALLOW, AllowedHosts::parse));
  }

  private ModelConfig models() {
    Optional<URI> url = address(Setting.LLM_URL);
    List<ModelConfig.Place> models = parsed(Setting.LLM_MODELS, ModelConfig::parseModels);
    if (url.isPresent() && models.isEmpty()) {
      throw invalid(Setting.LLM_MODELS, "the models of " + Setting.LLM_URL.key());
    }
    if (url.isEmpty() && models.stream().anyMatch(place -> place.url().isEmpty())) {
      throw invalid(
          Setting.LLM_MODELS, "MODEL@ADDRESS, since there is no " + Setting.LLM_URL.key());
    }
    return new ModelConfig(
        url,
        optional(Setting.LLM_API_KEY),
        models,
        parsed(Setting.LLM_LIMITS, ModelConfig::parseLimits),
        parsed(Setting.LLM_PRICES, ModelConfig::parsePrices));
  }

  private NotionConfig notion() {
    return new NotionConfig(
        URI.create(url(Setting.NOTION_URL)),
        optional(Setting.NOTION_TOKEN).map(_ -> parsed(Setting.NOTION_TOKEN, NotionConfig::token)),
        parsed(Setting.NOTION_DECISIONS, NotionConfig::dataSource),
        parsed(Setting.NOTION_TASKS, NotionConfig::dataSource),
        parsed(Setting.NOTION_MAPPING, Mapping::parse),
        parsed(Setting.NOTION_LIMITS, NotionLimits::parse));
  }

  private <T> T parsed(Setting setting, Function<String, T> parser) {
    try {
      return parser.apply(text(setting));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(origin(setting) + ": " + e.getMessage());
    }
  }

  private Optional<URI> address(Setting setting) {
    return optional(setting).map(_ -> URI.create(url(setting)));
  }

  private String url(Setting setting) {
    try {
      URI uri = new URI(text(setting));
      if (uri.getHost() != null
          && List.of("http", "https").contains(uri.getScheme())
          && uri.getFragment() == null
          && uri.getQuery() == null) {
        return text(setting);
      }
    } catch (URISyntaxException e) {
      // Told below, in the same words as any other text that is no address.
    }
    throw invalid(setting, "an address such as https://consilium.example.com");
  }

  private ConfigException invalid(Setting setting, String expected) {
    return new ConfigException(
        origin(setting) + ": expected " + expected + ", got \"" + text(setting) + "\".");
  }

  private String origin(Setting setting) {
    if (flags.containsKey(setting)) {
      return setting.flag();
    }
    return environment.containsKey(setting.variable())
        ? setting.variable()
        : setting.key() + " in " + Setting.FILE;
  }
}
