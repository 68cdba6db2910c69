package dev.lasso.policy.command;

import dev.lasso.policy.command.Arguments.Given;
import dev.lasso.policy.command.Arguments.Shifted;
import dev.lasso.policy.command.OperandRoles.Slot;
import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.effect.Effect.CodeSource;
import dev.lasso.policy.net.Destination;
import dev.lasso.policy.text.TextRules;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Location;
import dev.lasso.policy.value.Secrets;
import dev.lasso.policy.value.Shape;
import dev.lasso.policy.value.Taint;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One use of a program: goes through its arguments by its table. */
final class Use {
  /** Handlers that put the pieces of a program together themselves. */
  private static final Set<String> OWN_CODE = Set.of("sed", "awk");

  private static final Set<Role> PATHS =
      EnumSet.of(
          Role.READ,
          Role.STAT,
          Role.WRITE,
          Role.DELETE,
          Role.DELETE_TREE,
          Role.CHDIR,
          Role.LIST,
          Role.SCRIPT);

  private final CommandTable table;
  private final Scene scene;
  private final Flow flow;
  private final ReadUse reads;
  private final DeleteUse deletes;
  private final OutputData output;
  private final WriteUse writes;
  private final NetUse net;
  private final PackageUse packages;
  private final CodeUse code;

  Use(CommandTable table, Scene scene) {
    this.table = table;
    this.scene = scene;
    flow = new Flow(scene);
    reads = new ReadUse(table, scene, flow);
    deletes = new DeleteUse(table, scene);
    output = new OutputData(table, scene, flow);
    writes = new WriteUse(table, scene, reads, deletes, output);
    net = new NetUse(table, scene, flow, reads);
    packages = new PackageUse(table, scene, flow, net);
    code = new CodeUse(table, scene, flow, this);
  }

  CommandTable table() {
    return table;
  }

  Scene scene() {
    return scene;
  }

  /** Judges the arguments; what comes out. */
  Data run(List<Field> asked) {
    List<Field> words =
        switch (table.handler()) {
          case "tar" -> Tar.modern(asked);
          case "chmod" -> FileTools.modes(asked);
          case "python-module" -> Runners.pythonWords(asked);
          default -> asked;
        };
    return read(new Shifted(words, 0));
  }

  private Data read(Shifted words) {
    Arguments arguments = Arguments.read(table, words);
    writes.withCompanions(Companions.areMade(table, arguments));
    List<Location> directories = scene.directories();
    Data out = scene.using(new Invocation(table.path(), arguments), () -> follow(arguments));
    for (Shifted other : arguments.shifted()) {
      // each reading starts where the program does
      scene.directories(directories);
      out = out.either(new Use(table, scene).read(other));
    }
    return out;
  }

  private Data follow(Arguments arguments) {
    arguments.doubts().forEach(doubt -> scene.effect(new Effect.Unsure(doubt)));
    arguments.lookalikes().forEach(what -> scene.effect(new Effect.Forbidden(what)));
    for (Given given : arguments.options()) {
      if (given.option().role() == Role.CHDIR && given.value() != null) {
        if (table.handler().equals("tar")) {
          continue;
        }
        scene.stat(given.value());
        scene.changeDirectory(given.value());
      }
    }
    for (String effect : table.effects()) {
      if (!effect.equals("downloads")) {
        effect(effect);
      } else if (!arguments.operands().isEmpty()) {
        NetTools.downloaded(this);
      }
    }
    if (table.path().size() == 1 && table.program().equals("git")) {
      code.ownDirectory();
      if (arguments.has("--git-dir")) {
        scene.effect(
            new Effect.Questionable("takes git's settings from a directory that is named"));
      }
    }
    for (Given given : arguments.options()) {
      boolean handled = given.option().role() == Role.CODE && OWN_CODE.contains(table.handler());
      if (given.option().role() != Role.CHDIR && !handled) {
        option(given);
      }
    }
    if (!table.subcommands().isEmpty()) {
      return subcommand(arguments);
    }
    Data special = Handlers.of(table).run(this, arguments);
    if (special != null) {
      connect();
      return special;
    }
    operands(arguments);
    connect();
    return output(arguments);
  }

  private Data subcommand(Arguments arguments) {
    String name = arguments.subcommand();
    connect();
    if (name == null) {
      if (!table.standardInput().isEmpty()
          && !arguments.has("-h", "--help", "-v", "-V", "--version")) {
        Languages.judge(table.standardInput(), scene.stdin(), this);
      }
      return Data.OWN;
    }
    CommandTable next = table.subcommand(name);
    CommandTable any = table.subcommand("*");
    if (next == null && any != null && !name.startsWith("+")) {
      List<Field> words = new ArrayList<>();
      words.add(Field.of(name));
      words.addAll(arguments.afterSubcommand());
      return new Use(any, scene).run(words);
    }
    if (next == null) {
      Data special = Handlers.of(table).run(this, arguments);
      if (special != null) {
        return special;
      }
      TextRules.inName(name)
          .filter(finding -> finding.refused())
          .ifPresent(
              finding -> scene.effect(new Effect.Forbidden("a command with " + finding.what())));
      scene.effect(new Effect.Unsure("'" + name + "' is not a known command of " + table.shown()));
      return Data.OWN;
    }
    return new Use(next, scene).run(arguments.afterSubcommand());
  }

