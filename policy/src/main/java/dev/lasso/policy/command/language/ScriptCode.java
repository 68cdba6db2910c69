package dev.lasso.policy.command.language;

import static dev.lasso.policy.command.language.ForeignCode.words;

import java.util.Locale;
import java.util.Set;

/**
 * What a program in Perl, Ruby or PHP may do with what it reads. Their strings can hold code and
 * their quotes are many, so every word counts, wherever it stands.
 */
final class ScriptCode {
  private static final Set<String> PERL =
      words(
          """
          eval evalbytes system exec qx open sysopen do require use no fork syscall pipe socket
          readpipe dump AUTOLOAD CORE GLOBAL Storable thaw retrieve Safe B Inline DynaLoader
          XSLoader glob can SUPER UNIVERSAL __PACKAGE__ DATA tie bless select dbmopen ee
          """);
  private static final Set<String> RUBY =
      words(
          """
          eval instance_eval class_eval module_eval instance_exec class_exec module_exec binding
          Binding system exec spawn fork syscall popen popen2 popen2e popen3 Open3 open IO Kernel
          Process send __send__ public_send method methods define_method instance_method
          method_missing Marshal YAML Psych load load_file unsafe_load require require_relative
          autoload const_get const_set constantize Object ObjectSpace TOPLEVEL_BINDING RubyVM
          InstructionSequence Fiddle DL ERB DRb PStore Ripper trap at_exit set_trace_func TracePoint
          to_proc instance_variable_set Shell PTY create_additions Class Module Proc proc exit_code
          """);
  private static final Set<String> PHP =
      words(
          """
          eval assert create_function preg_replace mb_ereg_replace unserialize system exec
          shell_exec passthru proc_open popen pcntl_exec pcntl_fork include include_once require
          require_once call_user_func call_user_func_array forward_static_call func_get_args
          array_map array_filter array_walk array_walk_recursive array_reduce usort uasort uksort
          array_udiff array_uintersect iterator_apply register_shutdown_function
          register_tick_function set_error_handler set_exception_handler ob_start dl putenv ini_set
          extract parse_str mail FFI ReflectionFunction ReflectionMethod ReflectionClass Closure
          fromCallable invoke invokeArgs __invoke __call spl_autoload_register phar
          stream_wrapper_register new assert_options highlight_file php_strip_whitespace
          """);
  private static final Set<String> PLAIN =
      words(
          """
          print printf puts p say echo if unless else elsif end while until for foreach each in my
          next last split join lc uc lcfirst ucfirst length substr index sprintf push pop shift
          unshift keys values sort map grep chomp scalar reverse int abs sqrt defined exists and or
          not eq ne lt gt le ge cmp x STDIN BEGIN END gets to_i to_s to_f to_a size count sum min
          max upcase downcase capitalize strip chop first uniq select reject inject reduce
          each_line each_with_index readlines read JSON parse generate pretty_generate true false
          nil null json_decode json_encode file_get_contents php stdin strlen strtoupper
          strtolower explode implode trim count array as a b n i s t
          """);

  private final String body;
  private final Set<String> dangerous;
  private final boolean perl;
  private final boolean php;

  private ScriptCode(String body, Set<String> dangerous, boolean perl, boolean php) {
    this.body = body;
    this.dangerous = dangerous;
    this.perl = perl;
    this.php = php;
  }

  static ScriptCode perl(String body) {
    return new ScriptCode(body, PERL, true, false);
  }

  static ScriptCode ruby(String body) {
    return new ScriptCode(body, RUBY, false, false);
  }

  static ScriptCode php(String body) {
    return new ScriptCode(body, PHP, false, true);
  }

  boolean mayRunWhatItReads() {
    for (int i = 0; i < body.length(); ) {
      char c = body.charAt(i);
      if (c == '`' || c > '~') {
        return true;
      }
      if (!isWordPart(c)) {
        if (dangerousSign(i, c)) {
          return true;
        }
        i++;
        continue;
      }
      int end = wordEnd(i);
      if (dangerousWord(i, end)) {
        return true;
      }
      i = end;
    }
    return false;
  }

