package dev.lasso.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lasso.contracts.Wire;
import dev.lasso.policy.CommandGate;
import dev.lasso.policy.Opinion;
import dev.lasso.policy.request.RequestRules;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Decides on many commands at once, on every processor. */
@Command(
    name = "check",
    description = "Decide on the commands of a file, one JSON object a line.",
    footer = {
      "",
      "In:   {\"id\":\"1\",\"command\":\"ls | wc -l\"} or {\"id\":\"2\",\"argv\":[\"ls\",\"-l\"]};",
      "      \"cwd\", \"env\" (an object) and \"stdin\" may be there too. Empty lines are passed"
          + " over.",
      "Out:  {\"id\":\"1\",\"verdict\":\"allow|ask|deny\",\"reasons\":[...],\"rule\":\"...\"}, in"
          + " the same order.",
      "      A line that is no such object is denied by the rule input.malformed, with its number"
          + " as \"line\".",
      "",
      "Exit code: 0 every line was decided on, 1 it could not be read or the output not be"
          + " written,",
      "           2 the arguments make no sense, or some line was no such object."
    })
final class GateCheckCommand implements Action {
  private static final int CHUNK = 2_000;
  private static final int CHUNK_CHARS = 8 << 20;

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
    AtomicLong malformed = new AtomicLong();
    try (BatchLines in = new BatchLines(open())) {
      for (List<BatchLines.Line> chunk = chunk(in); !chunk.isEmpty(); chunk = chunk(in)) {
        console.out().print(answers(chunk, gate, malformed));
        if (console.out().checkError()) {
          throw new Failure(ExitCodes.FAILED, "can't write the output");
        }
      }
    } catch (InvalidPathException e) {
      throw new Failure(ExitCodes.USAGE, "not a path: " + e.getReason(), e);
    } catch (IOException e) {
      throw new Failure(ExitCodes.FAILED, "can't read " + batch + ": " + Console.text(e), e);
    }
    if (malformed.get() > 0) {
      console.complain(
          malformed
              + (malformed.get() == 1 ? " line is no command" : " lines are no commands")
              + " and denied (input.malformed)");
      return ExitCodes.USAGE;
    }
    return ExitCodes.OK;
  }

  private static String answers(
      List<BatchLines.Line> chunk, CommandGate gate, AtomicLong malformed) {
    return chunk.parallelStream()
        .filter(line -> !isBlank(line))
        .map(line -> answer(line, gate, malformed) + "\n")
        .collect(Collectors.joining());
  }

  private InputStream open() throws IOException {
    return batch.equals("-") ? System.in : Files.newInputStream(Path.of(batch));
  }

  private static List<BatchLines.Line> chunk(BatchLines in) throws IOException {
    List<BatchLines.Line> chunk = new ArrayList<>(CHUNK);
    long chars = 0;
    while (chunk.size() < CHUNK && chars < CHUNK_CHARS) {
      BatchLines.Line line = in.next();
      if (line == null) {
        break;
      }
      chunk.add(line);
      chars += line.text() == null ? 0 : line.text().length();
    }
    return chunk;
  }

  static boolean isBlank(BatchLines.Line line) {
    return line.text() != null && line.text().isBlank();
  }

  /** The answer to one line, whatever is in it; counts it where it is no command. */
  static String answer(BatchLines.Line line, CommandGate gate, AtomicLong malformed) {
    return switch (BatchRequest.of(line)) {
      case BatchRequest.Malformed(JsonNode id, String problem) -> {
        malformed.incrementAndGet();
        ObjectNode answer = denied(id, "input.malformed", problem);
        yield answer.put("line", line.number()).toString();
      }
      case BatchRequest.Command request -> decided(request, gate);
    };
  }

  private static String decided(BatchRequest.Command request, CommandGate gate) {
    byte[] stdin = request.stdin();
    RequestRules.Checked checked =
        RequestRules.check(
            request.input(),
            request.cwd(),
            request.env(),
            stdin == null ? 0 : stdin.length,
            gate.profile().limits().timeoutMs(),
            gate.profile());
    return switch (checked) {
      case RequestRules.Checked.Unfit(String rule, String reason) ->
          denied(request.id(), rule, reason).toString();
      case RequestRules.Checked.Fit(String cwd) -> {
        ObjectNode answer = Wire.mapper().createObjectNode();
        answer.set("id", request.id());
        yield write(answer, opinion(request, cwd, gate));
      }
    };
  }

  private static Opinion opinion(BatchRequest.Command request, String cwd, CommandGate gate) {
    String line = request.input().command();
    List<String> words = request.input().argv();
    return line != null
        ? gate.line(line, cwd, request.stdin(), request.env())
        : gate.words(words == null ? List.of() : words, cwd, request.stdin(), request.env());
  }

  private static ObjectNode denied(@Nullable JsonNode id, String rule, String reason) {
    ObjectNode answer = Wire.mapper().createObjectNode();
    answer.set("id", id);
    answer.put("verdict", "deny");
    answer.putArray("reasons").add(reason);
    return answer.put("rule", rule);
  }

  private static String write(ObjectNode answer, Opinion opinion) {
    fill(answer, opinion);
    return answer.toString();
  }

  /** Verdict, reasons and rule. */
  static void fill(ObjectNode answer, Opinion opinion) {
    answer.put("verdict", opinion.verdict().name().toLowerCase(Locale.ROOT));
    ArrayNode reasons = answer.putArray("reasons");
    opinion.reasons().forEach(reasons::add);
    answer.put("rule", opinion.rule());
  }
}