  private void option(Given given) {
    Option option = given.option();
    Field value = given.value();
    if (table.grammar() == CommandTable.Grammar.ZIP
        && value != null
        && value.prefix().startsWith("@")
        && !value.is("@")) {
      read(value.from(1));
      scene.effect(new Effect.Unsure("the file names in '" + value.shown() + "'"));
      return;
    }
    if (option.isInert()) {
      if (value != null) {
        flow.send(value);
      }
      return;
    }
    if (option.role() == Role.EXEC || option.role() == Role.CONFIG) {
      scene.effect(new Effect.Loads("the option " + option.name() + " of " + table.shown()));
      return;
    }
    if (value != null && value.prefix().startsWith("~") && PATHS.contains(option.role())) {
      // no shell has taken it for the home directory; many programs do
      scene.effect(
          new Effect.Unsure("what the path '" + value.shown() + "' is to " + table.shown()));
    }
    apply(option.role(), option.detail(), value == null ? Field.EMPTY : value, option.name());
  }

  /** Gives the operands their places. */
  void operands(Arguments arguments) {
    List<Field> operands = arguments.operands();
    OperandRoles roles = table.operandsWith(arguments.names());
    List<@Nullable Slot> places = roles.assign(operands.size());
    String missing = table.defaultWith(arguments.names());
    if (missing != null && !roles.slots().isEmpty() && !places.contains(roles.slots().getLast())) {
      operands = new ArrayList<>(operands);
      operands.add(Field.of(missing));
      places = roles.assign(operands.size());
    }
    for (int i = 0; i < operands.size(); i++) {
      Slot slot = places.get(i);
      if (slot == null) {
        scene.effect(
            new Effect.Unsure(
                "'" + operands.get(i).shown() + "' is one operand too many for " + table.shown()));
      } else if (slot.role() == Role.COMMAND) {
        flow.replace(scene.run(operands.subList(i, operands.size()), scene.stdin()));
        return;
      } else {
        apply(slot.role(), slot.detail(), operands.get(i), table.shown());
      }
    }
    spread(arguments.spread(), roles, operands, places);
    writes.made(operands, arguments);
  }

  /** What operands are beside that, where patterns give several names each. */
  private void spread(
      List<Field> words, OperandRoles roles, List<Field> operands, List<@Nullable Slot> places) {
    if (words.stream().noneMatch(Field::several)) {
      return;
    }
    List<Field> all = new ArrayList<>();
    for (Field word : words) {
      for (int i = 0; i < (word.several() ? roles.slots().size() : 1); i++) {
        all.add(word);
      }
    }
    List<@Nullable Slot> others = roles.assign(all.size());
    writes.spread();
    Set<Map.Entry<Field, Slot>> known = new HashSet<>();
    for (int i = 0; i < operands.size(); i++) {
      Slot slot = places.get(i);
      if (slot != null) {
        known.add(Map.entry(operands.get(i), slot));
      }
    }
    for (int i = 0; i < all.size(); i++) {
      Slot slot = others.get(i);
      if (slot == null || !known.add(Map.entry(all.get(i), slot))) {
        continue;
      }
      if (slot.role() == Role.COMMAND) {
        scene.effect(new Effect.Unsure("the program '" + all.get(i).shown() + "'"));
        return;
      }
      apply(slot.role(), slot.detail(), all.get(i), table.shown());
    }
  }

