package dev.consilium.bench;

import dev.consilium.memory.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** A PostgreSQL that all that is measured in one run shares, beside the load. */
final class BenchDatabase implements AutoCloseable {
  private static final String TABLE =
      """
      CREATE TABLE task_status (
        task_id text PRIMARY KEY,
        status text NOT NULL,
        progress integer NOT NULL,
        message text NOT NULL,
        updated_at timestamptz NOT NULL
      ) WITH (fillfactor = 50)
      """;

  private final EmbeddedPostgres postgres;
  private final EmbeddedPostgres.Address address;

  BenchDatabase(Path folder) throws IOException, SQLException {
    this.postgres = new EmbeddedPostgres(folder, _ -> {});
    this.address = postgres.ensureRunning();
    try (Connection connection = DriverManager.getConnection(jdbcUrl());
        Statement statement = connection.createStatement()) {
      boolean _ = statement.execute(TABLE);
    }
  }

  /** How what is measured finds it. */
  Map<String, String> environment() {
    return Map.of(
        "BENCH_URL",
        jdbcUrl(),
        "CONSILIUM_DATABASE_URL",
        url(),
        "CONSILIUM_EMBEDDING_MODEL",
        "none");
  }

  private String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:%d/%s?user=%s&password=%s"
        .formatted(address.port(), EmbeddedPostgres.DATABASE, EmbeddedPostgres.USER, password());
  }

  private String url() {
    return "postgresql://%s:%s@127.0.0.1:%d/%s"
        .formatted(EmbeddedPostgres.USER, password(), address.port(), EmbeddedPostgres.DATABASE);
  }

  private String password() {
    return URLEncoder.encode(address.password(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    postgres.close();
  }
}
