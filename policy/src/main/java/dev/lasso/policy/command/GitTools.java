package dev.lasso.policy.command;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Shape;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is peculiar to git: settings that name programs, remotes by name, revisions. */
final class GitTools {
  /** Sections of which every key is harmless. */
  private static final Set<String> HARMLESS_SECTIONS =
      Set.of(
          "user",
          "author",
          "committer",
          "color",
          "advice",
          "column",
          "log",
          "status",
          "rerere",
          "branch",
          "push",
          "pull",
          "fetch",
          "merge",
          "rebase",
          "commit",
          "tag",
          "blame",
          "grep",
          "stash",
          "gc",
          "index",
          "feature",
          "format",
          "versionsort",
          "help",
          "pack",
          "checkout",
          "worktree",
          "apply",
          "am",
          "gui",
          "clean",
          "fsck",
          "maintenance",
          "init",
          "diff",
          "core",
          "lfs",
          "transfer",
          "extensions",
          "notes",
          "i18n",
          "submodule",
          "remote",
          "interactive",
          "safe",
          "http",
          "protocol");

  /** Of those sections, the keys that are not. */
  private static final Set<String> HAZARDS =
      Set.of(
          "core.pager",
          "core.editor",
          "core.sshcommand",
          "core.hookspath",
          "core.fsmonitor",
          "core.gitproxy",
          "core.askpass",
          "core.attributesfile",
          "core.worktree",
          "core.gitdir",
          "core.alternaterefscommand",
          "core.notesref",
          "core.excludesfile",
          "core.virtualfilesystem",
          "diff.external",
          "diff.tool",
          "diff.guitool",
          "merge.tool",
          "merge.guitool",
          "init.templatedir",
          "commit.template",
          "interactive.difffilter",
          "fetch.output",
          "format.signaturefile",
          "format.pretty",
          "help.browser",
          "help.htmlpath",
          "blame.ignorerevsfile",
          "log.mailmap",
          "fsck.skiplist",
          "http.proxy",
          "http.sslverify",
          "http.sslcainfo",
          "http.sslcapath",
          "http.cookiefile",
          "http.savecookies",
          "http.sslcert",
          "http.sslkey",
          "http.extraheader",
          "http.proxyauthmethod",
          "http.curloptresolve",
          "protocol.allow",
          "extensions.worktreeconfig",
          "submodule.recurse",
          "gc.recentobjectshook",
          "transfer.credentialsinurl",
          "push.gpgsign",
          "safe.directory",
          "safe.barerepository",
          "am.threeway");

  /**
   * Last parts of a key, in whatever subsection, that name programs or where something is fetched.
   */
  private static final Set<String> HAZARDOUS_ENDINGS =
      Set.of(
          "textconv",
          "command",
          "driver",
          "cmd",
          "path",
          "clean",
          "smudge",
          "process",
          "helper",
          "program",
          "uploadpack",
          "receivepack",
          "vcs",
          "proxy",
          "insteadof",
          "pushinsteadof",
          "allow",
          "update",
          "sslverify",
          "hook",
          "editor",
          "pager",
          "tool",
          "sshcommand",
          "trustexitcode",
          "cookiefile",
          "extraheader",
          "url",
          "pushurl",
          "mergeoptions",
          "xfuncname",
          "wordregex");

  private GitTools() {}

  /** Judges {@code key=value} and {@code key value}. */
  static void setting(Field key, @Nullable Field value, Use use) {
    Field wanted = key;
    Field given = value;
    if (value == null) {
      int equals = key.prefix().indexOf('=');
      if (equals >= 0) {
        wanted = Field.of(key.prefix().substring(0, equals));
        given = key.from(equals + 1);
      }
    }
    String text = wanted.text();
    if (text == null) {
      use.scene().effect(new Effect.Unsure("the git setting '" + key.shown() + "'"));
      return;
    }
    String name = text.toLowerCase(Locale.ROOT);
    int dot = name.indexOf('.');
    String section = dot < 0 ? name : name.substring(0, dot);
    String last = name.substring(name.lastIndexOf('.') + 1);
    boolean nested = dot >= 0 && name.lastIndexOf('.') > dot;
    String known = given == null ? null : given.text();
    if (section.equals("remote")
        && nested
        && (last.equals("url") || last.equals("pushurl"))
        && given != null) {
      use.repository(given);
      return;
    }
    if ((name.equals("core.pager") || name.equals("core.editor") || name.equals("sequence.editor"))
        && known != null
        && Set.of("cat", "true", ":", "").contains(known)) {
      return;
    }
    if ((section.equals("core") && name.equals("core.fsmonitor") && "false".equals(known))
        || (name.equals("credential.helper") && "".equals(known))
        || (name.equals("core.hookspath") && "/dev/null".equals(known))) {
      return;
    }
    if (name.equals("blame.ignorerevsfile") && given != null) {
      use.read(given);
      return;
    }
    if (section.equals("safe")) {
      use.scene()
          .effect(new Effect.Questionable("lets git trust a directory that somebody else owns"));
      return;
    }
    if ((section.equals("protocol") && name.equals("protocol.version"))
        || (section.equals("http")
            && Set.of("http.postbuffer", "http.lowspeedlimit", "http.lowspeedtime", "http.version")
                .contains(name))) {
      return;
    }
    boolean harmless =
        HARMLESS_SECTIONS.contains(section)
            && !section.equals("protocol")
            && !section.equals("http")
            && !HAZARDS.contains(name)
            && (!HAZARDOUS_ENDINGS.contains(last) || (!nested && section.equals("user")));
    if (!harmless) {
      use.scene().effect(new Effect.Loads("the git setting " + name));
    }
  }

