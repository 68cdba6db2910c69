package dev.lasso.policy.command.language;

import static dev.lasso.policy.command.language.ForeignCode.words;

import dev.lasso.policy.command.language.CodeToken.Kind;
import java.util.List;
import java.util.Set;

/** What a JavaScript program for node may do with what it reads, by the names in it. */
final class JavaScriptCode {
  private static final Set<String> DANGEROUS =
      words(
          """
          eval Function GeneratorFunction AsyncFunction child_process exec execSync execFile
          execFileSync spawn spawnSync fork vm runInThisContext runInNewContext runInContext Script
          constructor __proto__ __defineGetter__ __lookupGetter__ Reflect globalThis global window
          self module Worker worker_threads WebAssembly Deno Bun importScripts dlopen binding
          mainModule createRequire _load _compile compileFunction deserialize Proxy with
          setPrototypeOf getPrototypeOf getOwnPropertyDescriptor getOwnPropertyNames repl cluster
          inspector execPath kill
          """);
  private static final Set<String> MODULES =
      words(
          """
          assert buffer crypto events fs fs/promises http https os path querystring readline
          readline/promises stream stream/promises string_decoder timers timers/promises url util
          zlib
          """);
  private static final Set<String> PLAIN_MODULES =
      words("buffer fs path querystring readline string_decoder url util");
  private static final Set<String> PROCESS =
      words(
          """
          stdin stdout stderr argv env exit exitCode cwd version versions platform nextTick on once
          hrtime memoryUsage uptime arch pid
          """);
  private static final Set<String> KEYWORDS =
      words(
          """
          if for while switch catch return typeof function of in await async new const let var do
          else throw yield void delete
          """);
  private static final Set<String> PLAIN_CALLS =
      words(
          """
          log error warn table parse stringify String Number Boolean Array Object Date Math Set Map
          parseInt parseFloat isNaN isFinite keys values entries fromEntries assign isArray from
          map filter reduce forEach some every find findIndex includes indexOf lastIndexOf slice
          splice concat join reverse sort push pop shift unshift flat flatMap split replace
          replaceAll match matchAll test trim trimStart trimEnd padStart padEnd repeat substring
          substr charAt charCodeAt codePointAt startsWith endsWith toLowerCase toUpperCase
          localeCompare toString toFixed toISOString toLocaleString getTime getFullYear getMonth
          getDate now min max round floor ceil abs sqrt pow has get set add on once write
          setEncoding resume toUTCString encodeURIComponent decodeURIComponent require
          readFileSync exit concat fill
          """);

  private final List<CodeToken> tokens;

  JavaScriptCode(String body) throws Unclear {
    this.tokens = CodeLexer.javaScript(body);
  }

  boolean mayRunWhatItReads() {
    for (int i = 0; i < tokens.size(); i++) {
      CodeToken token = tokens.get(i);
      boolean dangerous =
          switch (token.kind()) {
            case NAME -> dangerousName(i, token);
            case STRING -> dangerousString(i, token);
            case SIGN -> token.is("[") && dangerousMember(i);
            case NUMBER, NEWLINE -> false;
          };
      if (dangerous) {
        return true;
      }
    }
    return false;
  }

  private boolean dangerousName(int i, CodeToken token) {
    return switch (token.text()) {
      // A method of regular expressions, mostly; of the module child_process it can't be.
      case "exec" -> !at(i - 1).is(".");
      case "require" -> !requires(i, MODULES);
      case "import" -> !imports(i);
      case "process" -> !at(i - 1).is(".") && !isMember(i, PROCESS);
      default -> DANGEROUS.contains(token.text());
    };
  }

  private boolean dangerousString(int i, CodeToken token) {
    return DANGEROUS.contains(token.text())
        || (at(i - 1).is("[") && token.text().indexOf('\\') >= 0);
  }

  /** A member that is named by more than one plain token, and is called. */
  private boolean dangerousMember(int open) {
    if (!isOperand(at(open - 1))) {
      return false;
    }
    int depth = 0;
    boolean strings = false;
    int i = open;
    for (; i < tokens.size(); i++) {
      CodeToken token = tokens.get(i);
      depth += token.is("[") ? 1 : token.is("]") ? -1 : 0;
      strings |= token.kind() == Kind.STRING;
      if (depth == 0) {
        break;
      }
      if (i - open > 64) {
        return true;
      }
    }
    boolean single = i == open + 2;
    boolean number = single && at(open + 1).kind() == Kind.NUMBER;
    return (strings && !single) || (at(i + 1).is("(") && !number);
  }

  private static boolean isOperand(CodeToken token) {
    return switch (token.kind()) {
      case NAME -> !KEYWORDS.contains(token.text());
      case STRING, NUMBER -> true;
      case SIGN -> token.is(")") || token.is("]") || token.is(".");
      case NEWLINE -> false;
    };
  }

  private boolean requires(int i, Set<String> modules) {
    return !at(i - 1).is(".")
        && at(i + 1).is("(")
        && at(i + 2).kind() == Kind.STRING
        && modules.contains(withoutScheme(at(i + 2).text()))
        && at(i + 3).is(")");
  }

  /** A statement of its own, of a module by its name. */
  private boolean imports(int i) {
    for (int k = i + 1; k < tokens.size() && k < i + 40; k++) {
      CodeToken token = tokens.get(k);
      if (token.kind() == Kind.STRING) {
        return MODULES.contains(withoutScheme(token.text()));
      }
      if (!token.isName() && !token.is("{") && !token.is("}") && !token.is(",") && !token.is("*")) {
        return false;
      }
    }
    return false;
  }

  private static String withoutScheme(String module) {
    return module.startsWith("node:") ? module.substring(5) : module;
  }

  boolean isPlain() {
    for (int i = 0; i < tokens.size(); i++) {
      CodeToken token = tokens.get(i);
      if (!token.isName()) {
        continue;
      }
      String name = token.text();
      if (name.equals("import")
          || name.equals("class")
          || (name.equals("require") && !requires(i, PLAIN_MODULES))
          || (name.equals("fs")
              && !(at(i + 1).is(".") && at(i + 2).is("readFileSync"))
              && !at(i + 1).is("="))
          || (name.equals("readFileSync") && !readsStandardInput(i))) {
        return false;
      }
      if (name.equals("require") && withoutScheme(at(i + 2).text()).equals("fs")) {
        boolean used = at(i + 4).is(".") && at(i + 5).is("readFileSync");
        boolean named = at(i - 1).is("=") && at(i - 2).is("fs");
        if (!used && !named) {
          return false;
        }
      }
      boolean called = at(i + 1).is("(") && !KEYWORDS.contains(name);
      if (called && !PLAIN_CALLS.contains(name) && !at(i - 1).is("function")) {
        return false;
      }
    }
    return true;
  }

  private boolean readsStandardInput(int i) {
    CodeToken file = at(i + 2);
    return at(i + 1).is("(")
        && (file.is("0") || (file.kind() == Kind.STRING && file.text().equals("/dev/stdin")));
  }

  private boolean isMember(int index, Set<String> members) {
    return at(index + 1).is(".") && at(index + 2).isOneOf(members);
  }

  private CodeToken at(int index) {
    return index >= 0 && index < tokens.size() ? tokens.get(index) : CodeToken.NONE;
  }
}
