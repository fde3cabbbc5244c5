package dev.consilium.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The walls of the house. */
@NullMarked
class ArchitectureTest {
  private static JavaClasses classes = new ClassFileImporter().importPackages("none");

  @BeforeAll
  static void readClasses() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.consilium");
  }

  @Test
  void dependenciesPointOneWay() {
    Architectures.layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("schemas")
        .definedBy("dev.consilium.schemas..")
        .layer("transport")
        .definedBy("dev.consilium.transport..")
        .layer("memory")
        .definedBy("dev.consilium.memory..")
        .layer("tools")
        .definedBy("dev.consilium.tools..")
        .layer("server")
        .definedBy("dev.consilium.server..")
        .whereLayer("server")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("tools")
        .mayOnlyBeAccessedByLayers("server")
        .whereLayer("memory")
        .mayOnlyBeAccessedByLayers("tools", "server")
        .whereLayer("transport")
        .mayOnlyBeAccessedByLayers("server")
        .check(classes);
  }

  @ParameterizedTest
  @CsvSource({
    "io.netty.., dev.consilium.transport..",
    "org.jooq.., dev.consilium.memory..",
    "java.sql.., dev.consilium.memory..",
    "org.postgresql.., dev.consilium.memory..",
    "org.flywaydb.., dev.consilium.memory..",
    "com.zaxxer.., dev.consilium.memory..",
    "org.apache.commons.cli.., dev.consilium.server..",
    "com.github.dockerjava.., dev.consilium.tools.sandbox..",
    "org.apache.hc.., dev.consilium.server.outgoing..",
    "com.nimbusds.., dev.consilium.server..",
    "io.github.bucket4j.., dev.consilium.server..",
    "ch.qos.logback.., dev.consilium.server..",
    "io.micrometer.., dev.consilium.server.metrics..",
    "io.opentelemetry.., dev.consilium.server.tracing.."
  })
  void aLibraryLivesInOneModule(String library, String module) {
    noClasses()
        .that()
        .resideOutsideOfPackage(module)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(classes);
  }

  @Test
  void onlyTheServerKnowsItsSurroundings() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.consilium.server..")
        .should()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .check(classes);
  }
}
