package dev.lasso.policy.command;

import dev.lasso.policy.command.language.AwkProgram;
import dev.lasso.policy.command.language.ForeignCode;
import dev.lasso.policy.command.language.JqProgram;
import dev.lasso.policy.command.language.ProgramEffects;
import dev.lasso.policy.command.language.SedProgram;
import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.effect.Effect.CodeSource;
import dev.lasso.policy.net.Destination;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Location;
import dev.lasso.policy.value.Location.At;
import dev.lasso.policy.value.Location.Beneath;
import dev.lasso.policy.value.Paths;
import dev.lasso.policy.value.Taint;
import java.util.List;
import java.util.Set;

/** Programs given as text, by the language that they are in. */
final class Languages {
  /** Languages of programs whose boundary is the container. */
  private static final Set<String> INTERPRETED =
      Set.of(
          "python",
          "javascript",
          "ruby",
          "perl",
          "php",
          "lua",
          "r",
          "java",
          "scala",
          "kotlin",
          "julia",
          "swift",
          "dotnet",
          "groovy",
          "elixir",
          "erlang",
          "typescript",
          "mongosh",
          "go");

  private Languages() {}

  /** Whether the container is the boundary of programs in it. */
  static boolean isInterpreted(String language) {
    return INTERPRETED.contains(language);
  }

