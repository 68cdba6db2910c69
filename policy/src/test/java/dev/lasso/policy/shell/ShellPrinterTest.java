package dev.lasso.policy.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lasso.policy.shell.Statement.Sequence;
import dev.lasso.policy.shell.Statement.Simple;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What trees are printed as. */
class ShellPrinterTest {
  private static final int SCRIPTS = 60_000;

  /** Fewer than this, and the generator no longer makes anything that is taken. */
  private static final int ENOUGH = SCRIPTS / 8;

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '\u0000',
      value = {
        "ls -l a/b => ls -l a/b",
        "'ls' \"a\" => 'ls' 'a'",
        "\\if x => 'i'f x",
        "'a=b' c => 'a=b' c",
        "a=b'c d' => a=b'c d'",
        "p 'a=~' a=~ => p 'a=~' a=~",
        "p $x\"$y\" => p ${x}\"${y}\"",
        "p \"a'b $x\" => p \"a'b ${x}\"",
        "p it\\'s => p it''\\'''s",
        "p $'a\\rb' => p $'a\\015b'",
        "p `a` => p $( a)",
        "p $((1+1)) => p $((1+1))",
        "p {a,'b,c'} => p {a,'b,c'}",
        "p a^b => p a'^'b",
        "p {} => p '{}'",
        "p *.c => p *.c",
        "p '*'.c => p '*'.c",
        "p ~/a\\ b => p ~/a' 'b",
        "p ${x:-a b} => p ${x:-a b}",
        "p ${x%.*} => p ${x%'.'*}",
        "p \"${x//\\//-}\" => p \"${x//\\//-}\"",
        "a & b; c => a & b; c",
        "a>f 2>&1 => a >f 2>&1",
        "a>&2 => a 1>&2",
        "a >&f => a &>f",
        "a |& b => a |& b",
        "a < <(b) => a < <( b)",
        "((a)) && (b) => ((a)) && ( b; )",
        "{ a;} => { a; }",
        "if a;then b;else c;fi => if a; then b; else c; fi",
        "while a;do b;done>f => while a; do b; done >f",
        "for i in a b;do c;done => for i in a b; do c; done",
        "case a in b|c)d;;esac => case a in (b | c) d ;; esac",
        "function f { a; } => f() { a; }",
        "[[ $a == b* && ! c < d ]] => [[ ${a} == b* && ! c < d ]]",
        "[[ $a =~ ^(b|c)$ ]] => [[ ${a} =~ ^(b|c)$ ]]",
        "a=(b c) => a=(b c)",
        "cat <<<$x => cat <<<${x}",
      })
  void printsCanonicalText(String text, String printed) throws SyntaxException {
    assertThat(ShellPrinter.print(ShellParser.parse(text))).isEqualTo(printed);
  }

  @Test
  void printsHereDocumentsAsWhatHasTheSameContent() throws SyntaxException {
    assertThat(ShellPrinter.print(ShellParser.parse("a <<E; b\nx $y 'z'\nE\nc")))
        .isEqualTo("a <<<\"x ${y} 'z'\"; b; c");
    assertThat(ShellPrinter.print(ShellParser.parse("a <<'E'\nx $y\n\nE\n")))
        .isEqualTo("a <<<'x $y\n'");
    assertThat(ShellPrinter.print(ShellParser.parse("a <<E; b\n\nE\n"))).isEqualTo("a <<<''; b");
  }

  @Test
  void printsEmptyHereDocumentsAsSuch() throws SyntaxException {
    assertThat(ShellPrinter.print(ShellParser.parse("a <<X | b <<Y && c\nX\nY\nd")))
        .isEqualTo("a <<'E' | b <<'E' && c\nE\nE\nd");
    assertThat(ShellPrinter.print(ShellParser.parse("p $(a <<X\nX\n) b")))
        .isEqualTo("p $( a <<'E'\nE\n) b");
  }

  @Test
  void parsesToTheSameTreeAgainAndPrintsTheSame() {
    RandomScripts scripts = new RandomScripts(7);
    int taken = 0;
    for (int i = 0; i < SCRIPTS; i++) {
      String text = scripts.next();
      Statement tree;
      try {
        tree = ShellParser.parse(text);
      } catch (SyntaxException e) {
        continue;
      }
      taken++;
      String printed = ShellPrinter.print(tree);
      Statement again;
      try {
        again = ShellParser.parse(printed);
      } catch (SyntaxException e) {
        throw new AssertionError("refused when printed: " + text + "\n as " + printed, e);
      }
      assertThat(Outline.of(again)).as(text).isEqualTo(Outline.of(tree));
      assertThat(ShellPrinter.print(again)).as(text).isEqualTo(printed);
    }
    assertThat(taken).isGreaterThan(ENOUGH);
  }

  @Test
  void keepsMadeUpTreesWhatTheyAre() {
    assertThat(ShellPrinter.print(command(literal("if"), literal("a")))).isEqualTo("'if' a");
    assertThat(ShellPrinter.print(command(literal("a=b"), literal("c")))).isEqualTo("'a=b' c");
    assertThat(ShellPrinter.print(command(Word.quoted("\u0007", Span.NONE)))).isEqualTo("$'\\007'");
    Statement two = new Sequence(List.of(command(literal("a")), command(literal("b"))), Span.NONE);
    assertThat(ShellPrinter.print(new Statement.Background(two, Span.NONE)))
        .isEqualTo("{ a; b; } &");
    assertThat(ShellPrinter.print(new Statement.AndOr(command(literal("a")), true, two, Span.NONE)))
        .isEqualTo("a && { a; b; }");
  }

  @Test
  void refusesTreesThatNoTextHas() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ShellPrinter.print(command(Word.quoted("\u0000", Span.NONE))));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ShellPrinter.print(command(new Word(List.of(), Span.NONE))));
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            ShellPrinter.print(command(new Word(List.of(new Word.Glob("*; rm")), Span.NONE))));
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            ShellPrinter.print(
                new Statement.ArithmeticCommand(literal("1)); a; ((1"), List.of(), Span.NONE)));
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            ShellPrinter.print(new Statement.Function("a b", command(literal("a")), Span.NONE)));
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            ShellPrinter.print(
                new Statement.Group(new Sequence(List.of(), Span.NONE), List.of(), Span.NONE)));
  }

  private static Word literal(String text) {
    return new Word(List.of(new Word.Literal(text)), Span.NONE);
  }

  private static Simple command(Word... words) {
    return new Simple(List.of(), List.of(words), List.of(), Span.NONE);
  }
}
