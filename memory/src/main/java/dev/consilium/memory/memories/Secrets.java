package dev.consilium.memory.memories;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes out of a text what opens doors: a memory is read by many, for a long time. The forms are
 * those that the issuers publish.
 */
final class Secrets {
  private static final Map<String, Pattern> FORMS = new LinkedHashMap<>();

  static {
    FORMS.put(
        "private key",
        Pattern.compile(
            "-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----|\\z)",
            Pattern.DOTALL));
    FORMS.put("AWS access key", Pattern.compile("\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b"));
    FORMS.put(
        "GitHub token",
        Pattern.compile("\\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{50,})\\b"));
    FORMS.put("GitLab token", Pattern.compile("\\bglpat-[A-Za-z0-9_-]{20,}"));
    FORMS.put("Slack token", Pattern.compile("\\bxox[abeoprs]-[A-Za-z0-9-]{10,}"));
    FORMS.put("Google API key", Pattern.compile("\\bAIza[A-Za-z0-9_-]{35}"));
    FORMS.put("API key", Pattern.compile("\\b(?:sk|rk|pk)[-_](?:[a-z]+[-_])*[A-Za-z0-9_-]{20,}"));
    FORMS.put("Notion token", Pattern.compile("\\b(?:ntn_|secret_)[A-Za-z0-9]{40,}"));
    FORMS.put("Consilium key", Pattern.compile("\\bcsl_[A-Za-z0-9_-]{43}"));
    FORMS.put("Telegram token", Pattern.compile("\\b\\d{8,10}:[A-Za-z0-9_-]{35}\\b"));
    FORMS.put(
        "JSON Web Token",
        Pattern.compile("\\beyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}"));
    FORMS.put("bearer token", Pattern.compile("(?i)(?<=\\bbearer )[A-Za-z0-9._~+/-]{16,}=*"));
    FORMS.put("password in a URL", Pattern.compile("(?<=://[^\\s:/@]{1,64}:)[^\\s:/@]+(?=@)"));
    FORMS.put(
        "password",
        Pattern.compile(
            "(?iu)(?<=\\b(?:password|passwd|pwd|secret|api[_-]?key|access[_-]?key|auth[_-]?token|пароль)"
                + "[\"']?\\s{0,3}(?::|=|:=|=>)\\s{0,3}[\"']?)(?![\\[<{$])[^\\s\"',;]{6,}"));
  }

  /** A text without them, and the kinds of what was taken out. */
  record Masked(String text, List<String> kinds) {}

  private Secrets() {}

  static Masked mask(String text) {
    String masked = text;
    List<String> kinds = new ArrayList<>();
    for (Map.Entry<String, Pattern> form : FORMS.entrySet()) {
      Matcher matcher = form.getValue().matcher(masked);
      if (matcher.find()) {
        kinds.add(form.getKey());
        masked = matcher.replaceAll(Matcher.quoteReplacement("[" + form.getKey() + " removed]"));
      }
    }
    return new Masked(masked, kinds);
  }
}