  private static boolean isModule(String text) {
    return text.chars()
        .allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || "_:=,-".indexOf(c) >= 0));
  }

  /** SQL with the client's own commands. */
  private static void sql(String language, String text, Use use) {
    String lower = text.toLowerCase(java.util.Locale.ROOT);
    boolean own =
        lower
                .lines()
                .anyMatch(line ->
                    line.strip().startsWith(".")
                        && !HARMLESS_DOTS.contains(line.strip().split("\\s+")[0]))
            || lower.indexOf('\\') >= 0;
    boolean files =
        List.of(
                "load_extension",
                "readfile",
                "writefile",
                "edit(",
                "fts3_tokenizer",
                "attach",
                "vacuum",
                "copy",
                "lo_import",
                "lo_export",
                "pg_read",
                "outfile",
                "infile",
                "dumpfile",
                "load_file",
                "program",
                "system")
            .stream()
            .anyMatch(lower::contains);
    if (startsPrograms(lower)) {
      use.scene().effect(new Effect.Loads("a command that the " + language + " text runs"));
    }
    if (own || files) {
      use.scene()
          .effect(
              new Effect.Unsure("what this " + language + " text does with files and programs"));
    }
  }

  /** A client's own ways to the shell, to pipes and to libraries, and the server's. */
  private static boolean startsPrograms(String lower) {
    boolean pipes =
        lower.indexOf('|') >= 0
            && List.of("\\o", "\\g", "\\w", "\\i", "\\copy").stream().anyMatch(lower::contains);
    return pipes
        || lower.contains("\\!")
        || (lower.contains("copy") && lower.contains("program"))
        || lower
            .lines()
            .map(String::strip)
            .anyMatch(line ->
                List.of(".sh", ".sys", ".load", "system ", "\\system").stream()
                        .anyMatch(line::startsWith)
                    || (line.startsWith(".o") && line.indexOf('|') >= 0));
  }

  private static final Set<String> HARMLESS_DOTS =
      Set.of(
          ".tables",
          ".schema",
          ".headers",
          ".header",
          ".mode",
          ".indexes",
          ".dump",
          ".quit",
          ".exit",
          ".help",
          ".databases",
          ".width",
          ".timer",
          ".stats");

  /** Tells what a program would do. */
  static void judge(String language, Data source, Use use) {
    String text = source.text();
    if (text != null && text.isEmpty() && source.taints().isEmpty()) {
      return;
    }
    boolean certain = source.taints().isEmpty();
    if (language.equals("package") && text != null) {
      use.apply(Role.PACKAGE, "", Field.of(text), "package");
      return;
    }
    if ((text == null || !certain) && ToolSettings.LANGUAGES.contains(language)) {
      use.scene()
          .effect(
              new Effect.Unsure(
                  "a setting of " + use.table().shown() + " that is only known when it runs"));
      return;
    }
    if (text == null || !certain) {
      use.scene().code(language, text == null ? source : source.blurred());
      return;
    }
    switch (language) {
      case "sh", "bash", "shell" -> use.scene().script(text, use.scene().stdin(), List.of());
      case "git-config" -> GitTools.setting(Field.of(text), null, use);
      case "sed" -> tell(SedProgram.parse(text, false, false), language, use);
      case "awk" -> tell(AwkProgram.parse(text), language, use);
      case "jq" -> tell(JqProgram.parse(text), language, use);
      case "jvm" -> {
        if (List.of(
                    "mx",
                    "ms",
                    "ss",
                    "int",
                    "comp",
                    "mixed",
                    "share",
                    "lint",
                    "diag",
                    "log:gc",
                    "X:MaxMetaspaceSize=",
                    "X:+Use",
                    "X:MaxRAM",
                    "X:TieredStopAtLevel=",
                    "X:ActiveProcessorCount=",
                    "X:+HeapDumpOnOutOfMemoryError",
                    "X:-")
                .stream()
                .noneMatch(text::startsWith)
            || text.indexOf('/') >= 0) {
          use.scene().effect(new Effect.Unsure("the option -X" + text + " of java"));
        }
      }
      case "ld", "as" -> {
        if (text.contains("INPUT(")
            || text.contains("GROUP(")
            || text.contains(".incbin")
            || text.contains("plugin")
            || text.indexOf('/') >= 0
            || text.contains("dynamic-linker")
            || text.contains("script")
            || text.startsWith("-T")
            || text.contains(",-T")
            || text.contains("-o")
            || text.contains("Map")
            || text.indexOf('@') >= 0) {
          use.scene().effect(new Effect.Loads("what is passed to " + language));
        }
      }
      case "plain-name" -> {
        if (!text.chars()
            .allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || c == '-' || c == '_'))) {
          use.scene().effect(new Effect.Loads("the name '" + text + "'"));
        }
      }
      case "sqlite", "psql", "mysql" -> sql(language, text, use);
      case "perl-module" -> {
        if (!isModule(text)) {
          use.scene().effect(new Effect.Unsure("the module '" + text + "'"));
        }
      }
      default -> {
        if (ToolSettings.LANGUAGES.contains(language)) {
          ToolSettings.judge(language, text, use);
          return;
        }
        if (!INTERPRETED.contains(language)) {
          use.scene().effect(new Effect.Unsure("the " + language + " text '" + text + "'"));
          return;
        }
        use.scene().effect(new Effect.RunsCode(language, CodeSource.INLINE));
        Data stdin = use.scene().stdin();
        boolean hostile = stdin.has(Taint.NETWORK) || stdin.has(Taint.COMPUTED);
        if (hostile && ForeignCode.usesStandardInputAsCode(language, text)) {
          use.scene().code(language, stdin.blurred());
        }
      }
    }
  }

  static void tell(ProgramEffects findings, String language, Use use) {
    Scene scene = use.scene();
    findings.reads().forEach(path -> use.read(Field.of(path)));
    findings.writes().forEach(path -> use.write(Field.of(path)));
    if (findings.executes()) {
      scene.effect(new Effect.Loads("a command that the " + language + " program runs"));
    }
    findings
        .connects()
        .forEach(target ->
            use.connect(new Destination.Refused("a connection by the " + language + " program")));
    findings
        .hazards()
        .forEach(hazard -> {
          if (hazard.contains("environment")) {
            use.send(Data.tainted(Set.of(Taint.ENVIRONMENT)));
          } else {
            scene.effect(new Effect.Loads(hazard));
          }
        });
    String unsure = findings.unsure();
    if (unsure != null) {
      scene.effect(new Effect.Unsure("the " + language + " program: " + unsure));
    }
  }

  /** Where code in a file comes from. */
  static CodeSource sourceOf(Location place) {
    return switch (place) {
      case At(String path) -> sourceOf(path);
      case Beneath(String directory) -> sourceOf(directory);
      case Location.Anywhere anywhere -> CodeSource.COMPUTED;
    };
  }

  private static CodeSource sourceOf(String path) {
    if (Paths.isBeneath(path, "/workspace")) {
      return CodeSource.WORKSPACE;
    }
    if (Paths.isBeneath(path, "/tmp")) {
      return CodeSource.TMP;
    }
    return Paths.isBeneath(path, "/usr") ? CodeSource.SYSTEM : CodeSource.COMPUTED;
  }
}
