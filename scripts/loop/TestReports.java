import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads the XML reports that JUnit and the test runner of Node.js write. */
final class TestReports {
  private static final int LONGEST_MESSAGE = 600;
  private static final XMLInputFactory FACTORY = XMLInputFactory.newFactory();

  static {
    FACTORY.setProperty(XMLInputFactory.SUPPORT_DTD, false);
  }

  private TestReports() {}

  /**
   * What the reports of a folder say.
   *
   * @param prefix says where a test belongs whose report only has its name
   */
  static List<TestResult> in(Path folder, String prefix) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".xml"))
          .sorted()
          .flatMap(file -> of(file, prefix).stream())
          .toList();
    }
  }

  private static List<TestResult> of(Path file, String prefix) {
    try (InputStream in = Files.newInputStream(file)) {
      XMLStreamReader xml = FACTORY.createXMLStreamReader(in);
      List<TestResult> tests = new ArrayList<>();
      while (xml.hasNext()) {
        if (xml.next() == XMLStreamConstants.START_ELEMENT
            && xml.getLocalName().equals("testcase")) {
          tests.add(test(xml, prefix));
        }
      }
      return tests;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (XMLStreamException e) {
      throw new UncheckedIOException(new IOException(file + " is cut off: " + e.getMessage(), e));
    }
  }

  /** Leaves the reader at the end of the element. */
  private static TestResult test(XMLStreamReader xml, String prefix) throws XMLStreamException {
    String name = name(xml, prefix);
    String seconds = attribute(xml, "time").replace(",", "");
    Duration time =
        Duration.ofNanos((long) (seconds.isEmpty() ? 0 : Double.parseDouble(seconds) * 1e9));
    TestResult.Status status = TestResult.Status.PASSED;
    String message = "";
    for (int depth = 1; depth > 0; ) {
      int event = xml.next();
      if (event == XMLStreamConstants.END_ELEMENT) {
        depth--;
      } else if (event == XMLStreamConstants.START_ELEMENT) {
        depth++;
        switch (xml.getLocalName()) {
          case "failure", "error" -> {
            status = TestResult.Status.FAILED;
            message = attribute(xml, "message");
            String text = xml.getElementText();
            depth--;
            message = message.isBlank() ? text.strip() : message.strip();
          }
          case "skipped" -> {
            status = TestResult.Status.SKIPPED;
            message = attribute(xml, "message");
            String text = xml.getElementText();
            depth--;
            message = message.isBlank() ? text.strip() : message.strip();
          }
          default -> {
            // What a test printed is in the log.
          }
        }
      }
    }
    return new TestResult(name, time, status, shortened(message));
  }

  private static String name(XMLStreamReader xml, String prefix) {
    String of = attribute(xml, "classname");
    String name = attribute(xml, "name");
    return of.contains(".")
        ? of.substring(of.lastIndexOf('.') + 1) + " " + name
        : prefix + " " + name;
  }

  private static String attribute(XMLStreamReader xml, String name) {
    String value = xml.getAttributeValue(null, name);
    return value == null ? "" : value;
  }

  private static String shortened(String message) {
    return message.length() > LONGEST_MESSAGE
        ? message.substring(0, LONGEST_MESSAGE) + "…"
        : message;
  }
}
