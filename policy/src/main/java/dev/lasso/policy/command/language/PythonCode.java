package dev.lasso.policy.command.language;

import static dev.lasso.policy.command.language.ForeignCode.words;

import dev.lasso.policy.command.language.CodeToken.Kind;
import java.util.List;
import java.util.Set;

/** What a Python program may do with what it reads, by the names in it. */
final class PythonCode {
  private static final Set<String> DANGEROUS =
      words(
          """
          eval exec execfile compile input getattr setattr delattr globals locals vars breakpoint
          reload system popen popen2 popen3 popen4 execl execle execlp execlpe execv execve execvp
          execvpe spawnl spawnle spawnlp spawnlpe spawnv spawnve spawnvp spawnvpe posix_spawn
          posix_spawnp startfile fork forkpty dlopen CDLL PyDLL WinDLL LoadLibrary load_module
          exec_module import_module find_spec spec_from_file_location module_from_spec run_path
          run_module run_code runcode runsource unsafe_load unsafe_load_all full_load
          full_load_all set_trace modules meta_path path_hooks path_importer_cache settrace
          setprofile displayhook excepthook read_pickle to_pickle read_hdf query attrgetter
          methodcaller get_type_hints ForwardRef make_dataclass enable_load_extension
          load_extension create_subprocess_shell create_subprocess_exec subprocess pickle cPickle
          marshal shelve ctypes importlib runpy builtins code codeop pty pdb Popen check_output
          check_call getoutput getstatusoutput dictConfig fileConfig Loader UnsafeLoader FullLoader
          """);
  private static final Set<String> NEUTRAL =
      words(
          """
          abc argparse array ast base64 binascii bisect bz2 calendar cmath codecs collections
          colorsys configparser contextlib copy csv dataclasses datetime decimal difflib email enum
          errno fileinput fnmatch fractions functools getpass glob gzip hashlib heapq hmac html io
          ipaddress itertools json keyword locale lzma math mimetypes numbers numpy operator os
          pandas pathlib platform plistlib pprint queue quopri random re requests secrets select
          shutil socket ssl stat statistics string struct sys tarfile tempfile textwrap threading
          time tomllib traceback typing unicodedata urllib uuid warnings yaml zipfile zlib zoneinfo
          """);
  private static final Set<String> PLAIN_MODULES =
      words(
          """
          base64 binascii bisect calendar cmath collections csv datetime decimal difflib enum
          fractions functools hashlib heapq html itertools json math pprint random re statistics
          string struct sys textwrap time unicodedata uuid zlib
          """);
  private static final Set<String> OS =
      words("path environ getcwd getenv sep linesep listdir getpid getuid cpu_count name stat");
  private static final Set<String> SYS =
      words(
          """
          stdin stdout stderr argv exit version version_info platform maxsize maxunicode byteorder
          getsizeof executable path flags float_info
          """);
  private static final Set<String> YAML =
      words("safe_load safe_load_all safe_dump safe_dump_all dump YAMLError SafeLoader");
  private static final Set<String> DUNDERS =
      words("__name__ __init__ __str__ __repr__ __len__ __iter__ __file__ __doc__ __main__ __eq__");
  private static final Set<String> LOADERS = words("json tomllib");
  private static final Set<String> KEYWORDS =
      words(
          """
          False None True and as assert break class continue def del elif else except finally for
          from global if import in is lambda nonlocal not or pass raise return try while with yield
          """);
  private static final Set<String> PLAIN_CALLS =
      words(
          """
          abs all any ascii bin bool bytes chr dict divmod enumerate filter float format frozenset
          hash hex int isinstance iter len list map max min next oct ord pow print range repr
          reversed round set slice sorted str sum tuple zip Counter OrderedDict defaultdict deque
          namedtuple Decimal Fraction date datetime timedelta chain groupby islice reduce partial
          append extend insert remove pop clear copy count index sort reverse get items keys values
          update setdefault add discard union intersection difference split rsplit splitlines
          partition rpartition strip lstrip rstrip lower upper title capitalize casefold swapcase
          join replace startswith endswith find rfind isdigit isalpha isalnum isspace isupper
          islower zfill ljust rjust center encode decode read readline readlines write flush load
          loads dump dumps reader writer DictReader DictWriter writerow writerows writeheader
          search match fullmatch findall finditer sub subn escape group groups groupdict start end
          span most_common mean median mode stdev pstdev variance quantiles b64encode b64decode
          urlsafe_b64encode urlsafe_b64decode b32encode b32decode hexlify unhexlify now today
          utcnow strftime strptime fromtimestamp fromisoformat isoformat timestamp total_seconds
          time sleep dedent indent wrap fill shorten pprint md5 sha1 sha256 sha512 hexdigest digest
          sqrt floor ceil log log2 log10 exp unescape normalize exit fromkeys combinations
          permutations product accumulate zip_longest starmap uuid4 randint random choice shuffle
          unpack pack compile
          """);

