import dev.consilium.memory.postgres.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.jooq.codegen.GenerationTool;
import org.jooq.meta.jaxb.Configuration;
import org.jooq.meta.jaxb.Database;
import org.jooq.meta.jaxb.ForcedType;
import org.jooq.meta.jaxb.Generate;
import org.jooq.meta.jaxb.Generator;
import org.jooq.meta.jaxb.Jdbc;
import org.jooq.meta.jaxb.Logging;
import org.jooq.meta.jaxb.Target;

/**
 * Writes the jOOQ classes of the schema: starts a PostgreSQL of its own, runs the migrations and reads
 * the tables back. Leaves the stopped database in {@code target/home}, from which tests copy the home
 * folders of hosts that have started before. Does nothing while both are newer than the migrations.
 */
class GenerateTables {
  private static final String SCHEMA = "consilium";

  public static void main(String[] args) throws Exception {
    Path module = Path.of(args[0]);
    Path output = Path.of(args[1], "generated-sources", "jooq");
    Path migrations = module.resolve("src/main/resources/db/migration");
    Path stamp = output.resolve("generated");
    Path home = Path.of(args[1], "home");
    FileTime newest = newest(List.of(migrations, module.resolve("src/build/java")));
    if (Files.exists(stamp)
        && Files.getLastModifiedTime(stamp).compareTo(newest) >= 0
        && Files.isDirectory(home.resolve("postgres").resolve(EmbeddedPostgres.version()))) {
      return;
    }
    delete(home);
    Path unfinished = Files.createTempDirectory(Path.of(args[1]), "home.unfinished");
    try (EmbeddedPostgres postgres =
        new EmbeddedPostgres(unfinished.resolve("postgres"), _ -> {})) {
      EmbeddedPostgres.Address address = postgres.ensureRunning();
      String url = "jdbc:postgresql://" + address + "/" + EmbeddedPostgres.DATABASE;
      Flyway.configure()
          .dataSource(url, EmbeddedPostgres.USER, address.password())
          .schemas(SCHEMA)
          .locations("filesystem:" + migrations)
          .load()
          .migrate();
      GenerationTool.generate(configuration(url, address.password(), output));
    }
    Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
    Files.writeString(stamp, "");
  }

  private static Configuration configuration(String url, String password, Path output) {
    return new Configuration()
        .withLogging(Logging.ERROR)
        .withJdbc(
            new Jdbc()
                .withDriver("org.postgresql.Driver")
                .withUrl(url)
                .withUser(EmbeddedPostgres.USER)
                .withPassword(password))
        .withGenerator(
            new Generator()
                .withDatabase(
                    new Database()
                        .withName("org.jooq.meta.postgres.PostgresDatabase")
                        .withInputSchema(SCHEMA)
                        .withExcludes("flyway_schema_history|refuse_change")
                        .withIncludeRoutines(false)
                        .withIncludeDomains(false)
                        .withForcedTypes(
                            // jOOQ has no type for it, and the stores only ever ask it questions.
                            new ForcedType().withName("CLOB").withIncludeTypes("tsvector")))
                .withGenerate(
                    new Generate()
                        .withDeprecated(false)
                        .withGeneratedAnnotation(false)
                        .withComments(false)
                        .withRelations(false)
                        .withImplicitJoinPathsToOne(false)
                        .withImplicitJoinPathsToMany(false)
                        .withImplicitJoinPathsManyToMany(false)
                        .withDaos(false)
                        .withPojos(false)
                        .withRecords(true))
                .withTarget(
                    new Target()
                        .withPackageName("dev.consilium.memory.jooq")
                        .withDirectory(output.toString())));
  }

  private static FileTime newest(List<Path> folders) throws Exception {
    FileTime newest = FileTime.fromMillis(0);
    for (Path folder : folders) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.toList()) {
          FileTime time = Files.getLastModifiedTime(file);
          newest = time.compareTo(newest) > 0 ? time : newest;
        }
      }
    }
    return newest;
  }

  private static void delete(Path folder) throws Exception {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(folder)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }
}
