package dev.lasso.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lasso.contracts.Wire;
import dev.lasso.policy.CommandGate;
import dev.lasso.policy.Opinion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Decides on many commands at once. */
@Command(
    name = "check",
    description = "Decide on the commands of a file, one JSON object a line.",
    footer = {
      "",
      "In:   {\"id\":\"1\",\"command\":\"ls | wc -l\"} or {\"id\":\"2\",\"argv\":[\"ls\",\"-l\"]}; \"cwd\" may be there too",
      "Out:  {\"id\":\"1\",\"verdict\":\"allow|ask|deny\",\"reasons\":[...],\"rule\":\"...\"}, in the same order",
      "",
      "Exit code: 0 every line was decided on, 2 some line was no such object (it is denied)."
    })
final class GateCheckCommand implements Action {
  private static final int CHUNK = 2_000;

  private final Console console;

  @Option(
      names = {"-p", "--profile"},
      required = true,
      paramLabel = "PROFILE",
      description = "A built-in profile, one of LASSO_HOME/profiles, or a TOML file.")
  String profile = "";

  @Option(
      names = "--batch",
      required = true,
      paramLabel = "FILE",
      description = "The commands; - is standard input.")
  String batch = "";

  GateCheckCommand(Console console) {
    this.console = console;
  }

  @Override
  public int run() {
    CommandGate gate = GateCommand.gate(console, profile);
    AtomicInteger malformed = new AtomicInteger();
    try (BufferedReader in = new BufferedReader(open())) {
      List<String> chunk = new ArrayList<>(CHUNK);
      String line = in.readLine();
      while (line != null) {
        chunk.add(line);
        line = in.readLine();
        if (chunk.size() == CHUNK || line == null) {
          chunk.parallelStream()
              .filter(each -> !each.isBlank())
              .map(each -> decided(each, gate, malformed))
              .toList()
              .forEach(console.out()::println);
          chunk.clear();
        }
      }
    } catch (IOException e) {
      throw new Failure(ExitCodes.FAILED, "can't read " + batch + ": " + Console.text(e), e);
    }
    if (malformed.get() > 0) {
      console.complain(
          malformed
              + " of the lines are no object with \"id\" and one of \"command\" and \"argv\"; they are denied");
      return ExitCodes.USAGE;
    }
    return ExitCodes.OK;
  }

  private Reader open() throws IOException {
    return batch.equals("-")
        ? new InputStreamReader(System.in, StandardCharsets.UTF_8)
        : Files.newBufferedReader(Path.of(batch));
  }

  private static String decided(String line, CommandGate gate, AtomicInteger malformed) {
    JsonNode request;
    try {
      request = Wire.mapper().readTree(line);
    } catch (JsonProcessingException e) {
      malformed.incrementAndGet();
      return malformed(null);
    }
    Opinion opinion = opinion(request, gate);
    if (opinion == null) {
      malformed.incrementAndGet();
      return malformed(request.get("id"));
    }
    ObjectNode answer = Wire.mapper().createObjectNode();
    answer.set("id", request.get("id"));
    return write(answer, opinion);
  }

  private static String malformed(@Nullable JsonNode id) {
    ObjectNode answer = Wire.mapper().createObjectNode();
    answer.set("id", id);
    answer.put("verdict", "deny");
    answer.putArray("reasons").add("the line is no object with one of \"command\" and \"argv\"");
    return answer.put("rule", "input.malformed").toString();
  }

  /** What the gate says; null of a request that is none. */
  private static @Nullable Opinion opinion(JsonNode request, CommandGate gate) {
    JsonNode command = request.get("command");
    JsonNode argv = request.get("argv");
    JsonNode cwd = request.get("cwd");
    if ((command == null) == (argv == null) || (cwd != null && !cwd.isTextual())) {
      return null;
    }
    String directory = cwd == null ? null : cwd.textValue();
    if (command != null) {
      return command.isTextual() ? gate.line(command.textValue(), directory, null, Map.of()) : null;
    }
    List<String> words = new ArrayList<>();
    for (JsonNode word : argv) {
      if (!word.isTextual()) {
        return null;
      }
      words.add(word.textValue());
    }
    return !argv.isArray() || words.isEmpty() ? null : gate.words(words, directory, null);
  }

  static String write(ObjectNode answer, Opinion opinion) {
    answer.put("verdict", opinion.verdict().name().toLowerCase(Locale.ROOT));
    ArrayNode reasons = answer.putArray("reasons");
    opinion.reasons().forEach(reasons::add);
    return answer.put("rule", opinion.rule()).toString();
  }
}