  private final List<CodeToken> tokens;

  PythonCode(String body) throws Unclear {
    this.tokens = CodeLexer.python(body);
  }

  boolean mayRunWhatItReads() {
    for (int i = 0; i < tokens.size(); i++) {
      CodeToken token = tokens.get(i);
      if (!token.isName()) {
        continue;
      }
      String name = token.text();
      boolean attribute = at(i - 1).is(".");
      if (name.equals("import") || (name.equals("from") && !attribute && beginsStatement(i))) {
        if (!importsNeutral(i, NEUTRAL)) {
          return true;
        }
      } else if ((DANGEROUS.contains(name) && !isPatternCompile(i))
          || (name.startsWith("__") && !DUNDERS.contains(name))
          || ((name.equals("load") || name.equals("loads"))
              && !(attribute && at(i - 2).isOneOf(LOADERS)))) {
        return true;
      } else if (!attribute && !isImported(i)) {
        boolean known =
            switch (name) {
              case "os" -> isMember(i, OS);
              case "sys" -> isMember(i, SYS);
              case "yaml" -> isMember(i, YAML);
              default -> true;
            };
        if (!known) {
          return true;
        }
      }
    }
    return false;
  }

  boolean isPlain() {
    for (int i = 0; i < tokens.size(); i++) {
      CodeToken token = tokens.get(i);
      if (token.is("@")) {
        return false;
      }
      if (!token.isName()) {
        continue;
      }
      boolean imports = token.is("import") || (token.is("from") && beginsStatement(i));
      if (imports && !importsNeutral(i, PLAIN_MODULES)) {
        return false;
      }
      if (token.is("open") || token.is("class") || token.is("with")) {
        return false;
      }
      boolean called = at(i + 1).is("(") && !KEYWORDS.contains(token.text());
      if (called && !PLAIN_CALLS.contains(token.text()) && !isDefined(i)) {
        return false;
      }
    }
    return true;
  }

  /** Its own function: the name stands behind def. */
  private boolean isDefined(int index) {
    return at(index - 1).is("def");
  }

  private boolean isPatternCompile(int index) {
    return at(index).is("compile") && at(index - 1).is(".") && at(index - 2).is("re");
  }

  private boolean isMember(int index, Set<String> members) {
    return at(index + 1).is(".") && at(index + 2).isOneOf(members);
  }

  private boolean beginsStatement(int index) {
    CodeToken before = at(index - 1);
    return index == 0 || before.kind() == Kind.NEWLINE || before.is(";") || before.is(":");
  }

  private boolean isImported(int index) {
    for (int i = index - 1; i >= Math.max(0, index - 40); i--) {
      CodeToken token = tokens.get(i);
      if (token.is("import")) {
        return true;
      }
      if (!token.isName() && !token.is(",") && !token.is(".")) {
        return false;
      }
    }
    return false;
  }

  /** Whether the statement here imports only of these modules, and none under another name. */
  private boolean importsNeutral(int index, Set<String> modules) {
    if (at(index).is("import") && isFromImport(index)) {
      return true; // seen with its from
    }
    boolean from = at(index).is("from");
    boolean module = true;
    for (int i = index + 1; i < tokens.size(); i++) {
      CodeToken token = tokens.get(i);
      if (token.kind() == Kind.NEWLINE || token.is(";")) {
        break;
      }
      if (module) {
        if (!token.isOneOf(modules)
            || (from && token.text().length() < 5 && isGuarded(token) && !at(i + 1).is("."))) {
          return false;
        }
        module = false;
      } else if (from && token.is("*")) {
        return false;
      } else if (!from && token.is("as") && isGuarded(at(i - 1))) {
        return false;
      } else if (!from && token.is(",")) {
        module = true;
      }
    }
    return !module;
  }

  private static boolean isGuarded(CodeToken module) {
    return module.is("os") || module.is("sys") || module.is("yaml") || module.is("json");
  }

  private boolean isFromImport(int index) {
    for (int i = index - 1; i >= Math.max(0, index - 40); i--) {
      CodeToken token = tokens.get(i);
      if (token.is("from")) {
        return true;
      }
      if (!token.isName() && !token.is(".")) {
        return false;
      }
    }
    return false;
  }

  private CodeToken at(int index) {
    return index >= 0 && index < tokens.size() ? tokens.get(index) : CodeToken.NONE;
  }
}
