package dev.consilium.tools.sandbox;

import dev.consilium.memory.Refused;
import dev.consilium.schemas.json.Field;
import dev.consilium.tools.sandbox.Program.InputFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The files of a call, checked. */
final class InputFiles {
  private static final int LONGEST_NAME = 255;

  /** A file as a caller gives it. */
  record Given(
      @Field(min = 1, max = Limits.PATH) String path,
      @Field(max = Limits.CONTENT) @Nullable String text,
      @Field(max = Limits.CONTENT) @Nullable String base64) {}

  private InputFiles() {}

  static List<InputFile> of(@Nullable List<Given> given) {
    List<InputFile> files = new ArrayList<>();
    if (given != null) {
      for (int i = 0; i < given.size(); i++) {
        files.add(one(given.get(i), "files[" + i + "]"));
      }
    }
    return files;
  }

  private static InputFile one(Given file, String field) {
    for (String name : file.path().split("/", -1)) {
      if (name.isEmpty()
          || name.equals(".")
          || name.equals("..")
          || name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME
          || name.chars().anyMatch(Character::isISOControl)) {
        throw new Refused(
            field + ".path",
            "must be relative to the working folder, such as data/in.csv, without empty names, \".\""
                + " or \"..\".");
      }
    }
    String text = file.text();
    String base64 = file.base64();
    if ((text == null) == (base64 == null)) {
      throw new Refused(field, "needs either text or base64.");
    }
    if (text != null) {
      return new InputFile(file.path(), text.getBytes(StandardCharsets.UTF_8));
    }
    try {
      return new InputFile(file.path(), Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      throw new Refused(field + ".base64", "is not Base64: " + e.getMessage() + ".");
    }
  }
}
