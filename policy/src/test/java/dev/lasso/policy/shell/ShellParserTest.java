package dev.lasso.policy.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.policy.shell.Statement.Sequence;
import dev.lasso.policy.shell.Statement.Simple;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What texts mean. */
class ShellParserTest {

  private static Stream<Arguments> words() {
    return table(
        new String[][] {
          {"ls", "<ls>"},
          {"l\\s", "<ls>"},
          {"'a b'\"c\"d", "<a bcd>"},
          {"''", "<>"},
          {"\"\"", "<>"},
          {"a#b", "<a#b>"},
          {"\\#a", "<#a>"},
          {"\"\\$x\\a\\\"\"", "<$x\\a\">"},
          {"\"a\\\nb\"", "<ab>"},
          {"'a\\\nb'", "<a\\\nb>"},
          {"$'a\\tb\\x41\\101\\u00e9\\n'", "<a\tbAA\u00e9\n>"},
          {"$'\\xc3\\xa9'", "<\u00e9>"},
          {"$'\\cb\\cZ\\e\\E\\?'", "<\u0002\u001a\u001b\u001b?>"},
          {"$'\\'\\\"\\\\'", "<'\"\\>"},
          {"\"$'a'\"", "<$'a'>"},
          {"$\"a\"", "<a>"},
          {"\"a$\"", "<a$>"},
          {"a$", "<a$>"},
          {"$x", "(${x})"},
          {"$xy.z", "(${xy})<.z>"},
          {"${x}y", "(${x})<y>"},
          {"\"$x y\"", "\"(${x})< y>\""},
          {"$1", "(${1})"},
          {"${10}", "(${10})"},
          {"$@$*$#$?$$$!$-", "(${@})(${*})(${#})(${?})(${$})(${!})(${-})"},
          {"${#}", "(${#})"},
          {"${#x}", "(${#x})"},
          {"${#x[@]}", "(${#x[<@>]})"},
          {"${!x}", "(${!x})"},
          {"${!x[@]}", "(${!x[<@>]})"},
          {"${x[i+1]}", "(${x[<i+1>]})"},
          {"${x[$i]}", "(${x[(${i})]})"},
          {"${m[\"$k\"]}", "(${m[\"(${k})\"]})"},
          {"${x:-a b}", "(${x :- <a b>})"},
          {"${x-}", "(${x - })"},
          {"${x:=y}", "(${x := <y>})"},
          {"${x:?no}", "(${x :? <no>})"},
          {"${x:+'a}'}", "(${x :+ <a}>})"},
          {"${x:-${y:-z}}", "(${x :- (${y :- <z>})})"},
          {"${x#*/}", "(${x # (glob *)</>})"},
          {"${x##*/}", "(${x ## (glob *)</>})"},
          {"${x%.*}", "(${x % <.>(glob *)})"},
          {"${x%%[0-9]*}", "(${x %% (glob [0-9]*)})"},
          {"${x/a/b}", "(${x / <a> <b>})"},
          {"${x/a}", "(${x / <a>})"},
          {"${x/a/}", "(${x / <a> })"},
          {"${x//\\//-}", "(${x // </> <->})"},
          {"${x/#a/b/c}", "(${x /# <a> <b/c>})"},
          {"\"${x%\"$y\"}\"", "\"(${x % \"(${y})\"})\""},
          {"\"${x//$'\\n'/ }\"", "\"(${x // <\n> < >})\""},
          {"${x^^}", "(${x ^^})"},
          {"${x:1:2}", "(${x : <1> <2>})"},
          {"${x: -1}", "(${x : < -1>})"},
          {"${x:n+1}", "(${x : <n+1>})"},
          {"${x@Q}", "(${x @ <Q>})"},
          {"$(a)", "($ (seq (cmd <a>)))"},
          {"$()", "($ (seq))"},
          {"$(<f)", "($ (seq (cmd 0<<f>)))"},
          {"`a \\`b\\``", "($ (seq (cmd <a> ($ (seq (cmd <b>))))))"},
          {"`a '$x' \\$y`", "($ (seq (cmd <a> <$x> (${y}))))"},
          {"\"`a \\\"b c\\\"`\"", "\"($ (seq (cmd <a> <b c>)))\""},
          {"\"$(a \"b\")\"", "\"($ (seq (cmd <a> <b>)))\""},
          {"$(case a in a) b;; esac)", "($ (seq (case <a> ( <a> -> (seq (cmd <b>));;))))"},
          {"$(a # )\n)", "($ (seq (cmd <a>)))"},
          {"$((1+$x))", "($(( <1+>(${x}))"},
          {"$((a[1]<<2))", "($(( <a[1]<<2>)"},
          {"$( (a) )", "($ (seq (sub (seq (cmd <a>)))))"},
          {"<(a)", "(<( (seq (cmd <a>)))"},
          {"--f=<(a)", "<--f=>(<( (seq (cmd <a>)))"},
          {">(a)", "(>( (seq (cmd <a>)))"},
          {"*", "(glob *)"},
          {"a*?.c", "<a>(glob *?)<.c>"},
          {"[a-z]x", "(glob [a-z])<x>"},
          {"[[:alpha:]]", "(glob [[:alpha:]])"},
          {"[!a^]", "(glob [!a^])"},
          {"[]", "<[]>"},
          {"a[", "<a[>"},
          {"'*'\\?", "<*?>"},
          {"{a,b}", "({<a>,<b>})"},
          {"x{,y}", "<x>({,<y>})"},
          {"{a,{b,c}}", "({<a>,({<b>,<c>})})"},
          {"{a{b,c}}", "<{a>({<b>,<c>})<}>"},
          {"{1..5}", "({1..5})"},
          {"{a..e..2}", "({a..e..2})"},
          {"{}", "<{}>"},
          {"@{0}", "<@{0}>"},
          {"{'a,b'}", "<{a,b}>"},
          {"{a\\,b,c}", "({<a,b>,<c>})"},
          {"~", "(~)"},
          {"~/x", "(~)</x>"},
          {"~root/x", "(~root)</x>"},
          {"~+", "(~+)"},
          {"x~", "<x~>"},
          {"HEAD~1", "<HEAD~1>"},
          {"\"~\"", "<~>"},
          {"a=~/x", "<a=>(~)</x>"},
          {"a=b:~", "<a=b:>(~)"},
          {"--a=~", "<--a=~>"},
          {"h:~/x", "<h:~/x>"},
          {"{~/a,b}", "({(~)</a>,<b>})"},
          {"a=b", "<a=b>"},
          {"if", "<if>"},
          {"!", "<!>"},
          {"\u00e9", "<\u00e9>"},
          {"\\\ud83d\ude00", "<\ud83d\ude00>"},
        });
  }

