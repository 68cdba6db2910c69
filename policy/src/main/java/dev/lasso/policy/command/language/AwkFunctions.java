package dev.lasso.policy.command.language;

import java.util.Set;

/** The functions that awks bring along, and which of them do more than compute. */
final class AwkFunctions {
  private static final Set<String> PURE =
      Set.of(
          "atan2",
          "close",
          "cos",
          "exp",
          "fflush",
          "gsub",
          "index",
          "int",
          "length",
          "log",
          "match",
          "rand",
          "sin",
          "split",
          "sprintf",
          "sqrt",
          "srand",
          "sub",
          "substr",
          "tolower",
          "toupper",
          // gawk
          "and",
          "asort",
          "asorti",
          "compl",
          "gensub",
          "isarray",
          "lshift",
          "mkbool",
          "mktime",
          "or",
          "patsplit",
          "rshift",
          "strftime",
          "strtonum",
          "systime",
          "typeof",
          "xor");

  private static final Set<String> CATALOGUES = Set.of("bindtextdomain", "dcgettext", "dcngettext");

  private AwkFunctions() {}

  static boolean isKnown(String name) {
    return PURE.contains(name) || CATALOGUES.contains(name) || name.equals("system");
  }

  /** Loads files of messages. */
  static boolean loadsCatalogue(String name) {
    return CATALOGUES.contains(name);
  }

  /** Its last argument is a variable that it changes. */
  static boolean changesArgument(String name) {
    return name.equals("sub") || name.equals("gsub");
  }

  /** Its third argument names a function that it calls. */
  static boolean callsByName(String name) {
    return name.equals("asort") || name.equals("asorti");
  }
}
