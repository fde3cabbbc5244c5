import java.util.regex.Pattern;

/** Names with {@code *} for any characters and {@code ?} for one. */
record TestPattern(String text, Pattern pattern) {

  static TestPattern of(String text) {
    StringBuilder regex = new StringBuilder();
    for (char c : text.toCharArray()) {
      switch (c) {
        case '*' -> regex.append(".*");
        case '?' -> regex.append('.');
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return new TestPattern(text, Pattern.compile(regex.toString()));
  }

  boolean matches(String name) {
    return pattern.matcher(name).matches();
  }
}