  @ParameterizedTest
  @MethodSource("words")
  void readsWordsOfACommand(String text, String expected) throws SyntaxException {
    assertThat(Outline.of(ShellParser.parse("p " + text)))
        .isEqualTo("(seq (cmd <p> " + expected + "))");
  }

  private static Stream<Arguments> scripts() {
    return table(
        new String[][] {
          {"", ""},
          {" # nothing\n\n", ""},
          {"a; b", "(cmd <a>) (cmd <b>)"},
          {"a\nb\n", "(cmd <a>) (cmd <b>)"},
          {"a & b", "(bg (cmd <a>)) (cmd <b>)"},
          {"a && b || c", "(or (and (cmd <a>) (cmd <b>)) (cmd <c>))"},
          {"a &&\n# x\n b", "(and (cmd <a>) (cmd <b>))"},
          {"a && b &", "(bg (and (cmd <a>) (cmd <b>)))"},
          {"a | b |& c", "(pipe [false, true] (cmd <a>) (cmd <b>) (cmd <c>))"},
          {"! a", "(pipe ! [] (cmd <a>))"},
          {"time a | b", "(pipe time [false] (cmd <a>) (cmd <b>))"},
          {"a \\\n  b", "(cmd <a> <b>)"},
          {"a |\\\n b", "(pipe [false] (cmd <a>) (cmd <b>))"},
          {"x=1", "(cmd x=<1>)"},
          {"x=", "(cmd x=)"},
          {"x=1 y+=2 a b=c", "(cmd x=<1> y+=<2> <a> <b=c>)"},
          {"'x'=1", "(cmd <x=1>)"},
          {"x={a,b}", "(cmd x=<{a,b}>)"},
          {"x=*", "(cmd x=<*>)"},
          {"x=~/a:~/b", "(cmd x=(~)</a:>(~)</b>)"},
          {"x=$y", "(cmd x=(${y}))"},
          {"x=(a 'b c' {d,e} *)", "(cmd x=( <a> <b c> ({<d>,<e>}) (glob *)))"},
          {"declare -a x=(a 'b c') z+=()", "(declare <declare> <-a> x=( <a> <b c>) z+=())"},
          {"x=(\n a # one\n b\n)", "(cmd x=( <a> <b>))"},
          {"x+=(a)", "(cmd x+=( <a>))"},
          {"x[1]=a", "(cmd x[<1>]=<a>)"},
          {"x[$i]+=a", "(cmd x[(${i})]+=<a>)"},
          {"a >f 2>&1 <g", "(cmd <a> 1><f> 2>&<1> 0<<g>)"},
          {">f a", "(cmd <a> 1><f>)"},
          {"a &>f", "(cmd <a> -1&><f>)"},
          {"a >&f", "(cmd <a> -1&><f>)"},
          {"a >&2", "(cmd <a> 1>&<2>)"},
          {"a &>>f", "(cmd <a> -1&>><f>)"},
          {"a 2>>f 3<>g >|h", "(cmd <a> 2>><f> 3<><g> 1>|<h>)"},
          {"a 2>&-", "(cmd <a> 2>&<->)"},
          {"a <&3", "(cmd <a> 0<&<3>)"},
          {"a2>f", "(cmd <a2> 1><f>)"},
          {"a 2 >f", "(cmd <a> <2> 1><f>)"},
          {"a '2'>f", "(cmd <a> <2> 1><f>)"},
          {"a <<<x", "(cmd <a> 0<<<<x>)"},
          {"a > >(b)", "(cmd <a> 1>(>( (seq (cmd <b>))))"},
          {"a <<E\nx $y\nE", "(cmd <a> 0<<<\"<x >(${y})\")"},
          {"a <<E\n$*${x[*]}\nE", "(cmd <a> 0<<<\"(${@})(${x[<*>]})\")"},
          {"a <<'E'\nx $y\nE\n", "(cmd <a> 0<<<<x $y>)"},
          {"a <<\\E\n$y\nE\n", "(cmd <a> 0<<<<$y>)"},
          {"a <<-E\n\tx\n\t\ty\n\tE\n", "(cmd <a> 0<<<<x\ny>)"},
          {"a <<E\nE\n", "(cmd <a> 0<<<>)"},
          {"a <<E; b <<F\n1\nE\n2\nF\nc", "(cmd <a> 0<<<<1>) (cmd <b> 0<<<<2>) (cmd <c>)"},
          {"a <<E | b\n1\nE", "(pipe [false] (cmd <a> 0<<<<1>) (cmd <b>))"},
          {"a <<E\n\\$x \\q \"q\"\nE", "(cmd <a> 0<<<<$x \\q \"q\">)"},
          {"a <<E\n1\\\n2\nE", "(cmd <a> 0<<<<12>)"},
          {"a <<E \\\n >f\n1\nE", "(cmd <a> 0<<<<1> 1><f>)"},
          {"p $(a <<E\n1\nE\n)", "(cmd <p> ($ (seq (cmd <a> 0<<<<1>))))"},
          {"(a; b)", "(sub (seq (cmd <a>) (cmd <b>)))"},
          {"{ a; b; } >f", "(group (seq (cmd <a>) (cmd <b>)) 1><f>)"},
          {"if a; then b; fi", "(if (seq (cmd <a>)) then (seq (cmd <b>)))"},
          {
            "if a\nthen b\nelif c\nthen d\nelse e\nfi",
            "(if (seq (cmd <a>)) then (seq (cmd <b>)) (seq (cmd <c>)) then (seq (cmd <d>))"
                + " else (seq (cmd <e>)))"
          },
          {"while a; do b; done <f", "(while (seq (cmd <a>)) do (seq (cmd <b>)) 0<<f>)"},
          {"until a; do b; done", "(until (seq (cmd <a>)) do (seq (cmd <b>)))"},
          {"for i in a b; do c; done", "(for i in <a> <b> do (seq (cmd <c>)))"},
          {"for i in; do c; done", "(for i in do (seq (cmd <c>)))"},
          {"for i; do c; done", "(for i do (seq (cmd <c>)))"},
          {"for i do c; done", "(for i do (seq (cmd <c>)))"},
          {"select i in a; do c; done", "(select i in <a> do (seq (cmd <c>)))"},
          {"for ((i=0; i<3; i++)); do a; done", "(for(( <i=0> < i<3> < i++> do (seq (cmd <a>)))"},
          {
            "case $x in a|b*) c;; (d) e;& *) esac",
            "(case (${x}) ( <a> <b>(glob *) -> (seq (cmd <c>));;)"
                + " ( <d> -> (seq (cmd <e>));&) ( (glob *) -> (seq);;))"
          },
          {"f() { a; }", "(def f (group (seq (cmd <a>))))"},
          {"function f { a; } >g", "(def f (group (seq (cmd <a>)) 1><g>))"},
          {"function f () (a)", "(def f (sub (seq (cmd <a>))))"},
          {"((x+1))", "((( <x+1>)"},
          {
            "[[ -f $x && ( a == b* || ! 1 -lt 2 ) ]]",
            "([[ <-f> (${x}) <&&> <(> <a> <==> <b>(glob *) <||> <!> <1> <-lt> <2> <)>)"
          },
          {"[[ $x =~ ^(a|b)\\.[0-9]+$ ]]", "([[ (${x}) <=~> (glob ^(a|b))<.>(glob [0-9]+$))"},
          {"[[ a < b ]]", "([[ <a> <<> <b>)"},
        });
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void readsScripts(String text, String expected) throws SyntaxException {
    String inside = expected.isEmpty() ? "" : " " + expected;
    assertThat(Outline.of(ShellParser.parse(text))).isEqualTo("(seq" + inside + ")");
  }

  @Test
  void keepsQuotedTextApartFromText() throws SyntaxException {
    Sequence script = (Sequence) ShellParser.parse("i''f 'ls' a\\ b");
    Simple command = (Simple) script.statements().getFirst();
    assertThat(command.words())
        .extracting(Word::parts)
        .containsExactly(
            List.of(new Word.Literal("i"), new Word.Quoted(""), new Word.Literal("f")),
            List.of(new Word.Quoted("ls")),
            List.of(new Word.Literal("a"), new Word.Quoted(" "), new Word.Literal("b")));
  }

  @Test
  void knowsWhereThingsStand() throws SyntaxException {
    Sequence script = (Sequence) ShellParser.parse("a; `b \\$x` c >d");
    assertThat(script.statements().get(0).span()).isEqualTo(new Span(0, 1));
    Simple second = (Simple) script.statements().get(1);
    assertThat(second.span()).isEqualTo(new Span(3, 15));
    assertThat(second.words().getFirst().span()).isEqualTo(new Span(3, 10));
    Word.CommandSubstitution inner =
        (Word.CommandSubstitution) second.words().getFirst().parts().getFirst();
    Simple innerCommand = (Simple) ((Sequence) inner.body()).statements().getFirst();
    assertThat(innerCommand.words().get(1).span()).isEqualTo(new Span(7, 9));
    assertThat(second.redirects().getFirst().span()).isEqualTo(new Span(13, 15));
  }

  private static Stream<Arguments> table(String[][] rows) {
    return Stream.of(rows).map(row -> Arguments.of(row[0], row[1]));
  }
}