  private boolean dangerousWord(int start, int end) {
    String word = body.substring(start, end);
    if (php) {
      // Names of functions are read in any case there, and a variable can be one.
      boolean variable = start > 0 && body.charAt(start - 1) == '$';
      return dangerous.contains(word)
          || dangerous.contains(word.toLowerCase(Locale.ROOT))
          || (variable && nextSign(end) == '(');
    }
    boolean sigil = start > 0 && "$@%".indexOf(body.charAt(start - 1)) >= 0;
    if (perl && sigil) {
      return false;
    }
    return dangerous.contains(word) || (perl && word.equals("s") && substitutesCode(end));
  }

  private boolean dangerousSign(int i, char c) {
    char next = i + 1 < body.length() ? body.charAt(i + 1) : ' ';
    if (c == '\\' && (next == 'x' || next == 'u' || (next >= '0' && next <= '7'))) {
      return true; // a name in a string could be written so
    }
    if (perl) {
      boolean codeInPattern = c == '?' && (next == '{' || next == '?');
      boolean reference = (c == '&' || c == '*') && (next == '{' || next == '$');
      boolean call = c == '-' && next == '>' && i + 2 < body.length() && isCall(i + 2);
      boolean list = (c == '@' || c == '$') && next == '{' && !isWord(i + 2);
      boolean files = c == '<' && next != '=' && next != ' ' && !plainInput(i);
      return codeInPattern || reference || call || list || files;
    }
    if (php) {
      return (c == '$' && (next == '$' || next == '{'))
          || (")]}'\"".indexOf(c) >= 0 && nextSign(i + 1) == '(');
    }
    return (c == '%' && next == 'x') || (c == '&' && next == ':' && !isWord(i + 2));
  }

  /** Behind an arrow: a method or a function, not an element. */
  private boolean isCall(int i) {
    char c = body.charAt(i);
    return c != '[' && c != '{';
  }

  private boolean isWord(int i) {
    return i < body.length() && isWordPart(body.charAt(i));
  }

  private boolean plainInput(int i) {
    return body.startsWith("<>", i) || body.startsWith("<STDIN>", i) || body.startsWith("<=>", i);
  }

  /** Whether a substitution of Perl's may have the flag e; true unless that is plain to see. */
  private boolean substitutesCode(int end) {
    if (end >= body.length()) {
      return false;
    }
    char delimiter = body.charAt(end);
    if (" \t\n#([{<'".indexOf(delimiter) >= 0) {
      return !(delimiter == ' ' && nextSign(end) == '=');
    }
    if (";,)}=.".indexOf(delimiter) >= 0) {
      return false;
    }
    int at = end + 1;
    for (int part = 0; part < 2; part++) {
      while (at < body.length() && body.charAt(at) != delimiter) {
        at += body.charAt(at) == '\\' ? 2 : 1;
      }
      if (at >= body.length()) {
        return true;
      }
      at++;
    }
    return body.substring(at, wordEnd(at)).indexOf('e') >= 0;
  }

  boolean isPlain() {
    for (int i = 0; i < body.length(); ) {
      char c = body.charAt(i);
      if (!isWordPart(c)) {
        i++;
        continue;
      }
      int end = wordEnd(i);
      boolean variable = i > 0 && "$@%".indexOf(body.charAt(i - 1)) >= 0;
      boolean number = c >= '0' && c <= '9';
      if (!variable && !number && !PLAIN.contains(body.substring(i, end))) {
        return false;
      }
      i = end;
    }
    return body.indexOf('|') < 0 && body.indexOf('>') < 0;
  }

  private int nextSign(int from) {
    int at = from;
    while (at < body.length() && (body.charAt(at) == ' ' || body.charAt(at) == '\t')) {
      at++;
    }
    return at < body.length() ? body.charAt(at) : -1;
  }

  private int wordEnd(int start) {
    int end = start;
    while (end < body.length() && isWordPart(body.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isWordPart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }
}
