package dev.lasso.policy.shell;

import dev.lasso.policy.shell.Statement.Assignment;
import dev.lasso.policy.shell.Statement.Redirect;
import dev.lasso.policy.shell.Word.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A tree as text, without what a round trip may change: spans, which quotes a text had, and whether
 * a text came as a here-document or a here-string.
 */
public final class Outline {
  private Outline() {}

  /** Of a whole tree. */
  public static String of(Statement statement) {
    return switch (statement) {
      case Statement.Simple s ->
          "(cmd" + each(s.assignments(), Outline::of) + words(s.words()) + of(s.redirects()) + ")";
      case Statement.Declaration d ->
          "(declare" + words(d.words()) + each(d.arrays(), Outline::of) + ")";
      case Statement.Pipeline p ->
          "(pipe "
              + (p.negated() ? "! " : "")
              + (p.timed() ? "time " : "")
              + p.withErrors()
              + each(p.stages(), Outline::of)
              + ")";
      case Statement.AndOr a ->
          "(" + (a.and() ? "and " : "or ") + of(a.left()) + " " + of(a.right()) + ")";
      case Statement.Sequence s -> "(seq" + each(s.statements(), Outline::of) + ")";
      case Statement.Background b -> "(bg " + of(b.body()) + ")";
      case Statement.Group g -> "(group " + of(g.body()) + of(g.redirects()) + ")";
      case Statement.Subshell s -> "(sub " + of(s.body()) + of(s.redirects()) + ")";
      case Statement.If i ->
          "(if"
              + each(i.branches(), b -> of(b.condition()) + " then " + of(b.body()))
              + (i.otherwise() == null ? "" : " else " + of(i.otherwise()))
              + of(i.redirects())
              + ")";
      case Statement.While w ->
          (w.until() ? "(until " : "(while ")
              + of(w.condition())
              + " do "
              + of(w.body())
              + of(w.redirects())
              + ")";
      case Statement.For f ->
          (f.select() ? "(select " : "(for ")
              + f.name()
              + (f.words() == null ? "" : " in" + words(f.words()))
              + " do "
              + of(f.body())
              + of(f.redirects())
              + ")";
      case Statement.ArithmeticFor f ->
          "(for((" + words(f.expressions()) + " do " + of(f.body()) + of(f.redirects()) + ")";
      case Statement.Case c ->
          "(case "
              + of(c.subject())
              + each(
                  c.arms(),
                  a -> "(" + words(a.patterns()) + " -> " + of(a.body()) + a.terminator() + ")")
              + of(c.redirects())
              + ")";
      case Statement.Function f -> "(def " + f.name() + " " + of(f.body()) + ")";
      case Statement.Test t -> "([[" + words(t.words()) + of(t.redirects()) + ")";
      case Statement.ArithmeticCommand a -> "((( " + of(a.expression()) + of(a.redirects()) + ")";
    };
  }

  private static <T> String each(List<T> all, java.util.function.Function<T, String> outline) {
    return all.stream().map(one -> " " + outline.apply(one)).collect(Collectors.joining());
  }

  private static String words(@Nullable List<Word> words) {
    return words == null ? "" : each(words, Outline::of);
  }

  private static String of(List<Redirect> redirects) {
    return each(
        redirects,
        r -> {
          boolean document = r.operator().equals("<<") || r.operator().equals("<<-");
          if (document && !"".equals(r.target().text())) {
            return r.descriptor() + "<<<" + of(withoutLastNewline(r.target()));
          }
          return r.descriptor() + r.operator().replace("<<-", "<<") + of(r.target());
        });
  }

  /** What a here-string would be for that. */
  private static Word withoutLastNewline(Word text) {
    Part only = text.parts().getFirst();
    if (only instanceof Word.Quoted(String all)) {
      return Word.quoted(all.substring(0, all.length() - 1), text.span());
    }
    List<Part> parts = new ArrayList<>(((Word.DoubleQuoted) only).parts());
    String last = ((Word.Literal) parts.removeLast()).text();
    if (last.length() > 1) {
      parts.add(new Word.Literal(last.substring(0, last.length() - 1)));
    }
    return new Word(List.of(new Word.DoubleQuoted(parts)), text.span());
  }

  private static String of(Assignment a) {
    return a.name()
        + (a.index() == null ? "" : "[" + of(a.index()) + "]")
        + (a.append() ? "+=" : "=")
        + (a.array() == null ? of(a.value()) : "(" + words(a.array()) + ")");
  }

  /** A word: text in angle brackets, each other part in parentheses. */
  static String of(@Nullable Word word) {
    if (word == null) {
      return "null";
    }
    StringBuilder out = new StringBuilder();
    parts(word.parts(), out);
    return out.toString().replace("><", "");
  }

  private static void parts(List<Part> parts, StringBuilder out) {
    for (Part part : parts) {
      switch (part) {
        case Word.Literal(String text) -> out.append('<').append(text).append('>');
        case Word.Quoted(String text) -> out.append('<').append(text).append('>');
        case Word.DoubleQuoted q -> {
          if (q.parts().isEmpty()) {
            out.append("<>");
          }
          boolean text = q.parts().stream().allMatch(Word.Literal.class::isInstance);
          out.append(text ? "" : "\"");
          parts(q.parts(), out);
          out.append(text ? "" : "\"");
        }
        case Word.Glob(String pattern) -> out.append("(glob ").append(pattern).append(")");
        case Word.Tilde(String user) -> out.append("(~").append(user).append(")");
        case Word.Parameter p ->
            out.append("(${")
                .append(p.length() ? "#" : "")
                .append(p.indirect() ? "!" : "")
                .append(p.name())
                .append(p.index() == null ? "" : "[" + of(p.index()) + "]")
                .append(p.operator().isEmpty() ? "" : " " + p.operator())
                .append(p.operand() == null ? "" : " " + of(p.operand()))
                .append(p.second() == null ? "" : " " + of(p.second()))
                .append("})");
        case Word.CommandSubstitution(Statement body) ->
            out.append("($ ").append(of(body)).append(")");
        case Word.ProcessSubstitution(Statement body, boolean input) ->
            out.append(input ? "(<( " : "(>( ").append(of(body)).append(")");
        case Word.Arithmetic(Word expression) ->
            out.append("($(( ").append(of(expression)).append(")");
        case Word.BraceList(List<Word> all) ->
            out.append(all.stream().map(Outline::of).collect(Collectors.joining(",", "({", "})")));
        case Word.BraceRange(String from, String to, String step) ->
            out.append("({")
                .append(from)
                .append("..")
                .append(to)
                .append(step == null ? "" : ".." + step)
                .append("})");
      }
    }
  }
}
