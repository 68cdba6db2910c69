package dev.lasso.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lasso.cli.text.Printable;
import dev.lasso.cli.text.Style;
import dev.lasso.cli.text.Table;
import dev.lasso.contracts.ProfileRef;
import dev.lasso.contracts.Verdict;
import dev.lasso.contracts.Wire;
import dev.lasso.policy.simulate.Simulation;
import dev.lasso.policy.simulate.Simulation.Change;
import dev.lasso.policy.simulate.Simulation.RuleChange;
import dev.lasso.sdk.audit.AuditEntries;
import dev.lasso.sdk.audit.Verification;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A simulation, to be looked at or read by a program. Nothing in it but what log and profile hold.
 *
 * @param profile what was judged by
 * @param verification of the log
 * @param read what was read
 * @param simulation what came of it
 * @param forgotten entries that were given up since too many had no counterpart
 */
record SimulationReport(
    ProfileRef profile,
    Verification verification,
    AuditEntries.Read read,
    Simulation simulation,
    long forgotten) {
  private static final int WIDTH = 100;

  List<String> lines(Style style) {
    List<String> lines = new ArrayList<>();
    boolean verified = verification instanceof Verification.Verified;
    long unplayed = unplayed();
    lines.add(
        "log:      " + read.entries() + " entries" + (verified ? ", verified" : ", NOT VERIFIED"));
    if (read.unreadable() > 0) {
      lines.add("          " + read.unreadable() + " lines can't be read");
    }
    lines.add("profile:  " + profile);
    simulation
        .profiles()
        .forEach((ref, count) -> lines.add("before:   " + Printable.line(ref) + ", " + count));
    lines.add(
        "commands: %d, of which %d were judged anew and %d can't be"
            .formatted(simulation.judged() + unplayed, simulation.judged(), unplayed));
    lines.add("");
    lines.addAll(matrix(style));
    if (!simulation.byRule().isEmpty()) {
      lines.add("");
      lines.addAll(byRule(style));
    }
    if (unplayed > 0) {
      lines.add("");
      lines.add("not replayable:");
      simulation.notReplayable().forEach((why, count) -> lines.add("  " + count + "  " + why));
      if (forgotten > 0) {
        lines.add("  " + forgotten + "  too many entries without their other half");
      }
    }
    if (simulation.changed() > 0) {
      lines.add("");
      lines.add("changed:");
      List<Change> changes = simulation.changes();
      changes.forEach(change -> add(lines, change));
      if (changes.size() < simulation.changed()) {
        lines.add("  ... and %d more: --all".formatted(simulation.changed() - changes.size()));
      }
    }
    lines.add("");
    long more = simulation.newlyAllowed();
    lines.add(
        more == 0
            ? style.good("nothing that was denied or asked about would be allowed")
            : style.bad(more + " that were denied or asked about would be allowed"));
    return lines;
  }

  private long unplayed() {
    return simulation.notReplayable().values().stream().mapToLong(Long::longValue).sum()
        + forgotten;
  }

  private List<String> matrix(Style style) {
    Table table = new Table(style, "WAS", "NOW ALLOW", "NOW ASK", "NOW DENY");
    for (Verdict was : Verdict.values()) {
      List<String> cells = new ArrayList<>();
      cells.add(word(was));
      for (Verdict is : Verdict.values()) {
        cells.add(Long.toString(simulation.count(was, is)));
      }
      table.row(cells.toArray(String[]::new));
    }
    return table.lines();
  }

  private List<String> byRule(Style style) {
    Table table = new Table(style, "COUNT", "WAS", "BY", "NOW", "BY");
    simulation
        .byRule()
        .forEach((kind, count) ->
            table.row(
                Long.toString(count),
                word(kind.was()),
                Printable.line(kind.oldRule()),
                word(kind.is()),
                kind.newRule()));
    return table.lines();
  }

  private static void add(List<String> lines, Change change) {
    RuleChange kind = change.kind();
    lines.add(
        "  %d  %s -> %s  %s"
            .formatted(
                change.command().seq(),
                word(kind.was()),
                word(kind.is()),
                Printable.line(change.command().shown(), WIDTH)));
    lines.add("      " + kind.newRule() + ": " + Printable.line(change.reason()));
  }

  String json() {
    ObjectNode object = Wire.mapper().createObjectNode();
    object.put("profile", profile.toString());
    object.put("verified", verification instanceof Verification.Verified);
    if (verification instanceof Verification.Verified verified) {
      object.put("log_id", verified.logId());
    }
    object.put("entries", read.entries());
    object.put("unreadable_lines", read.unreadable());
    object.put("commands", simulation.judged() + unplayed());
    object.put("judged", simulation.judged());
    ObjectNode missing = object.putObject("not_replayable");
    simulation.notReplayable().forEach(missing::put);
    if (forgotten > 0) {
      missing.put("too many entries without their other half", forgotten);
    }
    ObjectNode before = object.putObject("before");
    simulation.profiles().forEach(before::put);
    ObjectNode matrix = object.putObject("matrix");
    for (Verdict was : Verdict.values()) {
      ObjectNode row = matrix.putObject(word(was));
      for (Verdict is : Verdict.values()) {
        row.put(word(is), simulation.count(was, is));
      }
    }
    ArrayNode byRule = object.putArray("by_rule");
    for (Map.Entry<RuleChange, Long> each : simulation.byRule().entrySet()) {
      put(byRule.addObject(), each.getKey()).put("count", each.getValue());
    }
    object.put("changed", simulation.changed());
    object.put("newly_allowed", simulation.newlyAllowed());
    ArrayNode changes = object.putArray("changes");
    for (Change change : simulation.changes()) {
      put(
              changes
                  .addObject()
                  .put("seq", change.command().seq())
                  .put("execution_id", change.command().execution())
                  .put("sandbox_id", change.command().sandbox().value())
                  .put("command", change.command().shown())
                  .put("profile", change.profile()),
              change.kind())
          .put("reason", change.reason());
    }
    return object.toString();
  }

  private static ObjectNode put(ObjectNode object, RuleChange kind) {
    return object
        .put("was", word(kind.was()))
        .put("old_rule", kind.oldRule())
        .put("now", word(kind.is()))
        .put("new_rule", kind.newRule());
  }

  private static String word(Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT);
  }
}
