package dev.consilium.memory.memories;

import dev.consilium.memory.Database;
import dev.consilium.memory.Write;
import java.util.List;

/** Memories of a project, for the tests. */
record Notes(Database database, String project) {
  static NewMemory note(String text) {
    return of(text, Kind.NOTE, List.of(), List.of());
  }

  static NewMemory of(String text, Kind kind, List<String> tags, List<String> files) {
    return new NewMemory(
        text,
        kind,
        tags,
        files,
        null,
        null,
        NewMemory.DEFAULT_IMPORTANCE,
        null,
        null,
        "tester",
        null);
  }

  String add(String text) {
    return add(note(text)).id();
  }

  AddedMemory add(NewMemory memory) {
    return database.memories().add(new Write("test", null), project, List.of(memory)).getFirst();
  }

  List<MemoryHit> search(String query) {
    return database.memories().search(query, MemoryFilter.ofProject(project), null, 10).hits();
  }

  List<String> found(String query) {
    return search(query).stream().map(hit -> hit.memory().id()).toList();
  }
}
