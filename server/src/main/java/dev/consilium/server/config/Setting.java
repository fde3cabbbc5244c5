package dev.consilium.server.config;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Everything that can be configured. A flag wins over the environment, that over the file. */
public enum Setting {
  HOME("Folder that holds all local state", "~/.consilium"),
  HOST("Address to listen on", "127.0.0.1"),
  PORT("Port to listen on; 0 takes a free one", "8000"),
  TOOLS("Tool sets to list: default, all, or names such as tasks,projects", "default"),
  DATABASE_URL("PostgreSQL to use instead of the embedded one", ""),
  DATABASE_CONNECTIONS("Most connections to PostgreSQL", "10"),
  API_KEY("A key that is accepted beside the stored ones", ""),
  REQUIRE_KEY("Ask for a key on loopback too: true or false", "false"),
  OAUTH_ISSUER("OAuth authorization server whose access tokens are accepted", ""),
  PUBLIC_URL("Address of this host as clients know it; needed for OAuth", ""),
  RATE_LIMIT("Most requests a second of one key or token; 0 for no limit", "1000"),
  ALLOWED_HOSTS("Further Host headers to accept, separated by commas", ""),
  ALLOWED_ORIGINS("Further Origin headers to accept, separated by commas", ""),
  MAX_BODY_BYTES("Longest message accepted", "4194304"),
  MAX_CONNECTIONS("Most HTTP connections at once", "10000"),
  CHROMA_URL("Chroma server that keeps the vector index, instead of files in the home folder", ""),
  EMBEDDING_MODEL("Model of the vectors; none for search by words only", "e5-small-v2-q"),
  EMBEDDING_URL("OpenAI-compatible API of the model, such as http://127.0.0.1:11434/v1", ""),
  EMBEDDING_API_KEY("Key of that API", ""),
  SEARCH_WEIGHTS("What counts how much in memory_search, such as meaning=0.6,context=0.2", ""),
  SANDBOX_IMAGE("Image that code runs in", "consilium-sandbox:1"),
  SANDBOX_PULL("Pull that image at the start if it is not there: true or false", "false"),
  SANDBOX_LIMITS("What runs may use, such as memory_mb=1024,warm=4", ""),
  SANDBOX_LANGUAGES("Further languages, such as ruby=main.rb:ruby main.rb", ""),
  SANDBOX_ALLOW("Hosts that code may connect to, such as pypi.org:443; none by default", ""),
  FEED_DAYS("Days for which events are kept for those who come back", "7"),
  WEBHOOK_ALLOW("Private hosts that webhooks may go to, such as mail.intern:8080", ""),
  WEBHOOK_LIMITS("How webhooks are sent, such as attempts=15,timeout_ms=10000", ""),
  LLM_URL(
      "OpenAI-compatible API whose models may hold councils, such as https://api.openai.com/v1",
      ""),
  LLM_MODELS("Its models, the first that answers: gpt-5-mini,qwen3@http://127.0.0.1:11434/v1", ""),
  LLM_API_KEY("Key of that API", ""),
  LLM_LIMITS("What models may use, such as deadline_seconds=60,tokens=100000,cost=2.50", ""),
  LLM_PRICES("Of a million tokens in and out, such as gpt-5-mini=0.25/2", ""),
  NOTION_TOKEN("Notion integration token", ""),
  NOTION_URL("Notion API", "https://api.notion.com"),
  NOTION_DECISIONS("Data source in Notion that decisions go to", ""),
  NOTION_TASKS("Data source in Notion that their tasks go to", ""),
  NOTION_MAPPING("Names of properties in Notion, such as title=Name,status.accepted=Done", ""),
  NOTION_LIMITS("How Notion is called, such as rate=3,timeout_ms=30000", ""),
  LOG_LEVEL("error, warn, info, debug or trace", "info"),
  LOG_FORMAT("text, or json for one JSON object a line", "text"),
  OTLP_ENDPOINT("OpenTelemetry collector that takes traces, such as http://127.0.0.1:4318", "");

  /** Has settings, too; in the home folder. */
  public static final String FILE = "consilium.properties";

  /** Never flags: others on the machine see the arguments of a process. */
  public static final Set<Setting> SECRETS =
      Set.of(API_KEY, EMBEDDING_API_KEY, LLM_API_KEY, NOTION_TOKEN);

  /** What a command needs that only works with the records. */
  public static final Set<Setting> OF_THE_DATABASE =
      Collections.unmodifiableSet(
          EnumSet.of(
              HOME,
              DATABASE_URL,
              CHROMA_URL,
              EMBEDDING_MODEL,
              EMBEDDING_URL,
              LOG_LEVEL,
              LOG_FORMAT));

  private final String meaning;
  private final String fallback;

  Setting(String meaning, String fallback) {
    this.meaning = meaning;
    this.fallback = fallback;
  }

  public String meaning() {
    return meaning;
  }

  public String fallback() {
    return fallback;
  }

  /** Name in the configuration file. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String variable() {
    return "CONSILIUM_" + name();
  }

  public String flagName() {
    return key().replace('_', '-');
  }

  public String flag() {
    return "--" + flagName();
  }

  static List<String> keys() {
    return Arrays.stream(values()).map(Setting::key).toList();
  }
}
