import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** What the loop has to know of a {@code pom.xml}. */
record Pom(
    String artifactId,
    String version,
    List<String> modules,
    Map<String, String> properties,
    List<ResourceFolder> resources,
    List<ResourceFolder> testResources,
    List<String> furtherTestSources) {

  /** Reads a pom, whose properties hide those of the parent. */
  static Pom read(Path file, Map<String, String> inherited) throws IOException, Failure {
    Element project;
    try {
      project =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(file.toFile())
              .getDocumentElement();
    } catch (SAXException e) {
      throw new Failure(file + ": " + e.getMessage());
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException(e);
    }
    String version =
        text(project, "version")
            .or(() -> child(project, "parent").flatMap(parent -> text(parent, "version")))
            .orElseThrow(() -> new Failure(file + ": there is no version"));
    Map<String, String> properties = new LinkedHashMap<>(inherited);
    properties.put("project.version", version);
    child(project, "properties")
        .ifPresent(all ->
            children(all)
                .forEach(one -> properties.put(one.getTagName(), one.getTextContent().strip())));
    List<String> modules =
        child(project, "modules").stream()
            .flatMap(all -> children(all).stream())
            .map(one -> one.getTextContent().strip())
            .toList();
    return new Pom(
        text(project, "artifactId").orElseThrow(() -> new Failure(file + ": no artifactId")),
        version,
        modules,
        Map.copyOf(properties),
        resources(project, "resources", "src/main/resources"),
        resources(project, "testResources", "src/test/resources"),
        furtherTestSources(project));
  }

  private static List<ResourceFolder> resources(Element project, String name, String fallback) {
    List<ResourceFolder> folders = new ArrayList<>();
    child(project, "build")
        .flatMap(build -> child(build, name))
        .ifPresent(all ->
            children(all)
                .forEach(one ->
                    folders.add(
                        new ResourceFolder(
                            text(one, "directory").orElse(fallback),
                            text(one, "targetPath").orElse(""),
                            text(one, "filtering").map(Boolean::valueOf).orElse(false),
                            patterns(one, "includes"),
                            patterns(one, "excludes")))));
    if (folders.isEmpty()) {
      folders.add(new ResourceFolder(fallback, "", false, List.of(), List.of()));
    }
    return List.copyOf(folders);
  }

  /** Those that build-helper-maven-plugin adds, below the folder of the module. */
  private static List<String> furtherTestSources(Element project) {
    NodeList executions = project.getElementsByTagName("execution");
    List<String> folders = new ArrayList<>();
    for (int i = 0; i < executions.getLength(); i++) {
      Element execution = (Element) executions.item(i);
      if (patterns(execution, "goals").contains("add-test-source")) {
        child(execution, "configuration").stream()
            .flatMap(configuration -> patterns(configuration, "sources").stream())
            .map(folder -> folder.replace("${project.basedir}/", ""))
            .forEach(folders::add);
      }
    }
    return List.copyOf(folders);
  }

  private static List<String> patterns(Element resource, String name) {
    return child(resource, name).stream()
        .flatMap(all -> children(all).stream())
        .map(one -> one.getTextContent().strip())
        .toList();
  }

  private static Optional<String> text(Element parent, String name) {
    return child(parent, name).map(one -> one.getTextContent().strip());
  }

  private static Optional<Element> child(Element parent, String name) {
    return children(parent).stream().filter(one -> one.getTagName().equals(name)).findFirst();
  }

  private static List<Element> children(Element parent) {
    List<Element> elements = new ArrayList<>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element) {
        elements.add(element);
      }
    }
    return elements;
  }
}