  /** One value in one role. */
  void apply(Role role, String detail, Field value, String by) {
    if (table.program().equals("git") && PATHS.contains(role) && value.prefix().startsWith(":")) {
      GitTools.pathspec(role, value, by, this);
      return;
    }
    String known = value.text();
    if (known != null && PATHS.contains(role)) {
      TextRules.inPath(known)
          .filter(finding -> finding.refused())
          .ifPresent(
              finding -> scene.effect(new Effect.Forbidden("a file name with " + finding.what())));
    }
    if (known != null
        && table.program().equals("git")
        && known.indexOf(':') > 0
        && Secrets.isSecretFile(known.substring(known.indexOf(':') + 1))) {
      flow.replace(flow.read().with(Set.of(Taint.SECRET)));
    }
    switch (role) {
      case REF -> {
        flow.send(value);
        if (value.prefix().startsWith(":(") && value.prefix().contains("..")) {
          GitTools.pathspec(Role.STAT, value, by, this);
        }
      }
      case FLAG, TEXT -> flow.send(value);
      case LIBRARY -> code.library(detail, value);
      case READ -> {
        if (value.prefix().contains("://")) {
          url(value);
        } else {
          Data named = read(value);
          if (named.has(Taint.NETWORK) && table.installs()) {
            scene.effect(
                new Effect.Questionable("installs packages that something of the network names"));
          }
        }
      }
      case STAT -> scene.stat(value);
      case WRITE -> {
        if (deletes.empties()) {
          deletes.emptied(value);
        } else if (Companions.replaces(table) && !by.startsWith("-")) {
          read(value);
          deletes.replaced(value);
        }
        write(value);
      }
      case DELETE -> deletes.delete(value, false);
      case DELETE_TREE -> deletes.delete(value, true);
      case MOVE -> {
        read(value);
        deletes.move(value);
      }
      case CHDIR -> scene.changeDirectory(value);
      case EXEC, CONFIG -> scene.effect(new Effect.Loads(by));
      case LIST -> {
        if (value.is("-")
            && scene.stdin().shape() != Shape.ANY
            && scene.stdin().taints().isEmpty()) {
          read(Field.hole(scene.stdin().shape(), Set.of()));
          return;
        }
        read(value);
        scene.effect(new Effect.Unsure("the file names that '" + by + "' gets from a file"));
      }
      case URL -> url(value);
      case HOST -> net.host(value);
      case REMOTE -> net.remote(value);
      case UPLOAD -> upload(value);
      case ENV -> environment(value);
      case CODE -> code(detail, value);
      case SCRIPT -> code.script(detail, value);
      case COMMAND -> throw new IllegalStateException("an option is no command");
      case SHELL -> code("shell", value);
      case PACKAGE -> packages.packageName(value);
      case WORKSPACE_SCRIPT ->
          scene.effect(new Effect.RunsCode(table.program(), CodeSource.WORKSPACE));
      case MODE -> {
        String mode = value.text();
        if (mode == null) {
          scene.effect(new Effect.Unsure("the mode '" + value.shown() + "'"));
        } else if (FileTools.setsIdentity(mode)) {
          scene.effect(new Effect.Escalates("a set-user-id or set-group-id bit"));
        }
      }
      case QUESTION ->
          scene.effect(new Effect.Questionable(table.shown() + " " + by + ": " + detail));
      case FORBID -> scene.effect(new Effect.Forbidden(table.shown() + " " + by + ": " + detail));
    }
  }

  private void environment(Field value) {
    String prefix = value.prefix();
    int equals = prefix.indexOf('=');
    if (equals > 0) {
      scene.setVariable(prefix.substring(0, equals), value.from(equals + 1));
    } else if (value.text() == null) {
      scene.effect(new Effect.Unsure("a variable that is only known when it runs"));
    }
  }

  private void effect(String text) {
    int colon = text.indexOf(':');
    String kind = colon < 0 ? text : text.substring(0, colon);
    String detail = colon < 0 ? "" : text.substring(colon + 1);
    switch (kind) {
      case "runs-workspace" -> runsWorkspace(); // and so what this line has just put there
      case "applies" -> {
        if (scene.stdin().has(Taint.NETWORK)) {
          scene.write(
              Field.of("./").plus(Field.hole(Shape.BENEATH, Set.of())),
              Data.tainted(Set.of(Taint.NETWORK, Taint.COMPUTED)));
        }
      }
      case "connects" -> flow.connect(new Destination.Configured(detail));
      case "writes" -> write(Field.of(detail));
      case "reads" -> scene.read(Field.of(detail));
      case "persists" -> scene.effect(new Effect.Persists(detail));
      case "escalates" -> scene.effect(new Effect.Escalates(detail));
      case "questionable" -> scene.effect(new Effect.Questionable(detail));
      case "forbidden" -> scene.effect(new Effect.Forbidden(detail));
      case "unsure" -> scene.effect(new Effect.Unsure(detail));
      default -> throw new IllegalArgumentException(table.shown() + ": the effect '" + text + "'");
    }
  }

  /** Tells what it writes and where it connects to, now that everything is read. */
  private void connect() {
    writes.writeAll();
    flow.tell();
  }

  /** A file that is read; a dash is standard input. */
  Data read(Field path) {
    return reads.read(path);
  }

  /** A file that is written; what it gets is known once everything is read. */
  void write(Field path) {
    writes.write(path);
  }

  void url(Field value) {
    net.url(value);
  }

  /** Where git gets or sends: a configured remote's name, or an address. */
  void repository(Field value) {
    net.repository(value);
  }

  /** Data that is sent: itself, or what a file holds. */
  void upload(Field value) {
    net.upload(value);
  }

  /** What goes out with the connections. */
  void send(Data data) {
    flow.send(data);
  }

  void connect(Destination destination) {
    flow.connect(destination);
  }

  /** A program in a language, given as an argument. */
  void code(String language, Field value) {
    code.code(language, value);
  }

  /** Runs what the working directory says is to be run. */
  void runsWorkspace() {
    code.runsWorkspace();
  }

  /** What comes out of it. */
  Data output(Arguments arguments) {
    if (!flow.hasRead()
        && !table.standardInput().isEmpty()
        && arguments.operands().isEmpty()
        && !flow.isGivenCode()) {
      Languages.judge(table.standardInput(), scene.stdin(), this);
      return Data.OWN;
    }
    return output.of(arguments);
  }
}
