package dev.lasso.policy.command;

import dev.lasso.policy.net.Destination;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Location.At;
import dev.lasso.policy.value.Paths;
import dev.lasso.policy.value.Piece;
import dev.lasso.policy.value.Shape;
import dev.lasso.policy.value.Taint;
import java.util.EnumSet;
import java.util.Set;

/** What comes out of a program, on standard output and in the files that it writes. */
final class OutputData {
  /** Programs that write what they read as it is. */
  private static final Set<String> COPIES = Set.of("tee", "cp", "mv", "install", "link");

  /** What git prints that is the content of files. */
  private static final Set<String> CONTENTS =
      Set.of("diff", "show", "archive", "format-patch", "bundle", "cat-file", "blame", "grep");

  /**
   * Programs that make something else of what they read, which may be a script that nobody has
   * seen.
   */
  private static final Set<String> DECODERS =
      Set.of(
          "base64",
          "base32",
          "basenc",
          "xxd",
          "tr",
          "rev",
          "openssl",
          "uudecode",
          "gzip",
          "gunzip",
          "zcat",
          "bzip2",
          "bunzip2",
          "xz",
          "unxz",
          "zstd",
          "unzstd",
          "lz4",
          "iconv",
          "sed",
          "awk",
          "gawk",
          "mawk",
          "dd",
          "cut",
          "jq",
          "envsubst",
          "patch",
          "hexdump",
          "od");

  /** Programs that write parts of what they read, or the same in another order. */
  private static final Set<String> REORDERING =
      Set.of("sort", "split", "csplit", "uniq", "shuf", "tsort", "tar", "zip", "unzip");

  private static final Set<String> FILTERS =
      Set.of("grep", "egrep", "fgrep", "rg", "head", "tail", "comm", "uniq", "shuf");

  private final CommandTable table;
  private final Scene scene;
  private final Flow flow;

  OutputData(CommandTable table, Scene scene, Flow flow) {
    this.table = table;
    this.scene = scene;
    this.flow = flow;
  }

  /** What comes out of it. */
  Data of(Arguments arguments) {
    Data source = flow.source();
    if (!flow.destinations().isEmpty()) {
      return source.blurred().with(Set.of(Taint.NETWORK));
    }
    if ((flow.runsCode() && table.standardInput().isEmpty())
        || (flow.runsCode() && !table.standardInput().equals("sed"))) {
      // it may print what any file holds
      return Data.tainted(source.taints()).with(Set.of(Taint.FILE, Taint.COMPUTED));
    }
    if (table.program().equals("git") && arguments.has("--name-only")) {
      return Data.shaped(Shape.BENEATH);
    }
    if (table.program().equals("git")
        && table.path().size() > 1
        && CONTENTS.contains(table.path().get(1))
        && source.shape() == Shape.ANY) {
      source = source.with(Set.of(Taint.FILE));
    }
    return switch (table.outputWith(arguments.names(), !arguments.operands().isEmpty())) {
      case PASSES ->
          arguments.options().isEmpty() && table.program().equals("cat")
              ? source
              : FILTERS.contains(table.program()) && source.shape() == Shape.TREE
                  ? new Data(null, source.taints(), Shape.BENEATH)
                  : source.blurred();
      case COMPUTED -> Data.tainted(source.taints()).with(Set.of(Taint.COMPUTED));
      case OWN -> source.has(Taint.SECRET) ? source.blurred() : Data.OWN;
      case NUMBER -> Data.shaped(Shape.NUMBER);
      case TOKEN -> Data.shaped(Shape.TOKEN);
      case NAME -> Data.shaped(Shape.NAME);
      case PATHS -> paths(arguments);
      case TREE -> Data.shaped(Shape.TREE);
      case IN_WORKSPACE -> Data.shaped(Shape.IN_WORKSPACE);
      case IN_TMP -> Data.shaped(Shape.IN_TMP);
      case SECRET -> Data.tainted(Set.of(Taint.SECRET));
      case NETWORK -> Data.tainted(Set.of(Taint.NETWORK));
      case ENVIRONMENT -> Data.tainted(Set.of(Taint.ENVIRONMENT));
    };
  }

  /** Whether it writes what it reads as it is. */
  boolean copies() {
    return COPIES.contains(table.program());
  }

  /** What the program puts into the files that it writes. */
  Data written() {
    Data source = flow.source();
    if (copies() && flow.destinations().isEmpty()) {
      return source;
    }
    boolean made = flow.hasRead() ? flow.readsMade() : source.text() != null && !source.isNone();
    EnumSet<Taint> taints =
        EnumSet.of(
            (made && REORDERING.contains(table.program())) || DECODERS.contains(table.program())
                ? Taint.COMPUTED
                : Taint.FILE);
    taints.addAll(flow.read().taints());
    if (!flow.hasRead() || table.program().equals("tee")) {
      taints.addAll(scene.stdin().taints());
    }
    if (flow.destinations().stream().anyMatch(each -> !(each instanceof Destination.Configured))) {
      taints.add(Taint.NETWORK);
    }
    return Data.tainted(taints);
  }

  private static boolean isTame(Field path) {
    return !path.many()
        && path.pieces().stream()
            .allMatch(piece ->
                !(piece instanceof Piece.Hole hole)
                    || (hole.shape() != Shape.ANY
                        && hole.shape() != Shape.IN_WORKSPACE
                        && hole.shape() != Shape.IN_TMP));
  }

  /** Paths beneath what was looked through. */
  private Data paths(Arguments arguments) {
    boolean relative = true;
    boolean inWorkspace = !arguments.operands().isEmpty();
    for (Field operand : arguments.operands()) {
      boolean absolute = operand.prefix().startsWith("/");
      relative &= !absolute && !operand.prefix().contains("..") && isTame(operand);
      inWorkspace &=
          absolute
              && scene.locate(operand).stream()
                  .allMatch(
                      place -> place instanceof At(String at) && Paths.isBeneath(at, "/workspace"));
    }
    return Data.shaped(relative ? Shape.BENEATH : inWorkspace ? Shape.IN_WORKSPACE : Shape.ANY);
  }
}