  /** A pathspec with magic, {@code :(top)src} or {@code :/src}: the path after it, from the top. */
  static void pathspec(Role role, Field value, String by, Use use) {
    String prefix = value.prefix();
    int end = 1;
    if (prefix.startsWith(":(")) {
      end = prefix.indexOf(')') + 1;
    } else {
      while (end < prefix.length() && "/!^:".indexOf(prefix.charAt(end)) >= 0) {
        end++;
      }
    }
    if (end == 0) {
      use.scene().effect(new Effect.Unsure("the paths '" + value.shown() + "'"));
      return;
    }
    Field path = value.from(end);
    use.apply(role, "", path.prefix().startsWith(":") ? Field.of("./").plus(path) : path, by);
  }

  static @Nullable Data config(Use use, Arguments arguments) {
    List<Field> operands = arguments.operands();
    boolean reads =
        arguments.has(
            "--get",
            "--get-all",
            "--get-regexp",
            "--get-urlmatch",
            "--list",
            "-l",
            "--get-color",
            "--get-colorbool");
    int at = 0;
    if (!operands.isEmpty() && operands.getFirst().text() != null) {
      switch (String.valueOf(operands.getFirst().text())) {
        case "get", "list" -> reads = true;
        case "set" -> at = 1;
        case "unset" -> {
          return Data.OWN;
        }
        case "edit" -> {
          use.scene().effect(new Effect.Questionable("opens git's settings in an editor"));
          return Data.OWN;
        }
        case "rename-section", "remove-section" -> {
          use.scene().effect(new Effect.Questionable("changes whole sections of git's settings"));
          return Data.OWN;
        }
        default -> {
          // the older form
        }
      }
    }
    if (arguments.has("--edit", "-e", "--rename-section", "--remove-section")) {
      use.scene().effect(new Effect.Questionable("changes git's settings as a whole"));
      return Data.OWN;
    }
    boolean unsets = arguments.has("--unset", "--unset-all");
    if (unsets && arguments.has("--global", "--system")) {
      use.scene().effect(new Effect.Questionable("changes git's settings of the whole sandbox"));
    }
    if (!reads && !unsets && operands.size() - at >= 2) {
      setting(operands.get(at), operands.get(at + 1), use);
      if (arguments.has("--global")) {
        use.scene().effect(new Effect.Questionable("changes git's settings of the whole sandbox"));
      } else if (arguments.has("--system")) {
        use.scene().effect(new Effect.Forbidden("changes git's settings of the system"));
      }
    }
    return Data.OWN;
  }

  /** A remote's name, or an address. */
  static @Nullable Data remote(Use use, Arguments arguments) {
    List<Field> operands = arguments.operands();
    if (operands.isEmpty()) {
      use.connect(new dev.lasso.policy.net.Destination.Configured("remote"));
    } else if (arguments.has("--multiple")) {
      operands.forEach(use::repository);
    } else {
      use.repository(operands.getFirst());
    }
    return Data.OWN;
  }

  static @Nullable Data revParse(Use use, Arguments arguments) {
    if (arguments.has("--git-dir", "--absolute-git-dir", "--git-common-dir")) {
      return Data.of(".git\n");
    }
    if (arguments.has("--show-toplevel", "--show-superproject-working-tree")) {
      return Data.shaped(Shape.IN_WORKSPACE);
    }
    if (arguments.has("--abbrev-ref")) {
      return Data.shaped(Shape.BENEATH);
    }
    if (arguments.has(
            "--short",
            "--verify",
            "--is-inside-work-tree",
            "--is-bare-repository",
            "--is-shallow-repository")
        || (arguments.options().isEmpty()
            && arguments.operands().size() == 1
            && arguments.operands().getFirst().text() != null)) {
      return Data.shaped(Shape.TOKEN);
    }
    return Data.OWN;
  }
}
